"""keras.utils: small things for the user. Spec: keras.utils."""

import random as python_random

import numpy as np

from refimpl.autodiff import as_operand
from refimpl.callbacks.progbar import Progbar
from refimpl.names import clear_session
from refimpl.ops.arrays import convert_to_numpy
from refimpl.random.seed_generator import set_global_seed
from refimpl.serialization import (
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)  # fmt: skip

__all__ = [
    "Progbar", "clear_session", "custom_object_scope", "deserialize_keras_object", "get_custom_objects", "get_registered_name",
    "get_registered_object", "normalize", "register_keras_serializable", "serialize_keras_object", "set_random_seed",
    "to_categorical",
]  # fmt: skip


def set_random_seed(seed):
    """Seed Python's ``random``, NumPy's global generator and Keras' own, so that a program draws the same again.

    Raises: ValueError for a seed that is no integer. Spec: keras.utils.set_random_seed.
    """
    if not isinstance(seed, int):
        raise ValueError(f"set_random_seed: seed must be an integer, got {seed!r}")
    python_random.seed(seed)
    np.random.seed(seed)
    set_global_seed(seed)


def to_categorical(x, num_classes=None):
    """Class numbers as rows of a one and zeros, in float32: (...) or (..., 1) -> (..., num_classes).

    Without ``num_classes`` there are as many as the largest number asks for.
    Raises: IndexError for a number that is no class. Spec: keras.utils.to_categorical.
    """
    x = convert_to_numpy(x).astype(np.int64)
    if x.ndim > 1 and x.shape[-1] == 1:
        x = x.reshape(x.shape[:-1])
    classes = int(num_classes or x.max() + 1)
    if x.size and not (-classes <= x.min() and x.max() < classes):
        raise IndexError(f"to_categorical: x must hold classes below num_classes = {classes}, got {x.max()}")
    return np.eye(classes, dtype=np.float32)[x]


def normalize(x, axis=-1, order=2):
    """``x`` divided by its norm of this order along ``axis``, zeros left as they are.

    As in Keras, axis 0 takes the norms along axis 0 and divides along the last one. Spec: keras.utils.normalize.
    """
    x = np.asarray(as_operand(x))
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return x / np.expand_dims(norm, axis or -1)
