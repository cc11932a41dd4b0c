"""Losses that ask for a margin. Labels of 0 and 1 count as -1 and 1."""

import numpy as np

from refimpl import ops
from refimpl.autodiff import unboxed
from refimpl.losses.loss import LossFunctionWrapper
from refimpl.losses.regression import as_pair
from refimpl.serialization import export


def _signed(labels):
    values = unboxed(labels)
    return 2.0 * labels - 1.0 if np.all((values == 0) | (values == 1)) else labels


@export("keras.losses")
def hinge(y_true, y_pred):
    """mean max(1 - t y, 0) over the last axis. Spec: keras.losses.hinge."""
    t, y = as_pair(y_true, y_pred, "hinge", align=False)
    return ops.mean(ops.maximum(1.0 - _signed(t) * y, 0.0), axis=-1)


@export("keras.losses")
def squared_hinge(y_true, y_pred):
    """mean max(1 - t y, 0)² over the last axis. Spec: keras.losses.squared_hinge."""
    t, y = as_pair(y_true, y_pred, "squared_hinge", align=False)
    return ops.mean(ops.square(ops.maximum(1.0 - _signed(t) * y, 0.0)), axis=-1)


@export("keras.losses")
def categorical_hinge(y_true, y_pred):
    """max(1 + max((1 - t) y) - Σ t y, 0) over the last axis. Spec: keras.losses.categorical_hinge."""
    t, y = as_pair(y_true, y_pred, "categorical_hinge", align=False)
    return ops.maximum(ops.max((1.0 - t) * y, axis=-1) - ops.sum(t * y, axis=-1) + 1.0, 0.0)


@export("keras.losses")
class Hinge(LossFunctionWrapper):
    """Spec: keras.losses.Hinge."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="hinge", dtype=None):
        super().__init__(hinge, reduction, name, dtype)


@export("keras.losses")
class SquaredHinge(LossFunctionWrapper):
    """Spec: keras.losses.SquaredHinge."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="squared_hinge", dtype=None):
        super().__init__(squared_hinge, reduction, name, dtype)


@export("keras.losses")
class CategoricalHinge(LossFunctionWrapper):
    """Spec: keras.losses.CategoricalHinge."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="categorical_hinge", dtype=None):
        super().__init__(categorical_hinge, reduction, name, dtype)
