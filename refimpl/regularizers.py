"""keras.regularizers: penalties on weights or outputs, scalars that are added to the loss. Spec: keras.regularizers."""

import math

import numpy as np

from refimpl import config, ops
from refimpl.errors import check_choice
from refimpl.serialization import Configured, deserialize_keras_object, export, interpret, serialize_keras_object


def _check_factor(value, name, owner):
    if not isinstance(value, (int, float)) or not math.isfinite(value) or value < 0:
        raise ValueError(f"{owner}: {name} must be a finite number >= 0, got {value!r}")
    return float(value)


def _rounded(value):
    """``value`` as a number of floatx: Keras keeps some factors as tensors."""
    return float(np.asarray(value, config.floatx()))


@export("keras.regularizers", "regularizer")
@export("keras")
class Regularizer(Configured):
    """Subclasses give ``__call__(x)``. Spec: keras.regularizers.Regularizer."""

    def __call__(self, x):
        return 0.0


@export("keras.regularizers", "l1l2")
class L1L2(Regularizer):
    """l1 Σ|x| + l2 Σx². Raises: ValueError unless both are finite numbers >= 0. Spec: keras.regularizers.L1L2."""

    def __init__(self, l1=0.0, l2=0.0):
        self.l1 = _check_factor(l1 or 0.0, "l1", "L1L2")
        self.l2 = _check_factor(l2 or 0.0, "l2", "L1L2")

    def __call__(self, x):
        out = ops.zeros((), x.dtype)
        if self.l1:
            out = out + self.l1 * ops.sum(ops.absolute(x))
        if self.l2:
            out = out + self.l2 * ops.sum(ops.square(x))
        return out


@export("keras.regularizers", "l1")
class L1(Regularizer):
    """l1 Σ|x|. Raises: ValueError as L1L2. Spec: keras.regularizers.L1."""

    def __init__(self, l1=0.01):
        self.l1 = _rounded(_check_factor(0.01 if l1 is None else l1, "l1", "L1"))

    def __call__(self, x):
        return self.l1 * ops.sum(ops.absolute(x))


@export("keras.regularizers", "l2")
class L2(Regularizer):
    """l2 Σx². Raises: ValueError as L1L2. Spec: keras.regularizers.L2."""

    def __init__(self, l2=0.01):
        self.l2 = _check_factor(0.01 if l2 is None else l2, "l2", "L2")

    def __call__(self, x):
        return self.l2 * ops.sum(ops.square(x))


@export("keras.regularizers", "orthogonal_regularizer")
class OrthogonalRegularizer(Regularizer):
    """factor times the mean |cosine| between the rows, or columns, of a matrix.

    Raises: ValueError for an unknown mode, or an input that is no matrix.
    Spec: keras.regularizers.OrthogonalRegularizer.
    """

    def __init__(self, factor=0.01, mode="rows"):
        self.factor = _rounded(_check_factor(factor, "factor", "OrthogonalRegularizer"))
        self.mode = check_choice(mode, "mode", ("rows", "columns"), "OrthogonalRegularizer")

    def __call__(self, inputs):
        if len(inputs.shape) != 2:
            raise ValueError(f"OrthogonalRegularizer: inputs must be of rank 2, got shape {tuple(inputs.shape)}")
        x = inputs if self.mode == "rows" else ops.transpose(inputs)
        n = x.shape[0]
        x = ops.normalize(x, axis=1)
        cosines = ops.matmul(x, ops.transpose(x)) * (1 - np.eye(n, dtype=x.dtype))
        return self.factor * 0.5 * ops.sum(ops.absolute(cosines)) / (n * (n - 1) / 2)


l1, l2, l1_l2, orthogonal_regularizer = L1, L2, L1L2, OrthogonalRegularizer


def get(identifier):
    """The regularizer for a name, a config, a class or a callable; None stays None.

    Raises: ValueError for anything else. Spec: keras.regularizers.get.
    """
    return interpret(identifier, "keras.regularizers", "regularizer")


def serialize(regularizer):
    """Spec: keras.regularizers.serialize."""
    return serialize_keras_object(regularizer)


def deserialize(config, custom_objects=None):
    """Spec: keras.regularizers.deserialize."""
    return deserialize_keras_object(config, custom_objects, module="keras.regularizers")
