"""Ops that take an axis, several axes or all of them together.

``axis`` is an int, a tuple or None (all); with ``keepdims`` the reduced axes stay with size 1.
Spec: the functions of the same names in keras.ops.
"""

import numpy as np

from refimpl.autodiff import op, primitive, stop_gradient
from refimpl.dtypes import as_dtype, is_float, result_type
from refimpl.ops.arrays import broadcast_to, cast, reshape, squeeze, transpose
from refimpl.ops.elementwise import add, equal, exp, isfinite, log, real, sqrt, subtract, where
from refimpl.shapes import canonical_axes


def spread(g, x, axis):
    """``g``, reduced over ``axis`` with or without keepdims, as an array that broadcasts against ``x``."""
    axes = canonical_axes(axis, x.ndim, "reduction")
    return reshape(g, tuple(1 if a in axes else size for a, size in enumerate(x.shape)))


def _count(x, axis):
    axes = canonical_axes(axis, x.ndim, "reduction")
    return int(np.prod([x.shape[a] for a in axes], dtype=np.int64))


def _tuple(axis):
    return tuple(axis) if isinstance(axis, list) else axis


def _counting_dtype(x):
    """Sums of booleans and of integers smaller than int32 are made in (u)int32."""
    return (
        as_dtype("int32") if x.dtype.kind == "b" else result_type(x.dtype, "uint32" if x.dtype.kind == "u" else "int32")
    )


@primitive(operands=1)
def sum(x, axis=None, keepdims=False):
    """Σ x. Spec: keras.ops.sum."""
    dtype = x.dtype if is_float(x.dtype) else _counting_dtype(x)
    return np.asarray(np.add.reduce(x, _tuple(axis), dtype, keepdims=keepdims))


sum.vjps(lambda g, out, x, axis=None, keepdims=False: broadcast_to(spread(g, x, axis), x.shape))


@primitive(operands=1)
def mean(x, axis=None, keepdims=False):
    """Σ x / n; integers are averaged in floatx. Spec: keras.ops.mean."""
    return np.asarray(np.mean(real(x), _tuple(axis), keepdims=keepdims))


mean.vjps(lambda g, out, x, axis=None, keepdims=False: broadcast_to(spread(g / _count(x, axis), x, axis), x.shape))


@primitive(operands=1)
def var(x, axis=None, keepdims=False):
    """Σ (x - mean)^2 / n. Spec: keras.ops.var."""
    return np.asarray(np.var(real(x), _tuple(axis), keepdims=keepdims))


@var.vjp
def _(g, out, x, axis=None, keepdims=False):
    return (spread(g, x, axis) * (2 / _count(x, axis)) * (x - mean(x, axis, keepdims=True)),)


@op(operands=1)
def std(x, axis=None, keepdims=False):
    """The root of ``var``. Spec: keras.ops.std."""
    return sqrt(var(x, axis, keepdims))


@primitive(operands=1)
def prod(x, axis=None, keepdims=False):
    """Π x. Spec: keras.ops.prod."""
    dtype = x.dtype if is_float(x.dtype) else _counting_dtype(x)
    return np.asarray(np.multiply.reduce(x, _tuple(axis), dtype, keepdims=keepdims))


@prod.vjp
def _(g, out, x, axis=None, keepdims=False):
    """Each element's share is the product of the others, which must not be had by division: there may be zeros."""
    axes = canonical_axes(axis, x.ndim, "prod")
    order = (*(a for a in range(x.ndim) if a not in axes), *axes)
    behind = transpose(x, order)
    kept = behind.shape[: x.ndim - len(axes)]
    flat = reshape(behind, (*kept, 1, _count(x, axis)))
    others = prod(where(np.eye(flat.shape[-1], dtype=bool), 1.0, flat), axis=-1)
    back = transpose(reshape(others, behind.shape), tuple(np.argsort(order)))
    return (spread(g, x, axis) * back,)


def _share_among_extremes(g, out, x, axis=None, keepdims=False, initial=None):
    """Equal elements share the gradient of an extreme, as TensorFlow does it."""
    hit = equal(x, spread(out, x, axis))
    share = cast(hit, x.dtype)  # NaN is equal to nothing: then all is NaN
    return share / sum(share, axis, keepdims=True) * spread(g, x, axis)


@primitive(operands=1)
def max(x, axis=None, keepdims=False, initial=None):
    """The largest element. Spec: keras.ops.max."""
    return np.asarray(np.max(x, _tuple(axis), keepdims=keepdims, **({} if initial is None else {"initial": initial})))


@primitive(operands=1)
def min(x, axis=None, keepdims=False, initial=None):
    """The smallest element. Spec: keras.ops.min."""
    return np.asarray(np.min(x, _tuple(axis), keepdims=keepdims, **({} if initial is None else {"initial": initial})))


max.vjps(_share_among_extremes)
min.vjps(_share_among_extremes)


def _without_nan(x, instead):
    """``x``, with the value that never wins in the place of each NaN."""
    unknown = np.isnan(x)
    return np.where(unknown, x.dtype.type(instead), x) if unknown.any() else x


@primitive(operands=1)
def argmax(x, axis=None, keepdims=False):
    """The index of the largest element, the first of equal ones, as int32; NaN is never it. Spec: keras.ops.argmax."""
    return np.asarray(np.argmax(_without_nan(x, -np.inf), axis, keepdims=keepdims), np.int32)


@primitive(operands=1)
def argmin(x, axis=None, keepdims=False):
    """The index of the smallest element, the first of equal ones, as int32; NaN is never it. Spec: keras.ops.argmin."""
    return np.asarray(np.argmin(_without_nan(x, np.inf), axis, keepdims=keepdims), np.int32)


@primitive(operands=1)
def any(x, axis=None, keepdims=False):
    """Whether some element is not zero. Spec: keras.ops.any."""
    return np.asarray(np.any(x, _tuple(axis), keepdims=keepdims))


@primitive(operands=1)
def all(x, axis=None, keepdims=False):
    """Whether no element is zero. Spec: keras.ops.all."""
    return np.asarray(np.all(x, _tuple(axis), keepdims=keepdims))


@primitive(operands=1)
def count_nonzero(x, axis=None):
    """How many elements are not zero, as int32. Spec: keras.ops.count_nonzero."""
    return np.asarray(np.count_nonzero(x, _tuple(axis)), np.int32)


for _integral in (argmax, argmin, any, all, count_nonzero):
    _integral.vjps(None)


@op(operands=1)
def logsumexp(x, axis=None, keepdims=False):
    """log Σ exp(x), with the largest element taken out first so that nothing overflows. Spec: keras.ops.logsumexp."""
    top = max(x, axis, keepdims=True)
    top = stop_gradient(where(isfinite(top), top, 0.0))
    total = add(log(sum(exp(subtract(x, top)), axis, keepdims=True)), top)
    return total if keepdims else squeeze(total, canonical_axes(axis, x.ndim, "logsumexp"))
