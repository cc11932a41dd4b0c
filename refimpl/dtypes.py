"""Keras' dtypes: their names, how two of them meet, and the policies by which layers choose theirs.

Two dtypes meet at their least upper bound in a lattice (the one of JAX' "type promotion semantics"), so int64 and
float32 give float32, where NumPy would say float64. Python scalars are weak: they lean on what they meet.
"""

from functools import cache

import ml_dtypes
import numpy as np

from refimpl import settings
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
        return np.dtype(settings.floatx())
    if name in _WEAK:
        return {"bool": np.dtype("bool"), "int": np.dtype("int32")}.get(_WEAK[name]) or np.dtype(settings.floatx())
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
    return as_dtype({"int": "int32", "float": settings.floatx()}.get(bound, bound))


def is_float(dtype):
    """Whether a ``numpy.dtype`` is a floating one, bfloat16 among them."""
    return dtype.kind == "f" or dtype.name == "bfloat16"


def float_type(x):
    """The dtype in which a function of real numbers answers to ``x``: its own if floating, else floatx."""
    dtype = getattr(x, "dtype", None)
    return dtype if dtype is not None and is_float(dtype) else np.dtype(settings.floatx())


class DTypePolicy:
    """The dtype in which a layer computes and the one in which it keeps its weights; they differ if precision is mixed.

    ``name`` is a dtype, for both; "mixed_float16" or "mixed_bfloat16", to compute in half and keep float32; or None,
    for the policy of the session.
    Raises: TypeError for a name that is no string, ValueError for any other name.
    Spec: keras.DTypePolicy.
    """

    quantization_mode = None

    def __init__(self, name=None):
        name = dtype_policy().name if name is None else name
        if not isinstance(name, str):
            raise TypeError(f"DTypePolicy: name must be a string such as 'mixed_float16', got {name!r}")
        mixed = name in ("mixed_float16", "mixed_bfloat16")
        self.compute_dtype = as_dtype(name.removeprefix("mixed_") if mixed else name).name
        self.variable_dtype = "float32" if mixed else self.compute_dtype
        self.name = name

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


class FloatDTypePolicy(DTypePolicy):
    """Another name of DTypePolicy. Spec: keras.dtype_policies.FloatDTypePolicy."""


def dtype_policy():
    """The policy of new layers: that of floatx when it is first asked for, unless set otherwise.

    Spec: keras.config.dtype_policy.
    """
    if settings.kept_policy() is None:
        settings.keep_policy(DTypePolicy(settings.floatx()))
    return settings.kept_policy()


def set_dtype_policy(policy):
    """Let new layers follow a policy, or one by name, until ``clear_session``.

    Raises: ValueError for anything else. Spec: keras.config.set_dtype_policy.
    """
    if not isinstance(policy, (str, DTypePolicy)):
        raise ValueError(f"set_dtype_policy: policy must be a name such as 'mixed_float16' or a policy, got {policy!r}")
    settings.keep_policy(get_policy(policy))


def get_policy(identifier):
    """A DTypePolicy from a policy, its name, its config or a dtype; None is the policy of the session.

    Raises: ValueError for anything else. Spec: keras.dtype_policies.get.
    """
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        kind = FloatDTypePolicy if identifier.get("class_name") == "FloatDTypePolicy" else DTypePolicy
        return kind.from_config(identifier["config"])
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    try:
        return DTypePolicy(as_dtype(identifier).name)
    except TypeError:
        raise ValueError(f"dtype must be a dtype, a policy or the name of one, got {identifier!r}") from None
