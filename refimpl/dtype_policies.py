"""keras.dtype_policies: in which dtypes layers compute and keep their weights. Spec: keras.dtype_policies."""

from refimpl.dtypes import DTypePolicy, FloatDTypePolicy
from refimpl.dtypes import get_policy as get
from refimpl.serialization import deserialize_keras_object, serialize_keras_object

__all__ = ["DTypePolicy", "FloatDTypePolicy", "deserialize", "get", "serialize"]


def serialize(dtype_policy):
    """Spec: keras.dtype_policies.serialize."""
    return serialize_keras_object(dtype_policy)


def deserialize(config, custom_objects=None):
    """Spec: keras.dtype_policies.deserialize."""
    return deserialize_keras_object(config, custom_objects, module="keras")
