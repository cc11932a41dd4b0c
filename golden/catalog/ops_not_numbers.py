"""Infinities, and what is not a number, through ops that choose, compare, clip or add up: where backends differ, as
a NaN is neither below nor above anything.

Kills: maxima that leave NaN out, relu as a comparison, clipping by comparison, sums that skip.
"""

from golden.catalog.draws import values
from golden.catalog.tables import layers, ops

_NAN, _INF = float("nan"), float("inf")
_ENDS = values([_NAN, _INF, -_INF, 1.0, -1.0, 0.0])
_ROWS = values([[1.0, _NAN, 3.0], [_INF, 0.0, -1.0], [-_INF, 2.0, 1.0], [_INF, -_INF, 0.5]])
_IMAGE = values([[[[1.0], [_NAN], [2.0], [_INF]], [[0.0], [3.0], [-_INF], [1.0]]]])
_SEQUENCE = values([[[1.0], [_NAN], [2.0], [_INF]], [[0.0], [3.0], [-_INF], [1.0]]])

CASES = []
for _name in ("maximum", "minimum"):
    _others = values([1.0, 1.0, 1.0, _NAN, _INF, -_INF])
    CASES += ops(
        f"keras.ops.{_name}", "exact", {"not-a-number": (_ENDS, _others), "not-a-number-first": (values([_NAN]), _ENDS)}
    )
for _name in ("max", "min"):
    CASES += ops(
        f"keras.ops.{_name}", "exact", {"not-a-number": (_ROWS, {"axis": 1}), "all-not-a-number": (values([_NAN] * 3),)}
    )
for _name in ("sum", "mean", "prod"):
    CASES += ops(f"keras.ops.{_name}", "reduction", {"not-a-number": (_ROWS, {"axis": 1})})
for _name in (
    "relu",
    "relu6",
    "leaky_relu",
    "sign",
    "floor",
    "hard_tanh",
    "hard_sigmoid",
    "hard_shrink",
    "soft_shrink",
):
    CASES += ops(f"keras.ops.{_name}", "elementwise", {"not-a-number": (_ENDS,)})
for _name in ("elu", "selu", "sigmoid", "tanh", "softplus", "silu", "exp", "logsumexp"):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"not-a-number": (_ENDS,)})
CASES += ops("keras.ops.clip", "exact", {"not-a-number": (_ENDS, -0.5, 0.5)})
CASES += ops("keras.ops.threshold", "exact", {"not-a-number": (_ENDS, 0.5, -2.0)})
CASES += ops("keras.ops.where", "exact", {"not-a-number": (values([[True, False, True]] * 4, bool), _ROWS, 0.0)})
CASES += ops("keras.ops.max_pool", "exact", {"not-a-number": (_IMAGE, 2)}, symbolic=False)
CASES += layers(
    "keras.layers.ReLU",
    "elementwise",
    {"not-a-number": ({"max_value": 2.0}, _ENDS), "not-a-number-sloped": ({"negative_slope": 0.5}, _ENDS)},
)
CASES += layers("keras.layers.MaxPooling1D", "exact", {"not-a-number": ({}, _SEQUENCE)})
CASES += layers("keras.layers.GlobalMaxPooling1D", "exact", {"not-a-number": ({}, _SEQUENCE)})
