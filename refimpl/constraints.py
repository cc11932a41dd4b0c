"""keras.constraints: what a weight is brought back to after each step of training. Spec: keras.constraints."""

from refimpl import config, ops
from refimpl.ops.arrays import convert_to_tensor
from refimpl.serialization import Configured, deserialize_keras_object, export, interpret, serialize_keras_object


@export("keras.constraints", "constraint")
class Constraint(Configured):
    """Subclasses give ``__call__(w)``. Spec: keras.constraints.Constraint."""

    def __call__(self, w):
        return w


def _norms(w, axis):
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


@export("keras.constraints", "max_norm")
class MaxNorm(Constraint):
    """w min(|w|, max_value) / |w|, |w| the norms over ``axis``. Spec: keras.constraints.MaxNorm."""

    def __init__(self, max_value=2, axis=0):
        self.max_value, self.axis = max_value, axis

    def __call__(self, w):
        w = convert_to_tensor(w)
        norms = _norms(w, self.axis)
        return w * (ops.clip(norms, 0, self.max_value) / (config.epsilon() + norms))


@export("keras.constraints", "min_max_norm")
class MinMaxNorm(Constraint):
    """w n / |w|, n going by ``rate`` from |w| to its nearest in [min_value, max_value].

    Spec: keras.constraints.MinMaxNorm.
    """

    def __init__(self, min_value=0.0, max_value=1.0, rate=1.0, axis=0):
        self.min_value, self.max_value, self.rate, self.axis = min_value, max_value, rate, axis

    def __call__(self, w):
        w = convert_to_tensor(w)
        norms = _norms(w, self.axis)
        desired = self.rate * ops.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
        return w * (desired / (config.epsilon() + norms))


@export("keras.constraints", "non_neg")
class NonNeg(Constraint):
    """max(w, 0). Spec: keras.constraints.NonNeg."""

    def __call__(self, w):
        return ops.maximum(w, 0)


@export("keras.constraints", "unit_norm")
class UnitNorm(Constraint):
    """w / |w|, |w| the norms over ``axis``. Spec: keras.constraints.UnitNorm."""

    def __init__(self, axis=0):
        self.axis = axis

    def __call__(self, w):
        w = convert_to_tensor(w)
        return w / (config.epsilon() + _norms(w, self.axis))


max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm


def get(identifier):
    """The constraint for a name, a config, a class or a callable; None stays None.

    Raises: ValueError for anything else. Spec: keras.constraints.get.
    """
    return interpret(identifier, "keras.constraints", "constraint")


def serialize(constraint):
    """Spec: keras.constraints.serialize."""
    return serialize_keras_object(constraint)


def deserialize(config, custom_objects=None):
    """Spec: keras.constraints.deserialize."""
    return deserialize_keras_object(config, custom_objects, module="keras.constraints")
