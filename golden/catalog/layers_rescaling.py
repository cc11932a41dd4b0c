"""keras.layers that bring numbers into range: Rescaling and Normalization, which learns the range.

Kills: the offset before the scale, integers that stay integers, a variance in place of its root, the divisor n - 1,
statistics over the wrong axes, batches that weigh alike, weights that are followed before they are asked to be.
"""

import numpy as np

from golden.catalog.draws import integers, normal, uniform, values
from golden.catalog.tables import layers

_ALL = ["unbuilt", "keywords", "restored"]

CASES = layers(
    "keras.layers.Rescaling",
    "elementwise",
    {
        "pixels": ({"scale": 1 / 255}, uniform(2, 3, 3, 1, high=255.0)),
        "to-minus-one": ({"scale": 1 / 127.5, "offset": -1}, uniform(2, 3, 3, 1, high=255.0)),
        "bytes": ({"scale": 1 / 255}, integers(2, 3, 3, 1, low=0, high=256, dtype=np.uint8)),
        "by-channel": ({"scale": [0.5, 2.0, 1.0], "offset": [0.0, 1.0, -1.0]}, normal(2, 2, 3)),
        "half": ({"scale": 0.5, "offset": 1.0, "dtype": "float16"}, values([[0.5, -1.25], [2.0, 1.5]], np.float16)),
        "ways": ({"scale": 2.0, "offset": 0.5}, normal(2, 3), {}, _ALL),
        "ways-by-channel": ({"scale": [2.0, 3.0, 4.0]}, normal(2, 3), {}, _ALL),
    },
)
CASES += layers("keras.layers.Rescaling", "elementwise", {"no-scale": ({}, normal(2, 3))}, tags=("error",))

_GIVEN = {"mean": [1.0, -2.0, 0.5], "variance": [4.0, 0.25, 2.0]}
CASES += layers(
    "keras.layers.Normalization",
    "contraction",
    {
        "given": (_GIVEN, normal(4, 3)),
        "given-images": (_GIVEN, normal(2, 2, 2, 3)),
        "given-numbers": ({"mean": 3.0, "variance": 2.0}, normal(4, 3)),
        "given-for-all": ({"axis": None, "mean": 3.0, "variance": 2.0}, normal(4, 3)),
        "given-axis-1": ({"axis": 1, **_GIVEN}, normal(2, 3, 4)),
        "given-two-axes": (
            {
                "axis": [1, 2],
                "mean": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
                "variance": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
            },
            normal(2, 3, 2),
        ),
        "given-last-of-two": ({"axis": [1, 2], "mean": [1.0, 2.0], "variance": [3.0, 4.0]}, normal(2, 3, 2)),
        "variance-of-nothing": ({"mean": [1.0, 2.0], "variance": [0.0, 1e-20]}, values([[1.0, 2.0], [1.5, 2.5]])),
        "inverted": ({"invert": True, **_GIVEN}, normal(4, 3)),
        "integers": (_GIVEN, integers(4, 3, low=-5, high=6)),
        "before-adapt": ({}, normal(4, 3)),
        "initial": ({}, normal(4, 3), {}, ["initial"]),
        "ways-given": (_GIVEN, normal(2, 3), {}, _ALL),
        "adapted": ({}, normal(6, 3, scale=2.0, shift=5.0), {}, ["adapted", "adapted_by_batches"]),
        "adapted-images": ({}, normal(4, 2, 3, 2, shift=-2.0), {}, ["adapted", "adapted_by_batches"]),
        "adapted-axis-1": ({"axis": 1}, normal(4, 3, 2), {}, ["adapted", "adapted_by_batches"]),
        "adapted-two-axes": ({"axis": [1, -1]}, normal(4, 2, 3, 2), {}, ["adapted", "adapted_by_batches"]),
        "adapted-for-all": ({"axis": None}, normal(6, 3, shift=1.0), {}, ["adapted", "adapted_by_batches"]),
        "adapted-all-axes": ({"axis": [0, 1]}, normal(3, 2), {}, ["adapted"]),
        "adapted-constant": ({}, values([[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]]), {}, ["adapted"]),
        "adapted-inverted": ({"invert": True}, normal(6, 2, scale=3.0), {}, ["adapted"]),
        "adapted-integers": ({}, integers(6, 2, low=0, high=9), {}, ["adapted"]),
    },
)
CASES += layers(
    "keras.layers.Normalization",
    "contraction",
    {
        "mean-alone": ({"mean": 1.0}, normal(4, 3)),
        "shapes-differ": ({"mean": [1.0, 2.0, 3.0], "variance": 1.0}, normal(4, 3)),
        "more-than-axis": ({"mean": [[1.0, 2.0, 3.0]], "variance": [[1.0, 2.0, 3.0]]}, normal(4, 3)),
        "axis-beyond": ({"axis": 2}, normal(4, 3)),
    },
    tags=("error",),
)
