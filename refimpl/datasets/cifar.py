"""What CIFAR10 and CIFAR100 have in common: batches of images with three channels first, as pickles."""

import numpy as np

from refimpl import config
from refimpl.datasets.pickles import load


def load_batches(paths, labels):
    """(images in uint8, the numbers at the key ``labels``), one batch after another."""
    batches = []
    for path in paths:
        with open(path, "rb") as file:
            batches.append(load(file))
    x = np.concatenate([batch[b"data"].reshape(-1, 3, 32, 32) for batch in batches])
    return x, np.concatenate([batch[labels.encode()] for batch in batches]).reshape(-1, 1)


def in_data_format(x):
    """``x`` with its channels where ``keras.config.image_data_format`` has them."""
    return x.transpose(0, 2, 3, 1) if config.image_data_format() == "channels_last" else x
