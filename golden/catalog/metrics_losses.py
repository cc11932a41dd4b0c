"""keras.metrics that are the mean of a loss, and how Sum and Mean take weights of several axes.

Kills: the loss of another name, an argument not handed on or not in the config, the sign of the cosine, weights reduced
over the wrong axes, a mask that is forgotten.
"""

import numpy as np

from golden.catalog.draws import integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import metrics

_W = {"sample_weight": values([0.5, 2.0, 0.0, 1.0])}
_COINS = values([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])

CASES = []
for _name, _true, _pred in (
    ("MeanAbsolutePercentageError", uniform(4, 3, low=0.5), uniform(4, 3)),
    ("MeanSquaredLogarithmicError", uniform(4, 3), uniform(4, 3)),
    ("CosineSimilarity", normal(4, 3), normal(4, 3)),
    ("LogCoshError", normal(4, 3), normal(4, 3)),
    ("Hinge", _COINS, normal(4, 2)),
    ("SquaredHinge", _COINS, normal(4, 2)),
    ("CategoricalHinge", one_hot(4, 3), normal(4, 3)),
    ("KLDivergence", probabilities(4, 3), probabilities(4, 3)),
    ("Poisson", uniform(4, 3, high=4.0), uniform(4, 3, low=0.2, high=4.0)),
):
    CASES += metrics(
        f"keras.metrics.{_name}",
        {"default": ({}, (_true, _pred), (_true, _pred)), "weighted": ({"name": "mine"}, (_true, _pred, _W))},
        op_class="contraction",
    )
CASES += metrics("keras.metrics.CosineSimilarity", {"first-axis": ({"axis": 0}, (normal(4, 3), normal(4, 3)))})
CASES += metrics(
    "keras.metrics.CategoricalCrossentropy",
    {
        "smoothing": ({"label_smoothing": 0.2}, (one_hot(4, 3), probabilities(4, 3))),
        "first-axis": ({"axis": 0, "from_logits": True}, (probabilities(4, 3), normal(4, 3))),
    },
    op_class="contraction",
)
CASES += metrics(
    "keras.metrics.BinaryCrossentropy",
    {"weighted": ({"name": "mine"}, (_COINS, uniform(4, 2, low=0.05, high=0.95), _W))},
    op_class="contraction",
)
CASES += metrics(
    "keras.metrics.SparseCategoricalCrossentropy",
    {
        "logits": ({"from_logits": True}, (integers(4, low=0, high=3), normal(4, 3))),
        "ignore-class": ({"ignore_class": 1}, (values([0, 1, 2, 1], np.int32), probabilities(4, 3))),
        "ignore-class-weighted": (
            {"ignore_class": -1, "from_logits": True},
            (values([0, -1, 2, 1], np.int32), normal(4, 3), {"sample_weight": values([0.5, 1.0, 2.0, 0.25])}),
        ),
        "pixels-ignore-class": (
            {"ignore_class": 0},
            (values([[0, 1, 2], [2, 0, 0]], np.int32), probabilities(2, 3, 4), {"sample_weight": uniform(2, 3)}),
        ),
    },
    op_class="contraction",
)
for _name in ("Mean", "Sum"):
    CASES += metrics(
        f"keras.metrics.{_name}",
        {
            "matrices": ({}, (normal(4, 3),), (normal(2, 3),)),
            "rank-3": ({}, (normal(2, 3, 4),)),
            "row-weights": ({}, (normal(4, 3), {"sample_weight": uniform(4)})),
            "weights-per-element": ({}, (normal(4, 3), {"sample_weight": uniform(4, 3)})),
            "weights-of-rank-2": ({}, (normal(2, 3, 4), {"sample_weight": uniform(2, 3)})),
            "weights-of-columns": ({}, (normal(4, 3), {"sample_weight": uniform(4, 1)})),
            "column-weighted-by-vector": ({}, (normal(4, 1), {"sample_weight": uniform(4)})),
            "vector-weighted-by-column": ({}, (normal(4), {"sample_weight": uniform(4, 1)})),
            "scalar-weighted": ({"name": "mine"}, (values(2.0), {"sample_weight": values(0.5)})),
            "integer-values-weighted": (
                {},
                (integers(4, low=0, high=9), {"sample_weight": integers(4, low=0, high=3)}),
            ),
            "booleans": ({}, (values([True, False, True], bool),)),
        },
    )
    CASES += metrics(
        f"keras.metrics.{_name}",
        {"weights-do-not-fit": ({}, (normal(4), {"sample_weight": uniform(3)}))},
        tags=("error",),
    )
for _name in ("MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError"):
    CASES += metrics(
        f"keras.metrics.{_name}",
        {
            "pixels-weighted": ({}, (normal(2, 3, 4), normal(2, 3, 4), {"sample_weight": uniform(2, 3)})),
            "integer-targets": ({}, (integers(4, 3, low=0, high=4), normal(4, 3))),
        },
    )
CASES += metrics(
    "keras.metrics.RootMeanSquaredError",
    {
        "weights-per-element": ({}, (normal(4, 3), normal(4, 3), {"sample_weight": uniform(4, 3)})),
        "column-against-vector": ({}, (normal(4, 1), normal(4))),
    },
)
CASES += metrics(
    "keras.metrics.RootMeanSquaredError", {"shapes-differ": ({}, (normal(4, 2), normal(4, 3)))}, tags=("error",)
)
