"""Losses of probabilities: the crossentropies, the Kullback-Leibler divergence, Poisson's likelihood."""

import warnings

import numpy as np

from refimpl import config, ops
from refimpl.autodiff import unboxed
from refimpl.losses.loss import LossFunctionWrapper
from refimpl.losses.regression import as_pair
from refimpl.ops.arrays import cast, convert_to_tensor, expand_dims, squeeze
from refimpl.ops.attached import masks
from refimpl.serialization import export
from refimpl.shapes import canonical_axis


def _labels_and_predictions(y_true, y_pred):
    """Both as arrays of y_pred's dtype; y_pred itself if it is one, for it may have logits to be remembered by."""
    y_pred = convert_to_tensor(y_pred)
    y_true = convert_to_tensor(y_true)
    return (y_true if y_true.dtype == y_pred.dtype else cast(y_true, y_pred.dtype)), y_pred


def _smooth(y_true, label_smoothing, classes):
    """t (1 - s) + s / classes."""
    return y_true * (1.0 - label_smoothing) + label_smoothing / classes if label_smoothing else y_true


@export("keras.losses", "bce", "BCE")
def binary_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """mean -(t log p + (1 - t) log(1 - p)) over ``axis``; labels smoothed to t (1 - s) + s / 2.

    Raises: ValueError for different shapes. Spec: keras.losses.binary_crossentropy.
    """
    t, p = _labels_and_predictions(y_true, y_pred)
    return ops.mean(ops.binary_crossentropy(_smooth(t, label_smoothing, 2), p, from_logits=from_logits), axis=axis)


@export("keras.losses")
def categorical_crossentropy(y_true, y_pred, from_logits=False, label_smoothing=0.0, axis=-1):
    """-Σ t log p along ``axis``; labels smoothed to t (1 - s) + s / classes.

    Raises: ValueError for different shapes, or an axis that is a boolean. Spec: keras.losses.categorical_crossentropy.
    """
    if isinstance(axis, bool):
        raise ValueError(f"categorical_crossentropy: axis must be an integer, got {axis}")
    t, p = _labels_and_predictions(y_true, y_pred)
    if p.ndim and p.shape[-1] == 1:
        warnings.warn(
            f"categorical_crossentropy: y_pred has one class only, got shape {p.shape}; binary_crossentropy is for two",
            SyntaxWarning, stacklevel=2,
        )  # fmt: skip
    t = _smooth(t, label_smoothing, t.shape[-1] if t.ndim else 1)
    return ops.categorical_crossentropy(t, p, from_logits=from_logits, axis=axis)


@export("keras.losses")
def sparse_categorical_crossentropy(y_true, y_pred, from_logits=False, ignore_class=None, axis=-1):
    """-log of the probability at the index t; where t is ``ignore_class`` the loss is 0, and masked.

    Raises: ValueError if the shapes do not fit, or an index is no class.
    Spec: keras.losses.sparse_categorical_crossentropy.
    """
    t, p = convert_to_tensor(y_true), convert_to_tensor(y_pred)
    if t.ndim == p.ndim and t.ndim and t.shape[axis] == 1:
        t = squeeze(t, axis)
    if ignore_class is None:
        return ops.sparse_categorical_crossentropy(t, p, from_logits=from_logits, axis=axis)
    valid = np.asarray(unboxed(t) != ignore_class)
    t = ops.where(valid, t, 0)
    p = ops.where(expand_dims(valid, canonical_axis(axis, p.ndim, "sparse_categorical_crossentropy")), p, 0)
    loss = ops.sparse_categorical_crossentropy(t, p, from_logits=from_logits, axis=axis)
    return masks.remember(ops.where(valid, loss, 0.0), valid)


@export("keras.losses", "kld", "KLD")
def kl_divergence(y_true, y_pred):
    """Σ t log(t / p) over the last axis, both kept in [epsilon, 1]. Spec: keras.losses.kl_divergence."""
    t, p = (ops.clip(x, config.epsilon(), 1) for x in as_pair(y_true, y_pred, "kl_divergence", align=False))
    return ops.sum(t * ops.log(t / p), axis=-1)


@export("keras.losses")
def poisson(y_true, y_pred):
    """mean y - t log(y + epsilon) over the last axis. Spec: keras.losses.poisson."""
    t, y = as_pair(y_true, y_pred, "poisson", align=False)
    return ops.mean(y - t * ops.log(y + config.epsilon()), axis=-1)


@export("keras.losses")
class BinaryCrossentropy(LossFunctionWrapper):
    """Spec: keras.losses.BinaryCrossentropy."""

    in_config = ("from_logits", "label_smoothing", "axis")

    def __init__(
        self, from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size",
        name="binary_crossentropy", dtype=None,
    ):  # fmt: skip
        super().__init__(
            binary_crossentropy, reduction, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing,
            axis=axis,
        )  # fmt: skip


@export("keras.losses")
class CategoricalCrossentropy(LossFunctionWrapper):
    """Spec: keras.losses.CategoricalCrossentropy."""

    in_config = ("from_logits", "label_smoothing", "axis")

    def __init__(
        self, from_logits=False, label_smoothing=0.0, axis=-1, reduction="sum_over_batch_size",
        name="categorical_crossentropy", dtype=None,
    ):  # fmt: skip
        super().__init__(
            categorical_crossentropy, reduction, name, dtype, from_logits=from_logits,
            label_smoothing=label_smoothing, axis=axis,
        )  # fmt: skip


@export("keras.losses")
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """Spec: keras.losses.SparseCategoricalCrossentropy."""

    in_config = ("from_logits", "ignore_class")

    def __init__(
        self, from_logits=False, ignore_class=None, reduction="sum_over_batch_size", axis=-1,
        name="sparse_categorical_crossentropy", dtype=None,
    ):  # fmt: skip
        super().__init__(
            sparse_categorical_crossentropy, reduction, name, dtype, from_logits=from_logits,
            ignore_class=ignore_class, axis=axis,
        )  # fmt: skip


@export("keras.losses")
class KLDivergence(LossFunctionWrapper):
    """Spec: keras.losses.KLDivergence."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="kl_divergence", dtype=None):
        super().__init__(kl_divergence, reduction, name, dtype)


@export("keras.losses")
class Poisson(LossFunctionWrapper):
    """Spec: keras.losses.Poisson."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="poisson", dtype=None):
        super().__init__(poisson, reduction, name, dtype)
