"""fit, evaluate and predict with batches that come of a PyDataset or a generator.

Weights are stored and nothing is shuffled, but in the cases that begin with a seed. Which batches a model was trained
on, and in which order, shows in the losses of the steps.
"""

from dataclasses import replace

from golden.catalog.callbacks import PLAIN, compiled, sgd
from golden.catalog.draws import integers, normal, uniform
from golden.catalog.models import BINARY, _do, _input, _model, _node

_MANY = tuple(f"t{i}" for i in range(60))


def batch(rows=4, *more):
    return [normal(rows, 2), normal(rows, 1), *more]


def batches(count=3, rows=4):
    return [batch(rows) for _ in range(count)]


def data(given, **more):
    """A PyDataset."""
    return {"py_dataset": {"batches": given, **more}}


def generator(given, **more):
    return {"generator": {"batches": given, **more}}


def fit(feed, epochs=2, shuffle=False, **more):
    return _do("fit", feed=feed, epochs=epochs, shuffle=shuffle, **more)


def _cases(symbol, rows, tags=()):
    """``slug: (build, actions...)``, of a model that is compiled before unless it is None."""
    cases = []
    for slug, (build, *actions) in rows.items():
        build, first = build if isinstance(build, tuple) else (build, compiled())
        last = [] if "error" in tags else [_do("weights")]
        cases.append(_model(symbol, slug, build, [first, *actions, *last], _MANY, tags))
    return cases


TWO_INPUTS = {
    "functional": [
        _input("a", 2),
        _input("b", 3),
        _node("both", "Concatenate", ["a", "b"]),
        _node("out", "Dense", ["both"], units=1),
    ],
    "outputs": ["out"],
}
WEIGHED = (PLAIN, compiled(weighted_metrics=["mae"]))
CLASSES = (BINARY, _do("compile", optimizer=sgd(), loss="binary_crossentropy", weighted_metrics=["accuracy"]))


def of_classes(count=3, rows=4, **more):
    return [[normal(rows, 5), integers(rows, 1, high=2)] for _ in range(count)]


PY_DATASET = _cases(
    "keras.utils.PyDataset",
    {
        "plain": (PLAIN, fit(data(batches()))),
        "length": (PLAIN, fit(data(batches(), has="length"))),
        "one-batch": (PLAIN, fit(data(batches(1)), 3)),
        "ragged-last": (PLAIN, fit(data([batch(4), batch(4), batch(2)]))),
        "ragged-first": (PLAIN, fit(data([batch(2), batch(4), batch(3)]))),
        "threads": (PLAIN, fit(data(batches(5), workers=3))),
        "threads-short-queue": (PLAIN, fit(data(batches(5), workers=2, max_queue_size=1))),
        "workers-0": (PLAIN, fit(data(batches(), workers=0))),
        "metrics": ((PLAIN, compiled(metrics=["mae"])), fit(data(batches()))),
        "weights-of-samples": (WEIGHED, fit(data([batch(4, uniform(4)) for _ in range(3)]))),
        "weights-of-samples-column": (WEIGHED, fit(data([batch(4, uniform(4, 1)) for _ in range(2)]))),
        "class-weight": (CLASSES, fit(data(of_classes()), class_weight={"0": 3.0, "1": 0.5})),
        "class-weight-threads": (CLASSES, fit(data(of_classes(), workers=2), class_weight={"1": 2.5})),
        "lists": (PLAIN, fit(data([{"list": batch()} for _ in range(2)]))),
        "batch-size-counts-for-nothing": (PLAIN, fit(data(batches()), batch_size=2)),
        "steps-fewer": (PLAIN, fit(data(batches(4)), 3, steps_per_epoch=2)),
        "steps-fewer-threads": (PLAIN, fit(data(batches(4), workers=2), 3, steps_per_epoch=2)),
        "steps-over-the-end": (PLAIN, fit(data(batches(4)), 4, steps_per_epoch=3, warns=["ran out"])),
        "steps-more": (PLAIN, fit(data(batches(2)), 2, steps_per_epoch=3, warns=["ran out"])),
        "steps-as-many": (PLAIN, fit(data(batches(3)), 2, steps_per_epoch=3)),
        "endless": (PLAIN, fit(data(batches(3), endless=True), 3, steps_per_epoch=2)),
        "endless-threads": (PLAIN, fit(data(batches(3), endless=True, workers=2), 2, steps_per_epoch=4)),
        "endless-keeps-its-order": (
            PLAIN,
            fit(data(batches(3), endless=True), 2, shuffle=True, steps_per_epoch=2, warns=["shuffle"]),
        ),
        "steps-per-execution": ((PLAIN, compiled(steps_per_execution=2)), fit(data(batches(4)))),
        "validation": (PLAIN, fit(data(batches()), validation_feed=data(batches(2, 3)))),
        "validation-threads": (PLAIN, fit(data(batches(), workers=2), validation_feed=data(batches(2), workers=2))),
        "validation-steps": (PLAIN, fit(data(batches()), validation_feed=data(batches(3)), validation_steps=2)),
        "validation-every-second-epoch": (
            PLAIN,
            fit(data(batches(2)), 4, validation_feed=data(batches(2)), validation_freq=2),
        ),
        "validation-of-arrays": (PLAIN, fit(data(batches()), validation_data=[normal(5, 2), normal(5, 1)])),
        "validation-of-data-for-arrays": (
            PLAIN,
            _do(
                "fit",
                x=normal(8, 2),
                y=normal(8, 1),
                batch_size=4,
                epochs=2,
                shuffle=False,
                validation_feed=data(batches(2)),
            ),
        ),
        "two-fits": (PLAIN, fit(data(batches())), fit(data(batches()))),
        "initial-epoch": (PLAIN, fit(data(batches()), 3, initial_epoch=1)),
        "no-epoch": (PLAIN, fit(data(batches()), 0)),
        "evaluate": (PLAIN, _do("evaluate", feed=data(batches()))),
        "evaluate-ragged": ((PLAIN, compiled(metrics=["mae"])), _do("evaluate", feed=data([batch(4), batch(1)]))),
        "evaluate-steps": (PLAIN, _do("evaluate", feed=data(batches()), steps=2)),
        "evaluate-threads": (PLAIN, _do("evaluate", feed=data(batches(), workers=3))),
        "evaluate-endless": (PLAIN, _do("evaluate", feed=data(batches(2), endless=True), steps=5)),
        "evaluate-weights": (WEIGHED, _do("evaluate", feed=data([batch(4, uniform(4)) for _ in range(2)]))),
        "predict": (PLAIN, _do("predict", feed=data(batches()))),
        "predict-x-alone": (PLAIN, _do("predict", feed=data([{"alone": normal(3, 2)}, {"alone": normal(2, 2)}]))),
        "predict-tuples-of-one": (PLAIN, _do("predict", feed=data([[normal(3, 2)], [normal(2, 2)]]))),
        "predict-threads": (PLAIN, _do("predict", feed=data(batches(5, 2), workers=3))),
        "predict-steps": (PLAIN, _do("predict", feed=data(batches()), steps=2)),
        "predict-dicts": (
            (TWO_INPUTS, compiled()),
            _do("predict", feed=data([{"dict": {"a": normal(3, 2), "b": normal(3, 3)}} for _ in range(2)])),
        ),
        "inputs-by-name": (
            (TWO_INPUTS, compiled()),
            fit(data([[{"a": normal(3, 2), "b": normal(3, 3)}, normal(3, 1)] for _ in range(2)])),
        ),
        "stops-in-mid-epoch": (
            PLAIN,
            fit(data(batches(4)), 3, callbacks=[{"stops": "on_train_batch_end", "at": 1}, {"recorder": "r"}]),
        ),
        "stops-in-mid-epoch-threads": (
            PLAIN,
            fit(data(batches(4), workers=2), 3, callbacks=[{"stops": "on_train_batch_end", "at": 1}]),
        ),
        "callbacks": (PLAIN, fit(data(batches(2)), callbacks=[{"recorder": "r"}])),
    },
)
HOOKS = _cases(
    "keras.utils.PyDataset",
    {
        f"hooks-{slug}": (PLAIN, action)
        for slug, action in {
            "fit": fit(data(batches(2), calls=True)),
            "fit-threads": fit(data(batches(3), calls=True, workers=2)),
            "fit-steps": fit(data(batches(4), calls=True), 3, steps_per_epoch=2),
            "fit-steps-over-the-end": fit(data(batches(4), calls=True), 3, steps_per_epoch=3),
            "fit-endless": fit(data(batches(2), calls=True, endless=True), 2, steps_per_epoch=3),
            "fit-no-epoch": fit(data(batches(2), calls=True), 0),
            "fit-stops-in-mid-epoch": fit(
                data(batches(3), calls=True), 3, callbacks=[{"stops": "on_train_batch_end", "at": 1}]
            ),
            "validation": fit(data(batches(2)), 2, validation_feed=data(batches(1), calls=True)),
            "validation-every-second-epoch": fit(
                data(batches(2)), 4, validation_feed=data(batches(1), calls=True), validation_freq=2
            ),
            "evaluate": _do("evaluate", feed=data(batches(2), calls=True)),
            "evaluate-steps": _do("evaluate", feed=data(batches(3), calls=True), steps=2),
            "predict": _do("predict", feed=data(batches(2), calls=True)),
            "predict-steps": _do("predict", feed=data(batches(3), calls=True), steps=2),
        }.items()
    },
)
ERRORS = _cases(
    "keras.utils.PyDataset",
    {
        "with-y": (PLAIN, fit(data(batches()), y=normal(4, 1))),
        "with-sample-weight": (PLAIN, fit(data(batches()), sample_weight=normal(4))),
        "with-validation-split": (PLAIN, fit(data(batches()), validation_split=0.5)),
        "class-weight-and-sample-weight": (
            CLASSES,
            fit(data([[normal(4, 5), integers(4, 1, high=2), uniform(4)]]), class_weight={"0": 3.0}),
        ),
        "empty": (PLAIN, fit(data([]))),
        "four-parts": (PLAIN, fit(data([[normal(4, 2), normal(4, 1), uniform(4), uniform(4)]]))),
        "number": (PLAIN, fit(data([{"alone": 5}]))),
        "nothing": (PLAIN, fit(data([{"alone": None}]))),
        "text": (PLAIN, fit(data([{"alone": "abc"}]))),
        "numbers-for-arrays": (PLAIN, fit(data([[0.5, 1.5]]))),
        "nested-lists-for-arrays": (PLAIN, fit(data([[[[0.5, 1.5]], [[1.0]]]]))),
        "other-rank-in-the-second": (PLAIN, fit(data([batch(), [normal(4, 2, 1), normal(4, 1)]]))),
        "other-parts-in-the-second": (PLAIN, fit(data([batch(), batch(4, uniform(4))]))),
    },
    ("error",),
)
SHUFFLED = [
    replace(case, spec={**case.spec, "seed": 11}, tags=("seed-exact",))
    for case in _cases(
        "keras.utils.PyDataset",
        {
            "shuffled": (PLAIN, fit(data(batches(5)), 3, shuffle=True)),
            "shuffled-threads": (PLAIN, fit(data(batches(5), workers=3), 3, shuffle=True)),
            "shuffled-steps": (PLAIN, fit(data(batches(5)), 3, shuffle=True, steps_per_epoch=2)),
            "shuffled-batch": (PLAIN, fit(data(batches(4)), 2, shuffle="batch")),
            "shuffled-ragged": (PLAIN, fit(data([batch(4), batch(4), batch(1)]), 2, shuffle=True)),
            "shuffled-validation": (
                PLAIN,
                fit(data(batches(3)), 2, shuffle=True, validation_feed=data([batch(4), batch(2)])),
            ),
        },
    )
]

GENERATOR = _cases(
    "keras.models.Model.fit",
    {
        "generator": (PLAIN, fit(generator(batches(3)), 1)),
        "generator-ragged": (PLAIN, fit(generator([batch(4), batch(2), batch(3)]), 1)),
        "generator-endless": (PLAIN, fit(generator(batches(3), endless=True), 3, steps_per_epoch=2)),
        "generator-weights": (WEIGHED, fit(generator([batch(4, uniform(4)) for _ in range(3)]), 1)),
        "generator-ends-early": (PLAIN, fit(generator(batches(5)), 3, steps_per_epoch=2, warns=["ran out"])),
        "generator-ends-in-the-first-epoch": (
            PLAIN,
            fit(generator(batches(3)), 1, steps_per_epoch=4, warns=["ran out"]),
        ),
        "generator-shuffled": (PLAIN, fit(generator(batches(3)), 1, shuffle=True, warns=["shuffle"])),
        "generator-validation": (
            PLAIN,
            fit(generator(batches(3)), 1, validation_feed=generator(batches(2))),
        ),
        "generator-validation-endless": (
            PLAIN,
            fit(
                generator(batches(3), endless=True),
                2,
                steps_per_epoch=2,
                validation_feed=generator(batches(3), endless=True),
                validation_steps=2,
            ),
        ),
        "generator-evaluate": (PLAIN, _do("evaluate", feed=generator(batches(3)))),
        "generator-evaluate-steps": (PLAIN, _do("evaluate", feed=generator(batches(3)), steps=2)),
        "generator-predict": (PLAIN, _do("predict", feed=generator([[normal(3, 2)], [normal(2, 2)]]))),
        "generator-inputs-by-name": (
            (TWO_INPUTS, compiled()),
            fit(generator([[{"a": normal(3, 2), "b": normal(3, 3)}, normal(3, 1)] for _ in range(2)]), 1),
        ),
    },
)
GENERATOR_ERRORS = _cases(
    "keras.models.Model.fit",
    {
        "generator-empty": (PLAIN, fit(generator([]), 1)),
        "generator-of-lists": (PLAIN, fit(generator([{"list": batch()}]), 1)),
        "generator-of-arrays": (PLAIN, fit(generator([{"alone": normal(3, 2)}]), 1)),
        "generator-of-numbers": (PLAIN, fit(generator([[0.5, 1.5]]), 1)),
        "generator-with-y": (PLAIN, fit(generator(batches(2)), 1, y=normal(4, 1))),
        "generator-with-sample-weight": (PLAIN, fit(generator(batches(2)), 1, sample_weight=uniform(4))),
        "generator-with-class-weight": (CLASSES, fit(generator(of_classes(2)), 1, class_weight={"0": 2.0})),
        "generator-with-validation-split": (PLAIN, fit(generator(batches(2)), 1, validation_split=0.5)),
        "generator-other-rank-in-the-second": (
            PLAIN,
            fit(generator([batch(), [normal(4, 2, 1), normal(4, 1)]]), 1),
        ),
    },
    ("error",),
)

CASES = [*PY_DATASET, *HOOKS, *ERRORS, *SHUFFLED, *GENERATOR, *GENERATOR_ERRORS]
