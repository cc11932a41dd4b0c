"""keras.random as TensorFlow draws on a CPU: the same numbers for the same seeds.

Uniform numbers, integers, shuffles and dropout are the same to the bit. Normal numbers take log, sin and cos in float64
and round once, where TensorFlow asks the C library for float ones: 98 % are the same, the others within 3 ulp.
Spec: keras.random, with tf.random.stateless_*.
"""

import math

import numpy as np

from refimpl.autodiff import as_operand, primitive
from refimpl.dtypes import as_dtype, is_float
from refimpl.ops.arrays import convert_to_tensor, take, zeros_like
from refimpl.random.philox import blocks, key_and_counter, words
from refimpl.random.seed_generator import draw_seed

_MANTISSA = {"float16": 10, "bfloat16": 7, "float32": 23, "float64": 52}


def _unit(bits, dtype):
    """Uniform numbers in [0, 1): random bits for the mantissa of a number in [1, 2), less 1."""
    digits = _MANTISSA[dtype.name]
    if dtype.name == "float64":
        pairs = bits.reshape(-1, 2).astype(np.uint64)
        mantissa = (pairs[:, 0] & np.uint64(0xFFFFF)) << np.uint64(32) | pairs[:, 1]
        return (mantissa | np.uint64(0x3FF << 52)).view(np.float64) - 1.0
    if dtype.name == "float32":
        return ((bits & np.uint32(0x7FFFFF)) | np.uint32(0x7F << 23)).view(np.float32) - np.float32(1)
    return ((bits & np.uint32((1 << digits) - 1)) / np.float32(1 << digits)).astype(dtype)


def _check(dtype, owner):
    dtype = as_dtype(dtype)
    if not is_float(dtype):
        raise ValueError(f"{owner}: dtype must be floating, got {dtype.name}")
    return dtype


def _units(seed, n, dtype):
    """``n`` uniform numbers in [0, 1) for a seed pair; float64 takes two words for each, in whole pairs."""
    count = 2 * (n + n % 2) if dtype.name == "float64" else n
    return _unit(words(seed, count), dtype)[:n]


def uniform(shape, minval=0.0, maxval=1.0, dtype=None, seed=None):
    """Numbers from [minval, maxval); the limits are float32 numbers whatever the dtype, as in Keras on TensorFlow.

    Raises: ValueError for an integer dtype. Spec: keras.random.uniform.
    """
    dtype = _check(dtype, "uniform")
    low, high = (np.asarray(limit, np.float32).astype(dtype) for limit in (minval, maxval))
    return (_units(draw_seed(seed), math.prod(shape), dtype) * (high - low) + low).reshape(shape)


def randint(shape, minval, maxval, dtype="int32", seed=None):
    """Integers from [minval, maxval): minval + word % (maxval - minval), with two words for an int64.

    Raises: ValueError for a floating dtype, or if maxval is not above minval. Spec: keras.random.randint.
    """
    dtype, n = as_dtype(dtype), math.prod(shape)
    if dtype.kind not in "iu":
        raise ValueError(f"randint: dtype must be an integer one, got {dtype.name}")
    if not maxval > minval:
        raise ValueError(f"randint: maxval must be above minval, got {minval} and {maxval}")
    seed, size = draw_seed(seed), int(maxval) - int(minval)
    if dtype.name == "int32":
        offset = words(seed, n) % np.uint32(size)
    else:
        pairs = words(seed, 2 * (n + n % 2)).reshape(-1, 2).astype(np.uint64)
        offset = (pairs[:, 0] | pairs[:, 1] << np.uint64(32))[:n] % np.uint64(size)
    return (offset.astype(np.int64) + int(minval)).astype(dtype).reshape(shape)


def _box_muller(bits, dtype):
    """Two normal numbers, sin(v) r and cos(v) r, for each two uniform ones: r = √(-2 log u), v = 2π u'.

    bits (n, words) -> (n, 2). Source: Box & Muller 1958.
    """
    if dtype.name != "float64":
        dtype = np.dtype("float32")
    u = _unit(bits.reshape(-1), dtype).reshape(-1, 2)
    first = np.maximum(u[:, 0], dtype.type(1e-7))
    angle = (2.0 * math.pi * u[:, 1].astype(np.float64)).astype(dtype).astype(np.float64)
    log = np.log(first.astype(np.float64)).astype(dtype)
    radius = np.sqrt(dtype.type(-2) * log)
    return np.stack([np.sin(angle).astype(dtype) * radius, np.cos(angle).astype(dtype) * radius], -1)


def _scaled(x, shape, mean, stddev, dtype):
    x = x.reshape(-1)[: math.prod(shape)].astype(dtype)
    return (x * np.asarray(stddev, dtype) + np.asarray(mean, dtype)).reshape(shape)


def normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers. Raises: ValueError for an integer dtype. Spec: keras.random.normal."""
    dtype = _check(dtype, "normal")
    width = 4 if dtype.name == "float64" else 2  # words for two numbers
    pairs = math.ceil(math.prod(shape) / 2)
    count = math.ceil(pairs * width / 4) * 4
    return _scaled(_box_muller(words(draw_seed(seed), count).reshape(-1, width), dtype), shape, mean, stddev, dtype)


def truncated_normal(shape, mean=0.0, stddev=1.0, dtype=None, seed=None):
    """Normal numbers within two standard deviations; those beyond are drawn again.

    Each group of numbers that a block could give has 64 blocks for each of them, and takes the first that fit.
    Raises: ValueError for an integer dtype. Spec: keras.random.truncated_normal.
    """
    dtype = _check(dtype, "truncated_normal")
    width, group = (4, 2) if dtype.name == "float64" else (2, 4)
    key, high = key_and_counter(draw_seed(seed))
    out = np.empty((math.ceil(math.prod(shape) / group), group), np.float64 if group == 2 else np.float32)
    filled = np.zeros(len(out), int)
    attempt = 0
    while (wanting := np.flatnonzero(filled < group)).size:
        drawn = blocks(key, high, len(out), start=attempt, stride=64 * group)[wanting]
        for z in _box_muller(drawn.reshape(-1, width), dtype).reshape(len(wanting), -1).T:
            fits = (np.abs(z) < 2) & (filled[wanting] < group)
            rows = wanting[fits]
            out[rows, filled[rows]] = z[fits]
            filled[rows] += 1
        attempt += 1
    return _scaled(out, shape, mean, stddev, dtype)


def shuffle(x, axis=0, seed=None):
    """``x``, its slices along ``axis`` in the order of uniform numbers drawn for them. Spec: keras.random.shuffle."""
    x = as_operand(x)
    order = np.argsort(_units(draw_seed(seed), x.shape[axis], np.dtype("float32")), kind="stable")
    return take(x, order, axis)


@primitive(operands=1)
def _masked(x, keep, scale):
    return np.where(keep, x * x.dtype.type(scale), x.dtype.type(0))


_masked.vjps(lambda g, out, x, keep, scale: _masked(g, keep, scale))


def dropout(inputs, rate, noise_shape=None, seed=None):
    """Zero with probability ``rate``, else inputs / (1 - rate). Kept is what drew a number >= rate.

    ``noise_shape`` is the shape of the draw, which is broadcast; None in it is the input's size.
    Raises: ValueError for a rate outside [0, 1]. Spec: keras.random.dropout.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"dropout: rate must lie in [0, 1], got {rate!r}")
    x = convert_to_tensor(inputs)
    if rate == 0:
        return x
    if rate == 1:
        return zeros_like(x)
    shape = x.shape if noise_shape is None else [x.shape[i] if n is None else n for i, n in enumerate(noise_shape)]
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
