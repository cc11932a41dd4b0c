"""Models trained in mixed precision, by the policy of each layer or by the global one.

The truth is the same training in float64 throughout. Under the policy mixed_float16 compile wraps the optimizer in a
LossScaleOptimizer; where that leaves steps out, the number of its iterations says so.
Kills: weights updated in half, a loss that is not scaled or not scaled back, an optimizer wrapped where it should not
be, or twice, a softmax or a loss in another dtype than Keras'.
"""

from golden.catalog.draws import integers, normal, one_hot, uniform, values
from golden.catalog.tables import case

_SGD = {"keras": "keras.optimizers.SGD", "config": {"learning_rate": 0.05}}
_SCALED = {
    "keras": "keras.optimizers.LossScaleOptimizer",
    "config": {"inner_optimizer": _SGD, "initial_scale": 64.0, "dynamic_growth_steps": 3},
}


def _do(action, **arguments):
    return {"do": action, **arguments}


def _dense(units, **config):
    return ["keras.layers.Dense", {"units": units, **config}]


def _mlp(last=None, **config):
    layers = [["keras.Input", {"shape": [5]}], _dense(6, activation="relu", **config)]
    return {"sequential": [*layers, _dense(3, **{"activation": "softmax", **config, **(last or {})})]}


def _fit(optimizer, x, y, loss="categorical_crossentropy", epochs=2, **compiled):
    return [
        _do("compile", optimizer=optimizer, loss=loss, **compiled),
        _do("fit", x=x, y=y, batch_size=8, epochs=epochs, shuffle=False),
        _do("weights"),
        _do("optimizer"),
    ]


def _model(slug, build, actions, policy=None):
    spec = {"build": build, "actions": actions, **({"policy": policy} if policy else {})}
    return case("keras.Sequential", "model", "iterated", slug, spec, (), ("x", "y", "x_test"))


_X, _Y = normal(24, 5), one_hot(24, 3)
_IMAGES = {
    "sequential": [
        ["keras.Input", {"shape": [6, 6, 2]}],
        ["keras.layers.Conv2D", {"filters": 3, "kernel_size": 3}],
        ["keras.layers.BatchNormalization", {}],
        ["keras.layers.Activation", {"activation": "relu"}],
        ["keras.layers.GlobalAveragePooling2D", {}],
        _dense(3, dtype="float32"),
    ]
}
_LOGITS = {"keras": "keras.losses.SparseCategoricalCrossentropy", "config": {"from_logits": True}}

CASES = []
for _half in ("float16", "bfloat16"):
    CASES += [
        _model(
            f"mixed-{_half}-by-layer",
            _mlp(dtype=f"mixed_{_half}"),
            [*_fit(_SGD, _X, _Y, metrics=["accuracy"]), _do("predict", x=normal(4, 5)), _do("config"), _do("summary")],
        ),
        _model(
            f"mixed-{_half}",
            _mlp(),
            [*_fit(_SGD, _X, _Y, metrics=["accuracy"]), _do("predict", x=normal(4, 5)), _do("config")],
            f"mixed_{_half}",
        ),
        _model(
            f"mixed-{_half}-last-layer-float32",
            _mlp({"dtype": "float32"}),
            [*_fit(_SGD, _X, _Y), _do("predict", x=normal(4, 5))],
            f"mixed_{_half}",
        ),
        _model(
            f"mixed-{_half}-images",
            _IMAGES,
            _fit(_SGD, normal(16, 6, 6, 2), integers(16, high=3), _LOGITS),
            f"mixed_{_half}",
        ),
    ]
_STEPS = [[[1, 0, 2], [0, 0, 0], [-1, 1, 0], [0, 0, 0]], [[0, 3, 1], [2, 1, -1], [0, 0, 0], [1, 1, 1]]]
_SEQUENCES = {
    "functional": [
        {"name": "a", "symbol": "keras.Input", "config": {"shape": [4, 3]}},
        {"name": "b", "symbol": "keras.Input", "config": {"shape": [2]}},
        {"name": "masking", "symbol": "keras.layers.Masking", "config": {}, "inputs": ["a"]},
        {"name": "gru", "symbol": "keras.layers.GRU", "config": {"units": 2, "return_sequences": True},
         "inputs": ["masking"], "arguments": {"initial_state": "b"}},
        {"name": "attention", "symbol": "keras.layers.MultiHeadAttention", "config": {"num_heads": 1, "key_dim": 2},
         "inputs": ["gru"], "arguments": {"value": "a"}},
        {"name": "inner", "symbol": "keras.Sequential", "inputs": ["attention"], "config": {"layers": [
            ["keras.Input", {"shape": [4, 2], "dtype": "float16"}], _dense(2), ["keras.layers.Dropout", {"rate": 0.5}],
        ]}},
        {"name": "sum", "symbol": "keras.layers.Add", "config": {}, "inputs": ["inner", "gru"]},
        {"name": "mean", "symbol": "keras.layers.GlobalAveragePooling1D", "config": {"dtype": "float32"},
         "inputs": ["sum"]},
    ],
    "outputs": ["mean"],
}  # fmt: skip


def _of_dtypes(dtype):
    """A graph whose two inputs are of ``dtype`` and of float32, and whose layers hand them on."""
    identity = {"symbol": "keras.layers.Activation", "config": {"activation": "linear"}}
    inputs = [
        {"name": "a", "symbol": "keras.Input", "config": {"shape": [3], "dtype": dtype}},
        {"name": "b", "symbol": "keras.Input", "config": {"shape": [3]}},
    ]
    nodes = [{**identity, "name": f"of_{name}", "inputs": [name]} for name in "ab"]
    nodes[1] = {**nodes[1], "config": {"activation": "linear", "dtype": "float32"}}
    return {"functional": [*inputs, *nodes], "outputs": ["of_a", "of_b"]}


for _half in ("float16", "bfloat16"):
    # the casts of what a layer is called on are no part of the graph
    _spec = {
        "build": _SEQUENCES,
        "actions": [
            _do("config"),
            _do("save_and_load"),
            _do("predict", x=[values(_STEPS), normal(2, 2)]),
        ],
        "policy": f"mixed_{_half}",
    }
    CASES.append(case("keras.Model", "model", "iterated", f"mixed-{_half}-graph", _spec, (), ("a", "b")))
for _dtype in ("float16", "int32", "float64"):
    # a graph casts what it is given to the dtype of each Input, and its layers to their own
    for _slug, _policy in (("", {}), ("-mixed", {"policy": "mixed_bfloat16"})):
        _given = [_do("call", x=[x, x]) for x in (uniform(2, 3, low=-3, high=3), integers(2, 3, high=5))]
        _spec = {"build": _of_dtypes(_dtype), "actions": [*_given, _do("config")], **_policy}
        CASES.append(
            case("keras.Model", "model", "exact", f"inputs-{_dtype}{_slug}", _spec, (), ("a", "b", "c", "d"))
        )  # fmt: skip
CASES += [
    _model("mixed-float16-scaled-by-hand", _mlp(), _fit(_SCALED, _X, _Y), "mixed_float16"),
    _model("mixed-float16-not-scaled", _mlp(), _fit(_SGD, _X, _Y, auto_scale_loss=False), "mixed_float16"),
    _model(
        "mixed-bfloat16-not-scaled",
        _mlp(),
        [
            _do("compile", optimizer=_SGD, loss="categorical_crossentropy"),
            _do("train_on_batch", x=normal(8, 5), y=one_hot(8, 3)),
            _do("optimizer", variables=True),
        ],
        "mixed_bfloat16",
    ),
    _model(
        "mixed-float16-steps-left-out",
        _mlp({"activation": None}),
        [
            _do("compile", optimizer=_SGD, loss="mse"),
            _do("fit", x=_X, y=normal(24, 3, scale=30.0), batch_size=8, epochs=2, shuffle=False),
            _do("optimizer"),
        ],
        "mixed_float16",
    ),
    _model(
        "mixed-float16-gradients-of-half-would-vanish",
        _mlp({"activation": None}),
        [
            _do("compile", optimizer={"keras": "keras.optimizers.SGD", "config": {"learning_rate": 1e5}}, loss="mse",
                loss_weights=1e-6),
            _do("fit", x=_X, y=normal(24, 3, scale=0.3), batch_size=8, epochs=1, shuffle=False),
            _do("weights"),
        ],
        "mixed_float16",
    ),
]  # fmt: skip
