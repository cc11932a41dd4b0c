"""Keras' dtypes: their names, how two of them meet, and the policies by which layers choose theirs.

Two dtypes meet at their least upper bound in a lattice (the one of JAX' "type promotion semantics"), so int64 and
float32 give float32, where NumPy would say float64. Python scalars are weak: they lean on what they meet.
"""

from functools import cache

import ml_dtypes
import numpy as np

from refimpl import config
from refimpl.errors import unknown

_ABOVE = {
    "bool": ("int",),
    "int": ("uint8", "int8"),
    "uint8": ("uint16", "int16"),
    "uint16": ("uint32", "int32"),
    "uint32": ("uint64", "int64"),
    "uint64": ("float",),
    "int8": ("int16",),
    "int16": ("int32",),
    "int32": ("int64",),
    "int64": ("float",),
    "float": ("bfloat16", "float16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("float64",),
    "float64": (),
}
NAMES = tuple(name for name in _ABOVE if name not in ("int", "float"))
_WEAK = {bool: "bool", int: "int", float: "float"}


@cache
def as_dtype(name):
    """The ``numpy.dtype`` of a dtype, its name or a Python type; None is floatx.

    Raises: ValueError for a dtype that Keras has not.
    """
    if name is None:
        return np.dtype(config.floatx())
    if name in _WEAK:
        return {"bool": np.dtype("bool"), "int": np.dtype("int32")}.get(_WEAK[name]) or np.dtype(config.floatx())
    text = name if isinstance(name, str) else np.dtype(name).name
    if text not in NAMES:
        raise unknown("dtype", text, NAMES)
    return np.dtype(getattr(ml_dtypes, text)) if text == "bfloat16" else np.dtype(text)


@cache
def _reachable(name):
    return {name}.union(*(_reachable(above) for above in _ABOVE[name]))


@cache
def _least_upper_bound(names):
    common = set.intersection(*(_reachable(name) for name in names))
    (bound,) = (name for name in common if common <= _reachable(name))
    return bound


def result_type(*operands):
    """The dtype in which arrays, dtypes and Python scalars meet (``numpy.dtype``).

    Spec: keras.backend.result_type.
    """
    names = frozenset(_WEAK.get(type(x)) or as_dtype(getattr(x, "dtype", x)).name for x in operands)
    bound = _least_upper_bound(names)
    return as_dtype({"int": "int32", "float": config.floatx()}.get(bound, bound))


def is_float(dtype):
    """Whether a ``numpy.dtype`` is a floating one, bfloat16 among them."""
    return dtype.kind == "f" or dtype.name == "bfloat16"


def float_type(x):
    """The dtype in which a function of real numbers answers to ``x``: its own if floating, else floatx."""
    dtype = getattr(x, "dtype", None)
    return dtype if dtype is not None and is_float(dtype) else np.dtype(config.floatx())


class DTypePolicy:
    """The dtype in which a layer computes and the one in which it keeps its weights.

    Raises: ValueError for a name that is neither a floating dtype nor "mixed_float16" or "mixed_bfloat16".
    Spec: keras.DTypePolicy.
    """

    def __init__(self, name):
        compute = name.removeprefix("mixed_") if isinstance(name, str) else name
        self.compute_dtype = as_dtype(compute).name
        self.variable_dtype = "float32" if compute != name else self.compute_dtype
        self.name = name if isinstance(name, str) else self.compute_dtype

    def get_config(self):
        return {"name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __repr__(self):
        return f'<DTypePolicy "{self.name}">'

    def __eq__(self, other):
        return isinstance(other, DTypePolicy) and other.name == self.name

    __hash__ = None


def get_policy(identifier):
    """A DTypePolicy from a policy, its name, its config or a dtype; None is the policy of floatx."""
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return DTypePolicy.from_config(identifier["config"])
    return DTypePolicy(config.floatx() if identifier is None else identifier)
