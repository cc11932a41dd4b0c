"""Functions of one or two numbers, element by element: forward and derivative on one line each.

The derivative gives the cotangent of an operand from the cotangent ``g`` and the output ``out``. Where a function has
a kink, the derivative is TensorFlow's choice: 0 for relu and abs at 0, all to the first of two equal operands of a
maximum; and where nothing comes back to it, rsqrt hands nothing on, at 0 neither.
Spec: the functions of the same names in keras.ops.
"""

import math

import numpy as np

from refimpl.autodiff import Primitive, primitive
from refimpl.dtypes import float_type, is_float, result_type
from refimpl.ops.arrays import cast, sum_to, where


def promoted(x, y):
    """Both operands as arrays of the dtype in which they meet; Python scalars lean on arrays."""
    if type(x) is type(y) is np.ndarray and x.dtype is y.dtype:
        return x, y
    dtype = result_type(x, y)
    return np.asarray(x, dtype), np.asarray(y, dtype)


def real(x):
    """``x`` as a floating array: integers and booleans become floatx."""
    return np.asarray(x, float_type(x))


def _unary(name, forward, derivative, convert=real):
    def fun(x):
        return forward(convert(x))

    fun.__name__ = fun.__qualname__ = name
    fun.__doc__ = f"``{name}(x)``, element by element. Shapes: s -> s. Spec: keras.ops.{name}."
    rule = derivative and (lambda g, out, x: derivative(g, out, x))
    return Primitive(fun, operands=1).vjps(rule)


def _binary(name, forward, of_first, of_second, convert=promoted):
    def fun(x1, x2):
        return forward(*convert(x1, x2))

    def back_to(rule, operand):
        def share(g, out, x1, x2):
            x = (x1, x2)[operand]
            g = sum_to(rule(g, out, x1, x2), x.shape)
            return g if g.dtype == x.dtype else cast(g, x.dtype)

        return share

    fun.__name__ = fun.__qualname__ = name
    fun.__doc__ = f"``{name}(x1, x2)``, broadcast. Shapes: s1, s2 -> broadcast(s1, s2). Spec: keras.ops.{name}."
    rules = (of_first and back_to(of_first, 0), of_second and back_to(of_second, 1))
    return Primitive(fun, operands=2).vjps(*rules)


def _both_real(x, y):
    x, y = promoted(x, y)
    return (x, y) if is_float(x.dtype) else (real(x), real(y))


def _sigmoid(x):
    """1 / (1 + exp(-x)), from the smaller of it and its complement: nothing overflows, and both ends keep their digits."""
    e = np.exp(-np.abs(x))
    smaller = e / (1 + e)
    return np.where(x >= 0, 1 - smaller, smaller)


def _by_math(function):
    """A function of Python's ``math``, element by element."""
    return lambda x: np.asarray(np.frompyfunc(function, 1, 1)(x)).astype(x.dtype)


# fmt: off
# ruff: noqa: E501
negative = _unary("negative", np.negative, lambda g, out, x: negative(g), convert=np.asarray)
absolute = _unary("absolute", np.abs, lambda g, out, x: g * sign(x), convert=np.asarray)
sign = _unary("sign", np.sign, None, convert=np.asarray)
square = _unary("square", np.square, lambda g, out, x: g * (2 * x), convert=np.asarray)
sqrt = _unary("sqrt", np.sqrt, lambda g, out, x: g / (2 * out))
rsqrt = _unary("rsqrt", lambda x: 1 / np.sqrt(x), lambda g, out, x: where(g == 0, 0.0, g * (-0.5 * out / x)))
reciprocal = _unary("reciprocal", np.reciprocal, lambda g, out, x: negative(g) * square(out))
exp = _unary("exp", np.exp, lambda g, out, x: g * out)
expm1 = _unary("expm1", np.expm1, lambda g, out, x: g * exp(x))
log = _unary("log", np.log, lambda g, out, x: g / x)
log1p = _unary("log1p", np.log1p, lambda g, out, x: g / (1 + x))
sin = _unary("sin", np.sin, lambda g, out, x: g * cos(x))
cos = _unary("cos", np.cos, lambda g, out, x: g * negative(sin(x)))
tanh = _unary("tanh", np.tanh, lambda g, out, x: g * (1 - square(out)))
sigmoid = _unary("sigmoid", _sigmoid, lambda g, out, x: g * (out * (1 - out)))
erf = _unary("erf", _by_math(math.erf), lambda g, out, x: g * (2 / math.sqrt(math.pi) * exp(negative(square(x)))))
erfc = _unary("erfc", _by_math(math.erfc), lambda g, out, x: g * (-2 / math.sqrt(math.pi) * exp(negative(square(x)))))
softplus = _unary("softplus", lambda x: np.logaddexp(x, x.dtype.type(0)), lambda g, out, x: g * sigmoid(x))
floor = _unary("floor", np.floor, None)
ceil = _unary("ceil", np.ceil, None)
round_half_even = _unary("round", np.rint, None)
isnan = _unary("isnan", np.isnan, None)
isfinite = _unary("isfinite", np.isfinite, None)
isinf = _unary("isinf", np.isinf, None)
logical_not = _unary("logical_not", np.logical_not, None, convert=np.asarray)

add = _binary("add", np.add, lambda g, out, x, y: g, lambda g, out, x, y: g)
subtract = _binary("subtract", np.subtract, lambda g, out, x, y: g, lambda g, out, x, y: negative(g))
multiply = _binary("multiply", np.multiply, lambda g, out, x, y: g * y, lambda g, out, x, y: g * x)
divide = _binary("divide", np.true_divide, lambda g, out, x, y: g / y, lambda g, out, x, y: negative(g) * (x / y) / y, convert=_both_real)
power = _binary("power", np.power, lambda g, out, x, y: g * (y * x ** (y - 1)), lambda g, out, x, y: g * out * log(where(x > 0, x, 1.0)))
maximum = _binary("maximum", np.maximum, lambda g, out, x, y: where(x >= y, g, 0.0), lambda g, out, x, y: where(x >= y, 0.0, g))
minimum = _binary("minimum", np.minimum, lambda g, out, x, y: where(x <= y, g, 0.0), lambda g, out, x, y: where(x <= y, 0.0, g))
floor_divide = _binary("floor_divide", np.floor_divide, None, None)
mod = _binary("mod", np.mod, lambda g, out, x, y: g, lambda g, out, x, y: negative(g) * floor_divide(x, y))
equal = _binary("equal", np.equal, None, None)
not_equal = _binary("not_equal", np.not_equal, None, None)
less = _binary("less", np.less, None, None)
less_equal = _binary("less_equal", np.less_equal, None, None)
greater = _binary("greater", np.greater, None, None)
greater_equal = _binary("greater_equal", np.greater_equal, None, None)
logical_and = _binary("logical_and", np.logical_and, None, None, convert=lambda x, y: (x, y))
logical_or = _binary("logical_or", np.logical_or, None, None, convert=lambda x, y: (x, y))
# fmt: on


@primitive(operands=1)
def clip(x, x_min, x_max):
    """``min(max(x, x_min), x_max)``; the gradient passes where x lies within the limits, the limits included.

    Spec: keras.ops.clip.
    """
    return np.clip(x, np.asarray(x_min, x.dtype), np.asarray(x_max, x.dtype))


clip.vjps(lambda g, out, x, x_min, x_max: where((x >= x_min) & (x <= x_max), g, 0.0))
