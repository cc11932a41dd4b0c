"""keras.random as TensorFlow draws on a CPU: the same numbers for the same seeds.

Uniform numbers, integers, shuffles and dropout are the same to the bit. Normal numbers take log, sin and cos in float64
and round once, where TensorFlow asks the C library for float ones: 98 % are the same, the others within 3 ulp.
Spec: keras.random, with tf.random.stateless_*.
"""

import math
import numbers

import numpy as np

from refimpl.autodiff import Operand, as_operand, primitive
from refimpl.dtypes import as_dtype, is_float
from refimpl.ops.arrays import cast, convert_to_tensor, take, zeros_like
from refimpl.random.philox import blocks, chunks, key_and_counter, philox, words
from refimpl.random.seed_generator import draw_seed
from refimpl.shapes import canonical_axis

_MANTISSA = {"float16": 10, "bfloat16": 7}  # digits of halves, which are drawn as float32 and rounded


def unit(bits, dtype):
    """Uniform numbers in [0, 1): random bits for the mantissa of a number in [1, 2), less 1."""
    if dtype.name == "float64":
        pairs = bits.reshape(-1, 2).astype(np.uint64)
        mantissa = (pairs[:, 0] & np.uint64(0xFFFFF)) << np.uint64(32) | pairs[:, 1]
        return (mantissa | np.uint64(0x3FF << 52)).view(np.float64) - 1.0
    if dtype.name == "float32":
        return ((bits & np.uint32(0x7FFFFF)) | np.uint32(0x7F << 23)).view(np.float32) - np.float32(1)
    digits = _MANTISSA[dtype.name]
    return ((bits & np.uint32((1 << digits) - 1)) / np.float32(1 << digits)).astype(dtype)


def check_float(dtype, owner, error=TypeError):
    """The ``numpy.dtype`` of a floating dtype, None being floatx. Raises: ``error`` for any other."""
    try:
        found = as_dtype(dtype)
    except (ValueError, TypeError):
        found = None
    if found is None or not is_float(found):
        raise error(f"{owner}: dtype must be floating, got {dtype!r}")
    return found


def check_shape(shape, owner):
    """``shape`` as a tuple of whole numbers. Raises: ValueError for what is no shape, or has a size below zero."""
    sizes = tuple(shape) if isinstance(shape, (tuple, list, np.ndarray)) else (None,)
    if not all(hasattr(n, "__index__") and not isinstance(n, bool) and n >= 0 for n in sizes):
        raise ValueError(f"{owner}: shape must be a tuple of sizes that are not negative, got {shape!r}")
    return tuple(int(n) for n in sizes)


def _units(seed, n, dtype):
    """``n`` uniform numbers in [0, 1) for a seed pair; float64 takes two words for each, in whole blocks."""
    width = 2 if dtype.name == "float64" else 1
    out, first = np.empty(n, dtype), 0
    for piece in chunks(*key_and_counter(seed), math.ceil(n * width / 4)):  # while the bits are in the cache
        drawn = unit(piece.reshape(-1), dtype)
        out[first : first + len(drawn)] = drawn[: n - first]
        first += len(drawn)
    return out


def _parameter(value, dtype):
    """A parameter in the dtype of the draw, with its gradient if it has one.

    Raises: ValueError for None, TypeError for text.
    """
    if value is None or isinstance(value, str):
        raise (ValueError if value is None else TypeError)(
            f"the limits, the mean and the deviation of a draw must be numbers or arrays, got {value!r}"
        )
    return cast(value, dtype) if isinstance(value, Operand) else np.asarray(value).astype(dtype)


def _scaled(x, width, shift, shape, dtype):
    """``x * width + shift``."""
    x = x.reshape(-1)[: math.prod(shape)].astype(dtype, copy=False).reshape(shape)
    if any(isinstance(part, Operand) or part.ndim for part in (width, shift)):
        return x * width + shift
    x *= width  # in place: new arrays of millions of numbers take as long as the numbers themselves
    x += shift
    return x


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    """Numbers from [minval, maxval), which may be arrays that broadcast with the shape.

    A limit that is a Python float is a float32 number whatever the dtype, as in Keras on TensorFlow.
    Raises: ValueError for a dtype that is not floating, or for what is no shape. Spec: keras.random.uniform.
    """
    dtype, shape = check_float(dtype, "uniform", ValueError), check_shape(shape, "uniform")
    limits = (np.float32(limit) if type(limit) is float else limit for limit in (minval, maxval))
    low, high = (_parameter(limit, dtype) for limit in limits)
    return _scaled(_units(draw_seed(seed), math.prod(shape), dtype), high - low, low, shape, dtype)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    """Integers from [minval, maxval): minval + word % (maxval - minval); two words for each unless dtype is int32.

    Raises: ValueError for a dtype that is not an integer one, or if maxval is not above minval or either is no number
    of the dtype; TypeError for limits that are no whole numbers, or without a dtype. Spec: keras.random.randint.
    """
    if dtype is None:
        raise TypeError("randint: dtype must be an integer one, got None")
    dtype, shape = as_dtype(dtype), check_shape(shape, "randint")
    if dtype.kind not in "iu":
        raise ValueError(f"randint: dtype must be an integer one, got {dtype.name}")
    drawn = np.iinfo(np.int32 if dtype.name == "int32" else np.int64)
    for limit in (minval, maxval):
        if np.ndim(limit):
            raise ValueError(f"randint: minval and maxval must be numbers, got shape {np.shape(limit)}")
        if limit is None:
            raise ValueError("randint: minval and maxval must be whole numbers, got None")
        if not hasattr(limit, "__index__"):
            raise TypeError(f"randint: minval and maxval must be whole numbers, got {limit!r}")
    low, high, n = int(minval), int(maxval), math.prod(shape)
    if n and not drawn.min <= low < high <= drawn.max:
        raise ValueError(f"randint: maxval must be above minval, both of {drawn.dtype}, got {minval} and {maxval}")
    seed = draw_seed(seed)
    if not n:
        return np.zeros(shape, dtype)
    if drawn.bits == 32:
        offset = words(seed, n) % np.uint32(high - low)
    else:
        pairs = words(seed, 2 * (n + n % 2)).reshape(-1, 2).astype(np.uint64)
        offset = (pairs[:, 0] | pairs[:, 1] << np.uint64(32))[:n] % np.uint64(high - low)
    return (offset.astype(np.int64) + low).astype(dtype).reshape(shape)


def box_muller(bits, dtype):
    """Two normal numbers, sin(v) r and cos(v) r, for each two uniform ones: r = √(-2 log u), v = 2π u'.

    bits (n, words) -> (n, 2). Source: Box & Muller 1958.
    """
    if dtype.name != "float64":
        dtype = np.dtype("float32")
    u = unit(bits.reshape(-1), dtype).reshape(-1, 2)
    first = np.maximum(u[:, 0], dtype.type(1e-7))
    angle = (2.0 * math.pi * u[:, 1].astype(np.float64)).astype(dtype).astype(np.float64)
    log = np.log(first.astype(np.float64)).astype(dtype)
    radius = np.sqrt(dtype.type(-2) * log)
    return np.stack([np.sin(angle).astype(dtype) * radius, np.cos(angle).astype(dtype) * radius], -1)


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers; mean and stddev may be arrays that broadcast with the shape.

    Raises: TypeError for a dtype that is not floating, ValueError for what is no shape. Spec: keras.random.normal.
    """
    dtype, shape = check_float(dtype, "normal"), check_shape(shape, "normal")
    width = 4 if dtype.name == "float64" else 2  # words for two numbers
    pairs = math.ceil(math.prod(shape) / 2)
    count = math.ceil(pairs * width / 4) * 4
    drawn = box_muller(words(draw_seed(seed), count).reshape(-1, width), dtype)
    return _scaled(drawn, _parameter(stddev, dtype), _parameter(mean, dtype), shape, dtype)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers within two standard deviations; those beyond are drawn again.

    Each group of numbers that a block could give has 64 blocks for each of them, and takes the first that fit.
    Raises: TypeError for a dtype that is not floating, ValueError for what is no shape.
    Spec: keras.random.truncated_normal.
    """
    dtype, shape = check_float(dtype, "truncated_normal"), check_shape(shape, "truncated_normal")
    width, group = (4, 2) if dtype.name == "float64" else (2, 4)
    key, high = key_and_counter(draw_seed(seed))
    out = np.empty((math.ceil(math.prod(shape) / group), group), np.float64 if group == 2 else np.float32)
    filled = np.zeros(len(out), int)
    attempt = 0
    while (wanting := np.flatnonzero(filled < group)).size:
        drawn = philox(wanting.astype(np.uint64) * np.uint64(64 * group) + np.uint64(attempt), high, key)
        for z in box_muller(drawn.reshape(-1, width), dtype).reshape(len(wanting), -1).T:
            fits = (np.abs(z) < 2) & (filled[wanting] < group)
            rows = wanting[fits]
            out[rows, filled[rows]] = z[fits]
            filled[rows] += 1
        attempt += 1
    return _scaled(out, _parameter(stddev, dtype), _parameter(mean, dtype), shape, dtype)


def shuffle(x, axis=0, seed=None):
    """``x``, its slices along ``axis`` in the order of uniform numbers drawn for them.

    Raises: TypeError for an axis that is no whole number, ValueError for one that ``x`` does not have.
    Spec: keras.random.shuffle.
    """
    x = as_operand(x)
    if not hasattr(axis, "__index__") and axis is not None and not isinstance(axis, tuple):
        raise TypeError(f"shuffle: axis must be a whole number, got {axis!r}")
    if not hasattr(axis, "__index__"):
        raise ValueError(f"shuffle: axis must be a single one, got {axis!r}")
    axis = canonical_axis(axis, x.ndim, "shuffle")
    order = np.argsort(_units(draw_seed(seed), x.shape[axis], np.dtype("float32")), kind="stable")
    return take(x, order, axis)


@primitive(operands=1)
def _masked(x, keep, scale):
    return np.where(keep, x * x.dtype.type(scale), x.dtype.type(0))


_masked.vjps(lambda g, out, x, keep, scale: _masked(g, keep, scale))
_masked.widens = False  # TensorFlow rounds the scale to the dtype of x


def noise_shape_of(x, noise_shape):
    """The shape of a mask for ``x``: ``noise_shape``, where None stands for the size of ``x``; all of them for None.

    Raises: ValueError if it does not broadcast with the shape of ``x``; TypeError if it is a number.
    """
    if noise_shape is None:
        return x.shape
    if hasattr(noise_shape, "__index__"):
        raise TypeError(f"noise_shape must be a tuple, got {noise_shape!r}")
    shape = check_shape([x.shape[i] if n is None else n for i, n in enumerate(noise_shape)], "noise_shape")
    if any(n not in (1, size) and size != 1 for n, size in zip(shape[::-1], x.shape[::-1], strict=False)):
        raise ValueError(f"noise_shape must broadcast with the input's shape {x.shape}, got {shape}")
    return shape


def dropout(inputs, rate, noise_shape=None, seed=None):
    """Zero with probability ``rate``, else inputs / (1 - rate). Kept is what drew a number >= rate.

    ``noise_shape`` is the shape of the draw, which is broadcast; None in it is the input's size.
    Raises: ValueError for a rate outside [0, 1] or inputs that are not floating, or a noise_shape that does not fit.
    Spec: keras.random.dropout.
    """
    if not isinstance(rate, numbers.Real) or not 0 <= rate <= 1:
        raise ValueError(f"dropout: rate must be a number in [0, 1], got {rate!r}")
    x = convert_to_tensor(inputs)
    if rate == 0:
        return x
    if rate == 1:
        return zeros_like(x)
    if not is_float(x.dtype):
        raise ValueError(f"dropout: inputs must be floating, since they are scaled, got {x.dtype.name}")
    shape = noise_shape_of(x, noise_shape)
    drawn = _units(draw_seed(seed), math.prod(shape), x.dtype).reshape(shape)
    return _masked(x, drawn >= x.dtype.type(rate), 1.0 / (1.0 - rate))


def permutation(n, seed):
    """The order in which ``tf.random.shuffle`` puts ``n`` things: each place i is swapped with i + word % (n - i).

    The words are Philox' with the seed, modulo 2^31 - 1, as its key and nothing in the counter's high half, or 2^31 - 1
    there if the key is 0. ``fit(shuffle=True)`` goes by this with the seed of set_random_seed, beginning anew for each
    epoch: the same order every time.
    Source: Fisher & Yates 1938, forwards. Spec: tf.random.shuffle.
    """
    key = int(seed) % (2**31 - 1)
    high = 0 if key else 2**31 - 1
    places = np.arange(n, 0, -1, dtype=np.uint32)
    jumps = (blocks((key, 0), (high, 0), math.ceil(n / 4)).reshape(-1)[:n] % places).tolist()
    order = list(range(n))
    for i, jump in enumerate(jumps):
        order[i], order[i + jump] = order[i + jump], order[i]
    return np.array(order, np.int64)
