"""Names that Keras gives when none is given: the class in snake case, numbered from the second on."""

import re
from collections import Counter

from refimpl import settings

_taken = Counter()


def snake_case(name):
    """``MaxPooling2D`` -> ``max_pooling2d``, ``ReLU`` -> ``re_lu``."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", re.sub(r"\W+", "", name))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def auto_name(prefix):
    """``dense``, then ``dense_1``, ``dense_2`` ..."""
    prefix = snake_case(prefix)
    number = _taken[prefix]
    _taken[prefix] += 1
    return f"{prefix}_{number}" if number else prefix


def clear_session(free_memory=True):
    """Begin all numbers anew and forget the dtype policy; nothing is to be freed. Spec: keras.utils.clear_session."""
    _taken.clear()
    settings.keep_policy(None)
