"""keras.activations.

Edges: zeros of both signs, kinks, large magnitudes, infinities and NaN where the answer is defined.

Each function has smooth input (its formula and derivative) and the edges (overflow, the branch at a kink).
"""

from golden.catalog.draws import normal, values
from golden.catalog.tables import ops

EDGES = values([0.0, -0.0, 1.0, -1.0, 20.0, -20.0, 88.0, -88.0, 200.0, -200.0])
ENDS = values([float("inf"), float("-inf"), float("nan")])

_SMOOTH = {
    "celu": "transcendental",
    "elu": "transcendental",
    "exponential": "transcendental",
    "gelu": "transcendental",
    "hard_sigmoid": "elementwise",
    "hard_silu": "elementwise",
    "hard_tanh": "exact",
    "leaky_relu": "elementwise",
    "linear": "exact",
    "log_sigmoid": "transcendental",
    "mish": "transcendental",
    "relu": "exact",
    "relu6": "exact",
    "selu": "transcendental",
    "sigmoid": "transcendental",
    "silu": "transcendental",
    "softplus": "transcendental",
    "softsign": "elementwise",
    "tanh": "transcendental",
}

_SETTINGS = {
    "celu": {"alpha-2": (normal(3, 5), {"alpha": 2.0})},
    "elu": {"alpha-0.5": (normal(3, 5), {"alpha": 0.5})},
    "gelu": {"approximate": (normal(3, 5, scale=2.0), {"approximate": True})},
    "leaky_relu": {"slope-0.3": (normal(3, 5), {"negative_slope": 0.3})},
    "relu": {
        "max-value": (normal(3, 5, scale=3.0), {"max_value": 2.0}),
        "slope": (normal(3, 5), {"negative_slope": 0.25}),
        "threshold": (normal(3, 5), {"threshold": 0.5}),
        "threshold-hit": (values([0.5, 0.25, 0.75, -0.5, 0.0]), {"threshold": 0.5}),
        "all-three": (normal(4, 6, scale=2.0), {"negative_slope": 0.1, "max_value": 1.5, "threshold": 0.3}),
        "max-value-hit": (values([2.0, 1.0, 3.0, -1.0]), {"max_value": 2.0}),
    },
}

# exponential leaves float32 at these edges, and that is the answer; the derivative of the others is that of the branch
CASES = []
for _name, _class in _SMOOTH.items():
    CASES += ops(
        f"keras.activations.{_name}",
        "elementwise" if _class == "exact" and _name != "linear" else _class,
        {"smooth": (normal(4, 6, scale=2.0),), "edges": (EDGES,), **_SETTINGS.get(_name, {})},
        symbolic=_name not in ("hard_silu", "mish"),  # these two Keras cannot call on KerasTensors
    )
for _name in ("relu", "sigmoid", "tanh", "softplus", "leaky_relu"):
    CASES += ops(f"keras.activations.{_name}", "transcendental", {"ends": (ENDS,)}, symbolic=False)

_ROWS = normal(3, 5, scale=3.0)
CASES += ops(
    "keras.activations.softmax",
    "contraction",
    {
        "rows": (_ROWS,),
        "three-axes": (normal(2, 3, 4),),
        "columns": (normal(3, 5), {"axis": 0}),
        "middle-axis": (normal(2, 4, 3), {"axis": 1}),
        "large": (values([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, -1000.0]]),),
        "equal": (values([[2.0, 2.0, 2.0, 2.0]]),),
        "hidden": (values([[0.0, float("-inf"), 1.0]]),),
    },
)
CASES += ops(
    "keras.activations.log_softmax",
    "contraction",
    {
        "rows": (_ROWS,),
        "three-axes": (normal(2, 3, 4),),
        "columns": (normal(3, 5), {"axis": 0}),
        "large": (values([[1000.0, 1001.0, 999.0], [-1000.0, 0.0, -1000.0]]),),
    },
)
CASES += ops("keras.activations.softmax", "contraction", {"vector": (normal(4),)}, symbolic=False)
