"""Prices of 506 houses in Boston in the 1970s, by 13 numbers each.

One of the numbers takes it that prices follow the colour of people's skin: of use to show what goes wrong with data,
and for little else. ``california_housing`` serves as well.
"""

import numpy as np

from refimpl.datasets.housing import check_test_split, split
from refimpl.datasets.sources import fetch


def load_data(path="boston_housing.npz", test_split=0.2, seed=113):
    """((x_train, y_train), (x_test, y_test)): features (samples, 13), prices (samples,) in thousands of dollars.

    Raises: ValueError unless 0 <= test_split < 1; as ``get_file``. Spec: keras.datasets.boston_housing.load_data.
    """
    check_test_split(test_split, "boston_housing.load_data")
    with np.load(fetch("boston_housing", path), allow_pickle=False) as f:
        return split(f["x"], f["y"], test_split, seed)
