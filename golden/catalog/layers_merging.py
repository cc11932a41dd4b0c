"""keras.layers that merge several inputs, and those that only move elements about.

Kills: the first input less itself, a mean that is a sum, the wrong extreme, the wrong axes contracted, an order of axes
turned about.
"""

import numpy as np

from golden.catalog.draws import distinct, integers, normal, values
from golden.catalog.tables import layers, ops

_ALL = ["unbuilt", "keywords", "restored"]
_FORMS = {"Average": "reduction", "Multiply": "elementwise", "Maximum": "exact", "Minimum": "exact"}

CASES = []
for _name, _class in _FORMS.items():
    CASES += layers(
        f"keras.layers.{_name}",
        _class,
        {
            "two": ({}, [normal(3, 4), normal(3, 4)], {}, _ALL),
            "three": ({}, [normal(2, 3), normal(2, 3), normal(2, 3)]),
            "broadcast": ({}, [normal(2, 1, 3), normal(2, 4, 1)]),
            "lower-rank": ({}, [normal(2, 4, 3), normal(2, 3)]),
            "list-of-one": ({}, [normal(2, 3)]),
            "half": ({"dtype": "float16"}, [values([[0.5, -1.0]], np.float16), values([[0.25, 2.0]], np.float16)]),
        },
    )
    CASES += layers(
        f"keras.layers.{_name}",
        "exact",
        {
            "one-input": ({}, normal(2, 3)),
            "no-broadcast": ({}, [normal(2, 3), normal(2, 4)]),
            "batches-differ": ({}, [normal(2, 3), normal(1, 3)]),
        },
        tags=("error",),
    )
    CASES += ops(f"keras.layers.{_name.lower()}", _class, {"two": ([normal(2, 3), normal(2, 3)],)}, symbolic=False)
for _name in ("Maximum", "Minimum"):
    CASES += layers(
        f"keras.layers.{_name}",
        "exact",
        {
            "equal": ({}, [values([[1.0, 2.0, 0.0]]), values([[1.0, 1.0, -0.0]])]),
            "integers": ({}, [integers(2, 3, high=9), integers(2, 3, high=9)]),
        },
    )
CASES += layers("keras.layers.Multiply", "exact", {"integers": ({}, [integers(2, 3, high=9), integers(2, 3, high=9)])})
CASES += layers(
    "keras.layers.Subtract",
    "elementwise",
    {
        "two": ({}, [normal(3, 4), normal(3, 4)], {}, _ALL),
        "broadcast": ({}, [normal(2, 1, 3), normal(2, 4, 1)]),
        "lower-rank": ({}, [normal(2, 4, 3), normal(2, 3)]),
        "lower-rank-first": ({}, [normal(2, 3), normal(2, 4, 3)]),
    },
)
CASES += layers(
    "keras.layers.Subtract",
    "exact",
    {
        "three": ({}, [normal(2, 3), normal(2, 3), normal(2, 3)]),
        "list-of-one": ({}, [normal(2, 3)]),
        "no-broadcast": ({}, [normal(2, 3), normal(2, 4)]),
    },
    tags=("error",),
)
CASES += ops("keras.layers.subtract", "elementwise", {"two": ([normal(2, 3), normal(2, 3)],)}, symbolic=False)
CASES += layers(
    "keras.layers.Dot",
    "contraction",
    {
        "matrices": ({"axes": 1}, [normal(3, 4), normal(3, 4)], {}, _ALL),
        "sequences": ({"axes": [2, 1]}, [normal(2, 3, 4), normal(2, 4, 5)], {}, _ALL),
        "sequences-alike": ({"axes": 2}, [normal(2, 3, 4), normal(2, 5, 4)]),
        "first-axes": ({"axes": 1}, [normal(2, 4, 3), normal(2, 4, 5)]),
        "from-behind": ({"axes": -1}, [normal(2, 3, 4), normal(2, 5, 4)]),
        "sequence-and-matrix": ({"axes": [2, 1]}, [normal(2, 3, 4), normal(2, 4)]),
        "matrix-and-sequence": ({"axes": [1, 2]}, [normal(2, 4), normal(2, 3, 4)]),
        "normalized": ({"axes": 1, "normalize": True}, [normal(3, 4), normal(3, 4)]),
        "normalized-sequences": ({"axes": [2, 1], "normalize": True}, [normal(2, 3, 4), normal(2, 4, 5)]),
        "four-axes": ({"axes": [3, 2]}, [normal(2, 2, 3, 4), normal(2, 3, 4, 2)]),
    },
)
CASES += layers(
    "keras.layers.Dot",
    "exact",
    {
        "batch": ({"axes": 0}, [normal(3, 3), normal(3, 3)]),
        "sizes-differ": ({"axes": 1}, [normal(2, 3), normal(2, 4)]),
        "axis-out-of-range": ({"axes": 3}, [normal(2, 3), normal(2, 3)]),
        "three-inputs": ({"axes": 1}, [normal(2, 3), normal(2, 3), normal(2, 3)]),
        "one-input": ({"axes": 1}, normal(2, 3)),
        "axes-of-text": ({"axes": "last"}, [normal(2, 3), normal(2, 3)]),
        "one-axis-in-a-list": ({"axes": [1]}, [normal(2, 3), normal(2, 3)]),
        "axes-of-fractions": ({"axes": [1.0, 1.0]}, [normal(2, 3), normal(2, 3)]),
    },
    tags=("error",),
)
CASES += ops("keras.layers.dot", "contraction", {"last": ([normal(2, 3), normal(2, 3)],)}, symbolic=False)
CASES += [
    *layers(
        "keras.layers.Permute",
        "exact",
        {
            "two": ({"dims": [2, 1]}, normal(2, 3, 4), {}, _ALL),
            "three": ({"dims": [3, 1, 2]}, normal(2, 3, 4, 5)),
            "one": ({"dims": [1]}, normal(2, 3)),
            "integers": ({"dims": [2, 1]}, integers(2, 3, 2, high=9)),
        },
    ),
    *layers(
        "keras.layers.Permute",
        "exact",
        {
            "from-zero": ({"dims": [0, 1]}, normal(2, 3, 4)),
            "gap": ({"dims": [1, 3]}, normal(2, 3, 4)),
            "twice": ({"dims": [1, 1]}, normal(2, 3, 4)),
            "other-rank": ({"dims": [2, 1]}, normal(2, 3)),
            "not-a-list": ({"dims": 2}, normal(2, 3)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.RepeatVector",
        "exact",
        {"three": ({"n": 3}, normal(2, 4), {}, _ALL), "once": ({"n": 1}, distinct(2, 3))},
    ),
    *layers(
        "keras.layers.RepeatVector",
        "exact",
        {
            "never": ({"n": 0}, normal(2, 4)),
            "fraction": ({"n": 2.0}, normal(2, 4)),
            "rank-3": ({"n": 2}, normal(2, 3, 4)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Reshape",
        "exact",
        {
            "matrix": ({"target_shape": [3, 2]}, normal(2, 6), {}, _ALL),
            "vector": ({"target_shape": [-1]}, normal(2, 3, 2)),
            "one-left": ({"target_shape": [2, -1, 2]}, normal(2, 4, 3)),
            "scalar": ({"target_shape": []}, normal(2, 1)),
            "same": ({"target_shape": [3, 2]}, normal(2, 3, 2)),
            "integers": ({"target_shape": [2, 3]}, integers(2, 6, high=9)),
        },
    ),
    *layers(
        "keras.layers.Reshape",
        "exact",
        {
            "other-size": ({"target_shape": [4]}, normal(2, 6)),
            "does-not-divide": ({"target_shape": [4, -1]}, normal(2, 6)),
            "two-left": ({"target_shape": [-1, -1]}, normal(2, 6)),
            "below-minus-one": ({"target_shape": [-2, 3]}, normal(2, 6)),
            "not-a-list": ({"target_shape": 6}, normal(2, 6)),
        },
        tags=("error",),
    ),
]
