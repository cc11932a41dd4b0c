"""Images in another size: one axis after the other, each with the pixels of the other as so many channels.

A new pixel i lies at x = (i + 1/2) old / new - 1/2 in the old ones ("half-pixel centers"). "nearest" takes one pixel,
"bilinear" goes between two; for the others an axis has a matrix, (new size, old size), of how much each pixel counts
for each new one, and the gradient is that of two products of matrices. With these a pixel that is NaN or infinite
spreads over its row and column.
Spec: keras.ops.image.
"""

from functools import lru_cache

import numpy as np

from refimpl.autodiff import op
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice
from refimpl.ops.arrays import cast, getitem, pad, take, transpose
from refimpl.ops.elementwise import clip, round_half_even
from refimpl.ops.linalg import matmul

__all__ = ["resize"]

INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5", "area")


def _lanczos(radius):
    def kernel(x):
        """sinc(x) sinc(x / radius)."""
        return np.where(x <= 1e-3, 1.0, np.sinc(x) * np.sinc(x / radius))

    return kernel


def _keys_cubic(x):
    """Keys 1981, a = -1/2."""
    return np.where(x < 1, (1.5 * x - 2.5) * x * x + 1, ((-0.5 * x + 2.5) * x - 4) * x + 2)


def _mitchell(x):
    """Mitchell & Netravali 1988, B = C = 1/3."""
    return np.where(x < 1, (7 / 6 * x - 2) * x * x + 8 / 9, ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9)


_KERNELS = {  # name: (radius, function of the distance within it)
    "bilinear": (1, lambda x: 1 - x),
    "bicubic": (2, _keys_cubic),
    "lanczos3": (3, _lanczos(3)),
    "lanczos5": (5, _lanczos(5)),
    "gaussian": (1.5, lambda x: np.exp(-2 * x * x)),  # of standard deviation 1/2
    "mitchellcubic": (2, _mitchell),
}


def _centers(old, new, inverse_first=False):
    """Where the new pixels lie, in float32 as in TensorFlow, whose kernels round old / new in two ways."""
    old, new = np.float32(old), np.float32(new)
    scale = 1 / (new / old) if inverse_first else old / new
    return (np.arange(new, dtype=np.float32) + np.float32(0.5)) * scale


@lru_cache(maxsize=64)
def _matrix(old, new, interpolation, antialias):
    """The matrix (new, old) of an axis, in float64, each row of sum 1.

    Without antialias "bicubic" takes its distances in 1024ths, as TensorFlow's table of it does; with it, kernels are
    stretched by old / new where the image shrinks.
    """
    scale = old / new
    if interpolation == "area":  # the overlap of a new pixel with each old one
        left, pixels = np.arange(new)[:, None] * scale, np.arange(old)
        overlap = np.minimum(left + scale, pixels + 1) - np.maximum(left, pixels)
        return np.clip(overlap, 0, None) / scale
    tabled = interpolation == "bicubic" and not antialias
    centers = (_centers(old, new, inverse_first=not tabled) - np.float32(0.5)).astype(np.float64)
    if tabled:
        centers = np.floor(centers) + np.rint((centers - np.floor(centers)) * 1024) / 1024
    radius, kernel = _KERNELS[interpolation]
    stretch = max(scale, 1.0) if antialias else 1.0
    distances = np.abs(np.arange(old) - centers[:, None]) / stretch
    weights = np.where(distances < radius, kernel(np.minimum(distances, radius)), 0.0)
    return weights / weights.sum(axis=1, keepdims=True)


def _nearest(x, axis, new):
    """The pixels in which the centers of the new ones lie."""
    old = x.shape[axis]
    return take(x, np.minimum(np.floor(_centers(old, new)).astype(np.int64), old - 1), axis)


def _bilinear(x, axis, new):
    """a + (b - a) share, a and b the neighbours of a new pixel's center; beyond the edge is the edge."""
    old = x.shape[axis]
    centers = _centers(old, new) - np.float32(0.5)
    lower = np.floor(centers)
    share = (centers - lower).astype(x.dtype).reshape([-1 if a == axis else 1 for a in range(x.ndim)])
    first = take(x, np.maximum(lower, 0).astype(np.int64), axis)
    second = take(x, np.minimum(np.ceil(centers), old - 1).astype(np.int64), axis)
    return first + (second - first) * share


def _box(sizes, target, grow):
    """(height, width) in the target's proportions: the least that holds an image of ``sizes``, or the most it holds."""
    (height, width), (new_height, new_width) = sizes, target
    fitting = int(np.float32(width * new_height) / new_width), int(np.float32(height * new_width) / new_height)
    if grow:
        return max(height, fitting[0]), max(width, fitting[1])
    return max(min(height, fitting[0]), 1), max(min(width, fitting[1]), 1)


def in_proportion(x, size, rows, fill_value, grow):
    """``x`` cut or padded around its middle to the proportions of ``size``; ``rows`` is the axis of the height."""
    sizes = x.shape[rows : rows + 2]
    differences = [(b - n) // 2 if grow else (n - b) // 2 for n, b in zip(sizes, _box(sizes, size, grow), strict=True)]
    if grow:
        pairs = [(d, d) for d in differences]
        return pad(x, [*[(0, 0)] * rows, *pairs, *[(0, 0)] * (x.ndim - rows - 2)], constant_values=fill_value)
    box = _box(sizes, size, grow)
    slices = tuple(slice(d, d + b) for d, b in zip(differences, box, strict=True))
    return getitem(x, (*[slice(None)] * rows, *slices))


@op(operands=1)
def resize(
    images, size, interpolation="bilinear", antialias=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False,
    fill_mode="constant", fill_value=0.0, data_format=None,
):  # fmt: skip
    """Images of another ``size`` (height, width), in their own dtype; integers are rounded, half to even, and saturate.

    "nearest", "bilinear", "bicubic", "lanczos3", "lanczos5" or "area". ``antialias`` widens the kernels where the image
    shrinks. The image may first be cut or padded (with ``fill_value``) to the proportions of ``size``.
    Shapes: ([batch,] height, width, channels), or channels first -> the same with ``size``.
    Raises: ValueError for a size that is no pair of positive integers, another rank, an unknown interpolation or
    fill_mode, booleans, or both cutting and padding.
    Spec: keras.ops.image.resize.
    """
    if len(size) != 2 or min(size) <= 0:
        raise ValueError(f"resize: size must be two positive integers (height, width), got {size!r}")
    if images.ndim not in (3, 4) or images.dtype.kind == "b":
        raise ValueError(f"resize: images must be numbers of rank 3 or 4, got {images.dtype} of shape {images.shape}")
    if pad_to_aspect_ratio and crop_to_aspect_ratio:
        raise ValueError("resize: only one of pad_to_aspect_ratio and crop_to_aspect_ratio may be True, got both")
    check_choice(interpolation, "interpolation", INTERPOLATIONS, "resize")
    check_choice(fill_mode, "fill_mode", ("constant",), "resize")
    rows = images.ndim - (2 if standardize_data_format(data_format, "resize") == "channels_first" else 3)
    x = images
    if crop_to_aspect_ratio or pad_to_aspect_ratio:
        x = in_proportion(x, tuple(int(n) for n in size), rows, fill_value, grow=pad_to_aspect_ratio)
    return _back_to(resized(x, size, interpolation, antialias, rows), images.dtype)


def resized(x, size, interpolation="bilinear", antialias=False, rows=0):
    """``x`` with its axis ``rows`` and the next in another size, in float32 unless it is of float64 or by "nearest".

    "gaussian" and "mitchellcubic" are known as well.
    Spec: tf.image.resize.
    """
    size = tuple(int(n) for n in size)
    if interpolation == "nearest":
        return _nearest(_nearest(x, rows, size[0]), rows + 1, size[1])
    dtype = np.dtype("float64" if x.dtype.name == "float64" else "float32")
    x = x if x.dtype == dtype else cast(x, dtype)
    if interpolation == "bilinear" and not antialias:
        return _bilinear(_bilinear(x, rows + 1, size[1]), rows, size[0])
    return _by_matrices(x, rows, size, interpolation, bool(antialias))


def _by_matrices(x, rows, size, interpolation, antialias):
    last = rows + 2 < x.ndim  # channels go in front of the rows, for products are over the last two axes
    if last:
        x = transpose(x, (*range(rows), x.ndim - 1, rows, rows + 1))
    pairs = zip(x.shape[-2:], size, strict=True)
    down, across = (_matrix(old, new, interpolation, antialias).astype(x.dtype) for old, new in pairs)
    x = matmul(matmul(down, x), transpose(across))
    return transpose(x, (*range(rows), rows + 1, rows + 2, rows)) if last else x


def _back_to(x, dtype):
    if x.dtype == dtype:
        return x
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        x = clip(cast(round_half_even(x), "float64"), limits.min, limits.max)
    return cast(x, dtype)
