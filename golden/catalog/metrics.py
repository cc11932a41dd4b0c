"""keras.metrics, classes and functions.

Kills: a total that forgets its count, weights in the sum alone, `>` for `>=` at a threshold, argmax over the wrong
axis, the last class of a tie, a reset that leaves something, precision and recall exchanged.
"""

import numpy as np

from golden.catalog.draws import integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import metrics, ops

_W = {"sample_weight": values([0.5, 2.0, 0.0, 1.0])}
_HALVES = values([[0.5, 0.49], [0.51, 0.5], [0.0, 1.0], [0.5, 0.75]])
_COINS = values([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]])
_TIES = values([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.3, 0.3, 0.3], [0.1, 0.2, 0.7]])


def _labels(n=4, classes=3):
    return integers(n, low=0, high=classes)


CASES = [
    *metrics(
        "keras.metrics.Mean",
        {
            "vectors": ({}, (normal(4),), (normal(3),), (normal(5),)),
            "scalars": ({}, (values(2.0),), (values(-3.5),)),
            "weighted": ({}, (normal(4), _W), (normal(4), {"sample_weight": uniform(4)})),
            "matrix-with-row-weights": (
                {"name": "m"},
                (normal(4, 3), {"sample_weight": uniform(4)}),
            ),
            "scalar-weight": ({}, (normal(4), {"sample_weight": values(0.5)}), (normal(4),)),
            "zero-weights": ({}, (normal(4), {"sample_weight": values([0.0] * 4)})),
            "no-updates": ({},),
            "integers": ({}, (integers(5, low=0, high=9),)),
        },
    ),
    *metrics("keras.metrics.Sum", {"vectors": ({}, (normal(4),), (normal(3),)), "weighted": ({}, (normal(4), _W))}),
    *metrics(
        "keras.metrics.Accuracy",
        {
            "labels": ({}, (_labels(), _labels()), (_labels(), _labels())),
            "weighted": ({}, (_labels(), _labels(), _W)),
            "columns": ({}, (integers(4, 1, low=0, high=2), integers(4, 1, low=0, high=2))),
            "no-updates": ({},),
        },
    ),
    *metrics(
        "keras.metrics.BinaryAccuracy",
        {
            "threshold-hit": ({}, (_COINS, _HALVES)),
            "threshold-0.75-hit": ({"threshold": 0.75}, (_COINS, _HALVES), (_COINS, uniform(4, 2))),
            "weighted": ({}, (_COINS, uniform(4, 2), _W)),
            "column": ({}, (values([[1.0], [0.0], [1.0], [0.0]]), uniform(4, 1)), (values([1.0, 0.0]), uniform(2))),
        },
    ),
    *metrics(
        "keras.metrics.CategoricalAccuracy",
        {
            "rows": ({}, (one_hot(4, 3), probabilities(4, 3)), (one_hot(6, 3), probabilities(6, 3))),
            "ties": ({}, (one_hot(4, 3), _TIES)),
            "weighted": ({}, (one_hot(4, 3), probabilities(4, 3), _W)),
            "pixels": ({}, (probabilities(2, 3, 4), probabilities(2, 3, 4))),
            "nan": (
                {},
                (one_hot(4, 3), values([[np.nan, 0.5, 0.7], [0.5, np.nan, 0.7], [0.5, 0.7, np.nan], [np.nan] * 3])),
            ),
        },
    ),
    *metrics(
        "keras.metrics.SparseCategoricalAccuracy",
        {
            "rows": ({}, (_labels(), probabilities(4, 3)), (_labels(5), probabilities(5, 3))),
            "column-of-labels": ({}, (integers(4, 1, low=0, high=3), probabilities(4, 3))),
            "ties": ({}, (values([0, 1, 2, 2], np.int32), _TIES)),
            "weighted": ({}, (_labels(), probabilities(4, 3), _W)),
            "float-labels": ({}, (values([0.0, 1.0, 2.0, 1.0]), probabilities(4, 3))),
        },
    ),
    *metrics(
        "keras.metrics.TopKCategoricalAccuracy",
        {
            "k-2": ({"k": 2}, (one_hot(6, 4), probabilities(6, 4))),
            "default-k": ({}, (one_hot(5, 7), probabilities(5, 7))),
        },
    ),
    *metrics(
        "keras.metrics.SparseTopKCategoricalAccuracy",
        {"k-2": ({"k": 2}, (_labels(6, 4), probabilities(6, 4)))},
    ),
    *(
        case
        for name in ("Precision", "Recall")
        for case in metrics(
            f"keras.metrics.{name}",
            {
                "default": ({}, (_COINS, uniform(4, 2)), (_COINS, uniform(4, 2))),
                "threshold-hit": ({}, (_COINS, _HALVES)),
                "thresholds": ({"thresholds": [0.2, 0.5, 0.75]}, (_COINS, _HALVES), (_COINS, uniform(4, 2))),
                "weighted": ({}, (values([1.0, 0.0, 1.0, 1.0]), uniform(4), _W)),
                "top-k": ({"top_k": 2}, (one_hot(4, 4), probabilities(4, 4))),
                "class-id": ({"class_id": 1}, (one_hot(6, 3), probabilities(6, 3))),
                "nothing-predicted": ({}, (values([1.0, 0.0]), values([0.1, 0.2]))),
                "no-updates": ({},),
            },
        )
    ),
    *metrics(
        "keras.metrics.Precision", {"threshold-beyond-1": ({"thresholds": 1.5}, (_COINS, _HALVES))}, tags=("error",)
    ),
    *metrics(
        "keras.metrics.Recall",
        {"negative-class": ({"class_id": 7}, (one_hot(4, 3), probabilities(4, 3)))},
        tags=("error",),
    ),
    *(
        case
        for name in ("MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError")
        for case in metrics(
            f"keras.metrics.{name}",
            {
                "rows": ({}, (normal(4, 3), normal(4, 3)), (normal(2, 3), normal(2, 3))),
                "weighted": ({"name": "error"}, (normal(4, 3), normal(4, 3), _W)),
                "vector-against-column": ({}, (normal(4), normal(4, 1))),
            },
        )
    ),
    *metrics(
        "keras.metrics.BinaryCrossentropy",
        {
            "probabilities": ({}, (_COINS, uniform(4, 2, low=0.05, high=0.95))),
            "logits-smoothing": ({"from_logits": True, "label_smoothing": 0.1}, (_COINS, normal(4, 2))),
        },
    ),
    *metrics(
        "keras.metrics.CategoricalCrossentropy",
        {
            "probabilities": ({}, (one_hot(4, 3), probabilities(4, 3)), (one_hot(4, 3), probabilities(4, 3), _W)),
            "logits": ({"from_logits": True}, (one_hot(4, 3), normal(4, 3))),
        },
    ),
    *metrics(
        "keras.metrics.SparseCategoricalCrossentropy",
        {"probabilities": ({}, (_labels(), probabilities(4, 3)), (_labels(), probabilities(4, 3), _W))},
    ),
]

for _name, _row in {
    "binary_accuracy": (_COINS, _HALVES),
    "categorical_accuracy": (one_hot(4, 3), probabilities(4, 3)),
    "sparse_categorical_accuracy": (_labels(), probabilities(4, 3)),
}.items():
    CASES += ops(f"keras.metrics.{_name}", "reduction", {"rows": _row}, symbolic=False)
