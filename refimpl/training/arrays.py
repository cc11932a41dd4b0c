"""What a user hands in as data, made into arrays: conversion, weights of samples, checks, the validation split."""

import math

import numpy as np
import optree

from refimpl import config
from refimpl.dtypes import as_dtype, is_float
from refimpl.training.structures import is_nested, leaves, outline, structure


def unpack_x_y_sample_weight(data):
    """(x, y, sample_weight), with None for what ``data`` has not: an array, (x,), (x, y) or (x, y, sample_weight).

    Raises: ValueError for more than three parts.
    Spec: keras.utils.unpack_x_y_sample_weight.
    """
    if not isinstance(data, (tuple, list)):
        return data, None, None
    if not 1 <= len(data) <= 3:
        raise ValueError(f"data must be x, (x,), (x, y) or (x, y, sample_weight), got {len(data)} parts")
    return (*data, None, None)[:3]


def pack_x_y_sample_weight(x, y=None, sample_weight=None):
    """The shortest tuple that ``unpack_x_y_sample_weight`` takes apart again; a lone array stays as it is.

    Spec: keras.utils.pack_x_y_sample_weight.
    """
    if y is None:
        return (x,) if isinstance(x, (tuple, list)) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def as_array(x, name, owner):
    """One array for one array-like; floats become floatx, integers and booleans stay, a pandas Series is a column.

    Raises: ValueError for what is no array, or has no axis of samples.
    """
    if not hasattr(x, "__array__"):
        raise ValueError(
            f"{owner}: {name} must be an array or a nested structure of arrays, got {type(x).__name__} "
            f"{str(x)[:40]!r}; numpy.array({name}) makes one of nested lists"
        )
    array = np.asarray(x)
    if hasattr(x, "iloc") and array.ndim == 1:
        array = array[:, None]
    if array.dtype.kind not in "biufV" or array.dtype.names:
        raise ValueError(f"{owner}: {name} must hold numbers, got dtype {array.dtype}")
    if array.ndim == 0:
        raise ValueError(f"{owner}: {name} must have an axis of samples, got the scalar {array}")
    floatx = as_dtype(config.floatx())
    return array.astype(floatx) if is_float(array.dtype) and array.dtype != floatx else array


def as_arrays(x, name, owner):
    """``as_array`` for each leaf of a nested structure; None stays."""
    if type(x) is np.ndarray or not is_nested(x):
        return None if x is None else as_array(x, name, owner)
    return optree.tree_map(lambda leaf: as_array(leaf, name, owner), x)


def check_sizes(x, y, sample_weight, owner):
    """The number of samples that all arrays share. Raises: ValueError naming the arguments and their sizes."""
    named = {"x": x, "y": y, "sample_weight": sample_weight}
    sizes = {name: [a.shape[0] for a in leaves(value) if a is not None] for name, value in named.items()}
    if not sizes["x"]:
        raise ValueError(f"{owner}: x must be given, got None")
    found = {size for name in sizes for size in sizes[name]}
    if len(found) > 1:
        text = ", ".join(f"{name} {' and '.join(map(str, s))}" for name, s in sizes.items() if s)
        raise ValueError(f"{owner}: x, y and sample_weight must have the same number of samples, got sizes {text}")
    return found.pop()


def class_weights(y, class_weight, owner):
    """The weight of each sample: that of its class, 1 for a class without one.

    Shapes: y (samples,) or (samples, 1) class numbers, or (samples, ..., classes) scores -> (samples,).
    Raises: ValueError for several outputs or no targets; AttributeError (as in Keras) unless class_weight is a dict.
    """
    if y is None or is_nested(y):
        what = "no targets" if y is None else "several outputs"
        raise ValueError(f"{owner}: class_weight needs one array of targets, got {what}; sample_weight serves instead")
    if not hasattr(class_weight, "get"):
        raise AttributeError(f"{owner}: class_weight must be a dict from class to weight, got {class_weight!r}")
    y = np.asarray(y)
    if y.ndim > 1:
        y = y[..., 0] if y.shape[-1] == 1 else np.argmax(y, axis=-1)
    classes, which = np.unique(np.round(y).astype("int32"), return_inverse=True)
    weights = np.array([class_weight.get(int(c), 1.0) for c in classes], config.floatx())
    return weights[which.reshape(y.shape)]


def weights_for_outputs(y, sample_weight, owner):
    """``sample_weight`` in the structure of ``y``; one weight a sample serves all outputs.

    Raises: ValueError if the structures differ, or if one array is to serve all and has more than a weight a sample.
    """
    if not is_nested(y):
        return sample_weight
    if is_nested(sample_weight):
        if structure(y) != structure(sample_weight):
            raise ValueError(
                f"{owner}: sample_weight must have the structure of y, one array for each output, "
                f"got {outline(sample_weight)} for {outline(y)}"
            )
        return sample_weight
    shape = np.shape(sample_weight)
    if not (len(shape) == 1 or (len(shape) == 2 and shape[1] == 1)):
        raise ValueError(
            f"{owner}: sample_weight for several outputs must be of shape (samples,), or one array for each output, "
            f"got shape {shape}"
        )
    return optree.tree_map(lambda _: sample_weight, y)


def split_off(x, y, sample_weight, fraction, owner):
    """((x, y, sample_weight) to train on, the same of the last samples to validate on).

    The first floor(samples (1 - fraction)) samples stay for training; nothing is shuffled before.
    Raises: ValueError if ``fraction`` is not in (0, 1), if a part would be empty, or for data that is no array.
    """
    if not isinstance(fraction, (int, float)) or not 0 < fraction < 1:
        raise ValueError(f"{owner}: validation_split must be a number between 0 and 1, got {fraction!r}")
    if x is not None and not is_nested(x) and not hasattr(x, "__array__"):
        raise ValueError(
            f"{owner}: validation_split needs arrays to split, got {type(x).__name__}; pass validation_data instead"
        )
    parts = tuple(as_arrays(a, n, owner) for a, n in ((x, "x"), (y, "y"), (sample_weight, "sample_weight")))
    samples = check_sizes(*parts, owner)
    border = math.floor(samples * (1.0 - fraction))
    if border in (0, samples):
        raise ValueError(
            f"{owner}: validation_split={fraction} leaves nothing to train or validate on, got {samples} samples"
        )
    first = optree.tree_map(lambda a: a[:border], parts)
    last = optree.tree_map(lambda a: a[border:], parts)
    return first, last
