"""The functions of neural networks that are no plain arithmetic: activations and softmax.

Spec: the functions of the same names in keras.ops.
"""

import math
from functools import wraps

import numpy as np

from refimpl import config
from refimpl.autodiff import op, primitive
from refimpl.dtypes import is_float
from refimpl.errors import check_positive
from refimpl.ops.arrays import cast, reshape, where
from refimpl.ops.elementwise import (
    absolute,
    clip,
    erfc,
    exp,
    expm1,
    maximum,
    minimum,
    negative,
    real,
    rsqrt,
    sigmoid,
    softplus,
    square,
    tanh,
)
from refimpl.ops.reductions import sum

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al. 2017, appendix A2


def real_op(fun):
    """Decorator: an op of one real array; integers and booleans become floatx first."""

    @wraps(fun)
    def wrapper(x, *args, **kwargs):
        return fun(x if is_float(x.dtype) else cast(x, None), *args, **kwargs)

    return op(operands=1)(wrapper)


@primitive
def relu(x):
    """max(x, 0); derivative 0 at 0. Spec: keras.ops.relu."""
    return np.maximum(x, 0)


relu.vjps(lambda g, out, x: g * (out > 0))


@primitive
def relu6(x):
    """min(max(x, 0), 6); derivative 0 at both ends. Spec: keras.ops.relu6."""
    return np.clip(x, 0, 6)


relu6.vjps(lambda g, out, x: g * ((x > 0) & (x < 6)))


@real_op
def leaky_relu(x, negative_slope=0.2):
    """x where x > 0, else negative_slope x. Spec: keras.ops.leaky_relu."""
    return where(x > 0, x, negative_slope * x)


@real_op
def elu(x, alpha=1.0):
    """x where x > 0, else alpha (exp(x) - 1). Source: Clevert et al. 2016. Spec: keras.ops.elu."""
    bent = where(x < 0, expm1(minimum(x, 0.0)), x)  # a NaN goes straight through
    return where(x > 0, bent, alpha * bent)


@real_op
def selu(x):
    """scale * elu(x, alpha) (derivative scale at 0), with the constants that keep mean 0 and variance 1.

    Source: Klambauer et al. 2017. Spec: keras.ops.selu.
    """
    return where(x < 0, SELU_SCALE * SELU_ALPHA * expm1(minimum(x, 0.0)), SELU_SCALE * x)


@real_op
def gelu(x, approximate=True):
    """x Φ(x), Φ the normal distribution; approximately x (1 + tanh(√(2/π) (x + 0.044715 x^3))) / 2.

    Source: Hendrycks & Gimpel 2016. Spec: keras.ops.gelu.
    """
    if approximate:
        return 0.5 * x * (1 + tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x))))
    return 0.5 * x * erfc(-math.sqrt(0.5) * x)


@real_op
def silu(x):
    """x sigmoid(x). Spec: keras.ops.silu."""
    return x * sigmoid(x)


@primitive
def softsign(x):
    """x / (1 + |x|). Spec: keras.ops.softsign."""
    x = real(x)
    return x / (1 + np.abs(x))


softsign.vjps(lambda g, out, x: g / square(1 + absolute(x)))


@real_op
def log_sigmoid(x):
    """log sigmoid(x) = -softplus(-x). Spec: keras.ops.log_sigmoid."""
    return negative(softplus(negative(x)))


@real_op
def hard_sigmoid(x):
    """relu6(x + 3) / 6: 0 up to -3, a straight line, 1 from 3. Spec: keras.ops.hard_sigmoid."""
    return relu6(x + 3.0) / 6.0


@real_op
def hard_silu(x):
    """x hard_sigmoid(x). Spec: keras.ops.hard_silu."""
    return x * hard_sigmoid(x)


@real_op
def hard_tanh(x):
    """min(max(x, -1), 1). Spec: keras.ops.hard_tanh."""
    return clip(x, -1.0, 1.0)


@real_op
def mish(x):
    """x tanh(softplus(x)). Source: Misra 2019. Spec: keras.ops.mish."""
    return x * tanh(softplus(x))


def _shifted(x, axis):
    return x - np.max(x, axis=axis, keepdims=True)


@primitive(operands=1)
def _softmax(x, axis):
    e = np.exp(_shifted(real(x), axis))
    e /= np.add.reduce(e, axis, keepdims=True)
    return e


_softmax.vjps(lambda g, out, x, axis: out * (g - sum(g * out, axis, keepdims=True)))


@primitive(operands=1)
def _log_softmax(x, axis):
    x = _shifted(real(x), axis)
    return x - np.log(np.add.reduce(np.exp(x), axis, keepdims=True))


_log_softmax.vjps(lambda g, out, x, axis: g - exp(out) * sum(g, axis, keepdims=True))


def _over_axes(fun, x, axis):
    """``fun`` along one axis, along several at once, or for None along all of them."""
    if axis is None:
        return reshape(fun(reshape(x, (-1,)), -1), x.shape)
    return fun(x, tuple(axis) if isinstance(axis, (tuple, list)) else axis)


@op(operands=1)
def softmax(x, axis=-1):
    """exp(x) / Σ exp(x) along ``axis``, the largest x taken out first. Spec: keras.ops.softmax."""
    return _over_axes(_softmax, x, axis)


@op(operands=1)
def log_softmax(x, axis=-1):
    """x - log Σ exp(x) along ``axis``. Spec: keras.ops.log_softmax."""
    return _over_axes(_log_softmax, x, axis)


@op(operands=1)
def normalize(x, axis=-1, order=2, epsilon=None):
    """x divided by its norm of this order along ``axis``, or by epsilon (that of the config) if the norm is smaller.

    Raises: ValueError for an order that is no integer above zero. Spec: keras.ops.normalize.
    """
    check_positive(order, "order", "normalize")
    epsilon = config.epsilon() if epsilon is None else epsilon
    if order == 2:
        return x * minimum(rsqrt(sum(square(x), axis, keepdims=True)), 1 / epsilon)
    size = absolute(x)
    norm = sum(size, axis, keepdims=True) if order == 1 else sum(size**order, axis, keepdims=True) ** (1 / order)
    return x / maximum(norm, epsilon)
