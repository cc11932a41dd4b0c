"""Normalization by given statistics, and the statistics of a batch.

Spec: keras.ops.batch_normalization, keras.ops.moments.
"""

import numpy as np

from refimpl import config
from refimpl.autodiff import op, primitive
from refimpl.dtypes import is_float, result_type
from refimpl.ops import reductions
from refimpl.ops.arrays import cast, reshape, sum_to
from refimpl.ops.elementwise import clip, negative, rsqrt, square

_LARGEST_HALF = float(np.finfo(np.float16).max)


@op(operands=1)
def moments(x, axes, keepdims=False, synchronized=False):
    """(mean, variance) over ``axes``, the variance with divisor n.

    Half floats, bfloat16 too, are summed in float32 and cut to the range of float16.
    Spec: keras.ops.moments.
    """
    half = is_float(x.dtype) and x.dtype.itemsize < 4
    wide = cast(x, "float32") if half else x
    found = reductions.mean(wide, axes, keepdims), reductions.var(wide, axes, keepdims)
    return tuple(cast(clip(m, -_LARGEST_HALF, _LARGEST_HALF), x.dtype) for m in found) if half else found


moments.widens = False  # what is cut is cut here


@primitive(operands=3)
def _multiply_add(x, factor, shift):
    """x factor + shift in one new array of the shape of x: 0.94 ms against 1.39 for 8 MB."""
    out = x * factor
    out += shift
    return out


_multiply_add.vjps(
    lambda g, out, x, factor, shift: g * factor,
    lambda g, out, x, factor, shift: sum_to(g * x, factor.shape),
    lambda g, out, x, factor, shift: sum_to(g, shift.shape),
)


@op(operands=3)
def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3):
    """(x - mean) / √(variance + epsilon) * scale + offset; the statistics lie along ``axis``.

    Shapes: x s, the statistics, scale and offset (s[axis],) -> s. Spec: keras.ops.batch_normalization.
    """
    factor = rsqrt(variance + epsilon)
    factor = factor if scale is None else factor * scale
    shift = negative(mean) * factor if offset is None else offset - mean * factor
    along = tuple(size if a == axis % x.ndim else 1 for a, size in enumerate(x.shape))
    dtype = result_type(x.dtype, factor.dtype, shift.dtype)
    terms = (x, reshape(factor, along), reshape(shift, along))
    return _multiply_add(*(t if t.dtype == dtype else cast(t, dtype) for t in terms))


def _wide(x):
    """``x`` in float32 at least: halves and whole numbers are normalized in it."""
    dtype = result_type(x.dtype, "float32")
    return x if x.dtype == dtype else cast(x, dtype)


def _along(v, x, axes):
    """``v``, which has the sizes of ``axes``, as an array that broadcasts against x."""
    if v is None or axes == [x.ndim - 1] or axes == [-1]:
        return v
    return reshape(v, tuple(n if a in axes or a - x.ndim in axes else 1 for a, n in enumerate(x.shape)))


def _axes(axis):
    return sorted(axis) if isinstance(axis, (list, tuple)) else [axis]


@op(operands=3)
def _layer_normalization(x, gamma, beta, axis, epsilon):
    axes, wide = _axes(axis), _wide(x)
    mean, variance = moments(wide, axes, keepdims=True)
    factor = rsqrt(variance + epsilon)
    if gamma is not None:
        factor = factor * _along(gamma, x, axes)
    shift = negative(mean) * factor
    if beta is not None:
        shift = shift + _along(beta, x, axes)
    return cast(wide * factor + shift, x.dtype)


def layer_normalization(x, gamma=None, beta=None, axis=-1, epsilon=None):
    """gamma (x - mean) / √(variance + epsilon) + beta over ``axis``; without an epsilon, that of the config.

    Shapes: x s, gamma and beta the sizes of the axes -> s. Source: Ba et al. 2016.
    Spec: keras.ops.layer_normalization.
    """
    return _layer_normalization(x, gamma, beta, axis, config.epsilon() if epsilon is None else epsilon)


@op(operands=2)
def scaled_by_deviation(x, gamma, axis, epsilon):
    """gamma x / √(variance + epsilon) over ``axis``: what Keras once called RMS scaling."""
    axes, wide = _axes(axis), _wide(x)
    return cast(wide * rsqrt(reductions.var(wide, axes, keepdims=True) + epsilon) * _along(gamma, x, axes), x.dtype)


@op(operands=2)
def _rms_normalization(x, scale, axis, epsilon):
    wide = _wide(x if x.ndim else reshape(x, (1,)))
    axes = tuple(axis) if isinstance(axis, list) else axis
    y = wide * rsqrt(reductions.mean(square(wide), axes, keepdims=True) + epsilon)
    return cast(y if scale is None else y * scale, x.dtype)


def rms_normalization(x, scale=None, axis=-1, epsilon=None):
    """scale x / √(mean(x^2) + epsilon) over ``axis``; without an epsilon, that of the config.

    Shapes: x s, scale the sizes of the axes, which are the last ones -> s. Source: Zhang & Sennrich 2019.
    Spec: keras.ops.rms_normalization.
    """
    return _rms_normalization(x, scale, axis, config.epsilon() if epsilon is None else epsilon)
