"""Articles of clothing in ten classes, in the format of MNIST: 60,000 and 10,000 images of 28 x 28 grey pixels."""

import gzip
import os

import numpy as np

from refimpl.datasets.sources import fetch

_SUBDIR = os.path.join("datasets", "fashion-mnist")


def load_data():
    """((x_train, y_train), (x_test, y_test)): images (samples, 28, 28) and classes (samples,), in uint8.

    Raises: as ``get_file``; gzip.BadGzipFile (an OSError), EOFError or ValueError for broken files.
    Spec: keras.datasets.fashion_mnist.load_data.
    """
    train, test = (_labels_and_images(part) for part in ("train", "test"))
    return train, test


def _labels_and_images(part):
    """Files of IDX: 8 bytes of header before labels, 16 before images."""
    labels, images = (fetch(f"fashion_mnist/{part}-{what}", cache_subdir=_SUBDIR) for what in ("labels", "images"))
    with gzip.open(labels) as f:
        y = np.frombuffer(f.read(), np.uint8, offset=8)
    with gzip.open(images) as f:
        x = np.frombuffer(f.read(), np.uint8, offset=16)
    return x.reshape(len(y), 28, 28), y
