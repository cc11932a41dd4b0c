"""Photographs of a hundred kinds of things, in twenty groups: 50,000 and 10,000 images of 32 x 32 pixels in colour."""

import os

from refimpl.datasets.cifar import in_data_format, load_batches
from refimpl.datasets.sources import fetch
from refimpl.errors import check_choice


def load_data(label_mode="fine"):
    """((x_train, y_train), (x_test, y_test)): images (samples, 32, 32, 3) in uint8 and classes (samples, 1) in int64.

    ``label_mode`` is "fine" for 100 classes, "coarse" for 20. Channels come first where
    ``keras.config.image_data_format`` says so.
    Raises: ValueError for another mode; as ``get_file``; pickle.UnpicklingError for files of anything but arrays.
    Spec: keras.datasets.cifar100.load_data.
    """
    check_choice(label_mode, "label_mode", ("fine", "coarse"), "cifar100.load_data")
    folder = os.path.join(fetch("cifar100", "cifar-100-python-target", extract=True), "cifar-100-python")
    train, test = (load_batches([os.path.join(folder, part)], f"{label_mode}_labels") for part in ("train", "test"))
    return (in_data_format(train[0]), train[1]), (in_data_format(test[0]), test[1])
