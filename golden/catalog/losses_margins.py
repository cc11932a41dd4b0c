"""keras.losses that ask for a margin, and the divergences of distributions.

Kills: labels of 0 and 1 not taken as -1 and 1, others taken so, a margin that is no 1, probabilities not kept from 0,
operands aligned where they should broadcast.
"""

from golden.catalog.draws import integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import losses, ops

_WEIGHTS = values([0.5, 2.0, 0.0, 1.25])
_COINS = values([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]])
_SIGNS = values([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0], [1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]])
_MIXED = values([[1.0, 0.0, 0.5], [0.0, 0.25, 1.0]])
_EDGE = values([[1.0, -1.0, 2.0], [0.5, 1.0, -0.5]])
_CERTAIN = values([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5]]), values([[0.0, 1.0, 0.0], [0.25, 0.75, 0.0]])

CASES = []
for _function, _class, _true, _pred, _more in (
    ("hinge", "Hinge", _COINS, normal(4, 3), {}),
    ("squared_hinge", "SquaredHinge", _COINS, normal(4, 3), {}),
    (
        "categorical_hinge",
        "CategoricalHinge",
        one_hot(4, 3),
        normal(4, 3),
        {"kink": (values([[1.0, 0.0]]), values([[2.0, 1.0]]))},
    ),
    ("kl_divergence", "KLDivergence", probabilities(4, 3), probabilities(4, 3), {"certain": _CERTAIN}),
    (
        "poisson",
        "Poisson",
        uniform(4, 3, high=4.0),
        uniform(4, 3, low=0.2, high=4.0),
        {"zeros": (values([[0.0, 1.0, 2.0]]), values([[0.0, 0.0, 1.0]]))},
    ),
):
    CASES += ops(
        f"keras.losses.{_function}",
        "contraction",
        {
            "rows": (_true, _pred),
            "pixels": (probabilities(2, 3, 4), probabilities(2, 3, 4)),
            "integer-targets": (integers(4, 3, low=0, high=2), uniform(4, 3, low=0.1)),
            "vector-against-column": (uniform(4, low=0.1), uniform(4, 1, low=0.1)),
            **_more,
        },
        symbolic=False,
    )
    if "hinge" in _function:
        CASES += ops(
            f"keras.losses.{_function}",
            "contraction",
            {"signs": (_SIGNS, normal(4, 3)), "neither": (_MIXED, normal(2, 3)), "edge": (_MIXED, _EDGE)},
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
