"""keras.metrics that count hits and misses: the cells of the confusion matrix, and the first k of many classes.

Kills: cells exchanged, thresholds compared inclusively, evenly spaced thresholds compared as others, weights spread
along the wrong axis, a class that is out of range let through, NaN among the first k.
"""

import numpy as np

from golden.catalog.draws import integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import metrics, ops

_W = {"sample_weight": values([0.5, 2.0, 0.0, 1.0])}
_COINS = values([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
_HALVES = values([[0.5, 0.49], [0.51, 0.5], [0.0, 1.0], [0.5, 0.75]])
_QUARTERS = values([[0.0, 0.25], [0.5, 0.75], [1.0, 0.3], [0.2, 0.99]])
_TIES = values([[0.4, 0.4, 0.1, 0.4], [0.2, 0.3, 0.3, 0.2], [0.25, 0.25, 0.25, 0.25], [0.1, 0.2, 0.3, 0.4]])

CASES = []
for _name in ("TruePositives", "FalsePositives", "TrueNegatives", "FalseNegatives"):
    CASES += metrics(
        f"keras.metrics.{_name}",
        {
            "default": ({}, (_COINS, uniform(4, 2)), (_COINS, uniform(4, 2))),
            "threshold-hit": ({}, (_COINS, _HALVES)),
            "thresholds": ({"thresholds": [0.2, 0.5, 0.8], "name": "mine"}, (_COINS, uniform(4, 2))),
            "weighted": ({"thresholds": 0.3}, (_COINS, uniform(4, 2), _W)),
            "no-updates": ({},),
        },
    )
    CASES += metrics(f"keras.metrics.{_name}", {"negative-threshold": ({"thresholds": -0.1},)}, tags=("error",))

for _name in ("Precision", "Recall"):
    CASES += metrics(
        f"keras.metrics.{_name}",
        {
            "threshold-0": ({"thresholds": 0.0}, (_COINS, _QUARTERS)),
            "threshold-1": ({"thresholds": 1}, (_COINS, _QUARTERS)),
            "even-thresholds": (
                {"thresholds": [0.0, 0.25, 0.5, 0.75, 1.0]},
                (_COINS, _QUARTERS),
                (_COINS, uniform(4, 2)),
            ),
            "three-even-thresholds": ({"thresholds": [0.0, 0.5, 1.0]}, (_COINS, _HALVES)),
            "two-thresholds": ({"thresholds": [0.0, 1.0]}, (_COINS, _QUARTERS)),
            "weights-per-element": ({}, (_COINS, uniform(4, 2), {"sample_weight": uniform(4, 2)})),
            "weights-of-columns": (
                {},
                (_COINS, uniform(4, 2), {"sample_weight": values([[0.5], [2.0], [1.0], [0.25]])}),
            ),
            "weights-of-pixels": (
                {},
                (integers(2, 3, 2, low=0, high=2), uniform(2, 3, 2), {"sample_weight": uniform(2, 3)}),
            ),
            "vector-against-column": ({}, (values([1.0, 0.0, 1.0, 1.0]), uniform(4, 1))),
            "labels-beyond-1": ({}, (values([2.0, 0.0, -1.0, 0.5]), values([0.9, 0.8, 0.7, 0.2]))),
            "integer-labels": ({}, (integers(4, 2, low=0, high=2), uniform(4, 2))),
            "top-k-ties": ({"top_k": 2}, (one_hot(4, 4), _TIES)),
            "top-1-weighted": ({"top_k": 1}, (one_hot(4, 4), probabilities(4, 4), _W)),
            "top-all": ({"top_k": 4}, (one_hot(4, 4), probabilities(4, 4))),
            "top-k-threshold": ({"top_k": 2, "thresholds": 0.3}, (one_hot(4, 4), probabilities(4, 4))),
            "top-k-class": ({"top_k": 2, "class_id": 3}, (one_hot(4, 4), _TIES)),
            "last-class": ({"class_id": 2}, (one_hot(6, 3), uniform(6, 3))),
            "first-class-weighted": ({"class_id": 0}, (one_hot(4, 3), uniform(4, 3), _W)),
        },
    )
    CASES += metrics(  # a third in float64 lies on the other side of a third in float32: there is no truth for these
        f"keras.metrics.{_name}",
        {
            "nearly-even-thresholds": (
                {"thresholds": [0.0, 0.4, 1.0]},
                (_COINS, values([[0.4, 0.2], [0.8, 0.41], [1.0, 0.0], [0.39, 0.5]])),
            ),
            "third-thresholds": (
                {"thresholds": [0.0, 1 / 3, 2 / 3, 1.0]},
                (_COINS, values([[1 / 3, 2 / 3], [0.334, 0.667], [0.0, 1.0], [0.6, 0.3]])),
            ),
        },
        op_class="exact",
    )
    CASES += metrics(
        f"keras.metrics.{_name}",
        {
            "threshold-text": ({"thresholds": "half"},),
            "one-threshold-negative": ({"thresholds": [0.5, -0.5]},),
            "class-beyond": ({"class_id": 3}, (one_hot(4, 3), probabilities(4, 3))),
            "class-of-vector": ({"class_id": 0}, (values([1.0, 0.0]), values([0.3, 0.6]))),
            "top-beyond": ({"top_k": 5}, (one_hot(4, 4), probabilities(4, 4))),
            "shapes-differ": ({}, (uniform(4, 2), uniform(4, 3))),
        },
        tags=("error",),
    )

_RARE = values([[0.1, np.nan, 0.3, 0.6], [np.inf, 0.2, 0.3, 0.1], [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]])
CASES += ops(
    "keras.metrics.top_k_categorical_accuracy",
    "exact",
    {
        "default-k": (one_hot(5, 7), probabilities(5, 7)),
        "k-2": (one_hot(6, 4), probabilities(6, 4), {"k": 2}),
        "ties": (one_hot(4, 4), _TIES, {"k": 1}),
        "pixels": (probabilities(2, 3, 4), probabilities(2, 3, 4), {"k": 2}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.metrics.sparse_top_k_categorical_accuracy",
    "exact",
    {
        "default-k": (integers(5, low=0, high=7), probabilities(5, 7)),
        "k-1": (integers(6, low=0, high=4), probabilities(6, 4), {"k": 1}),
        "ties": (values([3, 1, 2, 0], np.int32), _TIES, {"k": 2}),
        "not-finite": (values([0, 1, 3, 0], np.int32), _RARE, {"k": 2}),
        "no-class": (values([-1, 4, 3, 0], np.int32), probabilities(4, 4), {"k": 4}),
        "pixels": (integers(2, 3, low=0, high=4), probabilities(2, 3, 4), {"k": 2}),
        "float-labels": (values([0.0, 2.0, 1.0]), probabilities(3, 4), {"k": 2}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.metrics.sparse_top_k_categorical_accuracy",
    "exact",
    {
        "vector": (integers(4, low=0, high=3), uniform(4)),
        "scalar-label": (values(1, np.int32), uniform(1, 4)),
        "batch-differs": (integers(3, low=0, high=4), probabilities(4, 4)),
    },
    tags=("error",),
)
_RANKED = values([[3, 1, 0, 2], [0, 1, 2, 3], [2, 3, 0, 1], [1, 0, 3, 2]])
CASES += metrics(
    "keras.metrics.SparseTopKCategoricalAccuracy",
    {
        "default-k": (
            {"name": "mine"},
            (integers(5, low=0, high=7), probabilities(5, 7)),
            (integers(4, low=0, high=7), probabilities(4, 7)),
        ),
        "sorted-ids": ({"k": 2, "from_sorted_ids": True}, (values([1, 3, 2, 2], np.int32), _RANKED)),
        "weighted": ({"k": 1}, (integers(4, low=0, high=4), probabilities(4, 4), _W)),
        "not-finite": ({"k": 2}, (values([0, 1, 3, 0], np.int32), _RARE)),
    },
)
CASES += metrics(
    "keras.metrics.TopKCategoricalAccuracy", {"weighted": ({"k": 1}, (one_hot(4, 4), probabilities(4, 4), _W))}
)

CASES += ops(
    "keras.metrics.binary_accuracy",
    "exact",
    {
        "threshold-0.75": (_COINS, _HALVES, {"threshold": 0.75}),
        "vector-against-column": (values([1.0, 0.0, 1.0, 0.0]), uniform(4, 1)),
        "integer-labels": (integers(4, 2, low=0, high=2), uniform(4, 2)),
    },
    symbolic=False,
)
CASES += ops(
    "keras.metrics.binary_accuracy", "exact", {"shapes-differ": (uniform(4, 2), uniform(4, 3))}, tags=("error",)
)
CASES += ops(
    "keras.metrics.categorical_accuracy",
    "exact",
    {
        "axis-between-of-five": (
            values(np.eye(5)[[3, 0, 2]][:, None]),
            values([[0.1, 0.2, 0.1, 0.5, 0.1], [0.6, 0.1, 0.1, 0.1, 0.1], [0.3, 0.2, 0.25, 0.15, 0.1]]),
        ),
        "axis-between": (values(np.eye(4)[:, None, [0, 2, 1, 3]]), probabilities(4, 4)),
        "pixels": (probabilities(2, 3, 4), probabilities(2, 3, 4)),
        "one-row": (one_hot(1, 3), probabilities(4, 3)),
    },
    symbolic=False,
)
CASES += ops(
    "keras.metrics.sparse_categorical_accuracy",
    "exact",
    {
        "column-of-labels": (integers(4, 1, low=0, high=3), probabilities(4, 3)),
        "pixels": (integers(2, 3, low=0, high=4), probabilities(2, 3, 4)),
        "one-sample": (integers(1, low=0, high=3), probabilities(1, 3)),
        "column-of-one-sample": (integers(1, 1, low=0, high=3), probabilities(1, 3)),
        "one-pixel": (integers(4, 1, low=0, high=3), probabilities(4, 1, 3)),
        "column-of-pixels": (integers(2, 3, 1, low=0, high=4), probabilities(2, 3, 4)),
    },
    symbolic=False,
)
CASES += metrics(
    "keras.metrics.SparseCategoricalAccuracy",
    {
        "column-of-pixels-weighted": (
            {},
            (integers(2, 3, 1, low=0, high=4), probabilities(2, 3, 4), {"sample_weight": uniform(2, 3)}),
        )
    },
)
CASES += metrics(
    "keras.metrics.Accuracy",
    {
        "vector-against-column": ({"name": "mine"}, (integers(4, low=0, high=2), integers(4, 1, low=0, high=2))),
        "float-labels": ({}, (values([0.0, 1.5, 2.0]), values([0, 1, 2], np.int32))),
        "weights-per-element": (
            {},
            (integers(4, 3, low=0, high=2), integers(4, 3, low=0, high=2), {"sample_weight": uniform(4, 3)}),
        ),
    },
)
CASES += metrics("keras.metrics.Accuracy", {"shapes-differ": ({}, (normal(4, 2), normal(4, 3)))}, tags=("error",))
