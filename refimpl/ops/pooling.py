"""Pooling over windows of any number of spatial axes. Spec: keras.ops.max_pool, keras.ops.average_pool."""

import numpy as np
from ml_dtypes import finfo  # which knows bfloat16

from refimpl.autodiff import op, primitive
from refimpl.config import standardize_data_format
from refimpl.dtypes import is_float
from refimpl.errors import check_choice
from refimpl.ops.convolution import Windows, channels_back, channels_last
from refimpl.shapes import standardize_tuple


def _padded(x, w, fill):
    out = np.full((len(x), *w.padded, x.shape[-1]), fill, x.dtype)
    out[(slice(None), *w.inner)] = x
    return out


def _places(padded, w):
    """For each place within the window, the elements of all windows there: (batch, *counts, channels)."""
    return [padded[(slice(None), *offset)] for offset in w.offsets()]


def _lowest(dtype):
    """The number with which a maximum begins."""
    return dtype.type(finfo(dtype).min) if is_float(dtype) else np.iinfo(dtype).min


@primitive(operands=1)
def _max_pool(x, w):
    """NaN is passed over, and nothing is lower than the lowest finite number, as on TensorFlow."""
    lowest = _lowest(x.dtype)
    places = _places(_padded(x, w, lowest), w)
    out = np.fmax(places[0], lowest)
    for place in places[1:]:
        np.fmax(out, place, out=out)
    return out


def _hits(x, w):
    """For each place, the windows whose maximum stands there: the first, row by row, of equal ones; in volumes each.

    So TensorFlow has it: its kernel for volumes gives every maximum of a window the whole gradient. The other looks for
    what is greater than the first place, so that a NaN there is kept to, and one that comes later is passed over.
    """
    places = _places(_padded(x, w, _lowest(x.dtype)), w)
    if x.ndim == 5:
        top = _max_pool(x, w)
        yield from (place == top for place in places)
        return
    inside = _places(_padded(np.ones((1, *w.sizes, 1), bool), w, False), w)
    top, winner = np.empty_like(places[0]), np.full(places[0].shape, -1)
    for number, (place, counts) in enumerate(zip(places, inside, strict=True)):
        is_better = counts & ((winner < 0) | (place > top))
        np.copyto(top, place, where=is_better)
        np.copyto(winner, number, where=is_better)
    yield from (winner == number for number in range(len(places)))


@primitive(operands=2)
def _unpool(g, x, w):
    """Each window's ``g`` at the place of its maximum in ``x``."""
    out = np.zeros((len(x), *w.padded, x.shape[-1]), g.dtype)
    for hit, place in zip(_hits(x, w), _places(out, w), strict=True):
        place += np.where(hit, g, 0)
    return out[(slice(None), *w.inner)]


@primitive(operands=2)
def _pick(y, x, w):
    """Each window's element of ``y`` at the place of its maximum in ``x``: the transpose of _unpool."""
    places = _places(_padded(y, w, 0), w)
    return np.sum([np.where(hit, place, 0) for hit, place in zip(_hits(x, w), places, strict=True)], axis=0)


_max_pool.vjps(lambda g, out, x, w: _unpool(g, x, w))
_unpool.vjps(lambda y, out, g, x, w: _pick(y, x, w), None)
_pick.vjps(lambda g, out, y, x, w: _unpool(g, x, w), None)


@primitive(operands=1)
def _window_sum(x, w):
    return np.sum(_places(_padded(x, w, 0), w), axis=0)


@primitive(operands=1)
def _window_spread(g, w):
    """The transpose of _window_sum."""
    out = np.zeros((len(g), *w.padded, g.shape[-1]), g.dtype)
    for place in _places(out, w):
        place += g
    return out[(slice(None), *w.inner)]


_window_sum.vjps(lambda g, out, x, w: _window_spread(g, w))
_window_spread.vjps(lambda x, out, g, w: _window_sum(x, w))


def _windows(x, pool_size, strides, padding, owner):
    n = x.ndim - 2
    padding = check_choice(padding.lower(), "padding", ("valid", "same"), owner)
    window = standardize_tuple(pool_size, n, "pool_size", owner)
    strides = standardize_tuple(pool_size if strides is None else strides, n, "strides", owner)
    w = Windows.of(x.shape[1:-1], window, strides, (1,) * n, padding)
    if min(w.counts) < 1:
        raise ValueError(f"{owner}: the window {window} is larger than the input {w.sizes}")
    return w


@op(operands=1)
def max_pool(inputs, pool_size, strides=None, padding="valid", data_format=None):
    """The maximum of each window; places beyond the edge never win. Of equal elements the first has the
    gradient; in volumes each has it, as on TensorFlow.

    Shapes: (batch, *sizes, channels) -> (batch, *counts, channels), or channels first.
    Raises: ValueError for sizes that are not positive, or a window larger than the input.
    Spec: keras.ops.max_pool.
    """
    data_format = standardize_data_format(data_format, "max_pool")
    x = channels_last(inputs, data_format)
    return channels_back(_max_pool(x, _windows(x, pool_size, strides, padding, "max_pool")), data_format)


@op(operands=1)
def average_pool(inputs, pool_size, strides=None, padding="valid", data_format=None):
    """The mean of each window, of the places within the input alone. Shapes and errors as max_pool.

    Spec: keras.ops.average_pool.
    """
    data_format = standardize_data_format(data_format, "average_pool")
    x = channels_last(inputs, data_format)
    w = _windows(x, pool_size, strides, padding, "average_pool")
    counts = _window_sum(np.ones((1, *w.sizes, 1), x.dtype), w)
    return channels_back(_window_sum(x, w) / counts, data_format)
