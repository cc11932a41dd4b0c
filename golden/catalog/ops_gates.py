"""keras.ops and keras.activations that cut small values off or close a gate on them.

Kills: a kink on the wrong side, a threshold of the wrong sign, halves exchanged, a support that is one class too large.
"""

from golden.catalog.draws import normal, values
from golden.catalog.tables import ops

_EDGES = values([0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 0.75, -0.75, 1.5, -1.5, 3.0, -3.0])
_SMOOTH = normal(4, 6, scale=2.0)
_ROWS = normal(3, 5, scale=1.5)

CASES = []
for _name, _class, _more in (
    ("hard_shrink", "exact", {"threshold-1": (_EDGES, {"threshold": 1.0})}),
    ("soft_shrink", "elementwise", {"threshold-1": (_EDGES, {"threshold": 1.0})}),
    ("tanh_shrink", "transcendental", {}),
    ("squareplus", "elementwise", {"b-1": (_SMOOTH, {"b": 1}), "b-0": (normal(3, 4), {"b": 0})}),
    ("sparse_plus", "elementwise", {}),
    ("sparse_sigmoid", "elementwise", {}),
):
    for _module in ("ops", "activations"):
        CASES += ops(
            f"keras.{_module}.{_name}",
            "elementwise" if _class == "exact" else _class,
            {"smooth": (_SMOOTH,), "edges": (_EDGES,), **_more},
            symbolic=_module == "ops",
        )
for _module in ("ops", "activations"):
    CASES += ops(
        f"keras.{_module}.threshold",
        "elementwise",
        {"one": (_SMOOTH, 1.0, 0.25), "hit": (_EDGES, 0.5, -2.0), "negative": (_SMOOTH, -0.5, 7.0)},
        symbolic=_module == "ops",
    )
    CASES += ops(
        f"keras.{_module}.glu",
        "transcendental",
        {
            "rows": (normal(3, 6),),
            "three-axes": (normal(2, 3, 4),),
            "first-axis": (normal(4, 3), {"axis": 0}),
            "middle-axis": (normal(2, 4, 3), {"axis": 1}),
            "axis-from-behind": (normal(2, 4, 3), {"axis": -2}),
        },
        symbolic=False,
    )
    CASES += ops(f"keras.{_module}.glu", "transcendental", {"odd-size": (normal(3, 5),)}, tags=("error",))
    CASES += ops(
        f"keras.{_module}.sparsemax",
        "contraction",
        {
            "rows": (_ROWS,),
            "three-axes": (normal(2, 3, 4),),
            "first-axis": (normal(4, 3), {"axis": 0}),
            "middle-axis": (normal(2, 4, 3), {"axis": 1}),
            "near-one-another": (normal(3, 5, scale=0.2),),
            "far-apart": (values([[5.0, 1.0, -3.0], [0.0, 0.5, 4.0]]),),
            "equal": (values([[1.0, 1.0, 1.0, 1.0], [0.5, 0.5, 0.0, 0.0]]),),
        },
        symbolic=False,
    )
CASES += ops(
    "keras.ops.celu", "transcendental", {"smooth": (_SMOOTH,), "alpha-2": (_SMOOTH, {"alpha": 2.0})}, symbolic=False
)
CASES += ops("keras.ops.hard_silu", "elementwise", {"smooth": (_SMOOTH,), "edges": (_EDGES,)}, symbolic=False)
CASES += ops(
    "keras.ops.normalize",
    "contraction",
    {
        "rows": (_ROWS,),
        "three-axes": (normal(2, 3, 4),),
        "zero-row": (values([[3.0, 4.0], [0.0, 0.0], [-1.0, 1.0]]), {"epsilon": 1.0}),
        "first-axis": (_ROWS, {"axis": 0}),
        "order-1": (_ROWS, {"order": 1}),
        "order-3": (_ROWS, {"order": 3, "axis": 0}),
        "order-4": (_ROWS, {"order": 4}),
        "middle-axis-order-1": (normal(2, 4, 3), {"axis": 1, "order": 1}),
        "epsilon-large": (normal(3, 4), {"epsilon": 5.0}),
        "epsilon-large-order-1": (normal(3, 4), {"epsilon": 5.0, "order": 1}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.normalize",
    "contraction",
    {"order-0": (_ROWS, {"order": 0}), "order-half": (_ROWS, {"order": 0.5})},
    tags=("error",),
)
