"""keras.losses, classes and functions.

Kills: a mean over the wrong axis, weights not in the denominator of mean_with_sample_weight, sum for mean, label
smoothing towards 0 or 1 alone, logits taken for probabilities, clipping at the wrong epsilon, a masked class counted.
"""

import numpy as np

from golden.catalog.draws import integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import case, losses, ops

REDUCTIONS = ("sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none", None)
_WEIGHTS = values([0.5, 2.0, 0.0, 1.25])
_LABELS = integers(4, low=0, high=3)
_SURE, _WRONG = (
    values([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 0.0]]),
    values([[0.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]),
)

_PAIRS = {
    "MeanSquaredError": (normal(4, 3), normal(4, 3)),
    "MeanAbsoluteError": (normal(4, 3), normal(4, 3)),
    "BinaryCrossentropy": (uniform(4, 3), uniform(4, 3, low=0.05, high=0.95)),
    "CategoricalCrossentropy": (one_hot(4, 3), probabilities(4, 3)),
    "SparseCategoricalCrossentropy": (_LABELS, probabilities(4, 3)),
}

CASES = []
for _name, (_true, _pred) in _PAIRS.items():
    _rows = {"default": ({}, _true, _pred), "named": ({"name": "mine"}, _true, _pred)}
    for _reduction in REDUCTIONS:
        _slug = str(_reduction).lower().replace("_", "-")
        _rows[f"{_slug}-weighted"] = ({"reduction": _reduction}, _true, _pred, _WEIGHTS)
        if _reduction in ("sum", "none", "mean_with_sample_weight"):
            _rows[_slug] = ({"reduction": _reduction}, _true, _pred)
    CASES += losses(f"keras.losses.{_name}", "contraction", _rows)
    CASES += losses(
        f"keras.losses.{_name}",
        "contraction",
        {"unknown-reduction": ({"reduction": "median"}, _true, _pred)},
        ("error",),
    )

for _name in ("MeanSquaredError", "MeanAbsoluteError"):
    CASES += losses(
        f"keras.losses.{_name}",
        "contraction",
        {
            "vector-against-column": ({}, normal(4), normal(4, 1)),
            "column-against-vector": ({}, normal(4, 1), normal(4)),
            "images": ({}, normal(2, 3, 4), normal(2, 3, 4)),
            "weights-per-element": ({}, normal(4, 3), normal(4, 3), uniform(4, 1)),
            "weights-per-pixel": ({}, normal(2, 3, 4), normal(2, 3, 4), uniform(2, 3)),
            "integer-targets": ({}, integers(4, 3, low=0, high=4), normal(4, 3)),
            "one-sample": ({}, normal(1, 3), normal(1, 3)),
            "one-number": ({}, normal(1), normal(1)),
            "no-samples": ({}, normal(0, 3), normal(0, 3)),
            "sum-of-no-samples": ({"reduction": "sum"}, normal(0, 3), normal(0, 3)),
            "weights-of-columns": ({}, normal(4, 1), normal(4, 1), uniform(4, 1)),
            "mean-by-weights-per-pixel": (
                {"reduction": "mean_with_sample_weight"},
                normal(2, 3, 4),
                normal(2, 3, 4),
                uniform(2, 3),
            ),
            "mean-by-zero-weights": (
                {"reduction": "mean_with_sample_weight"},
                normal(4, 3),
                normal(4, 3),
                values([0.0, 0.0, 0.0, 0.0]),
            ),
            "zero-weights": ({}, normal(4, 3), normal(4, 3), values([0.0, 0.0, 0.0, 0.0])),
        },
    )
CASES += losses(
    "keras.losses.BinaryCrossentropy",
    "contraction",
    {
        "logits": ({"from_logits": True}, _WRONG, normal(4, 2, scale=3.0)),
        "smoothing": ({"label_smoothing": 0.2}, _WRONG, uniform(4, 2, low=0.1, high=0.9)),
        "saturated": ({}, _WRONG, _SURE),
        "column": ({}, values([[1.0], [0.0], [1.0], [1.0]]), uniform(4, 1, low=0.1, high=0.9)),
        "column-against-vector": ({}, values([1.0, 0.0, 1.0, 1.0]), uniform(4, 1, low=0.1, high=0.9)),
        "smoothing-logits": ({"label_smoothing": 0.3, "from_logits": True}, _WRONG, normal(4, 2)),
        "smoothing-all": ({"label_smoothing": 1.0}, _WRONG, uniform(4, 2, low=0.1, high=0.9)),
        "integer-targets": ({}, integers(4, 2, low=0, high=2), uniform(4, 2, low=0.1, high=0.9)),
        "pixels-axis-1": ({"axis": 1, "reduction": "none"}, uniform(2, 3, 2), uniform(2, 3, 2, low=0.1, high=0.9)),
        "axis-first": ({"axis": 0, "reduction": "none"}, _WRONG, uniform(4, 2, low=0.1, high=0.9)),
    },
)
CASES += losses(
    "keras.losses.CategoricalCrossentropy",
    "contraction",
    {
        "logits": ({"from_logits": True}, one_hot(4, 3), normal(4, 3, scale=3.0)),
        "smoothing": ({"label_smoothing": 0.1}, one_hot(4, 3), probabilities(4, 3)),
        "smoothing-logits": ({"label_smoothing": 0.3, "from_logits": True}, one_hot(4, 3), normal(4, 3)),
        "saturated": ({}, _WRONG, _SURE),
        "pixels": ({}, probabilities(2, 3, 4), probabilities(2, 3, 4), uniform(2, 3)),
        "first-axis": ({"axis": 0, "reduction": "none"}, one_hot(3, 3), uniform(3, 3, low=0.1)),
        "pixels-middle-axis": ({"axis": 1, "reduction": "none"}, uniform(2, 3, 4), uniform(2, 3, 4, low=0.1)),
        "integer-targets": ({}, values([[0, 1, 0], [1, 0, 0]], np.int32), probabilities(2, 3)),
        "one-class": ({}, values([[1.0], [0.0]]), values([[0.5], [0.25]])),
        "smoothing-pixels": ({"label_smoothing": 0.2}, probabilities(2, 3, 4), probabilities(2, 3, 4)),
        "chapter-logits-as-probabilities": ({}, one_hot(4, 3), normal(4, 3)),
    },
)
CASES += losses(
    "keras.losses.SparseCategoricalCrossentropy",
    "contraction",
    {
        "logits": ({"from_logits": True}, _LABELS, normal(4, 3, scale=3.0)),
        "column-of-labels": ({}, integers(4, 1, low=0, high=3), probabilities(4, 3)),
        "float-labels": ({}, values([0.0, 2.0, 1.0, 1.0]), probabilities(4, 3)),
        "ignore-class": ({"ignore_class": 1}, values([0, 1, 2, 1], np.int32), probabilities(4, 3)),
        "ignore-minus-one": ({"ignore_class": -1, "from_logits": True}, values([0, -1, 2, 1], np.int32), normal(4, 3)),
        "pixels": ({}, integers(2, 3, low=0, high=4), probabilities(2, 3, 4), uniform(2, 3)),
        "pixels-column": ({}, integers(2, 3, 1, low=0, high=4), probabilities(2, 3, 4)),
        "one-sample": ({}, integers(1, low=0, high=3), probabilities(1, 3)),
        "ignore-class-weighted": (
            {"ignore_class": 1},
            values([0, 1, 2, 1], np.int32),
            probabilities(4, 3),
            values([0.5, 2.0, 0.25, 1.0]),
        ),
        "ignore-all": ({"ignore_class": 1}, values([1, 1], np.int32), probabilities(2, 3)),
        **{
            f"ignore-class-{str(reduction).lower().replace('_', '-')}": (
                {"ignore_class": 1, "reduction": reduction},
                values([0, 1, 2, 1], np.int32),
                probabilities(4, 3),
                values([0.5, 2.0, 0.25, 1.0]),
            )
            for reduction in ("sum", "mean", "mean_with_sample_weight", "none")
        },
        "ignore-class-of-pixels": (
            {"ignore_class": 0},
            values([[0, 1, 2], [2, 0, 3]], np.int32),
            probabilities(2, 3, 4),
            uniform(2, 3),
        ),
        "ignore-class-of-columns": ({"ignore_class": 2}, values([[0], [2], [1], [2]], np.int32), probabilities(4, 3)),
    },
)
CASES += losses(
    "keras.losses.CategoricalCrossentropy",
    "contraction",
    {"shapes-differ": ({}, one_hot(4, 2), probabilities(4, 3))},
    ("error",),
)
for _name, (_true, _pred) in _PAIRS.items():
    CASES += losses(
        f"keras.losses.{_name}", "contraction", {"weights-do-not-fit": ({}, _true, _pred, uniform(3))}, ("error",)
    )
CASES += losses(
    "keras.losses.CategoricalCrossentropy",
    "contraction",
    {"chapter-target-n-1-10": ({}, values(np.eye(4)[:, None]), probabilities(4, 4))},
    ("error", "book"),
)

for _name, _rows in {
    "mean_squared_error": {"rows": (normal(4, 3), normal(4, 3))},
    "mean_absolute_error": {"rows": (normal(4, 3), normal(4, 3))},
    "binary_crossentropy": {
        "rows": (_WRONG, uniform(4, 2, low=0.1, high=0.9)),
        "smoothing-logits": (_WRONG, normal(4, 2), {"from_logits": True, "label_smoothing": 0.2}),
    },
    "categorical_crossentropy": {
        "rows": (one_hot(4, 3), probabilities(4, 3)),
        "smoothing": (one_hot(4, 3), probabilities(4, 3), {"label_smoothing": 0.2}),
    },
    "sparse_categorical_crossentropy": {
        "rows": (_LABELS, probabilities(4, 3)),
        "ignore-class": (values([0, 1, 2, 1], np.int32), probabilities(4, 3), {"ignore_class": 1}),
    },
}.items():
    CASES += ops(f"keras.losses.{_name}", "contraction", _rows, symbolic=False)

_ROWS, _SHARES = [[0, 1, 0], [1, 0, 0]], [[0.2, 0.7, 0.1], [0.5, 0.25, 0.25]]
for _name in ("MeanSquaredError", "CategoricalCrossentropy"):
    for _slug, _args, _tags in (
        ("plain-lists", [_ROWS, _SHARES], ()),
        ("list-against-tensor", [_ROWS, values(_SHARES)], ("error",)),
        ("tensor-against-list", [values(_ROWS), _SHARES], ("error",)),
        ("lists-differ", [_ROWS[:1], _SHARES], ("error",)),
    ):
        _spec = {"config": {}, "args": _args, "kwargs": {}}
        CASES.append(case(f"keras.losses.{_name}", "loss", "contraction", _slug, _spec, _tags))
