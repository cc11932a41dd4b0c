"""keras.regularizers: objects that weigh an array. Kills: mean for sum, the square left out, l1 and l2 exchanged."""

from golden.catalog.draws import normal, values
from golden.catalog.tables import made

CASES = [
    *made(
        "keras.regularizers.L1", "reduction", {"l1-0.1": ({"l1": 0.1}, normal(3, 4)), "default": ({}, normal(2, 3, 2))}
    ),
    *made("keras.regularizers.L2", "reduction", {"l2-0.1": ({"l2": 0.1}, normal(3, 4)), "default": ({}, normal(7))}),
    *made(
        "keras.regularizers.L1L2",
        "reduction",
        {"both": ({"l1": 0.1, "l2": 0.02}, normal(3, 4)), "l1-only": ({"l1": 0.3}, values([[0.0, -1.0, 2.0]]))},
    ),
    *made("keras.regularizers.L2", "reduction", {"l2-text": ({"l2": "much"}, normal(3))}, tags=("error",)),
]
