"""Models trained in mixed precision, by the policy of each layer or by the global one.

The truth is the same training in float64 throughout. Under the policy mixed_float16 compile wraps the optimizer in a
LossScaleOptimizer; where that leaves steps out, the number of its iterations says so.
Kills: weights updated in half, a loss that is not scaled or not scaled back, an optimizer wrapped where it should not
be, or twice, a softmax or a loss in another dtype than Keras'.
"""

from golden.catalog.draws import integers, normal, one_hot
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
