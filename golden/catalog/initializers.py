"""keras.initializers, from seeds.

Kills: fans exchanged or without the window, a normal not truncated, a scale without its root.
"""

from golden.catalog.tables import initializers

SHAPES = {"dense": (5, 7), "conv": (3, 2, 4, 5), "vector": (6,)}

CASES = [
    *initializers("keras.initializers.Zeros", "exact", {"matrix": ({}, (2, 3)), "integers": ({}, (3,), "int32")}),
    *initializers("keras.initializers.Ones", "exact", {"matrix": ({}, (2, 3)), "half": ({}, (3,), "float16")}),
    *initializers(
        "keras.initializers.Constant", "exact", {"value": ({"value": 2.5}, (2, 3)), "negative": ({"value": -1.0}, (4,))}
    ),
]
_ROWS = {
    "GlorotUniform": {},
    "HeUniform": {},
    "LecunUniform": {},
    "RandomUniform": {"minval": -0.2, "maxval": 0.7},
}
_NORMAL = {
    "GlorotNormal": {},
    "HeNormal": {},
    "LecunNormal": {},
    "RandomNormal": {"mean": 0.5, "stddev": 2.0},
    "TruncatedNormal": {"mean": -1.0, "stddev": 0.5},
}
for _class, _table in (("exact", _ROWS), ("transcendental", _NORMAL)):
    for _name, _config in _table.items():
        CASES += initializers(
            f"keras.initializers.{_name}",
            _class,
            {slug: ({**_config, "seed": 11 + i}, shape) for i, (slug, shape) in enumerate(SHAPES.items())},
            tags=("seed-exact",),
        )
for _mode in ("fan_in", "fan_out", "fan_avg"):
    for _distribution, _class in (
        ("uniform", "exact"),
        ("truncated_normal", "transcendental"),
        ("untruncated_normal", "transcendental"),
    ):
        CASES += initializers(
            "keras.initializers.VarianceScaling",
            _class,
            {
                f"{_mode}-{_distribution}".replace("_", "-"): (
                    {"scale": 3.0, "mode": _mode, "distribution": _distribution, "seed": 5},
                    (3, 3, 2, 6),
                )
            },
            tags=("seed-exact",),
        )
CASES += initializers(
    "keras.initializers.VarianceScaling",
    "exact",
    {
        "negative-scale": ({"scale": -1.0}, (2, 2)),
        "unknown-mode": ({"mode": "fan"}, (2, 2)),
        "unknown-distribution": ({"distribution": "cauchy"}, (2, 2)),
    },
    tags=("error",),
)
