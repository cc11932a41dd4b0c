"""keras.optimizers: the way of two variables under six drawn gradients, and the slots along it.

Kills: momentum inverted or not accumulated, no bias correction, epsilon inside the root, decay coupled for decoupled,
the norm of one gradient for that of all, clipping after the moments, a schedule read one step late.
"""

from golden.catalog.tables import optimizers

SHAPES, STEPS = [(3, 2), (4,)], 6
_DECAY = {
    "keras": "keras.optimizers.schedules.ExponentialDecay",
    "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
}
_STAIRS = {
    "keras": "keras.optimizers.schedules.ExponentialDecay",
    "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5, "staircase": True},
}
_PIECES = {
    "keras": "keras.optimizers.schedules.PiecewiseConstantDecay",
    "config": {"boundaries": [2, 4], "values": [0.1, 0.05, 0.01]},
}

_COMMON = {
    "default": {},
    "clipnorm": {"clipnorm": 0.5},
    "global-clipnorm": {"global_clipnorm": 1.0},
    "clipvalue": {"clipvalue": 0.3},
    "weight-decay": {"weight_decay": 0.1},
    "ema": {"use_ema": True, "ema_momentum": 0.9},
    "ema-overwrite": {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 2},
    "accumulation": {"gradient_accumulation_steps": 2},
    "schedule": {"learning_rate": _DECAY},
    "stairs": {"learning_rate": _STAIRS},
    "pieces": {"learning_rate": _PIECES},
    "callable": ({}, {"learning_rate_callable": "constant"}),
    "callable-halving": ({}, {"learning_rate_callable": "halves"}),
}
_OWN = {
    "SGD": {
        "learning-rate": {"learning_rate": 0.1},
        "momentum": {"learning_rate": 0.1, "momentum": 0.9},
        "nesterov": {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
        "nesterov-decay-clip": {
            "learning_rate": 0.1,
            "momentum": 0.8,
            "nesterov": True,
            "weight_decay": 0.05,
            "clipnorm": 1.0,
        },
    },
    "RMSprop": {
        "rho-0.5": {"learning_rate": 0.05, "rho": 0.5},
        "momentum": {"learning_rate": 0.01, "momentum": 0.9},
        "centered": {"learning_rate": 0.01, "centered": True},
        "centered-momentum": {"learning_rate": 0.01, "centered": True, "momentum": 0.5},
        "epsilon-large": {"learning_rate": 0.05, "epsilon": 0.1},
    },
    "Adam": {
        "learning-rate": {"learning_rate": 0.1},
        "betas": {"learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.7},
        "epsilon-large": {"learning_rate": 0.05, "epsilon": 0.1},
        "amsgrad": {"learning_rate": 0.05, "amsgrad": True, "beta_2": 0.5},
        "amsgrad-decay": {"learning_rate": 0.05, "amsgrad": True, "weight_decay": 0.1},
    },
    "AdamW": {"decay-0.1": {"learning_rate": 0.05, "weight_decay": 0.1}},
}

CASES = []
for _name, _rows in _OWN.items():
    CASES += optimizers(
        f"keras.optimizers.{_name}", {**(_COMMON if _name != "AdamW" else {"default": {}}), **_rows}, STEPS, SHAPES
    )
    _wrong = {
        "unknown-argument-lr": {"lr": 0.001},
        "two-clippings": {"clipnorm": 1.0, "clipvalue": 0.5},
        "ema-momentum-2": {"use_ema": True, "ema_momentum": 2.0},
    }
    if _name != "AdamW":
        CASES += optimizers(f"keras.optimizers.{_name}", _wrong, 1, [(2,)], tags=("error",))
CASES += optimizers("keras.optimizers.SGD", {"momentum-above-1": {"momentum": 1.5}}, 1, [(2,)], tags=("error",))
CASES += optimizers(
    "keras.optimizers.Adam", {"unknown-learning-rate": {"learning_rate": "fast"}}, 1, [(2,)], tags=("error",)
)
