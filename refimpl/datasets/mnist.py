"""Handwritten digits: 60,000 images to train on and 10,000 to test, of 28 x 28 grey pixels."""

import numpy as np

from refimpl.datasets.sources import fetch


def load_data(path="mnist.npz"):
    """((x_train, y_train), (x_test, y_test)): images (samples, 28, 28) and digits (samples,), in uint8.

    ``path`` is the file's name in the cache. Raises: as ``get_file``. Spec: keras.datasets.mnist.load_data.
    """
    with np.load(fetch("mnist", path), allow_pickle=False) as f:
        return (f["x_train"], f["y_train"]), (f["x_test"], f["y_test"])
