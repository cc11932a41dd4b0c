"""Tensors for cases: what is drawn, and how; the generator is seeded by the id of the case."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Draw:
    """``make(rng)`` gives the array."""

    make: Callable


def normal(*shape, scale=1.0, shift=0.0):
    """Normal float32 numbers."""
    return Draw(lambda rng: (shift + scale * rng.standard_normal(shape)).astype(np.float32))


def uniform(*shape, low=0.0, high=1.0):
    """Uniform float32 numbers in [low, high)."""
    return Draw(lambda rng: rng.uniform(low, high, shape).astype(np.float32))


def integers(*shape, low=0, high, dtype=np.int32):
    """Whole numbers in [low, high)."""
    return Draw(lambda rng: rng.integers(low, high, shape).astype(dtype))


def booleans(*shape):
    """Fair coins."""
    return Draw(lambda rng: rng.random(shape) < 0.5)


def one_hot(n, classes):
    """Rows with a single one."""
    return Draw(lambda rng: np.eye(classes, dtype=np.float32)[rng.integers(0, classes, n)])


def probabilities(*shape):
    """Rows of positive numbers that sum to one."""

    def make(rng):
        x = rng.uniform(0.05, 1.0, shape)
        return (x / x.sum(-1, keepdims=True)).astype(np.float32)

    return Draw(make)


def values(numbers, dtype=np.float32):
    """These very numbers."""
    return Draw(lambda rng: np.asarray(numbers, dtype))


def distinct(*shape):
    """Numbers far enough from one another that no maximum is in doubt: a shuffled range, around zero."""

    def make(rng):
        n = int(np.prod(shape))
        return ((rng.permutation(n) - n / 2 + 0.25) / 7).astype(np.float32).reshape(shape)

    return Draw(make)


def digits(n, *, start=0, shape=(64,)):
    """Real images: scikit-learn's handwritten digits in [0, 1], float32."""

    def make(rng):
        from sklearn.datasets import load_digits

        return (load_digits().images[start : start + n] / 16).astype(np.float32).reshape(n, *shape)

    return Draw(make)


def digit_labels(n, *, start=0, one_hot=True, shape=None):
    """What the digits show: rows with a one, or the numbers 0 to 9 themselves."""

    def make(rng):
        from sklearn.datasets import load_digits

        labels = load_digits().target[start : start + n]
        out = np.eye(10, dtype=np.float32)[labels] if one_hot else labels.astype(np.int32)
        return out if shape is None else out.reshape(shape)

    return Draw(make)
