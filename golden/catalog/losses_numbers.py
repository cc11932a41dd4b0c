"""keras.losses of numbers other than the squared and absolute error: percentages, logarithms, angles, Huber, log cosh.

Kills: a denominator or logarithm without its epsilon, a branch at the wrong side of delta, an angle along the wrong
axis, operands aligned where they should broadcast.
"""

from golden.catalog.draws import integers, normal, uniform, values
from golden.catalog.tables import losses, ops

_COLUMN = uniform(4, low=0.5), uniform(4, 1, low=0.5)
_WEIGHTS = values([0.5, 2.0, 0.0, 1.25])
_ZEROS = values([[0.0, 1.0, -2.0], [0.0, 0.0, 0.5], [3.0, -0.25, 0.0], [1.0, 1.0, 1.0]])
_HITS = values([[0.0, 1.0, 2.0], [-1.0, 0.5, -0.5]]), values([[1.0, 1.0, -1.0], [-2.0, 2.0, -0.25]])

CASES = []
for _function, _class, _true, _pred, _more in (
    (
        "mean_absolute_percentage_error",
        "MeanAbsolutePercentageError",
        uniform(4, 3, low=0.5, high=2.0),
        normal(4, 3),
        {"zeros": (_ZEROS, normal(4, 3))},
    ),
    (
        "mean_squared_logarithmic_error",
        "MeanSquaredLogarithmicError",
        uniform(4, 3, high=3.0),
        uniform(4, 3, high=3.0),
        {"below-zero": (_ZEROS, normal(4, 3))},
    ),
    (
        "cosine_similarity",
        "CosineSimilarity",
        normal(4, 3),
        normal(4, 3),
        {"first-axis": (normal(4, 3), normal(4, 3), {"axis": 0})},
    ),
    (
        "huber",
        "Huber",
        normal(4, 3),
        normal(4, 3, scale=3.0),
        {
            "delta-hit": _HITS,
            "delta-0.5": (normal(4, 3), normal(4, 3), {"delta": 0.5}),
            "delta-2": (*_HITS, {"delta": 2.0}),
        },
    ),
    (
        "log_cosh",
        "LogCosh",
        normal(4, 3),
        normal(4, 3, scale=3.0),
        {"far": (values([[0.0, 0.0]]), values([[90.0, -90.0]]))},
    ),
):
    CASES += ops(
        f"keras.losses.{_function}",
        "contraction",
        {
            "rows": (_true, _pred),
            "pixels": (uniform(2, 3, 4, low=0.5), uniform(2, 3, 4, low=0.5)),
            "integer-targets": (integers(4, 3, low=1, high=4), uniform(4, 3, low=0.5, high=3.0)),
            **({} if _function == "cosine_similarity" else {"vector-against-column": _COLUMN}),  # whose angle is 0
            **_more,
        },
        symbolic=False,
    )
    CASES += ops(
        f"keras.losses.{_function}", "contraction", {"no-broadcast": (uniform(4, 3), uniform(4, 2))}, tags=("error",)
    )
    CASES += losses(
        f"keras.losses.{_class}",
        "contraction",
        {
            "default": ({}, _true, _pred),
            "sum-weighted": ({"reduction": "sum", "name": "mine"}, _true, _pred, _WEIGHTS),
            "none": ({"reduction": "none"}, _true, _pred),
        },
    )
CASES += losses(
    "keras.losses.Huber",
    "contraction",
    {"delta-0.3": ({"delta": 0.3}, normal(4, 3), normal(4, 3)), "delta-2": ({"delta": 2.0}, *_HITS)},
)
CASES += losses(
    "keras.losses.CosineSimilarity",
    "contraction",
    {"first-axis": ({"axis": 0, "reduction": "none"}, normal(4, 3), normal(4, 3))},
)
for _function in ("mean_squared_error", "mean_absolute_error"):
    CASES += ops(
        f"keras.losses.{_function}",
        "contraction",
        {
            "integer-targets": (integers(4, 3, low=0, high=4), normal(4, 3)),
            "vector-against-column": (normal(4), normal(4, 1)),
            "column-against-vector": (normal(4, 1), normal(4)),
            "one-row-of-targets": (normal(1, 3), normal(4, 3)),
            "vectors": (normal(4), normal(4)),
            "pixels": (normal(2, 3, 4), normal(2, 3, 4)),
        },
        symbolic=False,
    )
    CASES += ops(
        f"keras.losses.{_function}", "contraction", {"no-broadcast": (normal(4, 3), normal(4, 2))}, tags=("error",)
    )
