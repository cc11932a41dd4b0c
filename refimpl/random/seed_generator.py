"""Where seeds come from. A draw is a function of its seed, so what must differ from draw to draw is the seed.

An int seed s stands for the pair [s, 0]; a SeedGenerator gives [s, 0], [s, 1], [s, 2] ... Without a seed, the global
generator gives one, and it and every initializer and generator made without a seed take theirs from Python's
``random``: so ``set_random_seed`` fixes them all.
"""

import random as python_random

import numpy as np

from refimpl.names import auto_name
from refimpl.serialization import export
from refimpl.variables import Variable

_STEP = np.array([0, 1], np.int64)
_globals = {"seed": None, "generator": None, "operations": None}


def make_default_seed():
    """A seed for whoever has none, from Python's ``random``."""
    return python_random.randint(1, 10**9)


def _is_seed(value):
    return isinstance(value, int) and not isinstance(value, bool) and -(2**63) <= value < 2**63


@export("keras.random")
class SeedGenerator:
    """A new seed at each call of ``next()``. Its state [seed, count] is a Variable, which models keep.

    Raises: ValueError for a seed that is no integer of 64 bits, for a name that is none, for other arguments.
    Spec: keras.random.SeedGenerator.
    """

    def __init__(self, seed=None, name=None, **kwargs):
        if kwargs:
            raise ValueError(f"SeedGenerator: unknown argument {next(iter(kwargs))!r}; it takes seed and name")
        if name is not None and (not isinstance(name, str) or "/" in name):
            raise ValueError(f"SeedGenerator: name must be a string without '/', got {name!r}")
        self.name = name or auto_name("SeedGenerator")
        self._initial_seed = seed
        seed = make_default_seed() if seed is None else seed
        if not _is_seed(seed):
            raise ValueError(f"SeedGenerator: seed must be an integer of 64 bits or None, got {seed!r}")
        self.state = Variable(np.array([seed, 0], np.int64), trainable=False, name="seed_generator_state")
        self.state.path = f"{self.name}/seed_generator_state"

    def next(self, ordered=True):
        """The state, int64 [seed, count], which moves on: by one, or by Keras' rule for the global generator."""
        seed = self.state.numpy()
        self.state.assign(seed + _STEP if ordered else (seed + 1) * 5387 % 933199)
        return seed

    def get_config(self):
        return {"seed": self._initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


def draw_seed(seed):
    """The pair of ints by which to draw, for an int, a SeedGenerator or None (the global generator).

    Raises: ValueError for anything else.
    """
    if isinstance(seed, SeedGenerator):
        pair = seed.next().tolist()
    elif _is_seed(seed):
        pair = [seed, 0]
    elif seed is None:
        _globals["generator"] = _globals["generator"] or SeedGenerator()
        pair = _globals["generator"].next(ordered=False).tolist()
    else:
        raise ValueError(f"seed must be an integer of 64 bits, a SeedGenerator or None, got {seed!r}")
    return [part % (2**31 - 2) for part in pair]


def set_global_seed(seed):
    """Remember the seed of ``set_random_seed``; the global generator will be made anew from Python's ``random``.

    None forgets it.
    """
    _globals.update(seed=seed, generator=None, operations=None if seed is None else python_random.Random(seed))


def operation_seed():
    """The seed of an operation that has none of its own, after ``set_random_seed``: TensorFlow's, one after another."""
    return _globals["operations"].randint(0, 2**31 - 1)


def get_random_seed():
    """The seed of the last ``set_random_seed``, or None."""
    return _globals["seed"]
