"""Variable: an array that a model keeps and training changes."""

from contextlib import contextmanager

import numpy as np

from refimpl.autodiff import Operand, as_operand, unboxed
from refimpl.casting import autocasting
from refimpl.dtypes import as_dtype


class Variable(Operand):
    """A named array with a fixed shape and dtype; an op that meets one takes its value.

    ``initializer`` is an array, a number, or a function of (shape, dtype), which needs ``shape``.
    ``learnable`` says whether the variable was made to be trained; ``trainable``, whether it is trained at present;
    ``autocast``, whether layers of mixed precision see it in their compute dtype.
    Raises: ValueError for an initializer or an assigned value of another shape.
    Spec: keras.Variable.
    """

    __slots__ = (
        "_value", "name", "path", "shape", "dtype", "trainable", "learnable", "regularizer", "constraint", "autocast",
    )  # fmt: skip

    def __init__(self, initializer, shape=None, dtype=None, trainable=True, name=None, autocast=True):
        if callable(initializer):
            if shape is None:
                raise ValueError("Variable: shape must be given with an initializer that is a function, got None")
            dtype = as_dtype(dtype)
            value = initializer(tuple(shape), dtype=dtype.name)
        else:
            value = as_operand(initializer)
        self._value = np.array(unboxed(value), dtype=dtype and as_dtype(dtype))
        if shape is not None and self._value.shape != tuple(shape):
            raise ValueError(f"Variable: initializer must have shape {tuple(shape)}, got {self._value.shape}")
        self.shape, self.dtype = self._value.shape, self._value.dtype
        self.name = self.path = name or "variable"
        self.trainable = self.learnable = trainable
        self.regularizer = self.constraint = None
        self.autocast = autocast

    @property
    def value(self):
        """The array, or while a gradient of it is being traced the box around it; in a mixed layer's compute dtype."""
        return self._value if autocasting.dtype is None or not self.autocast else autocasting.view(self._value)

    resolve = value.fget

    def numpy(self):
        """The array itself, without any box."""
        return unboxed(self._value)

    def assign(self, value):
        """Take a new value, cast to this dtype; returns the variable. Raises: ValueError for another shape."""
        value = np.asarray(unboxed(as_operand(value)), dtype=self.dtype)
        if value.shape != self.shape:
            raise ValueError(f"{self.name}: value must have shape {self.shape}, got {value.shape}")
        self._value = value if value.base is None and value.flags.owndata else value.copy()
        return self

    def assign_add(self, value):
        return self.assign(self.numpy() + np.asarray(unboxed(as_operand(value)), self.dtype))

    def assign_sub(self, value):
        return self.assign(self.numpy() - np.asarray(unboxed(as_operand(value)), self.dtype))

    def __array__(self, dtype=None, copy=None):
        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __float__(self):
        return float(self.numpy())

    def __int__(self):
        return int(self.numpy())

    def __repr__(self):
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={self.numpy()}>"


@contextmanager
def bound(variables, values):
    """Within the block each variable has the given value, which may be boxed: so a model is a function of its weights.

    A value assigned inside stays (moving statistics do); what was only bound is taken back.
    Raises: ValueError if there are not as many values as variables.
    """
    if len(variables) != len(values):
        raise ValueError(f"bound: values must be one for each of the {len(variables)} variables, got {len(values)}")
    before = [v._value for v in variables]
    for variable, value in zip(variables, values, strict=True):
        variable._value = value
    try:
        yield
    finally:
        for variable, value, old in zip(variables, values, before, strict=True):
            if variable._value is value:
                variable._value = old
