"""Photographs of ten kinds of things: 50,000 and 10,000 images of 32 x 32 pixels in colour."""

import os

from refimpl.datasets.cifar import in_data_format, load_batches
from refimpl.datasets.sources import fetch


def load_data():
    """((x_train, y_train), (x_test, y_test)): images (samples, 32, 32, 3) and classes (samples, 1), in uint8.

    The channels come first where ``keras.config.image_data_format`` says so.
    Raises: as ``get_file``; pickle.UnpicklingError for files of anything but arrays.
    Spec: keras.datasets.cifar10.load_data.
    """
    folder = os.path.join(fetch("cifar10", "cifar-10-batches-py-target", extract=True), "cifar-10-batches-py")
    x_train, y_train = load_batches([os.path.join(folder, f"data_batch_{i}") for i in range(1, 6)], "labels")
    x_test, y_test = load_batches([os.path.join(folder, "test_batch")], "labels")
    y_train, y_test = y_train.astype("uint8"), y_test.astype("uint8")
    return (in_data_format(x_train), y_train), (in_data_format(x_test), y_test)
