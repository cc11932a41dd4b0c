"""keras.ops on single elements: arithmetic, comparison, functions.

Dtypes meet as Keras has it: int64 with float32 is float32.
"""

import numpy as np

from golden.catalog.draws import booleans, integers, normal, uniform, values
from golden.catalog.tables import ops

_I, _L = integers(3, 4, low=-5, high=6), integers(4, low=1, high=9, dtype=np.int64)
_TIES = (values([1.0, 2.0, -3.0, 0.0]), values([1.0, 3.0, -3.0, -1.0]))

CASES = []
for _name in ("add", "subtract", "multiply", "divide", "maximum", "minimum"):
    CASES += ops(
        f"keras.ops.{_name}",
        "elementwise",
        {
            "same-shape": (normal(3, 4), normal(3, 4)),
            "broadcast": (normal(3, 1, 4), normal(2, 1)),
            "int-float": (_I, normal(3, 4)),
            "int64-float": (normal(3, 4), _L),
            "int-int": (_I, integers(3, 4, low=1, high=6)),
            "float-scalar": (normal(3, 4), 2.5),
            "scalar-first": (2.5, normal(3, 4)),
            "matrix-vector": (normal(3, 4), normal(4)),
            "halves-meet-floats": (values([1.5, -2.5, 0.75], np.float16), normal(3)),
            "array-of-one": (normal(3, 4), normal(1, 1)),
            "bytes": (integers(4, low=0, high=5, dtype=np.uint8), integers(4, low=1, high=5, dtype=np.uint8)),
            "int-scalar": (_I, 3),
            "int-with-float-scalar": (_I, 0.5),
        },
        classes={"int-int": "exact", "int-scalar": "exact", "bytes": "exact"} if _name != "divide" else {},
    )
for _name in ("floor_divide", "mod"):
    CASES += ops(
        f"keras.ops.{_name}",
        "elementwise",
        {
            "floats": (values([5.5, -5.5, 5.5, -5.5, 6.0, 0.0]), values([2.0, 2.0, -2.0, -2.0, 3.0, 4.0])),
            "integers": (integers(3, 4, low=-9, high=10), integers(3, 4, low=1, high=5)),
            "negative-divisors": (integers(3, 4, low=-9, high=10), integers(4, low=-5, high=0)),
            "scalar": (normal(3, 4, scale=4.0), 1.5),
        },
        classes={"integers": "exact", "negative-divisors": "exact"},
    )
for _name in ("add", "subtract", "multiply", "divide", "maximum", "minimum"):
    CASES += ops(f"keras.ops.{_name}", "elementwise", {"vector-matrix": (normal(4), normal(3, 4))}, symbolic=False)
CASES += ops("keras.ops.maximum", "exact", {"ties": _TIES})
CASES += ops("keras.ops.minimum", "exact", {"ties": _TIES})
CASES += ops("keras.ops.add", "elementwise", {"no-broadcast": (normal(3, 4), normal(3))}, tags=("error",))
CASES += ops(
    "keras.ops.power",
    "transcendental",
    {
        "positive": (uniform(3, 4, low=0.2, high=3.0), normal(3, 4)),
        "square": (normal(3, 4), 2.0),
        "cube-of-negatives": (values([-2.0, -0.5, 1.5]), 3.0),
        "integers": (integers(5, low=0, high=5), 2),
        "zeros-squared": (values([0.0, -0.0, 2.0]), 2.0),
        "zero-to-powers": (values([0.0, 0.0, 1.5]), values([1.0, 3.0, 0.0])),
        "broadcast": (uniform(3, 1, low=0.5, high=2.0), normal(4)),
        "negatives-to-integers": (values([-2.0, -0.5, 3.0]), values([2.0, 3.0, -1.0])),
        "two-to-powers": (2.0, normal(3, 4)),
        "int-float": (integers(3, low=1, high=4), normal(3)),
    },
    classes={"integers": "exact"},
)
for _name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal"):
    CASES += ops(
        f"keras.ops.{_name}",
        "exact",
        {
            "floats": (values([1.0, 2.0, 3.0, float("nan"), -0.0]), values([1.0, 3.0, 2.0, float("nan"), 0.0])),
            "broadcast-dtypes": (integers(2, 3, low=0, high=3), values([0.0, 1.0, 2.0])),
            "scalar": (integers(6, low=0, high=3), 1),
        },
    )
for _name, _rows in {
    "logical_and": (booleans(2, 4), booleans(4)),
    "logical_or": (booleans(2, 4), booleans(4)),
    "logical_not": (booleans(6),),
}.items():
    CASES += ops(f"keras.ops.{_name}", "exact", {"coins": _rows})

_POSITIVE = uniform(3, 4, low=0.1, high=4.0)
for _name, _input in {
    "exp": normal(3, 4),
    "expm1": normal(3, 4, scale=0.1),
    "log": _POSITIVE,
    "log1p": normal(3, 4, scale=0.1),
    "sqrt": _POSITIVE,
    "rsqrt": _POSITIVE,
    "sin": normal(3, 4, scale=3.0),
    "cos": normal(3, 4, scale=3.0),
    "tanh": normal(3, 4),
    "sigmoid": normal(3, 4, scale=4.0),
    "softplus": normal(3, 4, scale=4.0),
    "erf": normal(3, 4),
    "reciprocal": _POSITIVE,
}.items():
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"smooth": (_input,)})
CASES += ops("keras.ops.where", "exact", {"indices": (values([[True, False], [True, True]], bool),)}, symbolic=False)
CASES += ops("keras.ops.where", "exact", {"only-one": (booleans(3), normal(3))}, tags=("error",))
CASES += ops("keras.ops.reciprocal", "elementwise", {"negatives": (values([-2.0, -0.5, 4.0]),)})
for _name in ("sigmoid", "softplus", "tanh", "expm1", "log1p", "erf"):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"near-zero": (values([0.0, 1e-4, -1e-4, 0.01, -0.01]),)})
for _name in ("sigmoid", "softplus", "tanh"):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"far": (values([-15.0, 40.0, -40.0, 100.0, -100.0]),)})
for _name in ("exp", "log", "sqrt", "tanh"):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"integers": (integers(5, low=1, high=9),)})
for _name in ("square", "absolute", "negative"):
    CASES += ops(
        f"keras.ops.{_name}",
        "elementwise",
        {"floats": (normal(3, 4),), "integers": (_I,), "zeros": (values([0.0, -0.0]),)},
        classes={"integers": "exact"},
    )
for _name in ("floor", "ceil", "sign"):
    CASES += ops(f"keras.ops.{_name}", "exact", {"floats": (values([-1.5, -1.0, -0.2, 0.0, 0.2, 1.0, 1.5]),)})
for _name in ("isnan", "isfinite", "isinf"):
    CASES += ops(
        f"keras.ops.{_name}", "exact", {"ends": (values([0.0, float("nan"), float("inf"), float("-inf"), -1.0]),)}
    )
CASES += ops(
    "keras.ops.clip",
    "exact",
    {
        "floats": (normal(3, 6), -0.5, 0.75),
        "limits-hit": (values([-0.5, 0.5, 0.0, 1.0, -1.0]), -0.5, 0.5),
        "integers": (integers(6, low=-5, high=6), -2, 3),
        "beyond-both": (values([-3.0, -0.25, 0.25, 3.0]), -0.25, 0.25),
    },
)
CASES += ops(
    "keras.ops.where",
    "exact",
    {
        "arrays": (values([[True, False, True]], bool), normal(2, 3), normal(3)),
        "scalars": (booleans(5), 1.0, 0),
        "dtypes-meet": (booleans(4), integers(4, low=0, high=5), normal(4)),
        "scalar-first": (booleans(5), 0.5, normal(5)),
        "scalar-second": (booleans(5), normal(5), 0.5),
        "broadcast-condition": (values([[True], [False], [True]], bool), normal(3, 4), normal(4)),
        "halves-meet-floats": (booleans(3), values([1.5, -2.5, 0.75], np.float16), normal(3)),
        "integers": (booleans(4), integers(4, low=0, high=5), 7),
    },
)
