"""Activations that cut small values off, or close a gate on them.

Their derivatives follow from those of their parts, kinks included.
Spec: the functions of the same names in keras.ops.
"""

import numpy as np

from refimpl.autodiff import op
from refimpl.ops.arrays import getitem, take_along_axis, where
from refimpl.ops.elementwise import expm1, maximum, minimum, sigmoid, sqrt, square, tanh
from refimpl.ops.reductions import sum
from refimpl.shapes import canonical_axis


@op(operands=1)
def hard_shrink(x, threshold=0.5):
    """x where |x| > threshold, else 0. Spec: keras.ops.hard_shrink."""
    return where(abs(x) > threshold, x, 0.0)


@op(operands=1)
def soft_shrink(x, threshold=0.5):
    """x moved towards 0 by threshold, 0 where it would pass it. Spec: keras.ops.soft_shrink."""
    return where(x > threshold, x - threshold, where(x < -threshold, x + threshold, 0.0))


@op
def tanh_shrink(x):
    """x - tanh(x). Spec: keras.ops.tanh_shrink."""
    return x - tanh(x)


@op(operands=1)
def threshold(x, threshold, default_value):
    """x where x > threshold, else default_value. Spec: keras.ops.threshold."""
    return where(x > threshold, x, default_value)


@op(operands=1)
def celu(x, alpha=1.0):
    """max(x, 0) + alpha (exp(min(x, 0) / alpha) - 1); as in Keras on TensorFlow, the derivative at 0 is 2.

    Source: Barron 2017. Spec: keras.ops.celu.
    """
    return maximum(x, 0.0) + alpha * expm1(minimum(x, 0.0) / alpha)


@op(operands=1)
def squareplus(x, b=4):
    """(x + √(x² + b)) / 2. Spec: keras.ops.squareplus."""
    return (x + sqrt(square(x) + b)) / 2


@op
def sparse_plus(x):
    """0 up to -1, (x + 1)² / 4 up to 1, then x. Spec: keras.ops.sparse_plus."""
    return where(x <= -1, 0.0, where(x < 1, 0.25 * square(x + 1), x))


@op
def sparse_sigmoid(x):
    """0 up to -1, (x + 1) / 2 up to 1, then 1. Source: Blondel et al. 2019. Spec: keras.ops.sparse_sigmoid."""
    return where(x <= -1, 0.0, where(x >= 1, 1.0, 0.5 * (x + 1)))


@op(operands=1)
def glu(x, axis=-1):
    """a sigmoid(b), a and b the halves of x along ``axis``.

    Raises: ValueError if the axis is of odd size. Source: Dauphin et al. 2017. Spec: keras.ops.glu.
    """
    axis = canonical_axis(axis, x.ndim, "glu")
    half, odd = divmod(x.shape[axis], 2)
    if odd:
        raise ValueError(f"glu: x must have an even size along axis {axis}, got shape {x.shape}")
    lead = (slice(None),) * axis
    return getitem(x, (*lead, slice(None, half))) * sigmoid(getitem(x, (*lead, slice(half, None))))


@op(operands=1)
def sparsemax(x, axis=-1):
    """max(x - τ, 0) along ``axis``, τ = (S₁ + ... + Sₖ - 1) / k.

    x is sorted downwards, Sᵢ are its running sums and k is the last i for which xᵢ > (Sᵢ - 1) / i.

    The paper's τ is (Sₖ - 1) / k, by which the output sums to 1; Keras 3.15.1 adds the sums up, and so does this.
    Source: Martins & Astudillo 2016. Spec: keras.ops.sparsemax.
    """
    axis = canonical_axis(axis, x.ndim, "sparsemax")
    values = np.asarray(getattr(x, "value", x))
    order = np.argsort(-values, axis=axis, kind="stable")
    ordered = np.take_along_axis(values, order, axis)
    shape = [-1 if a == axis else 1 for a in range(x.ndim)]
    rank = np.arange(1, x.shape[axis] + 1, dtype=values.dtype).reshape(shape)
    support = ordered > (np.cumsum(ordered, axis) - 1) / rank
    k = np.sum(support, axis, keepdims=True, dtype=values.dtype)
    times = np.where(support, k - rank + 1, values.dtype.type(0))  # how many of the sums hold each x
    tau = (sum(take_along_axis(x, order, axis) * times, axis, keepdims=True) - 1) / k
    return maximum(x - tau, 0.0)
