"""Axes, windows and paddings: the integer arithmetic of shapes; shapes in nested structures."""

import math

import optree


def canonical_axis(axis, rank, owner):
    """``axis`` counted from the front. Raises: ValueError if it lies outside [-rank, rank)."""
    if not -rank <= axis < rank:
        raise ValueError(f"{owner}: axis must lie in [{-rank}, {rank}) for an input of rank {rank}, got {axis}")
    return axis % rank


def canonical_axes(axis, rank, owner):
    """A tuple of axes counted from the front, all of them for None. Raises: ValueError as canonical_axis."""
    if axis is None:
        return tuple(range(rank))
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    return tuple(canonical_axis(a, rank, owner) for a in axes)


def standardize_tuple(value, n, name, owner, allow_zero=False):
    """``value`` as n ints: an int stands for n of them.

    Raises: ValueError for another count, or for numbers that are not positive.
    """
    values = (value,) * n if isinstance(value, int) else tuple(value) if isinstance(value, (tuple, list)) else ()
    least = 0 if allow_zero else 1
    if len(values) != n or not all(hasattr(v, "__index__") and v >= least for v in values):
        kind = "non-negative" if allow_zero else "positive"
        raise ValueError(f"{owner}: {name} must be a {kind} integer or {n} of them, got {value!r}")
    return tuple(int(v) for v in values)


def window_output(size, window, stride, padding, dilation=1):
    """How many windows fit into ``size`` places; None stays None.

    "same" and "causal": ceil(size / stride).
    "valid": ceil((size - reach + 1) / stride), reach = (window - 1) dilation + 1.
    """
    if size is None:
        return None
    if padding in ("same", "causal"):
        return math.ceil(size / stride)
    return max(math.ceil((size - (window - 1) * dilation) / stride), 0)


def window_padding(size, window, stride, padding, dilation=1):
    """Places added (before, after): as many as the last window lacks, the odd one after."""
    if padding == "valid":
        return 0, 0
    reach = (window - 1) * dilation + 1
    lacking = max((math.ceil(size / stride) - 1) * stride + reach - size, 0)
    return lacking // 2, lacking - lacking // 2


def transposed_output(size, window, stride, padding, output_padding=None, dilation=1):
    """How many places windows cover that a convolution back from ``size`` windows writes to; None stays None.

    Of the sizes of which a convolution makes ``size``, the largest by default ("same": size stride; "valid":
    (size - 1) stride + max(reach, stride)), else the least one ("same": that of an odd or even window alone) plus
    output_padding.
    """
    if size is None:
        return None
    reach = (window - 1) * dilation + 1
    if padding == "same":
        return size * stride if output_padding is None else (size - 1) * stride + reach % 2 + output_padding
    return (size - 1) * stride + (max(reach, stride) if output_padding is None else reach + output_padding)


def broadcast(*shapes, owner="broadcast"):
    """The shape in which shapes meet; None is an unknown size. Raises: ValueError if they do not."""
    rank = max(map(len, shapes))
    sizes = []
    for column in zip(*((1,) * (rank - len(s)) + tuple(s) for s in shapes), strict=True):
        known = {size for size in column if size not in (1, None)}
        if len(known) > 1:
            raise ValueError(f"{owner}: shapes {' and '.join(str(tuple(s)) for s in shapes)} do not broadcast")
        sizes.append(known.pop() if known else None if None in column else 1)
    return tuple(sizes)


def is_shape(x):
    """Whether ``x`` is a shape itself, not a list of shapes."""
    return isinstance(x, (tuple, list)) and all(n is None or isinstance(n, int) for n in x)


def as_shapes(x, owner):
    """Nested shapes, as from JSON, with each shape a tuple. Raises: ValueError if a leaf is no shape."""

    def shape(leaf):
        if not is_shape(leaf):
            raise ValueError(f"{owner}: input_shape must be a shape such as (None, 3), or nested shapes, got {x!r}")
        return tuple(leaf)

    return optree.tree_map(shape, x, is_leaf=is_shape, none_is_leaf=True)


def shapes_of(x):
    """The shapes of nested tensors, in their structure; None of None."""
    return None if x is None else optree.tree_map(lambda leaf: tuple(leaf.shape), x)


def split_channels(shape, data_format):
    """(batch, sizes of the spatial axes, channels) of the shape of images."""
    batch, *sizes = shape
    channels = sizes.pop(0 if data_format == "channels_first" else -1)
    return batch, tuple(sizes), channels


def with_channels(batch, sizes, channels, data_format):
    """The shape of images: the inverse of ``split_channels``."""
    return (batch, channels, *sizes) if data_format == "channels_first" else (batch, *sizes, channels)


def spatial_axes(rank, data_format):
    """The axes of an image's ``rank`` sizes."""
    first = 2 if data_format == "channels_first" else 1
    return tuple(range(first, first + rank))
