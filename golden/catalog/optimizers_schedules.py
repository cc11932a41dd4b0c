"""keras.optimizers.schedules, each asked for the rate at a step: before, at and beyond its turning points.

Kills: a rate one step late, a decay that is not stopped at its end, a cycle or restart at the wrong step, warming up
from the wrong rate, floors left out.
"""

from golden.catalog.tables import made

_DECAY = {"initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.5}
_COSINE = {"initial_learning_rate": 0.1, "decay_steps": 5}
_RESTARTS = {"initial_learning_rate": 0.1, "first_decay_steps": 3}
_POLYNOMIAL = {"initial_learning_rate": 0.1, "decay_steps": 4}
_WARM = {"initial_learning_rate": 0.02, "decay_steps": 4, "warmup_target": 0.2, "warmup_steps": 3}

_ROWS: dict[str, dict[str, tuple]] = {
    "ExponentialDecay": {"plain": (_DECAY, (0, 1, 4, 7)), "staircase": ({**_DECAY, "staircase": True}, (3, 4, 9))},
    "InverseTimeDecay": {"plain": (_DECAY, (0, 1, 4, 7)), "staircase": ({**_DECAY, "staircase": True}, (3, 4, 9))},
    "PiecewiseConstantDecay": {"three": ({"boundaries": [2, 5], "values": [0.1, 0.05, 0.01]}, (0, 2, 3, 5, 6))},
    "PolynomialDecay": {
        "plain": (_POLYNOMIAL, (0, 1, 3, 4, 6)),
        "square": ({**_POLYNOMIAL, "power": 2.0, "end_learning_rate": 0.01}, (0, 1, 4, 9)),
        "cycle": ({**_POLYNOMIAL, "cycle": True, "end_learning_rate": 0.02}, (0, 3, 4, 5, 9)),
    },
    "CosineDecay": {
        "plain": (_COSINE, (0, 1, 4, 5, 8)),
        "alpha": ({**_COSINE, "alpha": 0.2}, (0, 2, 6)),
        "warm": (_WARM, (0, 1, 2, 3, 4, 7, 9)),
        "warm-alpha": ({**_WARM, "alpha": 0.1}, (1, 5)),
    },
    "CosineDecayRestarts": {
        "plain": (_RESTARTS, (0, 1, 2, 3, 5, 9, 10, 22)),
        "even": ({**_RESTARTS, "t_mul": 1.0, "m_mul": 0.5}, (0, 2, 3, 7)),
        "growing": ({**_RESTARTS, "t_mul": 3.0, "m_mul": 0.8, "alpha": 0.1}, (1, 4, 13)),
        "less-than-double": ({**_RESTARTS, "t_mul": 1.5, "m_mul": 2.0}, (2, 4, 8)),
    },
}

CASES = []
for _name, _rows in _ROWS.items():
    CASES += made(
        f"keras.optimizers.schedules.{_name}",
        "transcendental",
        {f"{slug}-step{step}": (config, step) for slug, (config, steps) in _rows.items() for step in steps},
    )
    CASES += made(
        f"keras.optimizers.schedules.{_name}",
        "transcendental",
        {"named-at-a-fraction": ({**next(iter(_rows.values()))[0], "name": "mine"}, 2.5)},
    )
    _steps = "first_decay_steps" if _name == "CosineDecayRestarts" else "decay_steps"
    if _name != "PiecewiseConstantDecay":
        _config = next(iter(_rows.values()))[0]
        CASES += made(
            f"keras.optimizers.schedules.{_name}",
            "transcendental",
            {"no-steps": ({**_config, _steps: 0}, 1), "negative-steps": ({**_config, _steps: -2}, 1)},
            tags=("error",),
        )
CASES += made(
    "keras.optimizers.schedules.PiecewiseConstantDecay",
    "exact",
    {
        "as-many-values": ({"boundaries": [1, 2], "values": [0.1, 0.2]}, 1),
        "too-many-values": ({"boundaries": [1], "values": [0.1, 0.2, 0.3]}, 1),
    },
    tags=("error",),
)
