"""Prices of houses in 20,640 blocks of California in 1990, by 8 numbers each."""

import numpy as np

from refimpl.datasets.housing import check_test_split, split
from refimpl.datasets.sources import fetch
from refimpl.errors import check_choice

SMALL = 600  # samples of the small version


def load_data(version="large", path="california_housing.npz", test_split=0.2, seed=113):
    """((x_train, y_train), (x_test, y_test)): features (samples, 8), median prices (samples,) in dollars.

    Income, age, rooms, bedrooms, people, people in a household, latitude, longitude; the ``version`` "small" has the
    first 600 blocks.
    Raises: ValueError unless 0 <= test_split < 1, and for another version; as ``get_file``.
    Spec: keras.datasets.california_housing.load_data.
    """
    check_test_split(test_split, "california_housing.load_data")
    check_choice(version, "version", ("small", "large"), "california_housing.load_data")
    with np.load(fetch("california_housing", path), allow_pickle=False) as f:
        x, y = f["x"], f["y"]
    if version == "small":
        x, y = x[:SMALL], y[:SMALL]
    return split(x, y, test_split, seed)
