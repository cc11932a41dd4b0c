"""keras.optimizers: the way of two variables under six drawn gradients, and the slots along it.

Kills: momentum inverted or not accumulated, no bias correction, epsilon inside the root, decay coupled for decoupled,
the norm of one gradient for that of all, clipping after the moments, a schedule read one step late.
"""

from golden.catalog.draws import normal, values
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

_PARTLY = [[None, normal(4)] if t % 2 else [normal(3, 2), None] for t in range(STEPS)]
_INFINITE = [[values([[float("inf"), 1.0], [0.5, 2.0], [1.0, -1.0]]), normal(4)] for _ in range(STEPS)]
_NOTHING = [[values([[0.0, 0.0]] * 3), values([0.0] * 4)] for _ in range(STEPS)]

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
    "clips-that-do-not-bite": {"clipnorm": 1000.0},
    "global-clip-that-does-not-bite": {"global_clipnorm": 1000.0},
    "clips-of-zero": {"clipnorm": 0.0},
    "global-clip-of-zero": {"global_clipnorm": 0.0},
    "clip-to-zero": {"clipvalue": 0.0},
    "ema-momentum-0": {"use_ema": True, "ema_momentum": 0.0},
    "ema-momentum-1": {"use_ema": True, "ema_momentum": 1.0, "ema_overwrite_frequency": 4},
    "ema-overwrite-each-step": {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 1},
    "accumulation-of-three": {"gradient_accumulation_steps": 3, "weight_decay": 0.1, "clipnorm": 0.5},
    "accumulation-ema": {"gradient_accumulation_steps": 2, "use_ema": True, "ema_momentum": 0.5},
    "accumulation-ema-overwrite": {
        "gradient_accumulation_steps": 2,
        "use_ema": True,
        "ema_momentum": 0.5,
        "ema_overwrite_frequency": 2,
    },
    "accumulation-schedule": {"gradient_accumulation_steps": 2, "learning_rate": _DECAY},
    "loss-scale": {"loss_scale_factor": 8.0, "name": "scaled"},
    "decay-argument": {"decay": 0.1},
    "one-without-gradient": ({}, {"gradients": _PARTLY}),
    "accumulation-one-without-gradient": ({"gradient_accumulation_steps": 2}, {"gradients": _PARTLY}),
    "global-norm-infinite": ({"global_clipnorm": 1.0}, {"gradients": _INFINITE}),
    "norm-zero": ({"clipnorm": 0.5}, {"gradients": _NOTHING}),
    "global-norm-zero": ({"global_clipnorm": 0.5}, {"gradients": _NOTHING}),
    "decay-but-of-one": ({"weight_decay": 0.1}, {"exclude": {"var_list": [0]}}),
    "decay-but-by-name": ({"weight_decay": 0.1}, {"exclude": {"var_names": ["v1", "none"]}}),
    "decay-but-of-both": ({"weight_decay": 0.1}, {"exclude": {"var_list": [0], "var_names": ["v1"]}}),
    "variables-known": ({}, {"known": True}),
    "callable": ({}, {"learning_rate_callable": "constant"}),
    "callable-halving": ({}, {"learning_rate_callable": "halves"}),
}
_OWN = {
    "SGD": {
        "learning-rate": {"learning_rate": 0.1},
        "momentum": {"learning_rate": 0.1, "momentum": 0.9},
        "momentum-1": {"learning_rate": 0.1, "momentum": 1.0},
        "nesterov-without-momentum": {"learning_rate": 0.1, "nesterov": True},
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
    "AdamW": {
        "decay-0.1": {"learning_rate": 0.05, "weight_decay": 0.1},
        "amsgrad": {"learning_rate": 0.05, "amsgrad": True, "beta_1": 0.5, "beta_2": 0.7, "epsilon": 0.1},
        "clipnorm": {"clipnorm": 0.5},
        "ema": {"use_ema": True, "ema_momentum": 0.5, "ema_overwrite_frequency": 3},
        "accumulation": {"gradient_accumulation_steps": 2},
    },
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
        "ema-momentum-negative": {"use_ema": True, "ema_momentum": -0.1},
        "overwrite-negative": {"use_ema": True, "ema_overwrite_frequency": -1},
        "overwrite-fraction": {"use_ema": True, "ema_overwrite_frequency": 1.5},
        "accumulation-of-one": {"gradient_accumulation_steps": 1},
        "three-clippings": {"clipnorm": 1.0, "clipvalue": 0.5, "global_clipnorm": 2.0},
        "clip-and-global": {"clipvalue": 0.5, "global_clipnorm": 2.0},
        "whole-learning-rate": {"learning_rate": 1},
        "no-gradient": ({}, {"gradients": [[None]]}),
        "gradient-of-another-shape": ({}, {"gradients": [[normal(3)]]}),
    }
    if _name != "AdamW":
        CASES += optimizers(f"keras.optimizers.{_name}", _wrong, 1, [(2,)], tags=("error",))
CASES += optimizers(
    "keras.optimizers.SGD",
    {"momentum-above-1": {"momentum": 1.5}, "momentum-negative": {"momentum": -0.5}, "momentum-whole": {"momentum": 1}},
    1,
    [(2,)],
    tags=("error",),
)
CASES += optimizers("keras.optimizers.AdamW", {"no-decay": {"weight_decay": None}}, 1, [(2,)], tags=("error",))
CASES += optimizers(
    "keras.optimizers.Optimizer",
    {"base": {"learning_rate": 0.1}, "ema": {"learning_rate": 0.1, "use_ema": True}},
    0,
    SHAPES,
)
CASES += optimizers(
    "keras.optimizers.Adam", {"unknown-learning-rate": {"learning_rate": "fast"}}, 1, [(2,)], tags=("error",)
)
