"""keras.ops over axes.

Kills: a wrong axis, keepdims forgotten, a divisor of n - 1, the last of equal maxima, wrong dtypes.
"""

import numpy as np

from golden.catalog.draws import booleans, distinct, integers, normal, values
from golden.catalog.tables import ops

_SMALL = integers(3, 4, low=0, high=9, dtype=np.uint8)

CASES = []
for _name in ("sum", "mean", "max", "min", "var", "std", "prod"):
    CASES += ops(
        f"keras.ops.{_name}",
        "reduction" if _name not in ("max", "min") else "exact",
        {
            "all": (distinct(3, 4),),
            "last-axis": (distinct(3, 4), {"axis": -1}),
            "first-axis-kept": (distinct(3, 4), {"axis": 0, "keepdims": True}),
            "two-axes": (distinct(2, 3, 4), {"axis": [0, 2]}),
            "integers": (integers(3, 4, low=1, high=4),),
            "one-of-three-axes": (distinct(2, 3, 4), {"axis": -2}),
            "two-axes-kept": (distinct(2, 3, 4), {"axis": [1, 2], "keepdims": True}),
            "all-kept": (distinct(2, 3), {"keepdims": True}),
        },
        classes={"integers": "exact"} if _name in ("sum", "prod") else {},
        symbolic=False,
    )
    CASES += ops(f"keras.ops.{_name}", "reduction", {"symbolic": (normal(3, 4), {"axis": 1})})
for _name in ("sum", "mean", "prod", "var", "std", "max", "min"):
    CASES += ops(
        f"keras.ops.{_name}", "reduction", {"axis-below": (normal(3, 4), {"axis": -3})}, tags=("error",), symbolic=False
    )
CASES += ops(
    "keras.ops.prod",
    "exact",
    {
        "bytes": (integers(2, 3, low=1, high=4, dtype=np.uint8), {"axis": 1}),
        "booleans": (booleans(3, 2), {"axis": 0}),
        "shorts": (integers(4, low=1, high=9, dtype=np.int16),),
        "doubles": (integers(4, low=1, high=9, dtype=np.int64),),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.sum",
    "exact",
    {"shorts": (integers(4, low=1, high=9, dtype=np.int16),), "longs": (integers(4, low=1, high=9, dtype=np.int64),)},
    symbolic=False,
)
for _name in ("max", "min"):
    CASES += ops(
        f"keras.ops.{_name}",
        "exact",
        {
            "ties-of-two-axes": (values([[[1.0, 3.0], [3.0, 0.0]], [[2.0, 2.0], [2.0, 2.0]]]), {"axis": [1, 2]}),
            "initial": (normal(2, 3), {"axis": 1, "initial": 0.5}),
            "initial-beyond-one": (values([[1.0, 2.0], [-3.0, -4.0]]), {"axis": 1, "initial": 0.5}),
        },
        symbolic=False,
    )
CASES += ops(
    "keras.ops.prod",
    "reduction",
    {
        "zeros-of-two-axes": (values([[[0.0, 2.0], [3.0, 4.0]], [[1.0, 2.0], [0.5, 3.0]]]), {"axis": [0, 2]}),
        "middle": (distinct(2, 3, 2), {"axis": 1, "keepdims": True}),
    },
    symbolic=False,
)
for _name in ("sum", "mean"):
    CASES += ops(f"keras.ops.{_name}", "reduction", {"booleans": (booleans(3, 4),), "uint8": (_SMALL,)}, symbolic=False)
for _name in ("max", "min"):
    CASES += ops(
        f"keras.ops.{_name}",
        "exact",
        {"ties": (values([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]), {"axis": 1})},
        symbolic=False,
    )
CASES += ops(
    "keras.ops.prod", "reduction", {"zeros": (values([[0.0, 2.0, 3.0], [0.0, 0.0, 1.0]]), {"axis": 1})}, symbolic=False
)
CASES += ops("keras.ops.mean", "reduction", {"one-element": (values([3.5]),)}, symbolic=False)
CASES += ops("keras.ops.mean", "reduction", {"axis-out-of-range": (normal(3, 4), {"axis": 2})}, tags=("error",))
for _name in ("argmax", "argmin"):
    CASES += ops(
        f"keras.ops.{_name}",
        "exact",
        {
            "all": (distinct(3, 4),),
            "last-axis": (distinct(3, 4), {"axis": -1}),
            "first-axis": (distinct(3, 4), {"axis": 0}),
            "ties": (values([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]]), {"axis": 1}),
            "kept": (distinct(3, 4), {"axis": 1, "keepdims": True}),
            "nan": (
                values([[np.nan, 1.0, 2.0], [1.0, 2.0, np.nan], [np.nan] * 3, [np.nan, -np.inf, 0.0]]),
                {"axis": 1},
            ),
        },
        symbolic=False,
    )
for _name in ("any", "all"):
    CASES += ops(
        f"keras.ops.{_name}",
        "exact",
        {
            "rows": (values([[True, False], [True, True], [False, False]], bool), {"axis": 1}),
            "numbers": (values([[0.0, 1.0], [2.0, 3.0]]), {"axis": 0}),
            "everything": (booleans(3, 2),),
            "kept": (values([[True, False], [True, True]], bool), {"axis": 1, "keepdims": True}),
            "two-axes": (booleans(2, 3, 2), {"axis": [0, 2]}),
        },
        symbolic=False,
    )
CASES += ops(
    "keras.ops.logsumexp",
    "reduction",
    {
        "all": (normal(3, 4),),
        "rows-kept": (normal(3, 4), {"axis": 1, "keepdims": True}),
        "large": (values([[1000.0, 1000.5], [-1000.0, -999.0]]), {"axis": 1}),
        "two-axes": (normal(2, 3, 4), {"axis": [0, 2]}),
        "from-behind": (normal(2, 3, 4), {"axis": -2}),
        "all-kept": (normal(2, 3), {"keepdims": True}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.count_nonzero",
    "exact",
    {
        "rows": (integers(3, 5, low=0, high=2), {"axis": 1}),
        "all": (integers(3, 5, low=0, high=2),),
        "two-axes": (integers(2, 3, 4, low=0, high=2), {"axis": [0, 2]}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.moments",
    "contraction",
    {
        "batch": (normal(6, 3), {"axes": [0]}),
        "image-kept": (normal(2, 3, 4, 2), {"axes": [0, 1, 2], "keepdims": True}),
        "far-from-zero": (normal(8, 3, shift=100.0), {"axes": [0]}),
        "two-axes": (normal(2, 3, 4), {"axes": [0, 2]}),
        "half": (values([[0.5, 1.25], [2.0, -1.0], [0.75, 3.0]], np.float16), {"axes": [0]}),
        "half-with-large-squares": (values([[300.0], [-300.0], [0.0]], np.float16), {"axes": [0]}),
        "half-beyond-its-range": (values([[400.0], [-400.0]], np.float16), {"axes": [0]}),
    },
    symbolic=False,
    lists=True,
)
CASES += ops(
    "keras.ops.matmul",
    "contraction",
    {
        "matrices": (normal(3, 5), normal(5, 2)),
        "batch-matrix": (normal(2, 3, 5), normal(5, 4)),
        "batches": (normal(2, 3, 4), normal(2, 4, 5)),
        "broadcast-batches": (normal(2, 1, 3, 4), normal(5, 4, 2)),
        "integers": (integers(2, 3, low=-3, high=4), integers(3, 2, low=-3, high=4)),
        "int-float": (integers(2, 3, low=-3, high=4), normal(3, 2)),
    },
)
CASES += ops(
    "keras.ops.matmul",
    "contraction",
    {
        "vectors": (normal(5), normal(5)),
        "matrix-vector": (normal(3, 5), normal(5)),
        "vector-matrix": (normal(5), normal(5, 3)),
        "batch-vector": (normal(2, 3, 5), normal(5)),
        "vector-batch": (normal(5), normal(2, 5, 3)),
        "matrix-batch": (normal(3, 5), normal(2, 5, 4)),
        "two-batch-axes-matrix": (normal(2, 2, 3, 5), normal(5, 4)),
        "two-batch-axes-vector": (normal(2, 2, 3, 5), normal(5)),
        "one-by-one": (normal(1, 1), normal(1, 1)),
    },
    symbolic=False,
)
CASES += ops("keras.ops.matmul", "contraction", {"inner-sizes-differ": (normal(3, 4), normal(3, 4))}, tags=("error",))
