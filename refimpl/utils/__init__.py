"""keras.utils: small things for the user. Spec: keras.utils."""

import random as python_random

import numpy as np

from refimpl.callbacks.progbar import Progbar
from refimpl.names import clear_session
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
from refimpl.training.py_dataset import PyDataset
from refimpl.utils.audio_dataset import audio_dataset_from_directory
from refimpl.utils.files import get_file
from refimpl.utils.image_dataset import image_dataset_from_directory
from refimpl.utils.numerical import normalize, to_categorical
from refimpl.utils.sequences import pad_sequences
from refimpl.utils.split_dataset import split_dataset
from refimpl.utils.text_dataset import text_dataset_from_directory
from refimpl.utils.timeseries_dataset import timeseries_dataset_from_array

Sequence = PyDataset

__all__ = [
    "Progbar", "PyDataset", "Sequence", "audio_dataset_from_directory", "clear_session", "custom_object_scope",
    "deserialize_keras_object", "get_custom_objects", "get_file", "get_registered_name", "get_registered_object",
    "image_dataset_from_directory", "normalize", "pad_sequences", "register_keras_serializable",
    "serialize_keras_object", "set_random_seed", "split_dataset", "text_dataset_from_directory",
    "timeseries_dataset_from_array", "to_categorical",
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
