"""How accurate an implementation is beside TensorFlow: the error of each over the truth."""

import numpy as np

from golden.tolerance import ulp


def accuracy(golden, answers):
    """The largest error over Keras' own float32 error, of the answers that have a truth; None if none has.

    Errors are the largest in a tensor; both count as at least half an ulp of the tensor's largest element, the error
    that rounding alone may make.
    """
    ratios = [
        _ratio(np.asarray(got), golden.answers[name], golden.truth[name])
        for name, got in answers.items()
        if name in golden.truth and name in golden.answers
    ]
    return max((r for r in ratios if r is not None), default=None)


def _ratio(got, keras, truth):
    if got.shape != truth.shape or not truth.size or got.dtype != keras.dtype:
        return None
    finite = np.isfinite(truth) & np.isfinite(np.asarray(keras, np.float64)) & np.isfinite(np.asarray(got, np.float64))
    if not finite.any():
        return None
    least = 0.5 * ulp(np.max(np.abs(truth[finite])), keras.dtype)
    own, theirs = (max(float(np.max(np.abs(np.float64(x[finite]) - truth[finite]))), least) for x in (got, keras))
    return float(own / theirs)
