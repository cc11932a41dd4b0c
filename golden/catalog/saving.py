"""Models that go through files in the midst of what is done with them: ``.keras`` archives and ``.weights.h5``."""

from golden.catalog.draws import integers, normal, one_hot
from golden.catalog.models import BINARY, REGRESSION, SMALL, _cnn, _do, _input, _layer, _model, _node, _shared

_NAMES = ("x", "y", "x2", "y2", "x3", "y3", "x4", "y4")


def _object(symbol, /, **config):
    return {"keras": f"keras.{symbol}", "config": config}


def _asked(symbol, slug, build, actions, tags=()):
    return _model(f"keras.saving.{symbol}", slug, build, actions, _NAMES, tags)


def _fit(x, y, **more):
    return _do("fit", x=x, y=y, **{"batch_size": 4, "shuffle": False, **more})


def _midway(compiled, x, y, through):
    """Trained, through a file, asked, and trained on."""
    return [
        _do("compile", **compiled),
        _fit(x(10), y(10), epochs=2),
        through,
        _do("predict", x=x(3)),
        _fit(x(10), y(10), epochs=2),
        _do("weights"),
    ]


def _classes(n):
    return one_hot(n, 3)


def _five(n):
    return normal(n, 5)


def _one(n):
    return normal(n, 1)


_ADAM = {"optimizer": "adam", "loss": "categorical_crossentropy", "metrics": ["accuracy"]}
_LOAD, _LOAD_WEIGHTS = _do("save_and_load"), _do("save_weights_and_load")
_NESTED = {
    "functional": [
        _input("a", 4),
        _input("b", 4),
        _node("tower", "Dense", ["a"], units=3, activation="relu"),
        _shared("tower2", "tower", ["b"]),
        {
            "name": "inner",
            "symbol": "keras.Sequential",
            "inputs": ["tower"],
            "config": {
                "layers": [
                    ["keras.Input", {"shape": [3]}],
                    _layer("Dense", units=3, activation="tanh"),
                    _layer("BatchNormalization", momentum=0.8),
                ]
            },
        },
        _node("sum", "Add", ["inner", "tower2"]),
        _node("one", "Dense", ["sum"], units=2, activation="softmax"),
        _node("two", "Dense", ["sum"], units=1),
    ],
    "outputs": ["one", "two"],
}
_TWO_LOSSES = {
    "optimizer": _object("optimizers.SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
    "loss": {"one": "categorical_crossentropy", "two": _object("losses.Huber", reduction="sum")},
    "loss_weights": {"one": 1.0, "two": 0.3},
    "metrics": {"one": ["accuracy"], "two": [_object("metrics.MeanAbsoluteError", name="off")]},
}


def _within(*layers):
    return {"keras": "keras.Sequential", "config": {"layers": [_object(f"layers.{k}", **c) for k, c in layers]}}


_IN_A_LINE = {
    "sequential": [
        ["keras.Input", {"shape": [5]}],
        ["keras.Sequential", _within(("Dense", {"units": 4}), ("Dense", {"units": 3}))["config"]],
        _layer("Dense", units=3, activation="softmax"),
        ["keras.Sequential", _within(("Dense", {"units": 3}))["config"]],
    ]
}


def _nested_actions(through):
    return [
        _do("compile", **_TWO_LOSSES),
        _fit([normal(8, 4), normal(8, 4)], [one_hot(8, 2), normal(8, 1)], epochs=2),
        through,
        _do("config"),
        _fit([normal(8, 4), normal(8, 4)], [one_hot(8, 2), normal(8, 1)], epochs=2),
        _do("weights"),
    ]


def _zeros(units, **config):
    return _layer("Dense", units=units, kernel_initializer="ones", **config)


_WIDER = {"sequential": [["keras.Input", {"shape": [5]}], _zeros(4, activation="relu"), _zeros(2)]}
_LONGER = {"sequential": [*SMALL["sequential"], _zeros(2)]}
_SHORTER = {"sequential": SMALL["sequential"][:2]}
_UNBUILT = {"sequential": [_layer("Dense", units=4), _layer("Dense", units=2)]}

_AVERAGED = _object("optimizers.AdamW", learning_rate=0.01, use_ema=True, ema_overwrite_frequency=2)
_SLOWING = _object(
    "optimizers.SGD",
    learning_rate=_object(
        "optimizers.schedules.ExponentialDecay", initial_learning_rate=0.1, decay_steps=2, decay_rate=0.5
    ),
)
_CASES_OF_LOAD = [
    _asked("load_model", "adam-midway", SMALL, _midway(_ADAM, _five, _classes, _LOAD)),
    _asked(
        "load_model",
        "rmsprop-midway",
        REGRESSION,
        _midway(
            {
                "optimizer": _object("optimizers.RMSprop", learning_rate=0.01, momentum=0.5, centered=True),
                "loss": "mse",
            },
            _five,
            _one,
            _LOAD,
        ),
    ),
    _asked(
        "load_model", "schedule-midway", REGRESSION, _midway({"optimizer": _SLOWING, "loss": "mae"}, _five, _one, _LOAD)
    ),
    _asked(
        "load_model",
        "averages-midway",
        REGRESSION,
        _midway({"optimizer": _AVERAGED, "loss": "mse"}, _five, _one, _LOAD),
    ),
    _asked(
        "load_model",
        "accumulation-midway",
        REGRESSION,
        _midway(
            {"optimizer": _object("optimizers.SGD", learning_rate=0.1, gradient_accumulation_steps=2), "loss": "mse"},
            _five,
            _one,
            _LOAD,
        ),
    ),
    _asked(
        "load_model",
        "losses-and-metrics-as-objects",
        BINARY,
        [
            _do(
                "compile",
                optimizer="sgd",
                loss=_object("losses.BinaryCrossentropy", label_smoothing=0.1),
                metrics=["accuracy", _object("metrics.Precision", thresholds=0.4, name="p")],
                weighted_metrics=[_object("metrics.BinaryAccuracy", threshold=0.6)],
            ),
            _LOAD,
            _fit(normal(10, 5), integers(10, 1, low=0, high=2)),
            _LOAD,
            _do("evaluate", x=normal(6, 5), y=integers(6, 1, low=0, high=2)),
        ],
    ),
    _asked(
        "load_model",
        "dropout-in-a-graph",
        {
            "functional": [
                _input("a", 5),
                _node("dense", "Dense", ["a"], units=6),
                _node("dropped", "Dropout", ["dense"], rate=0.5, seed=7),
                {**_node("always", "Dropout", ["dropped"], rate=0.3, seed=8), "call": {"training": True}},
                _node("out", "Dense", ["always"], units=1),
            ],
            "outputs": ["out"],
        },
        [
            _do("compile", optimizer="sgd", loss="mse"),
            _LOAD,
            _do("config"),
            _fit(normal(8, 5), normal(8, 1)),
            _do("predict", x=normal(3, 5)),
            _do("weights"),
        ],
        ("seed-exact",),
    ),
    _asked("load_model", "not-compiled", SMALL, [_LOAD, _do("predict", x=normal(3, 5)), _do("config")]),
    _asked(
        "load_model",
        "compiled-anew",
        SMALL,
        [
            _do("compile", **_ADAM),
            _fit(normal(8, 5), one_hot(8, 3)),
            _do("save_and_load", load={"compile": False}),
            _do("compile", optimizer="sgd", loss="mse"),
            _fit(normal(8, 5), one_hot(8, 3)),
            _do("weights"),
        ],
    ),
    _asked(
        "load_model",
        "a-fit-before-compile",
        SMALL,
        [
            _do("compile", **_ADAM),
            _do("save_and_load", load={"compile": False}),
            _fit(normal(8, 5), one_hot(8, 3)),
        ],
        ("error",),
    ),
    _asked("load_model", "shared-and-nested", _NESTED, _nested_actions(_LOAD)),
    _asked("load_model", "sequences-in-a-sequence", _IN_A_LINE, _midway(_ADAM, _five, _classes, _LOAD)),
    _asked(
        "load_model",
        "images",
        _cnn(3),
        [
            _do("compile", optimizer="sgd", loss=_object("losses.CategoricalCrossentropy", from_logits=True)),
            _fit(normal(6, 8, 8, 1), one_hot(6, 10)),
            _LOAD,
            _do("predict", x=normal(2, 8, 8, 1)),
            _fit(normal(6, 8, 8, 1), one_hot(6, 10)),
        ],
    ),
    _asked(
        "load_model",
        "frozen-layer",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer("Dense", units=4, trainable=False),
                _layer("Dense", units=1),
            ]
        },
        _midway({"optimizer": "adam", "loss": "mse"}, _five, _one, _LOAD),
    ),
    _asked(
        "load_model",
        "regularized-and-constrained",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer(
                    "Dense",
                    units=4,
                    kernel_regularizer=_object("regularizers.L1L2", l1=0.01, l2=0.02),
                    kernel_constraint=_object("constraints.MaxNorm", max_value=0.7),
                    activity_regularizer="l2",
                ),
                _layer("Dense", units=1, bias_constraint="non_neg"),
            ]
        },
        _midway({"optimizer": "sgd", "loss": "mse"}, _five, _one, _LOAD),
    ),
    _asked(
        "load_model",
        "bfloat16-weights",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer("Dense", units=4, dtype="bfloat16"),
                _layer("Dense", units=2, dtype="float16"),
            ]
        },
        [_LOAD, _do("config")],
    ),
    _asked(
        "load_model",
        "mixed-precision",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer("Dense", units=4, dtype="mixed_bfloat16"),
                _layer("Dense", units=2),
            ]
        },
        [_LOAD, _do("config"), _do("weights")],
    ),
    _asked("load_model", "unbuilt", _UNBUILT, [_LOAD, _do("config"), _do("summary")]),
    _asked(
        "load_model",
        "no-weights",
        {"sequential": [["keras.Input", {"shape": [2, 3]}], _layer("Flatten")]},
        [
            _LOAD,
            _do("predict", x=normal(2, 2, 3)),
        ],
    ),
    _asked(
        "load_model",
        "grows-afterwards",
        SMALL,
        [
            _LOAD,
            _do("add", symbol="keras.layers.Dense", config={"units": 2}),
            _do("pop"),
            _do("predict", x=normal(2, 5)),
        ],
    ),
    _asked(
        "load_model",
        "twice",
        SMALL,
        [
            _do("compile", **_ADAM),
            _LOAD,
            _fit(normal(8, 5), one_hot(8, 3)),
            _LOAD,
            _LOAD,
            _fit(normal(8, 5), one_hot(8, 3)),
            _do("weights"),
        ],
    ),
]
_CASES_OF_WEIGHTS = [
    _asked("load_weights", "adam-midway", SMALL, _midway(_ADAM, _five, _classes, _LOAD_WEIGHTS)),
    _asked("load_weights", "shared-and-nested", _NESTED, _nested_actions(_LOAD_WEIGHTS)),
    _asked("load_weights", "not-compiled", SMALL, [_LOAD_WEIGHTS, _do("predict", x=normal(3, 5))]),
    _asked(
        "load_weights",
        "into-a-shorter-model",
        SMALL,
        [
            _do("save_weights_and_load", into=_SHORTER),
            _do("predict", x=normal(3, 5)),
        ],
    ),
    _asked(
        "load_weights",
        "what-fits",
        SMALL,
        [
            _do("save_weights_and_load", into=_WIDER, load={"skip_mismatch": True}),
            _do("weights"),
            _do("predict", x=normal(3, 5)),
        ],
    ),
    _asked(
        "load_weights",
        "what-is-there",
        SMALL,
        [
            _do("save_weights_and_load", into=_LONGER, load={"skip_mismatch": True}),
            _do("weights"),
            _do("predict", x=normal(3, 5)),
        ],
    ),
    _asked("load_weights", "other-shapes", SMALL, [_do("save_weights_and_load", into=_WIDER)], ("error",)),
    _asked("load_weights", "missing-layer", SMALL, [_do("save_weights_and_load", into=_LONGER)], ("error",)),
    _asked("load_weights", "into-an-unbuilt-model", SMALL, [_do("save_weights_and_load", into=_UNBUILT)], ("error",)),
    _asked(
        "load_weights", "unknown-ending", SMALL, [_do("save_weights_and_load", **{"from": "weights.txt"})], ("error",)
    ),
    _asked(
        "load_weights", "unknown-argument", SMALL, [_do("save_weights_and_load", load={"strict": True})], ("error",)
    ),
    _asked("load_weights", "by-name", SMALL, [_do("save_weights_and_load", load={"by_name": True})], ("error",)),
]
_CASES_OF_SAVE = [
    _asked(
        "save_model",
        "as-a-folder",
        SMALL,
        [
            _do("compile", **_ADAM),
            _fit(normal(8, 5), one_hot(8, 3)),
            _do("save_and_load", **{"as": "model", "save": {"zipped": False}}),
            _fit(normal(8, 5), one_hot(8, 3)),
            _do("weights"),
        ],
    ),
    _asked("save_model", "unknown-ending", SMALL, [_do("save_and_load", **{"as": "model.zip"})], ("error",)),
    _asked("save_model", "no-ending", SMALL, [_do("save_and_load", **{"as": "model"})], ("error",)),
    _asked("save_model", "a-folder-with-ending", SMALL, [_do("save_and_load", save={"zipped": False})], ("error",)),
    _asked("save_model", "unknown-argument", SMALL, [_do("save_and_load", save={"compress": True})], ("error",)),
    _asked("save_weights", "unknown-ending", SMALL, [_do("save_weights_and_load", **{"as": "model.h5"})], ("error",)),
    _asked("save_weights", "a-folder", SMALL, [_do("save_weights_and_load", **{"as": "model"})], ("error",)),
    _asked("save_weights", "unbuilt", _UNBUILT, [_LOAD_WEIGHTS], ("error",)),
    _asked(
        "save_weights", "unknown-argument", SMALL, [_do("save_weights_and_load", save={"compress": True})], ("error",)
    ),
    _asked(
        "save_weights", "convolutions", _cnn(2), [_LOAD_WEIGHTS, _do("predict", x=normal(2, 8, 8, 1)), _do("weights")]
    ),
]
CASES = _CASES_OF_LOAD + _CASES_OF_WEIGHTS + _CASES_OF_SAVE
