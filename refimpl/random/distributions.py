"""keras.random by rejection and inversion: categorical, gamma, beta and binomial numbers, as TensorFlow draws on a CPU.

All compute in float64. Categorical and binomial numbers are the same to the bit; gamma and beta numbers too, up to
the last bit of float64, where TensorFlow's log, sin and cos are the C library's.
Spec: keras.random, with tf.random.stateless_*.
"""

import math

import numpy as np

from refimpl.dtypes import NAMES, as_dtype, is_float
from refimpl.ops.arrays import convert_to_numpy
from refimpl.random.draws import box_muller, check_float, check_shape, unit
from refimpl.random.philox import words
from refimpl.random.seed_generator import draw_seed
from refimpl.random.streams import Pairs, Streams

_FLOAT64 = np.dtype("float64")


def categorical(logits, num_samples, dtype="int32", seed=None):
    """Class numbers (batch, num_samples), drawn with probabilities softmax(logits), for logits (batch, classes).

    A number is where a uniform one falls among the sums exp(l_0), exp(l_0) + exp(l_1) ... A logit that is not finite
    has no probability; where none is finite, the answer is the number of classes.
    TensorFlow shares many rows out among threads, and the rows of the second thread then take other bits: with
    batch * (num_samples log2(classes) + classes) under about 400 it never does.
    Raises: ValueError for logits of another rank or dtype or without classes, or for negative ``num_samples``;
    TypeError for ``num_samples`` that is no whole number or a dtype that is none. Spec: keras.random.categorical.
    """
    logits = convert_to_numpy(logits)
    if logits.ndim != 2 or not logits.shape[1]:
        raise ValueError(f"categorical: logits must have a shape (batch, classes), got {logits.shape}")
    if num_samples is None:
        raise ValueError("categorical: num_samples must be a whole number, got None")
    if not hasattr(num_samples, "__index__"):
        raise TypeError(f"categorical: num_samples must be a whole number, got {num_samples!r}")
    if num_samples < 0:
        raise ValueError(f"categorical: num_samples must not be negative, got {num_samples}")
    if not is_float(logits.dtype):
        raise ValueError(f"categorical: logits must be floating, got {logits.dtype.name}")
    if dtype not in NAMES:
        raise TypeError(f"categorical: dtype must be the name of one, got {dtype!r}")
    return classes(logits, num_samples, draw_seed(seed)).astype(as_dtype(dtype))


def classes(logits, num_samples, pair):
    """``categorical`` for a pair of seeds as they are, in int64. Spec: tf.random.stateless_categorical."""
    finite = np.isfinite(logits)
    logits = np.where(finite, logits, -np.inf).astype(np.float64)
    top = np.max(logits, axis=1, keepdims=True)
    weights = np.where(finite, np.exp(np.where(finite, logits, top) - top), 0.0)
    sums = np.cumsum(weights, axis=1)
    drawn = unit(words(pair, 2 * len(logits) * num_samples), _FLOAT64).reshape(len(logits), num_samples)
    rows = zip(sums, drawn * sums[:, -1:], strict=True)
    found = [np.searchsorted(row, points, side="right") for row, points in rows]
    return np.reshape(found, drawn.shape).astype(np.int64)


def _uniform(blocks):
    return unit(blocks.reshape(-1), _FLOAT64).reshape(-1, 2)


def _normal(blocks):
    return box_muller(blocks, _FLOAT64)


def _parameters(values, shape, owner):
    """Parameters of one shape, each repeated for all the numbers (n,) that are to be drawn by it, one after another.

    A draw's first axes go through the numbers of one parameter, its last axes are the parameters' own; see ``_placed``.
    Raises: ValueError if the draw's shape does not end with the parameters'.
    """
    own = values[0].shape
    if own != shape[len(shape) - len(own) :]:
        raise ValueError(f"{owner}: the shape {shape} must end with that of the parameters, got {own}")
    times = math.prod(shape[: len(shape) - len(own)])
    return [np.repeat(np.asarray(v, np.float64).reshape(-1), times) for v in values]


def _placed(drawn, shape, own):
    """Numbers (n,), drawn for one parameter after another, in the shape of the draw; ``own`` is the parameters'."""
    return drawn.reshape(math.prod(own), -1).T.reshape(shape) if drawn.size else drawn.reshape(shape)


def _gamma(seed, alpha):
    """Gamma numbers for each alpha (n,), scale 1.

    alpha = 1: -log(1 - u). Otherwise, with d = alpha - 1/3 and c = 1/(3 √d): for x normal and v = (1 + c x)^3 > 0, d v
    is taken if log u < x²/2 + d - d v + d log v (for which u < 1 - 0.0331 x⁴ is enough). For alpha < 1 it is made for
    alpha + 1, times u^(1/alpha).
    Source: Marsaglia & Tsang, "A simple method for generating gamma variables", 2000.
    """
    streams = Streams(seed, len(alpha))
    normals, uniforms = Pairs(streams, _normal), Pairs(streams, _uniform)
    out = np.full(len(alpha), np.nan)
    exponential = np.flatnonzero(alpha == 1)
    out[exponential] = -np.log1p(-uniforms.next(exponential))
    d = alpha + np.where(alpha < 1, 2 / 3, -1 / 3)
    with np.errstate(all="ignore"):  # alphas out of range end as NaN
        c = 1 / (3 * np.sqrt(d))
        wanting = np.flatnonzero((alpha != 1) & (d > 0))
        while wanting.size:
            x = normals.next(wanting)
            v = (1 + c[wanting] * x) ** 3
            positive = v > 0
            rows, x, v = wanting[positive], x[positive], v[positive]
            u = uniforms.next(rows)
            taken = (u < 1 - 0.0331 * x**4) | (np.log(u) < 0.5 * x**2 + d[rows] * (1 - v + np.log(v)))
            done = rows[taken]
            out[done] = d[done] * v[taken]
            small = done[alpha[done] < 1]
            out[small] *= uniforms.next(small) ** (1 / alpha[small])
            wanting = wanting[~np.isin(wanting, done)]
    return out


def _gamma_in(dtype, shape, alpha, seed, owner):
    """Gamma numbers of a dtype, no smaller than its smallest normal number; bfloat16 ones are float32 ones first."""
    wide = np.dtype("float32") if dtype.name == "bfloat16" else dtype
    alpha = np.asarray(alpha, wide)
    drawn = _gamma(seed, *_parameters([alpha], shape, owner)).astype(wide)
    return _placed(np.maximum(drawn, np.finfo(wide).tiny).astype(dtype), shape, alpha.shape)


def _known_float(dtype, owner):
    """Raises: ValueError for what is no dtype, TypeError for one that is not floating."""
    return check_float(as_dtype(dtype), owner)


def gamma(shape, alpha, dtype=None, seed=None):
    """Numbers of density x^(alpha - 1) exp(-x) / Γ(alpha); alpha's shape must be the last part of the shape.

    Raises: ValueError for what is no shape or dtype, or for an alpha of another shape; TypeError for a dtype that is
    not floating. Spec: keras.random.gamma.
    """
    dtype, shape = _known_float(dtype, "gamma"), check_shape(shape, "gamma")
    return _gamma_in(dtype, shape, alpha, draw_seed(seed), "gamma")


def beta(shape, alpha, beta, dtype=None, seed=None):
    """Numbers of density x^(alpha - 1) (1 - x)^(beta - 1) / B(alpha, beta); alpha and beta broadcast to the shape.

    They are X / (X + Y), X and Y gamma numbers for alpha and beta. Y's seed is 12 higher than X's, in both parts.
    Raises: ValueError for what is no shape or dtype, or for alphas and betas that do not broadcast to the shape;
    TypeError for a dtype that is not floating. Spec: keras.random.beta.
    """
    dtype, shape = _known_float(dtype, "beta"), check_shape(shape, "beta")
    try:
        alphas, betas = (np.broadcast_to(np.asarray(p), shape) for p in (alpha, beta))
    except ValueError:
        shapes = f"{np.shape(alpha)} and {np.shape(beta)}"
        raise ValueError(f"beta: alpha and beta must broadcast to the shape {shape}, got {shapes}") from None
    seed = draw_seed(seed)
    x = _gamma_in(dtype, shape, alphas, seed, "beta")
    y = _gamma_in(dtype, shape, betas, [_as_int32(part + 12) for part in seed], "beta")
    return x / (x + y)


def _as_int32(value):
    """What is left of a whole number in 32 bits."""
    return (value + 2**31) % 2**32 - 2**31


def _by_inversion(uniforms, rows, n, p):
    """Binomial numbers: how many geometric numbers ⌈log u / log(1 - p)⌉, the gaps between successes, fit into n."""
    gaps, successes = np.zeros(len(n)), np.zeros(len(n))
    while rows.size:
        gaps[rows] += np.ceil(np.log(uniforms.next(rows)) / np.log1p(-p[rows]))
        rows = rows[gaps[rows] <= n[rows]]
        successes[rows] += 1
    return successes


_TAILS = np.array(
    [math.lgamma(k + 1) - (k + 0.5) * math.log(k + 1) + k + 1 - math.log(2 * math.pi) / 2 for k in range(10)]
)


def _stirling_tail(k):
    """log k! less Stirling's (k + 1/2) log(k + 1) - (k + 1) + log(2π)/2; a series from 10 on."""
    square = (k + 1) ** 2
    series = (1 / 12 - (1 / 360 + 1 / 1260 / square) / square) / (k + 1)
    return np.where(k <= 9, _TAILS[np.clip(k, 0, 9).astype(int)], series)


def _by_rejection(uniforms, rows, n, p):
    """Binomial numbers: k from a ratio of uniforms under a hat that fits where n p is at least 10.

    TensorFlow takes the logarithm of Hörmann's v as it stands, on which the names below rely, too.
    Source: Hörmann, "The generation of binomial random variates", 1993, algorithm BTRS.
    """
    out = np.zeros(len(n))
    deviation = np.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * p
    alpha, bound = (2.83 + 5.1 / b) * deviation, 0.92 - 4.2 / b
    odds, mode = p / (1 - p), np.floor((n + 1) * p)
    while rows.size:
        u, v = uniforms.next(rows) - 0.5, uniforms.next(rows)
        n_, a_, b_, m, r = n[rows], a[rows], b[rows], mode[rows], odds[rows]
        edge = 0.5 - np.abs(u)
        k = np.floor((2 * a_ / edge + b_) * u + n_ * p[rows] + 0.5)
        possible = (k >= 0) & (k <= n_)
        k_ = np.where(possible, k, 0.0)
        with np.errstate(divide="ignore"):
            height = np.log(v * alpha[rows] / (a_ / edge**2 + b_))
        log_ratio = (
            (m + 0.5) * np.log((m + 1) / (r * (n_ - m + 1)))
            + (n_ + 1) * np.log((n_ - m + 1) / (n_ - k_ + 1))
            + (k_ + 0.5) * np.log(r * (n_ - k_ + 1) / (k_ + 1))
            + _stirling_tail(m) + _stirling_tail(n_ - m) - _stirling_tail(k_) - _stirling_tail(n_ - k_)
        )  # fmt: skip
        taken = ((edge >= 0.07) & (v <= bound[rows])) | (possible & (height <= log_ratio))
        out[rows[taken]] = k[taken]
        rows = rows[~taken]
    return out


def binomial(shape, counts, probabilities, dtype=None, seed=None):
    """How many of ``counts`` tries succeed, each with one of ``probabilities``.

    Both broadcast with one another, to the last part of the shape. A probability above one half is that of failures,
    counted down. Where the expected number is below 10 by inversion, else by rejection.
    A probability that is NaN gives NaN.
    Raises: ValueError for what is no shape, for counts and probabilities of another shape, for counts that are NaN (for
    which TensorFlow tries for ever), or for a dtype that is neither floating nor int32 or int64.
    Spec: keras.random.binomial.
    """
    dtype, shape = as_dtype(dtype), check_shape(shape, "binomial")
    if dtype.name not in ("bfloat16", "float16", "float32", "float64", "int32", "int64"):
        raise ValueError(f"binomial: dtype must be floating, int32 or int64, got {dtype.name}")
    both = np.broadcast_arrays(convert_to_numpy(counts), convert_to_numpy(probabilities))
    n, p = _parameters(both, shape, "binomial")
    if np.isnan(n).any():
        raise ValueError("binomial: counts must be numbers, got NaN")
    seed = draw_seed(seed)
    failures = p > 0.5
    rare = np.where(failures, 1 - p, p)
    drawn = (n > 0) & (rare > 0)
    few = n * rare < 10
    uniforms = Pairs(Streams(seed, len(n), np.where(few, 42, 256)), _uniform)
    found = _by_inversion(uniforms, np.flatnonzero(drawn & few), n, rare)
    found += _by_rejection(uniforms, np.flatnonzero(drawn & ~few), n, rare)
    out = np.where(failures, np.maximum(n, 0) - found, found)
    out[(n > 0) & np.isnan(p)] = np.nan
    return _placed(out.astype(dtype), shape, both[0].shape)
