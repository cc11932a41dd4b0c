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
        "accuracy-along-first-axis",
        "the class is looked for along the first axis",
        "metrics/accuracy.py",
        'return _equal(t, y.argmax(-1), "categorical_accuracy")',
        'return _equal(t, y.argmax(0), "categorical_accuracy")',
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
)
