"""Slips in metrics."""

from tests.mutants.mutation import Mutant

Y = "keras.metrics."

METRICS = (
    Mutant(
        "threshold-inclusive",
        "a prediction at the threshold counts as positive, > become >=",
        "metrics/accuracy.py",
        "(y > as_dtype(None).type(threshold))",
        "(y >= as_dtype(None).type(threshold))",
        (Y + "BinaryAccuracy",),
    ),
    Mutant(
        "least-probable-class",
        "the class of least probability is taken for the predicted one",
        "metrics/accuracy.py",
        'return _equal(t, argmax(y, -1), "categorical_accuracy")',
        'return _equal(t, argmax(-y, -1), "categorical_accuracy")',
        (Y + "CategoricalAccuracy",),
    ),
    Mutant(
        "mean-counts-batches",
        "Mean weighs each batch alike, whatever its size",
        "metrics/reduction.py",
        "weights.sum() if weights is not None else len(values) if values.ndim else 1",
        "weights.sum() if weights is not None else 1",
        (
            Y + "Mean",
            Y + "MeanSquaredError",
        ),
    ),
    Mutant(
        "mean-count-unweighted",
        "Mean counts samples, not weights",
        "metrics/reduction.py",
        "weights.sum() if weights is not None else len(values) if values.ndim else 1",
        "len(values) if values.ndim else 1",
        (Y + "Mean",),
    ),
    Mutant(
        "reset-keeps-state",
        "reset_state does nothing",
        "metrics/metric.py",
        "            variable.value.fill(0)\n",
        "            variable.value.fill(variable.value)\n",
        (Y + "Mean",),
    ),
    Mutant(
        "positive-at-the-threshold",
        "the threshold of a positive prediction is inclusive",
        "metrics/confusion.py",
        "return y > np.array(self.thresholds, y.dtype)[:, None]",
        "return y >= np.array(self.thresholds, y.dtype)[:, None]",
        (
            Y + "Precision",
            Y + "Recall",
        ),
    ),
    Mutant(
        "labels-weighted-alike",
        "sample weights do not count in the cells of the confusion matrix",
        "metrics/confusion.py",
        "np.sum(hit * weights, axis=1, dtype=dtype)",
        "np.sum(hit * 1, axis=1, dtype=dtype)",
        (Y + "Precision",),
    ),
)
