"""Every number by which an answer is judged.

A float32 operation errs by at most half a unit in the last place (ulp) of its result: u = 2^-24 relative. From there:

elementwise      a fixed number of roundings an element, so a fixed number of ulp of *that element*: 2 for arithmetic
                 that rounds once or twice; 8 for the C library's functions (1 to 4 ulp each) in short compositions.
contraction      a sum of n rounded products errs by about sqrt(n) u (random walk; n u at worst) of the sum of the
                 terms' magnitudes. That sum is unknown from the answer, so the tensor's largest magnitude stands for
                 it: (4 + 2 sqrt(n)) ulp of the *scale*. A relation that adds answers knows its terms, and says so.
reduction        the same, with additions only.
iterated         a trajectory: each step's error is carried on, 8 (4 + sqrt(n)) ulp of the scale.
exact            no rounding: equal.

Where the problem is badly conditioned TensorFlow's own float32 answer is far from the truth, too. So a bound is
the larger of the policy and C times TensorFlow's own error; C = 4, since two sound implementations of one formula
make errors of one distribution, and the largest of some hundred draws of one rarely exceeds four times that of
another. For elementwise answers that error counts in ulp and in absolute size, whichever is less at an element.
Where no truth could be had, TensorFlow's answer stands for it, and both sides' errors count: the policy twice. The
same goes for an element where float64 gives NaN or an infinity and float32 a number: nothing lies near those.
"""

import math
from dataclasses import dataclass

import ml_dtypes
import numpy as np

C = 4.0

ELEMENTWISE = {"elementwise": 2.0, "transcendental": 8.0}
SCALED = {"reduction": (4.0, 1.0), "contraction": (4.0, 2.0), "iterated": (32.0, 8.0)}
CLASSES = ("exact", *ELEMENTWISE, *SCALED)

GRADIENT_CLASS = {
    "exact": "reduction",  # what selects elements hands each of them the sum of what was made of it
    "elementwise": "contraction",
    "transcendental": "contraction",
    "reduction": "contraction",
    "contraction": "contraction",
    "iterated": "iterated",
}


def ulp(x, dtype):
    """The spacing of ``dtype`` at |x|, no smaller than at the smallest normal number (below it, TensorFlow gives 0)."""
    info = ml_dtypes.finfo(dtype)  # NumPy's own does not know bfloat16
    magnitude = np.clip(np.abs(np.asarray(x, np.float64)), float(info.tiny), float(info.max))
    return float(info.eps) * 2.0 ** np.floor(np.log2(magnitude))


@dataclass(frozen=True)
class Bound:
    """How far each element of an answer may be from ``expected``, absolutely; and what an ulp is there."""

    expected: np.ndarray
    allowed: np.ndarray
    unit: np.ndarray


def bound(op_class, length, answer, truth=None, scale=0.0):
    """The Bound for a floating answer of an op class whose longest sum has ``length`` terms.

    ``answer`` is TensorFlow's float32 (or half) answer, ``truth`` the float64 one, None where there is none. ``scale``
    is the magnitude of what was added to make the answer, where that is known and larger than the answer itself.
    Raises: ValueError for an unknown class.
    """
    if op_class not in CLASSES:
        raise ValueError(f"bound: op_class must be one of {', '.join(CLASSES)}, got {op_class!r}")
    dtype = answer.dtype
    answer = np.asarray(answer, np.float64)
    finite = np.isfinite(answer)
    alone = np.full(answer.shape, True) if truth is None else finite & ~np.isfinite(truth)
    expected = answer if truth is None else np.where(alone, answer, truth)
    finite = finite & np.isfinite(expected)
    safe = np.where(finite, expected, 0.0)
    own = np.where(finite, np.abs(np.where(finite, answer, 0.0) - safe), 0.0)
    twice = np.where(alone, 2.0, 1.0)
    if op_class in SCALED:
        start, growth = SCALED[op_class]
        unit = np.broadcast_to(ulp(np.max(np.abs(safe), initial=scale), dtype), expected.shape)
        policy = twice * (start + growth * math.sqrt(length)) * unit
        allowed = np.maximum(policy, C * np.max(own, initial=0.0))
    else:
        unit = ulp(safe, dtype)
        policy = twice * ELEMENTWISE.get(op_class, 0.0) * unit
        in_ulp, absolute = np.max(own / unit, initial=0.0), np.max(own, initial=0.0)
        allowed = np.maximum(policy, C * np.minimum(in_ulp * unit, absolute))
    return Bound(expected, allowed, unit)


# -- gradients against central differences (the relation in conformance/)

# of an output, in eps of the sum of its parts: what two evaluations of a short composition make together
ROUNDINGS = 64.0


def difference_step(dtype):
    """The step of a central difference, relative to the size of what is moved: eps^(1/3) balances its two errors."""
    return float(np.finfo(dtype).eps) ** (1 / 3)


def difference_bound(dtype, magnitude, curvature):
    """How far f(x + h) - f(x - h) may be from the gradient times 2h.

    ``magnitude`` is the sum of the magnitudes of which f is made; ``curvature``, the same difference less twice that of
    half the step. With f''' the third derivative, the difference is off by h^3 f''' / 3 and the curvature is
    h^3 f''' / 4, so their ratio is 4/3; where f'' jumps (celu at 0) it is 2. Twice that, since parts may cancel.
    """
    return 4.0 * curvature + ROUNDINGS * float(np.finfo(dtype).eps) * magnitude
