"""How often predictions hit their targets. Functions give 1.0 or 0.0 for each, classes the mean."""

import numpy as np

from refimpl.dtypes import as_dtype
from refimpl.losses.loss import same_rank
from refimpl.metrics.metric import published
from refimpl.metrics.reduction import MeanMetricWrapper
from refimpl.ops.arrays import convert_to_numpy
from refimpl.ops.reductions import argmax
from refimpl.shapes import broadcast


def _equal(x, y, owner):
    if x.shape != y.shape:
        broadcast(x.shape, y.shape, owner=f"{owner}: y_true and y_pred")
    return np.equal(x, y).astype(as_dtype(None))


def _best(y, owner):
    y = convert_to_numpy(y)
    if not y.ndim:
        raise ValueError(f"{owner}: y_true must have an axis of classes, got a scalar")
    return argmax(y, -1)


def accuracy(y_true, y_pred):
    """t = y, element by element."""
    y = convert_to_numpy(y_pred)
    t, y = same_rank(convert_to_numpy(y_true).astype(y.dtype, copy=False), y)
    return _equal(t, y, "accuracy")


def binary_accuracy(y_true, y_pred, threshold=0.5):
    """t = (y > threshold), element by element. Spec: keras.metrics.binary_accuracy."""
    t, y = same_rank(convert_to_numpy(y_true), convert_to_numpy(y_pred))
    return _equal(t, (y > as_dtype(None).type(threshold)).astype(t.dtype), "binary_accuracy")


def categorical_accuracy(y_true, y_pred):
    """argmax t = argmax y over the last axis; targets may have an axis more, of size 1, before it.

    Raises: ValueError if the shapes do not fit. Spec: keras.metrics.categorical_accuracy.
    """
    t, y = _best(y_true, "categorical_accuracy"), convert_to_numpy(y_pred)
    shape = t.shape
    if t.ndim != y.ndim:
        return _equal(t, argmax(y, -1), "categorical_accuracy")
    if shape[-1:] != (1,):
        raise ValueError(f"categorical_accuracy: y_true must have y_pred's shape {y.shape}, got {np.shape(y_true)}")
    return _equal(t[..., 0], argmax(y, -1), "categorical_accuracy").reshape(shape)


def sparse_categorical_accuracy(y_true, y_pred):
    """t = argmax y over the last axis, t the number of a class. Spec: keras.metrics.sparse_categorical_accuracy."""
    y = convert_to_numpy(y_pred)
    t = convert_to_numpy(y_true)
    shape = t.shape
    column = t.ndim == y.ndim and shape[-1] == 1
    matches = _equal(t[..., 0] if column else t, argmax(y, -1), "sparse_categorical_accuracy")
    if column:
        matches = matches.reshape(shape)
    return matches[..., 0] if matches.ndim > 1 and matches.shape[-1] == 1 else matches


def _in_top_k(t, y, k):
    """Whether fewer than k classes of a row of ``y`` are more probable than class t; never beside NaN and infinity.

    Spec: tf.math.in_top_k.
    """
    known = (t >= 0) & (t < y.shape[-1]) & np.isfinite(y).all(-1)
    chosen = np.take_along_axis(y, np.where(known, t, 0)[:, None], -1)
    return known & ((y > chosen).sum(-1) < k)


def sparse_top_k_categorical_accuracy(y_true, y_pred, k=5, from_sorted_ids=False):
    """Whether class t is among the k most probable; with ``from_sorted_ids``, among the first k numbers of ``y_pred``.

    Spec: keras.metrics.sparse_top_k_categorical_accuracy.
    """
    y, t = convert_to_numpy(y_pred), convert_to_numpy(y_true)
    shape = t.shape
    if y.ndim < 2 or t.ndim < 1:
        raise ValueError(
            f"top_k_categorical_accuracy: y_pred must be at least of rank 2, got shapes {shape} and {y.shape}"
        )
    y, t = y.reshape(-1, y.shape[-1]), t.reshape(-1)
    if len(y) != len(t):
        raise ValueError(
            f"top_k_categorical_accuracy: y_true and y_pred must have as many samples, got {len(t)}, {len(y)}"
        )
    if from_sorted_ids:
        matches = (t.astype(y.dtype)[:, None] == y[:, :k]).any(-1)
    else:
        matches = _in_top_k(t.astype(np.int32), y, k)
    return matches.astype(as_dtype(None)).reshape(shape)


def top_k_categorical_accuracy(y_true, y_pred, k=5):
    """Whether class argmax t is among the k most probable. Spec: keras.metrics.top_k_categorical_accuracy."""
    return sparse_top_k_categorical_accuracy(_best(y_true, "top_k_categorical_accuracy"), y_pred, k)


@published(better="up")
class Accuracy(MeanMetricWrapper):
    """Spec: keras.metrics.Accuracy."""

    in_config = ()

    def __init__(self, name="accuracy", dtype=None):
        super().__init__(accuracy, name, dtype)


@published(better="up")
class BinaryAccuracy(MeanMetricWrapper):
    """Spec: keras.metrics.BinaryAccuracy."""

    in_config = ("threshold",)

    def __init__(self, name="binary_accuracy", dtype=None, threshold=0.5):
        super().__init__(binary_accuracy, name, dtype, threshold=threshold)


@published(better="up")
class CategoricalAccuracy(MeanMetricWrapper):
    """Spec: keras.metrics.CategoricalAccuracy."""

    in_config = ()

    def __init__(self, name="categorical_accuracy", dtype=None):
        super().__init__(categorical_accuracy, name, dtype)


@published(better="up")
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """Spec: keras.metrics.SparseCategoricalAccuracy."""

    in_config = ()

    def __init__(self, name="sparse_categorical_accuracy", dtype=None):
        super().__init__(sparse_categorical_accuracy, name, dtype)


@published(better="up")
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """Spec: keras.metrics.TopKCategoricalAccuracy."""

    in_config = ("k",)

    def __init__(self, k=5, name="top_k_categorical_accuracy", dtype=None):
        super().__init__(top_k_categorical_accuracy, name, dtype, k=k)


@published(better="up")
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """Spec: keras.metrics.SparseTopKCategoricalAccuracy."""

    in_config = ("k",)

    def __init__(self, k=5, name="sparse_top_k_categorical_accuracy", dtype=None, from_sorted_ids=False):
        super().__init__(sparse_top_k_categorical_accuracy, name, dtype, k=k, from_sorted_ids=from_sorted_ids)
        if from_sorted_ids:  # only then does Keras write it
            self.in_config = ("k", "from_sorted_ids")
