"""Class numbers and norms, of NumPy arrays as NumPy reckons, of values that are traced as the ops do."""

import numpy as np

from refimpl.autodiff import Operand
from refimpl.ops.arrays import one_hot, reshape
from refimpl.ops.nn import normalize as normalize_op


def to_categorical(x, num_classes=None):
    """Class numbers as rows of a one and zeros: (...) or (..., 1) -> (..., num_classes), in float64.

    Without ``num_classes`` there are as many as the largest number asks for; a negative number counts from the last.
    Numbers that are traced or symbolic are a matter for ``ops.one_hot``: rows of floatx, of zeros for what is no class.
    Raises: IndexError for a number that is no class, ValueError if there is nothing to count the classes by.
    Spec: keras.utils.to_categorical.
    """
    if isinstance(x, Operand):
        column = len(x.shape) > 1 and x.shape[-1] == 1
        return one_hot(reshape(x, x.shape[:-1]) if column else x, num_classes)
    x = np.array(x, np.int64)
    if x.ndim > 1 and x.shape[-1] == 1:
        x = x[..., 0]
    if not num_classes:
        if not x.size:
            raise ValueError("to_categorical: num_classes must be given for an empty x, got None")
        num_classes = int(x.max()) + 1
    rows = np.zeros((x.size, num_classes))
    if x.size and not (-num_classes <= x.min() and x.max() < num_classes):
        raise IndexError(f"to_categorical: x must be below num_classes={num_classes}, got {x.min()} to {x.max()}")
    rows[np.arange(x.size), x.reshape(-1)] = 1
    return rows.reshape(*x.shape, num_classes)


def normalize(x, axis=-1, order=2):
    """``x`` divided by its norm of this order along ``axis``, zeros left as they are.

    As in Keras, axis 0 takes the norms along axis 0 and divides along the last one. What is no ndarray is a matter for
    ``ops.normalize``.
    Raises: ValueError for an axis that ``x`` has not (numpy.exceptions.AxisError), and for an unknown order.
    Spec: keras.utils.normalize.
    """
    if not isinstance(x, np.ndarray):
        return normalize_op(x, axis=axis, order=order)
    norm = np.atleast_1d(np.linalg.norm(x, order, axis))
    norm[norm == 0] = 1
    return x / np.expand_dims(norm, axis or -1)
