"""Ops that move elements about without computing with them, and what makes arrays: each the other's derivative.

Spec: the functions of the same names in keras.ops.
"""

import math

import numpy as np

from refimpl.attached import parts
from refimpl.autodiff import Operand, as_operand, cast, op, primitive, unboxed
from refimpl.dtypes import as_dtype, result_type
from refimpl.shapes import canonical_axes, canonical_axis


def convert_to_tensor(x, dtype=None):
    """An array from lists, scalars and foreign tensors: floats become floatx, ints int32.

    Spec: keras.ops.convert_to_tensor.
    """
    x = np.asarray(as_operand(x)) if not isinstance(x, Operand) else x.resolve()
    return x if dtype is None or x.dtype == as_dtype(dtype) else cast(x, dtype)


def convert_to_numpy(x):
    """The ndarray inside. Spec: keras.ops.convert_to_numpy."""
    return np.asarray(unboxed(as_operand(x)))


def shape(x):
    """The shape as a tuple; None for an unknown size. Spec: keras.ops.shape."""
    return tuple(as_operand(x).shape)


@primitive(operands=1)
def reshape(x, newshape):
    """The same elements in another shape; one size may be -1. Spec: keras.ops.reshape."""
    return np.reshape(x, newshape)


reshape.vjps(lambda g, out, x, newshape: reshape(g, x.shape))


@primitive(operands=1)
def transpose(x, axes=None):
    """Axes in another order, reversed by default. Spec: keras.ops.transpose."""
    return np.transpose(x, axes)


transpose.vjps(lambda g, out, x, axes=None: transpose(g, axes and tuple(np.argsort([a % len(axes) for a in axes]))))


@primitive(operands=1)
def broadcast_to(x, shape):
    """``x`` repeated until it has ``shape``. Spec: keras.ops.broadcast_to."""
    return np.broadcast_to(x, shape)


broadcast_to.vjps(lambda g, out, x, shape: sum_to(g, x.shape))


def column_sums(x):
    """Σ over the rows of a matrix, by BLAS: more accurate than row upon row, and 0.27 ms against 0.77 for 8 MB."""
    if x.dtype.char not in "fd" or not x.size:
        return np.add.reduce(x, axis=0)
    return np.ones(len(x), x.dtype) @ x


@primitive(operands=1)
def sum_to(x, shape):
    """The transpose of broadcast_to: sums over the axes that broadcasting made."""
    shape = tuple(shape)
    if x.shape == shape:
        return x
    lead = x.ndim - len(shape)
    if lead and shape == x.shape[lead:]:
        return column_sums(x.reshape(-1, math.prod(shape))).reshape(shape)
    axes = tuple(range(lead)) + tuple(lead + i for i, size in enumerate(shape) if size == 1 != x.shape[lead + i])
    return np.add.reduce(x, axis=axes, keepdims=True).reshape(shape)


sum_to.vjps(lambda g, out, x, shape: broadcast_to(reshape(g, (1,) * (x.ndim - len(shape)) + tuple(shape)), x.shape))


@primitive(operands=1)
def expand_dims(x, axis):
    """New axes of size 1 at ``axis``. Spec: keras.ops.expand_dims."""
    return np.expand_dims(x, axis)


expand_dims.vjps(lambda g, out, x, axis: reshape(g, x.shape))


@primitive(operands=1)
def squeeze(x, axis=None):
    """Without the axes of size 1, all or those named. Raises: ValueError for an axis of another size.

    Spec: keras.ops.squeeze.
    """
    return np.squeeze(x, axis)


squeeze.vjps(lambda g, out, x, axis=None: reshape(g, x.shape))


@primitive
def getitem(x, key):
    """``x[key]``, with slices, integers, arrays of them or masks; a list stands for a tuple, as JSON makes it one."""
    return np.asarray(x)[tuple(key) if isinstance(key, list) else key]


getitem.operands, getitem.class_name = 1, "GetItem"
getitem.vjps(lambda g, out, x, key: put_at(g, x.shape, key))


_ONCE = (int, np.integer, slice, type(None), type(...))  # keys that name no place twice


@primitive(operands=1)
def put_at(x, shape, key):
    """The transpose of getitem: zeros of ``shape`` with ``x`` added at ``key``."""
    out = np.zeros(shape, x.dtype)
    if all(isinstance(k, _ONCE) for k in (key if isinstance(key, tuple) else (key,))):
        out[key] = x
    else:
        np.add.at(out, key, x)
    return out


put_at.vjps(lambda g, out, x, shape, key: getitem(g, key))


@primitive(operands=0)
def joined(*xs, axis):
    """``concatenate`` of arrays of one dtype, as the operands of a primitive."""
    return np.concatenate(xs, axis)


def _concatenate_share(i, g, out, *xs, axis):
    axis = canonical_axis(axis, g.ndim, "concatenate")
    start = sum(x.shape[axis] for x in xs[:i])
    part = getitem(g, (slice(None),) * axis + (slice(start, start + xs[i].shape[axis]),))
    return part if part.dtype == xs[i].dtype else cast(part, xs[i].dtype)


joined.vjps(_concatenate_share)
joined.class_name = "Concatenate"


def concatenate(xs, axis=0):
    """Arrays one behind the other along ``axis``, in the dtype in which they meet.

    Raises: ValueError if ``xs`` is empty or the other axes differ. Spec: keras.ops.concatenate.
    """
    xs = [as_operand(x) for x in xs]
    if not xs:
        raise ValueError("concatenate: xs must hold at least one array, got none")
    dtype = result_type(*(x.dtype for x in xs))
    return joined(*(x if x.dtype == dtype else cast(x, dtype) for x in xs), axis=axis)


def stack(x, axis=0):
    """Arrays of one shape side by side along a new axis. Spec: keras.ops.stack."""
    return concatenate([expand_dims(as_operand(item), axis) for item in x], axis)


@primitive(operands=3)
def _select(condition, x1, x2):
    dtype = result_type(x1, x2)
    return np.where(condition, np.asarray(x1, dtype), np.asarray(x2, dtype))


def _select_share(first):
    def rule(g, out, condition, x1, x2):
        x = x1 if first else x2
        share = _select(condition, g, 0.0) if first else _select(condition, 0.0, g)
        share = sum_to(share, x.shape)
        return share if x.dtype == share.dtype else cast(share, x.dtype)

    return rule


_select.vjps(None, _select_share(True), _select_share(False))
_select.class_name, _select.__name__ = "Where", "where"


def where(condition, x1=None, x2=None):
    """``x1`` where the condition holds, else ``x2``, broadcast; without them, the indices where it holds.

    Raises: ValueError if only one of x1 and x2 is given. Spec: keras.ops.where.
    """
    if (x1 is None) != (x2 is None):
        raise ValueError("where: x1 and x2 must be given both or neither, got one")
    if x1 is None:
        return tuple(index.astype(np.int32) for index in np.nonzero(convert_to_numpy(condition)))
    return _select(condition, x1, x2)


@primitive(operands=1)
def pad(x, pad_width, mode="constant", constant_values=None):
    """``x`` with ``pad_width`` ((before, after) for each axis) places of ``constant_values`` (0) around.

    Spec: keras.ops.pad.
    """
    values = {"constant_values": constant_values or 0} if mode == "constant" else {}
    return np.pad(x, pad_width, mode=mode, **values)


def _unpad(g, out, x, pad_width, mode="constant", constant_values=None):
    if mode != "constant":
        raise NotImplementedError(f"pad: mode must be 'constant' for a gradient, got {mode!r}")
    pairs = np.broadcast_to(pad_width, (x.ndim, 2))
    return getitem(g, tuple(slice(int(b), int(b) + n) for (b, _), n in zip(pairs, x.shape, strict=True)))


pad.vjps(_unpad)


@primitive(operands=2)
def take(x, indices, axis=None):
    """Elements of ``x`` at ``indices`` along ``axis``, of the flattened ``x`` without one.

    Raises: ValueError for an index that lies outside. Spec: keras.ops.take.
    """
    try:
        return np.take(x, indices, axis)
    except IndexError as error:
        size = x.size if axis is None else x.shape[axis]
        raise ValueError(f"take: indices must lie in [-{size}, {size}), got {_outside(indices, size)}") from error


def _outside(indices, size):
    """The first index that is not in [-size, size)."""
    indices = np.asarray(indices)
    return indices[(indices < -size) | (indices >= size)].flat[0]


def _untake(g, out, x, indices, axis=None):
    if axis is None:
        return reshape(put_at(g, (x.size,), (indices,)), x.shape)
    axis = canonical_axis(axis, x.ndim, "take")
    share = put_at(g, x.shape, (slice(None),) * axis + (indices,))
    return parts.remember(share, [(indices, g)]) if axis == 0 and type(share) is np.ndarray else share


take.vjps(_untake, None)


@op(operands=1)
def repeat(x, repeats, axis=None):
    """Each element of ``x`` along ``axis`` (of the flattened ``x`` without one) ``repeats`` times, or its own number.

    Raises: ValueError for numbers that are not as many as elements. Spec: keras.ops.repeat.
    """
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    axis = canonical_axis(axis, x.ndim, "repeat")
    if np.size(repeats) > 1:
        return take(x, np.repeat(np.arange(x.shape[axis]), repeats), axis)
    lead, n, rest = x.shape[:axis], x.shape[axis], x.shape[axis + 1 :]
    times = int(np.reshape(repeats, ()))
    spread = broadcast_to(expand_dims(x, axis + 1), (*lead, n, times, *rest))
    return reshape(spread, (*lead, n * times, *rest))


@primitive(operands=2)
def take_along_axis(x, indices, axis=None):
    """For each place of ``indices``, the element of ``x`` there along ``axis``. Spec: keras.ops.take_along_axis."""
    return np.take_along_axis(x, indices, axis)


take_along_axis.vjps(lambda g, out, x, indices, axis=None: put_along_axis(g, x.shape, indices, axis), None)


@primitive(operands=1)
def put_along_axis(x, shape, indices, axis):
    """The transpose of take_along_axis."""
    out = np.zeros(shape if axis is not None else np.prod(shape), x.dtype)
    where_ = np.indices(indices.shape)
    where_[0 if axis is None else axis] = indices
    np.add.at(out, tuple(where_), x)
    return out.reshape(shape)


put_along_axis.vjps(lambda g, out, x, shape, indices, axis: take_along_axis(g, indices, axis))


@primitive(operands=1)
def one_hot(x, num_classes, axis=-1, dtype=None, sparse=False):
    """1 at the class, 0 elsewhere, along a new ``axis``; a class outside [0, num_classes) gives zeros.

    Raises: ValueError if num_classes is negative, TypeError if x is floating. Spec: keras.ops.one_hot.
    """
    if num_classes < 0:
        raise ValueError(f"one_hot: num_classes must be an integer >= 0, got {num_classes!r}")
    x = np.asarray(x)
    if x.dtype.kind not in "iub":
        raise TypeError(f"one_hot: x must hold integers, got {x.dtype}")
    out = (x[..., None] == np.arange(num_classes)).astype(as_dtype(dtype))
    return np.moveaxis(out, -1, axis)


one_hot.vjps(None)


@op(operands=1)
def zeros_like(x, dtype=None):
    """Zeros in the shape of ``x``. Spec: keras.ops.zeros_like."""
    return np.zeros(x.shape, x.dtype if dtype is None else as_dtype(dtype))


@op(operands=1)
def ones_like(x, dtype=None):
    """Ones in the shape of ``x``. Spec: keras.ops.ones_like."""
    return np.ones(x.shape, x.dtype if dtype is None else as_dtype(dtype))


def zeros(shape, dtype=None):
    """Raises: ValueError for an unknown size. Spec: keras.ops.zeros."""
    return np.zeros(_known(shape, "zeros"), as_dtype(dtype))


def ones(shape, dtype=None):
    """Raises: ValueError for an unknown size. Spec: keras.ops.ones."""
    return np.ones(_known(shape, "ones"), as_dtype(dtype))


def full(shape, fill_value, dtype=None):
    """Raises: ValueError for an unknown size. Spec: keras.ops.full."""
    return np.full(_known(shape, "full"), fill_value, as_dtype(dtype))


def _known(shape, owner):
    if shape is None or (isinstance(shape, (tuple, list)) and None in shape):
        raise ValueError(f"{owner}: shape must be known, got {shape!r}")
    return shape


def arange(start, stop=None, step=None, dtype=None):
    """Spec: keras.ops.arange."""
    values = [v for v in (start, stop, step) if v is not None]
    out = np.arange(*values) if step is not None or stop is not None else np.arange(start)
    return out.astype(as_dtype(dtype) if dtype is not None else result_type(*values))


@op(operands=1)
def flip(x, axis=None):
    """The elements in reversed order along ``axis``, all axes by default. Spec: keras.ops.flip."""
    axes = canonical_axes(axis, x.ndim, "flip")
    return getitem(x, tuple(slice(None, None, -1 if a in axes else 1) for a in range(x.ndim)))
