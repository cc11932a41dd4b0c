"""What fit does beyond the plain: label smoothing, weights of classes, epochs in pieces, steps of one's own, moving
averages, accumulated gradients, regularizers and constraints. Weights are stored, nothing is shuffled.
"""

from golden.catalog.callbacks import PLAIN, compiled, sgd
from golden.catalog.draws import integers, normal, one_hot, uniform
from golden.catalog.models import BINARY, SMALL, _do, _input, _layer, _model, _node

_MANY = tuple(f"t{i}" for i in range(20))
FUNCTIONAL = {
    "functional": [
        _input("a", 2),
        _node("hidden", "Dense", ["a"], units=3, activation="tanh"),
        _node("out", "Dense", ["hidden"], units=1),
    ],
    "outputs": ["out"],
}


def trained(slug, build, *actions, tags=()):
    if "error" not in tags:
        actions = (*actions, _do("weights"))
    return _model("keras.models.Model.fit", slug, build, list(actions), _MANY, tags)


def fit(x, y, epochs=2, batch_size=4, **more):
    return _do("fit", x=x, y=y, batch_size=batch_size, epochs=epochs, shuffle=False, **more)


def regression(rows=12, **more):
    return fit(normal(rows, 2), normal(rows, 1), **more)


def smoothing(loss, **config):
    return _do(
        "compile",
        optimizer=sgd(),
        loss={"keras": f"keras.losses.{loss}", "config": {"label_smoothing": 0.2, **config}},
        metrics=[{"keras": f"keras.metrics.{loss}", "config": {"label_smoothing": 0.2, "name": "smoothed", **config}}],
    )


def classes(**more):
    return fit(normal(12, 5), one_hot(12, 3), **more)


LOSSES = [
    trained("label-smoothing-categorical", SMALL, smoothing("CategoricalCrossentropy"), classes()),
    trained(
        "label-smoothing-binary", BINARY, smoothing("BinaryCrossentropy"), fit(normal(12, 5), integers(12, 1, high=2))
    ),
    trained(
        "class-weight-sparse",
        SMALL,
        _do("compile", optimizer=sgd(), loss="sparse_categorical_crossentropy", weighted_metrics=["accuracy"]),
        fit(normal(12, 5), integers(12, high=3), class_weight={"0": 3.0, "2": 0.25}),
    ),
    trained(
        "class-weight-binary-column",
        BINARY,
        _do("compile", optimizer=sgd(), loss="binary_crossentropy"),
        fit(normal(12, 5), integers(12, 1, high=2), class_weight={"0": 0.2, "1": 2.0}),
    ),
    trained(
        "class-weight-and-validation",
        SMALL,
        _do("compile", optimizer=sgd(), loss="categorical_crossentropy", metrics=["accuracy"]),
        classes(class_weight={"0": 3.0, "1": 0.5}, validation_split=0.25),
    ),
    trained(
        "class-weight-and-sample-weight",
        SMALL,
        _do("compile", optimizer=sgd(), loss="categorical_crossentropy"),
        classes(class_weight={"0": 3.0}, sample_weight=uniform(12)),
        tags=("error",),
    ),
    trained(
        "sample-weight-in-validation",
        PLAIN,
        compiled(weighted_metrics=["mae"]),
        regression(sample_weight=uniform(12), validation_data=[normal(6, 2), normal(6, 1), uniform(6)]),
    ),
]

EPOCHS = [
    trained("initial-epoch", PLAIN, compiled(), regression(epochs=3), regression(epochs=5, initial_epoch=3)),
    trained("steps-per-epoch", PLAIN, compiled(), regression(24, epochs=3, steps_per_epoch=2)),
    trained("steps-per-epoch-over-the-end", PLAIN, compiled(), regression(20, epochs=4, steps_per_epoch=2)),
    trained("validation-freq-2", PLAIN, compiled(), regression(epochs=4, validation_split=0.25, validation_freq=2)),
    trained(
        "validation-freq-list", PLAIN, compiled(), regression(epochs=4, validation_split=0.25, validation_freq=[1, 3])
    ),
    trained(
        "validation-freq-text",
        PLAIN,
        compiled(),
        regression(validation_split=0.25, validation_freq="2"),
        tags=("error",),
    ),
    trained(
        "validation-steps",
        PLAIN,
        compiled(),
        regression(validation_data=[normal(9, 2), normal(9, 1)], validation_steps=1),
    ),
    trained(
        "validation-batch-size",
        PLAIN,
        compiled(),
        regression(validation_data=[normal(9, 2), normal(9, 1)], validation_batch_size=2),
    ),
    trained("steps-per-execution", PLAIN, compiled(steps_per_execution=2), regression(20)),
    trained("two-fits", PLAIN, compiled(sgd(momentum=0.9)), regression(), regression()),
    trained("compiled-anew", PLAIN, compiled(sgd(momentum=0.9)), regression(), compiled(sgd(0.01)), regression()),
]

OPTIMIZERS = [
    trained(
        "averages", PLAIN, compiled(sgd(use_ema=True, ema_momentum=0.5)), regression(), _do("optimizer", variables=True)
    ),
    trained(
        "averages-overwrite-every-2",
        PLAIN,
        compiled(sgd(use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)),
        regression(20),
        _do("optimizer", variables=True),
    ),
    trained(
        "averages-two-fits",
        PLAIN,
        compiled({"keras": "keras.optimizers.Adam", "config": {"use_ema": True, "ema_momentum": 0.9}}),
        regression(),
        regression(),
    ),
    trained(
        "averages-without-epochs",
        PLAIN,
        compiled(sgd(use_ema=True)),
        regression(epochs=0),
        _do("optimizer", variables=True),
    ),
    trained(
        "accumulated-gradients",
        PLAIN,
        compiled(sgd(gradient_accumulation_steps=2, momentum=0.9)),
        regression(20),
        _do("optimizer", variables=True),
    ),
    trained(
        "accumulated-gradients-not-used-up",
        PLAIN,
        compiled({"keras": "keras.optimizers.Adam", "config": {"gradient_accumulation_steps": 4}}),
        regression(12, epochs=1),
        _do("optimizer", variables=True),
    ),
    trained(
        "accumulated-gradients-and-averages",
        PLAIN,
        compiled(sgd(gradient_accumulation_steps=2, use_ema=True, ema_momentum=0.5)),
        regression(16),
    ),
    trained("loss-scale", PLAIN, compiled(sgd(loss_scale_factor=64.0)), regression()),
    trained("clipped-by-value", PLAIN, compiled(sgd(clipvalue=0.05)), regression()),
    trained(
        "schedule",
        PLAIN,
        compiled(
            sgd(
                {
                    "keras": "keras.optimizers.schedules.ExponentialDecay",
                    "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
                }
            )
        ),
        regression(),
        _do("optimizer"),
    ),
    trained("no-optimizer", PLAIN, _do("compile", optimizer=None, loss="mse"), regression(), tags=("error",)),
    trained("no-loss", PLAIN, _do("compile", optimizer="sgd"), regression(), tags=("error",)),
    trained(
        "frozen-layer",
        {
            "sequential": [
                ["keras.Input", {"shape": [2]}],
                _layer("Dense", units=3, activation="tanh", trainable=False),
                _layer("Dense", units=1),
            ]
        },
        compiled(),
        regression(),
    ),
]

PENALTIES = [
    trained(
        "regularizers",
        {
            "sequential": [
                ["keras.Input", {"shape": [2]}],
                _layer(
                    "Dense",
                    units=3,
                    activation="tanh",
                    kernel_regularizer={"keras": "keras.regularizers.L1L2", "config": {"l1": 0.01, "l2": 0.02}},
                    bias_regularizer="l1",
                    activity_regularizer="l2",
                ),
                _layer("Dense", units=1, kernel_regularizer="l1"),
            ]
        },
        compiled(metrics=["mae"]),
        regression(validation_split=0.25),
    ),
    trained(
        "constraints",
        {
            "sequential": [
                ["keras.Input", {"shape": [2]}],
                _layer(
                    "Dense",
                    units=3,
                    activation="tanh",
                    kernel_constraint={"keras": "keras.constraints.MaxNorm", "config": {"max_value": 0.5}},
                    bias_constraint="non_neg",
                ),
                _layer("Dense", units=1, kernel_constraint="unit_norm"),
            ]
        },
        compiled(sgd(0.1, momentum=0.9)),
        regression(),
    ),
    trained(
        "constraints-and-averages",
        {
            "sequential": [
                ["keras.Input", {"shape": [2]}],
                _layer("Dense", units=1, kernel_constraint="non_neg", kernel_regularizer="l2"),
            ]
        },
        compiled(sgd(0.1, use_ema=True, ema_momentum=0.5)),
        regression(),
    ),
]


def own(slug, name, *actions, build=FUNCTIONAL, first=None):
    """A model that is a class of its own: functional, or sequential."""
    return trained(slug, {**build, "subclass": name}, first or compiled(), *actions)


_VALIDATED = regression(validation_data=[normal(6, 2), normal(6, 1)])
OWN = [
    own("loss-halved", "halves-the-loss", _VALIDATED),
    own("loss-halved-adam", "halves-the-loss", regression(), first=compiled("adam", metrics=["mae"])),
    own(
        "loss-halved-regularized",
        "halves-the-loss",
        regression(),
        build={
            "functional": [
                _input("a", 2),
                _node("out", "Dense", ["a"], units=1, kernel_regularizer="l2"),
            ],
            "outputs": ["out"],
        },
    ),
    own("loss-of-the-output-in-training", "penalizes-the-output", _VALIDATED),
    own("loss-of-its-own", "loss-of-its-own", _VALIDATED, first=_do("compile", optimizer=sgd())),
    own("trains-on-the-negative", "trains-on-the-negative", _VALIDATED, first=compiled(metrics=["mae"])),
    own(
        "tests-on-the-double",
        "tests-on-the-double",
        _VALIDATED,
        _do("evaluate", x=normal(5, 2), y=normal(5, 1)),
        _do("predict", x=normal(5, 2)),
    ),
    own("one-metric-more", "one-metric-more", _VALIDATED, first=compiled(metrics=["mae"])),
    own("step-by-hand", "step-by-hand", _VALIDATED),
    own("step-by-hand-with-metrics", "step-by-hand", _VALIDATED, first=compiled(sgd(momentum=0.9), metrics=["mae"])),
    own("tracks-its-own-metric", "tracks-its-own-metric", _VALIDATED),
    own("step-by-hand-batch", "step-by-hand", _do("train_on_batch", x=normal(4, 2), y=normal(4, 1))),
    own("sequential-loss-halved", "halves-the-loss", _VALIDATED, build=PLAIN),
    own("sequential-trains-on-the-negative", "trains-on-the-negative", regression(), build=PLAIN),
    own("sequential-step-by-hand", "step-by-hand", _VALIDATED, build=PLAIN),
]

CASES = [*LOSSES, *EPOCHS, *OPTIMIZERS, *PENALTIES, *OWN]
