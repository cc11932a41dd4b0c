"""Slips in losses."""

from tests.mutants.mutation import Mutant

X = "keras.losses."
Y = "keras.metrics."

LOSSES = (
    Mutant(
        "mse-summed",
        "the sum over the last axis in place of the mean",
        "losses/regression.py",
        "return ops.mean(ops.square(t - y), axis=-1)",
        "return ops.sum(ops.square(t - y), axis=-1)",
        (
            X + "MeanSquaredError",
            Y + "MeanSquaredError",
        ),
    ),
    Mutant(
        "mae-squared",
        "the absolute error squared",
        "losses/regression.py",
        "return ops.mean(ops.absolute(t - y), axis=-1)",
        "return ops.mean(ops.square(t - y), axis=-1)",
        (
            X + "MeanAbsoluteError",
            Y + "MeanAbsoluteError",
        ),
    ),
    Mutant(
        "mean-by-weights",
        "sum_over_batch_size divides by the weights' sum",
        "losses/loss.py",
        '    if reduction == "mean_with_sample_weight" and weights is not None:',
        "    if weights is not None:",
        (X + "MeanSquaredError",),
    ),
    Mutant(
        "weighted-mean-as-mean",
        "mean_with_sample_weight divides by the number of samples",
        "losses/loss.py",
        '    if reduction == "mean_with_sample_weight" and weights is not None:',
        "    if False:",
        (X + "MeanSquaredError",),
    ),
    Mutant(
        "sum-reduction-averaged",
        "the reduction sum gives a mean",
        "losses/loss.py",
        '    if reduction == "sum":\n        return total\n',
        "",
        (X + "MeanSquaredError",),
    ),
    Mutant(
        "weights-ignored",
        "sample weights are dropped by losses",
        "losses/loss.py",
        "        values = values * weights\n",
        "",
        (
            X + "MeanSquaredError",
            X + "BinaryCrossentropy",
        ),
    ),
    Mutant(
        "smoothing-of-two-classes-as-one",
        "binary labels are smoothed towards 1, not 1/2",
        "losses/probabilistic.py",
        "_smooth(t, label_smoothing, 2)",
        "_smooth(t, label_smoothing, 1)",
        (X + "BinaryCrossentropy",),
    ),
)
