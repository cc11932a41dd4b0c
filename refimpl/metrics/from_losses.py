"""The means of loss functions, over all samples seen."""

import numpy as np

from refimpl import losses, ops
from refimpl.dtypes import as_dtype
from refimpl.losses.regression import as_pair
from refimpl.metrics.metric import published
from refimpl.metrics.reduction import Mean, MeanMetricWrapper


def cosine_similarity(y_true, y_pred, axis=-1):
    """Σ (t / |t|) (y / |y|) along ``axis``: the loss with the other sign."""
    return ops.negative(losses.cosine_similarity(y_true, y_pred, axis))


@published("mse", "MSE", better="down")
class MeanSquaredError(MeanMetricWrapper):
    """Spec: keras.metrics.MeanSquaredError."""

    in_config = ()

    def __init__(self, name="mean_squared_error", dtype=None):
        super().__init__(losses.mean_squared_error, name, dtype)


@published("mae", "MAE", better="down")
class MeanAbsoluteError(MeanMetricWrapper):
    """Spec: keras.metrics.MeanAbsoluteError."""

    in_config = ()

    def __init__(self, name="mean_absolute_error", dtype=None):
        super().__init__(losses.mean_absolute_error, name, dtype)


@published("mape", "MAPE", better="down")
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """Spec: keras.metrics.MeanAbsolutePercentageError."""

    in_config = ()

    def __init__(self, name="mean_absolute_percentage_error", dtype=None):
        super().__init__(losses.mean_absolute_percentage_error, name, dtype)


@published("msle", "MSLE", better="down")
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """Spec: keras.metrics.MeanSquaredLogarithmicError."""

    in_config = ()

    def __init__(self, name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(losses.mean_squared_logarithmic_error, name, dtype)


@published(better="down")
class RootMeanSquaredError(Mean):
    """√ of the mean of (y - t)². Spec: keras.metrics.RootMeanSquaredError."""

    def __init__(self, name="root_mean_squared_error", dtype=None):
        super().__init__(name, dtype)

    def update_state(self, y_true, y_pred, sample_weight=None):
        t, y = as_pair(y_true, np.asarray(y_pred, as_dtype(self.dtype)), self.name)
        super().update_state(np.square(y - t), sample_weight)

    def result(self):
        return np.sqrt(super().result())


@published(better="up")
class CosineSimilarity(MeanMetricWrapper):
    """As in Keras, the config does not hold the axis. Spec: keras.metrics.CosineSimilarity."""

    in_config = ()

    def __init__(self, name="cosine_similarity", dtype=None, axis=-1):
        super().__init__(cosine_similarity, name, dtype, axis=axis)


@published(better="down")
class LogCoshError(MeanMetricWrapper):
    """Spec: keras.metrics.LogCoshError."""

    in_config = ()

    def __init__(self, name="logcosh", dtype=None):
        super().__init__(losses.log_cosh, name, dtype)


@published(better="down")
class Hinge(MeanMetricWrapper):
    """Spec: keras.metrics.Hinge."""

    in_config = ()

    def __init__(self, name="hinge", dtype=None):
        super().__init__(losses.hinge, name, dtype)


@published(better="down")
class SquaredHinge(MeanMetricWrapper):
    """Spec: keras.metrics.SquaredHinge."""

    in_config = ()

    def __init__(self, name="squared_hinge", dtype=None):
        super().__init__(losses.squared_hinge, name, dtype)


@published(better="down")
class CategoricalHinge(MeanMetricWrapper):
    """Spec: keras.metrics.CategoricalHinge."""

    in_config = ()

    def __init__(self, name="categorical_hinge", dtype=None):
        super().__init__(losses.categorical_hinge, name, dtype)


@published(better="down")
class KLDivergence(MeanMetricWrapper):
    """Spec: keras.metrics.KLDivergence."""

    in_config = ()

    def __init__(self, name="kl_divergence", dtype=None):
        super().__init__(losses.kl_divergence, name, dtype)


@published(better="down")
class Poisson(MeanMetricWrapper):
    """Spec: keras.metrics.Poisson."""

    in_config = ()

    def __init__(self, name="poisson", dtype=None):
        super().__init__(losses.poisson, name, dtype)


@published("bce", "BCE", better="down")
class BinaryCrossentropy(MeanMetricWrapper):
    """Spec: keras.metrics.BinaryCrossentropy."""

    in_config = ("from_logits", "label_smoothing")

    def __init__(self, name="binary_crossentropy", dtype=None, from_logits=False, label_smoothing=0):
        super().__init__(
            losses.binary_crossentropy, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing
        )


@published(better="down")
class CategoricalCrossentropy(MeanMetricWrapper):
    """Spec: keras.metrics.CategoricalCrossentropy."""

    in_config = ("from_logits", "label_smoothing", "axis")

    def __init__(
        self, name="categorical_crossentropy", dtype=None, from_logits=False, label_smoothing=0, axis=-1
    ):  # fmt: skip
        super().__init__(
            losses.categorical_crossentropy, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing,
            axis=axis,
        )  # fmt: skip


@published(better="down")
class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """Spec: keras.metrics.SparseCategoricalCrossentropy."""

    in_config = ("from_logits", "ignore_class", "axis")

    def __init__(
        self, name="sparse_categorical_crossentropy", dtype=None, from_logits=False, ignore_class=None, axis=-1
    ):  # fmt: skip
        super().__init__(
            losses.sparse_categorical_crossentropy, name, dtype, from_logits=from_logits, ignore_class=ignore_class,
            axis=axis,
        )  # fmt: skip
