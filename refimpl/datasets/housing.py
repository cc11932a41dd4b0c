"""What the two sets of prices of houses have in common: rows in an order drawn by a seed, the last ones to test."""

import numpy as np


def check_test_split(test_split, owner):
    """Raises: ValueError for a share that is not in [0, 1)."""
    if not 0 <= test_split < 1:
        raise ValueError(f"{owner}: test_split must be at least 0 and below 1, got {test_split!r}")


def split(x, y, test_split, seed):
    """((x_train, y_train), (x_test, y_test)) of the rows in the order that ``seed`` draws."""
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    x, y = x[order], y[order]
    border = int(len(x) * (1 - test_split))
    return (x[:border].copy(), y[:border].copy()), (x[border:].copy(), y[border:].copy())
