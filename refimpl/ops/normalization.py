"""Normalization by given statistics, and the statistics of a batch.

Spec: keras.ops.batch_normalization, keras.ops.moments.
"""

import numpy as np

from refimpl.autodiff import op
from refimpl.dtypes import is_float
from refimpl.ops import reductions
from refimpl.ops.arrays import cast, reshape
from refimpl.ops.elementwise import clip, negative, rsqrt

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


@op(operands=3)
def batch_normalization(x, mean, variance, axis, offset=None, scale=None, epsilon=1e-3):
    """(x - mean) / √(variance + epsilon) * scale + offset; the statistics lie along ``axis``.

    Shapes: x s, the statistics, scale and offset (s[axis],) -> s. Spec: keras.ops.batch_normalization.
    """
    factor = rsqrt(variance + epsilon)
    factor = factor if scale is None else factor * scale
    shift = negative(mean) * factor if offset is None else offset - mean * factor
    along = tuple(size if a == axis % x.ndim else 1 for a, size in enumerate(x.shape))
    return x * reshape(factor, along) + reshape(shift, along)
