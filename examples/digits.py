"""Real images that come inside a package: scikit-learn's 1,797 handwritten digits of 8x8 pixels."""

import numpy as np
from sklearn.datasets import load_digits


def load_data(test=297):
    """((x_train, y_train), (x_test, y_test)), as keras.datasets gives them: images in [0, 255], labels."""
    digits = load_digits()
    x, y = (digits.images * (255 / 16)).astype(np.float32), digits.target.astype(np.int64)
    return (x[:-test], y[:-test]), (x[-test:], y[-test:])
