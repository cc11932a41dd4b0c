"""The turns themselves: which hooks fit, evaluate and predict call, in which order, with which logs; and the callbacks
that every run has.
"""

from golden.catalog.callbacks import FALLING, PLAIN, TRAINED, callback, compiled, drifting, fit, sgd
from golden.catalog.draws import normal, one_hot
from golden.catalog.models import _do, _model

R = [{"recorder": "r"}]
_MANY = tuple(f"t{i}" for i in range(20))


def evaluate(callbacks, rows=6, **more):
    return _do("evaluate", x=normal(rows, 2), y=normal(rows, 1), batch_size=4, callbacks=callbacks, **more)


def predict(callbacks, rows=6, **more):
    return _do("predict", x=normal(rows, 2), batch_size=4, callbacks=callbacks, **more)


def turns(slug, *actions, first=None, build=PLAIN, tags=()):
    return _model("keras.callbacks.Callback", slug, build, [first or compiled(), *actions], _MANY, tags)


def stops(hook, at=None):
    return [{"recorder": "before"}, {"stops": hook} if at is None else {"stops": hook, "at": at}, {"recorder": "after"}]


TURNS = [
    turns("fit", fit(R, 2, validation=False)),
    turns("fit-with-validation", fit(R, 2)),
    turns("fit-with-metrics", fit(R, 2), first=compiled(metrics=["mae"])),
    turns("evaluate", evaluate(R)),
    turns("evaluate-metrics", evaluate(R), first=compiled(metrics=["mae"], weighted_metrics=["mse"])),
    turns("predict", predict(R)),
    turns("predict-steps", predict(R, steps=1)),
    turns("evaluate-steps", evaluate(R, steps=1)),
    turns("one-after-another", fit(R, 1), evaluate(R), predict(R), fit(R, 1, validation=False)),
    turns("epochs-0", fit(R, 0)),
    turns("initial-epoch", fit(R, 4, initial_epoch=2)),
    turns("initial-epoch-at-the-end", fit(R, 2, initial_epoch=2)),
    turns("initial-epoch-beyond", fit(R, 2, initial_epoch=5)),
    turns("steps-per-epoch", fit(R, 2, steps_per_epoch=2), fit(R, 1, validation=False)),
    turns("steps-per-epoch-goes-on", fit(R, 3, rows=24, steps_per_epoch=2, validation=False)),
    turns("steps-per-epoch-too-many", fit(R, 2, steps_per_epoch=4, warns=["ran out of data"])),
    turns("validation-freq-2", fit(R, 4, validation_freq=2)),
    turns("validation-freq-list", fit(R, 5, validation_freq=[1, 4])),
    turns("validation-freq-of-floats", fit(R, 2, validation_freq=1.5), tags=("error",)),
    turns("validation-steps", fit(R, 2, validation_steps=1)),
    turns("validation-batch-size", fit(R, 1, validation_batch_size=2)),
    turns("validation-split", fit(R, 2, validation=False, validation_split=0.5)),
    turns("steps-per-execution-2", fit(R, 2, rows=20), first=compiled(steps_per_execution=2)),
    turns("steps-per-execution-3-of-5", fit(R, 1, rows=20, validation=False), first=compiled(steps_per_execution=3)),
    turns("steps-per-execution-evaluate", evaluate(R, 20), predict(R, 20), first=compiled(steps_per_execution=2)),
    turns("ragged-last-batch", fit(R, 1, rows=10, validation=False)),
    turns("stops-in-train-begin", fit(stops("on_train_begin"), 3)),
    turns("stops-in-epoch-begin", fit(stops("on_epoch_begin", 1), 3)),
    turns("stops-in-epoch-end", fit(stops("on_epoch_end", 1), 4)),
    turns("stops-in-train-batch-begin", fit(stops("on_train_batch_begin", 1), 3)),
    turns("stops-in-train-batch-end", fit(stops("on_train_batch_end", 1), 3)),
    turns("stops-in-the-last-batch", fit(stops("on_train_batch_end", 2), 3)),
    turns("stops-in-test-batch-end-of-fit", fit(stops("on_test_batch_end", 0), 2)),
    turns("stops-in-test-batch-end", evaluate(stops("on_test_batch_end", 0), 12)),
    turns("stops-in-test-batch-begin", evaluate(stops("on_test_batch_begin", 1), 12)),
    turns("stops-in-test-begin", evaluate(stops("on_test_begin"), 12)),
    turns("stops-in-predict-batch-end", predict(stops("on_predict_batch_end", 1), 12)),
    turns("stops-in-predict-batch-begin", predict(stops("on_predict_batch_begin", 0), 12)),
    turns("stops-in-train-end", fit(stops("on_train_end"), 2), fit(R, 1)),
    turns(
        "stops-in-steps-per-execution",
        fit(stops("on_train_batch_end", 1), 2, rows=20),
        first=compiled(steps_per_execution=2),
    ),
    turns(
        "fails-in-epoch-end",
        fit([{"recorder": "before"}, {"fails": "on_epoch_end", "at": 1}, {"recorder": "after"}], 3, survives=True),
        evaluate(R),
    ),
    turns("fails-in-train-batch-end", fit([{"fails": "on_train_batch_end", "at": 1}], 1), tags=("error",)),
    turns(
        "several-losses-in-the-logs",
        _do(
            "fit",
            x=normal(8, 4),
            y=[normal(8, 1), one_hot(8, 2)],
            batch_size=4,
            epochs=2,
            shuffle=False,
            callbacks=R,
        ),
        build={
            "functional": [
                {"name": "a", "symbol": "keras.Input", "config": {"shape": [4]}},
                {"name": "one", "symbol": "keras.layers.Dense", "config": {"units": 1}, "inputs": ["a"]},
                {
                    "name": "two",
                    "symbol": "keras.layers.Dense",
                    "config": {"units": 2, "activation": "softmax"},
                    "inputs": ["a"],
                },
            ],
            "outputs": ["one", "two"],
        },
        first=_do(
            "compile", optimizer=sgd(), loss=["mse", "categorical_crossentropy"], metrics=[["mae"], ["accuracy"]]
        ),
    ),
    turns(
        "order-of-several",
        fit([{"recorder": "one"}, callback("EarlyStopping", monitor="loss", patience=1), {"recorder": "two"}], 2),
    ),
    turns("silent-and-told", fit(R, 1, verbose=2, printed=True, validation=False)),
]

LIST = [
    _model("keras.callbacks.CallbackList", slug, PLAIN, [compiled(), action], TRAINED, tags)
    for slug, action, tags in (
        (
            "given-to-fit",
            fit({"list": R, "add_history": True, "verbose": 0, "epochs": 2, "steps": 3}, 2),
            (),
        ),
        ("given-to-evaluate", evaluate({"list": R, "verbose": 0, "epochs": 1, "steps": 2}), ()),
        ("given-to-predict", predict({"list": R, "verbose": 0, "epochs": 1, "steps": 2}), ()),
        ("without-history", fit({"list": R, "verbose": 0, "epochs": 1, "steps": 3}, 1), ("error",)),
        (
            "two-in-order",
            fit(
                {
                    "list": [{"recorder": "a"}, {"recorder": "b"}],
                    "add_history": True,
                    "epochs": 1,
                    "steps": 3,
                    "verbose": 0,
                },
                1,
            ),
            (),
        ),
    )
]

HISTORY = [
    _model("keras.callbacks.History", slug, PLAIN, actions, _MANY)
    for slug, actions in (
        ("of-fit", [compiled(metrics=["mae"]), fit([callback("History", facts=("epoch",))], 3)]),
        ("initial-epoch", [compiled(), fit([callback("History", facts=("epoch",))], 4, initial_epoch=1)]),
        (
            "used-for-two-fits",
            [
                compiled(),
                fit([callback("History", facts=("epoch",))], 2),
                fit([{"again": "History", "facts": ["epoch"]}], 3, initial_epoch=1),
            ],
        ),
        (
            "validation-every-second-epoch",
            [compiled(), fit([callback("History", facts=("epoch",))], 4, validation_freq=2)],
        ),
        (
            "stopped-early",
            [FALLING, drifting([callback("History", facts=("epoch",)), {"stops": "on_epoch_end", "at": 2}])],
        ),
        ("no-epoch", [compiled(), fit([callback("History", facts=("epoch",))], 0)]),
    )
]

PROGBAR = [
    _model("keras.callbacks.ProgbarLogger", slug, PLAIN, [compiled(metrics=["mae"]), *actions], _MANY)
    for slug, actions in (
        ("a-line-an-epoch", [fit([], 2, verbose=2, printed=True)]),
        ("a-line-alone", [fit([], 1, verbose=2, printed=True, validation=False)]),
        ("evaluate", [evaluate([], verbose=2, printed=True)]),
        ("predict", [predict([], verbose=2, printed=True)]),
        ("silent", [fit([], 2, printed=True), evaluate([], printed=True), predict([], printed=True)]),
        ("given", [fit([callback("ProgbarLogger", facts=("seen", "target", "epochs"))], 2, verbose=2, printed=True)]),
        (
            "learning-rate-in-the-line",
            [
                fit([callback("LearningRateScheduler", schedule={"function": "halves"})], 2, verbose=2, printed=True),
            ],
        ),
    )
]

LAMBDA = [
    _model("keras.callbacks.LambdaCallback", slug, PLAIN, [compiled(), *actions], _MANY)
    for slug, actions in (
        (
            "named-hooks",
            [
                fit(
                    [
                        callback(
                            "LambdaCallback",
                            on_epoch_begin={"notes": "epoch_begin"},
                            on_epoch_end={"notes": "epoch_end"},
                            on_train_begin={"notes": "train_begin"},
                            on_train_end={"notes": "train_end"},
                            on_train_batch_begin={"notes": "batch_begin"},
                            on_train_batch_end={"notes": "batch_end"},
                        )
                    ],
                    2,
                )
            ],
        ),
        (
            "further-hooks",
            [
                fit(
                    [
                        callback(
                            "LambdaCallback",
                            on_test_begin={"notes": "test_begin"},
                            on_test_batch_end={"notes": "test_batch_end"},
                            on_test_end={"notes": "test_end"},
                        )
                    ],
                    1,
                ),
                predict([callback("LambdaCallback", on_predict_batch_end={"notes": "outputs"})]),
            ],
        ),
        ("batch-end-by-its-old-name", [fit([callback("LambdaCallback", on_batch_end={"notes": "old"})], 1)]),
        ("none", [fit([callback("LambdaCallback")], 1)]),
    )
]


def averaged(slug, *actions, tags=(), **ema):
    ema = {"use_ema": True, "ema_momentum": 0.5, **ema}
    return _model("keras.callbacks.SwapEMAWeights", slug, PLAIN, [compiled(sgd(0.1, **ema)), *actions], _MANY, tags)


_SWAP, _SWAP_ON_EPOCH = callback("SwapEMAWeights"), callback("SwapEMAWeights", swap_on_epoch=True)
_NOW = [_do("weights"), _do("optimizer", variables=True)]
SWAP = [
    averaged("validation", fit([_SWAP], 3), *_NOW),
    averaged("no-validation", fit([_SWAP], 2, validation=False), *_NOW),
    averaged("on-epoch", fit([_SWAP_ON_EPOCH], 3), *_NOW),
    averaged("on-epoch-no-validation", fit([_SWAP_ON_EPOCH], 3, validation=False), *_NOW),
    averaged("on-epoch-stopped", fit([_SWAP_ON_EPOCH, {"stops": "on_epoch_end", "at": 1}], 3), *_NOW),
    averaged("then-evaluate", fit([_SWAP], 1, validation=False), evaluate([_SWAP]), *_NOW),
    averaged("then-predict", fit([_SWAP], 1, validation=False), predict([_SWAP]), *_NOW),
    averaged(
        "predict-then-evaluate",
        fit([callback("SwapEMAWeights", name="swap")], 1),
        predict([{"again": "swap"}]),
        evaluate([{"again": "swap"}]),
        *_NOW,
    ),
    averaged("overwritten-every-2", fit([_SWAP], 2), *_NOW, ema_overwrite_frequency=2),
    averaged("without-averages", fit([_SWAP], 1), use_ema=False, tags=("error",)),
    averaged("without-averages-or-validation", fit([_SWAP], 1, validation=False), use_ema=False),
]

CASES = [*TURNS, *LIST, *HISTORY, *PROGBAR, *LAMBDA, *SWAP]
