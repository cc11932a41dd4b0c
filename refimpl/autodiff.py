"""Reverse-mode automatic differentiation by tracing, on one screen.

A primitive is a function of arrays with one rule for each operand: given the cotangent ``g`` of its output, the
cotangent of that operand. While a trace is open, its values go about in boxes; a primitive that meets a box runs on
what is inside, writes itself on the trace's tape and boxes its answer. Walking the tape backwards is the chain rule.

Rules are made of primitives, so gradients have gradients, and a forward derivative is the transpose of a transpose.
Traces are numbered as they open: where several meet, the latest one is the innermost.
Source: Maclaurin, "Modeling, Inference and Optimization with Composable Differentiable Procedures", 2016, chapter 4;
for jvp, Townsend, "A new trick for calculating Jacobian vector products", 2017.
"""

import inspect
import itertools
import re
from functools import update_wrapper

import numpy as np
import optree

from refimpl.attached import added
from refimpl.dtypes import as_dtype, is_float

_PLAIN = frozenset({np.ndarray, np.float32, np.float64, np.int32, np.int64, np.bool_, float, int, bool, type(None)})
_levels = itertools.count(1)


class Operand:
    """What stands for an array in front of an op: a Box, a Variable, a symbolic tensor.

    Arithmetic (``+``, ``@``, ``[]`` ...) is given to all three at once by ``refimpl.ops.operators``.
    """

    __slots__ = ("__weakref__",)
    __array_ufunc__ = None  # ndarray + Operand is the Operand's business
    __hash__ = object.__hash__

    @property
    def ndim(self):
        return len(self.shape)

    def resolve(self):
        """What an op works on in place of this object."""
        return self


class Symbolic(Operand):
    """An operand without a value. An op that meets one is recorded by ``record(op, args, kwargs)``."""

    __slots__ = ()


class Box(Operand):
    """A value under the eyes of a trace."""

    __slots__ = ("value", "trace", "index", "shape", "dtype")

    def __init__(self, value, trace, index):
        self.value, self.trace, self.index = value, trace, index
        self.shape, self.dtype = value.shape, value.dtype

    def __repr__(self):
        return f"Box({self.value!r})"


_PLAIN_OR_BOX = _PLAIN | {Box}
_ARRAYS = frozenset({np.ndarray, Box})


def _has_half(args):
    """Whether a float16 or bfloat16 array is among operands; a loop, as a generator takes 0.4 µs longer at every op."""
    for x in args:  # noqa: SIM110
        if type(x) in _ARRAYS and x.dtype.itemsize == 2 and is_float(x.dtype):
            return True
    return False


class Trace:
    """One tape. An entry is (pull, ((operand number, index of the entry that made it), ...)); inputs have none."""

    __slots__ = ("level", "tape")

    def __init__(self):
        self.level, self.tape = next(_levels), []

    def box(self, value, pull=None, parents=()):
        self.tape.append((pull, parents))
        return Box(value, self, len(self.tape) - 1)

    def pull_back(self, seeds):
        """Cotangents by tape index, from those of the outputs (a dict that is changed)."""
        for index in range(max(seeds, default=-1), -1, -1):
            pull, parents = self.tape[index]
            if pull is None or index not in seeds:
                continue
            g = seeds.pop(index)
            for parent, contribution in pull(g, parents):
                seeds[parent] = added(seeds[parent], contribution) if parent in seeds else contribution
        return seeds


class Op:
    """A function of arrays, lists, Variables, boxes and symbolic tensors: ``@op`` or ``@op(operands=n)``.

    Its first ``operands`` parameters (by default those without a default) are arrays; the others are settings.
    """

    widens = True  # whether half floats are computed with in float32

    def __init__(self, fun, operands=None):
        update_wrapper(self, fun)
        self.fun, self.signature = fun, inspect.signature(fun)
        parameters = self.signature.parameters.values()
        self.variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        self.operands = sum(p.default is p.empty for p in parameters) if operands is None else operands
        self.class_name = re.sub("(?:^|_)([a-z0-9])", lambda m: m[1].upper(), fun.__name__)

    def __call__(self, *args, **kwargs):
        if len(args) >= self.operands and _PLAIN.issuperset(map(type, args)):
            if self.widens and _has_half(args):
                return self._in_single(args, kwargs)
            return self.fun(*args, **kwargs)
        return self._dispatch(args, kwargs)

    def _in_single(self, args, kwargs):
        """Half floats are computed with in float32, forward and back, and rounded once."""
        floats = {x.dtype.name for x in args if type(x) in _ARRAYS and is_float(x.dtype)}
        wide = [cast(x, "float32") if _has_half((x,)) else x for x in args]
        out = self(*wide, **kwargs)
        if len(floats) > 1:  # with others, or two kinds of halves, they meet in float32
            return out
        (half,) = floats
        return optree.tree_map(lambda y: cast(y, half) if y.dtype == np.float32 else y, out)

    def _dispatch(self, args, kwargs):
        if not self.variadic and len(args) < self.operands:
            given = self.signature.bind(*args, **kwargs)
            given.apply_defaults()
            names = list(given.arguments)[: self.operands]
            args = tuple(given.arguments.pop(name) for name in names)
            kwargs = {name: value for name, value in given.arguments.items() if name in kwargs}
        n = len(args) if self.variadic else self.operands
        if not _PLAIN_OR_BOX.issuperset(map(type, args[:n])):
            args = (*(x if type(x) in _PLAIN else as_operand(x) for x in args[:n]), *args[n:])
            for x in args[:n]:
                if isinstance(x, Symbolic):
                    return x.record(self, args, kwargs)
        if self.widens and _has_half(args[:n]):
            return self._in_single(args, kwargs)
        return self.run(args, kwargs, n)

    def run(self, args, kwargs, n):
        return self.fun(*args, **kwargs)

    def __repr__(self):
        return f"<op {self.__name__}>"


class Primitive(Op):
    """An op with a derivative of its own: see ``vjp`` and ``vjps``."""

    rules = ()
    joint = None

    def vjps(self, *rules):
        """One rule for each operand, ``rule(g, out, *args, **kwargs)``; None where there is no derivative."""
        self.rules = rules
        return self

    def vjp(self, rule):
        """Decorator: one rule that gives the cotangents of all operands, where they share work."""
        self.joint = rule
        return self

    def rule(self, number):
        return self.rules[number if not self.variadic else 0]

    def run(self, args, kwargs, n):
        trace = None
        for x in args[:n]:
            if type(x) is Box and (trace is None or x.trace.level > trace.level):
                trace = x.trace
        if trace is None:
            return self.fun(*args, **kwargs)
        inside, parents = list(args), []
        for i, x in enumerate(args[:n]):
            if type(x) is Box and x.trace is trace:
                inside[i] = x.value
                if self.joint or self.rule(i):
                    parents.append((i, x.index))
        args = tuple(inside)
        out = self(*args, **kwargs)
        if not parents or not is_float(out.dtype):
            return out

        def pull(g, parents):
            if self.joint:
                cotangents = self.joint(g, out, *args, **kwargs)
                return [(index, cotangents[i]) for i, index in parents if cotangents[i] is not None]
            if self.variadic:
                return [(index, self.rules[0](i, g, out, *args, **kwargs)) for i, index in parents]
            return [(index, self.rules[i](g, out, *args, **kwargs)) for i, index in parents]

        return trace.box(out, pull, parents)


def op(fun=None, *, operands=None):
    """Make a function an Op: it is composed of other ops, from which it has its derivative."""
    return Op(fun, operands) if fun else lambda f: Op(f, operands)


def primitive(fun=None, *, operands=None):
    """Make a function of ndarrays a Primitive."""
    return Primitive(fun, operands) if fun else lambda f: Primitive(f, operands)


def as_operand(x):
    """An ndarray or Operand for what a user hands in: nested lists, scalars, foreign tensors.

    Python floats become floatx and Python ints int32, as keras.ops.convert_to_tensor has it.
    Raises: TypeError for what is no array of numbers, ValueError for ragged lists.
    """
    if isinstance(x, Operand):
        return x.resolve()
    if isinstance(x, np.ndarray) or hasattr(x, "__array__"):
        array = np.asarray(x)
    else:
        try:
            array = np.asarray(x)
        except ValueError:
            raise ValueError(f"expected an array of numbers, got lists of unequal lengths: {str(x)[:60]}") from None
        if not any(hasattr(leaf, "dtype") for leaf in optree.tree_leaves(x)):
            array = array.astype({"f": as_dtype(None), "i": np.int32}.get(array.dtype.kind, array.dtype))
    if array.dtype.kind not in "biufV" or array.dtype == object:
        raise TypeError(f"expected an array of numbers, got {type(x).__name__}: {str(x)[:60]!r}")
    return array


def unboxed(x):
    """The ndarray inside, however many traces look at it."""
    while type(x) is Box:
        x = x.value
    return x


def vjp(fun, *primals, has_aux=False):
    """``fun(*primals)`` and its pullback, which takes cotangents of the output to a tuple, one for each primal.

    Primals, output and cotangents are arrays or nested lists, tuples and dicts of them. With ``has_aux``, ``fun``
    returns (output, aux) and so does vjp: (output, pullback, aux), aux free of boxes.
    Raises: TypeError if a primal is not floating.
    Spec: keras.ops has no vjp; the name and the contract are JAX'.
    """
    leaves, structure = optree.tree_flatten(primals)
    leaves = [as_operand(x) for x in leaves]
    for number, x in enumerate(leaves):
        if not is_float(x.dtype):
            raise TypeError(f"vjp: primal {number} must be floating to have a gradient, got {x.dtype}")
    trace = Trace()
    out = fun(*optree.tree_unflatten(structure, [trace.box(x) for x in leaves]))
    out, aux = out if has_aux else (out, None)
    out_leaves, out_structure = optree.tree_flatten(out)
    indices = [x.index if type(x) is Box and x.trace is trace else None for x in out_leaves]

    def pullback(cotangents):
        seeds = {}
        for index, g, x in zip(indices, out_structure.flatten_up_to(cotangents), values, strict=True):
            if index is not None and g is not None:
                g = g if type(g) is Box else np.asarray(g, dtype=x.dtype)
                if g.shape != x.shape:
                    raise ValueError(f"vjp: cotangent must have the output's shape {x.shape}, got {g.shape}")
                seeds[index] = seeds[index] + g if index in seeds else g
        seeds = trace.pull_back(seeds)
        grads = [seeds[i] if i in seeds else np.zeros(x.shape, x.dtype) for i, x in enumerate(leaves)]
        return optree.tree_unflatten(structure, grads)

    def opened(x):
        return x.value if type(x) is Box and x.trace is trace else x

    values = [opened(x) for x in out_leaves]
    out = optree.tree_unflatten(out_structure, values)
    return (out, pullback, optree.tree_map(opened, aux)) if has_aux else (out, pullback)


def value_and_grad(fun, argnums=0, has_aux=False):
    """A function that gives ``fun``'s value, a scalar, and its gradient for the arguments ``argnums``.

    With ``has_aux``, ``fun`` returns (value, aux) and the answer is ((value, aux), gradient).
    Raises: ValueError if the value is not a scalar.
    """

    def wrapper(*args):
        numbers = (argnums,) if isinstance(argnums, int) else tuple(argnums)

        def of_chosen(*chosen):
            full = list(args)
            for number, x in zip(numbers, chosen, strict=True):
                full[number] = x
            return fun(*full)

        value, pullback, *aux = vjp(of_chosen, *(args[n] for n in numbers), has_aux=has_aux)
        if np.shape(unboxed(value)) != ():
            raise ValueError(f"grad: the function must give a scalar, got shape {np.shape(unboxed(value))}")
        grads = pullback(np.ones((), value.dtype))
        grads = grads[0] if isinstance(argnums, int) else grads
        return ((value, aux[0]) if has_aux else value), grads

    return wrapper


def grad(fun, argnums=0):
    """A function that gives the gradient of ``fun``, which must give a scalar. Nest it for higher orders."""
    return lambda *args: value_and_grad(fun, argnums)(*args)[1]


def jvp(fun, primals, tangents):
    """``fun(*primals)`` and its derivative along ``tangents`` (both tuples of the same structure).

    The pullback is linear in the cotangent u; its own pullback, at any u, is the derivative of ``fun``.
    """
    out, pullback = vjp(fun, *primals)
    zeros = optree.tree_map(lambda x: np.zeros(x.shape, x.dtype), out)
    _, transposed = vjp(pullback, zeros)
    return out, transposed(tuple(tangents))[0]


@primitive
def stop_gradient(variable):
    """``x``, through which no gradient flows. Spec: keras.ops.stop_gradient."""
    return variable


stop_gradient.vjps(None)
stop_gradient.widens = False


@primitive(operands=1)
def cast(x, dtype):
    """``x`` in another dtype; floats are cut towards zero on their way to integers. Spec: keras.ops.cast."""
    return np.asarray(x).astype(as_dtype(dtype))


cast.vjps(lambda g, out, x, dtype: cast(g, x.dtype) if is_float(x.dtype) else np.zeros(x.shape, x.dtype))
cast.widens = False


def custom_gradient(fun):
    """Give a function its own gradient: ``fun(*args)`` returns (output, grad_fn).

    ``grad_fn(g)`` takes the cotangent of the output to those of the arguments: one, or a tuple. ``fun`` runs once more
    when a gradient is asked for, on the values of that trace, so that ``grad_fn`` has derivatives too.
    Spec: keras.ops.custom_gradient.
    """

    def wrapper(*args):
        def forward(*xs):
            return fun(*xs)[0]

        def backward(g, out, *xs):
            cotangents = fun(*xs)[1](g)
            return cotangents if isinstance(cotangents, (tuple, list)) else (cotangents,)

        made = Primitive(forward, operands=len(args)).vjp(backward)
        return made(*args)

    return update_wrapper(wrapper, fun)
