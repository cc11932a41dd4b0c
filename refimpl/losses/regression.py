"""Losses of numbers: one formula a function, and the class of each."""

from refimpl import config, ops
from refimpl.losses.loss import LossFunctionWrapper, same_rank
from refimpl.ops.arrays import cast, convert_to_tensor
from refimpl.serialization import export
from refimpl.shapes import broadcast


def as_pair(y_true, y_pred, owner, align=True):
    """Both as arrays of y_pred's dtype and, with ``align``, of one rank where an axis of size 1 is all that differs.

    Raises: ValueError if their shapes do not broadcast.
    """
    y_pred = convert_to_tensor(y_pred)
    y_true = convert_to_tensor(y_true)
    if y_true.dtype != y_pred.dtype:
        y_true = cast(y_true, y_pred.dtype)
    if align:
        y_true, y_pred = same_rank(y_true, y_pred)
    if y_true.shape != y_pred.shape:
        broadcast(y_true.shape, y_pred.shape, owner=f"{owner}: y_true and y_pred")
    return y_true, y_pred


@export("keras.losses", "mse", "MSE")
def mean_squared_error(y_true, y_pred):
    """mean (t - y)² over the last axis. Spec: keras.losses.mean_squared_error."""
    t, y = as_pair(y_true, y_pred, "mean_squared_error")
    return ops.mean(ops.square(t - y), axis=-1)


@export("keras.losses", "mae", "MAE")
def mean_absolute_error(y_true, y_pred):
    """mean |t - y| over the last axis. Spec: keras.losses.mean_absolute_error."""
    t, y = as_pair(y_true, y_pred, "mean_absolute_error")
    return ops.mean(ops.absolute(t - y), axis=-1)


@export("keras.losses", "mape", "MAPE")
def mean_absolute_percentage_error(y_true, y_pred):
    """100 mean |(t - y) / max(|t|, epsilon)| over the last axis. Spec: keras.losses.mean_absolute_percentage_error."""
    t, y = as_pair(y_true, y_pred, "mean_absolute_percentage_error")
    return 100.0 * ops.mean(ops.absolute((t - y) / ops.maximum(ops.absolute(t), config.epsilon())), axis=-1)


@export("keras.losses", "msle", "MSLE")
def mean_squared_logarithmic_error(y_true, y_pred):
    """mean (log(1 + y) - log(1 + t))², both kept above epsilon. Spec: keras.losses.mean_squared_logarithmic_error."""
    t, y = as_pair(y_true, y_pred, "mean_squared_logarithmic_error")
    logs = [ops.log(ops.maximum(x, config.epsilon()) + 1.0) for x in (y, t)]
    return ops.mean(ops.square(logs[0] - logs[1]), axis=-1)


@export("keras.losses")
def cosine_similarity(y_true, y_pred, axis=-1):
    """-Σ (t / |t|) (y / |y|) along ``axis``. Spec: keras.losses.cosine_similarity."""
    t, y = as_pair(y_true, y_pred, "cosine_similarity")
    return ops.negative(ops.sum(ops.normalize(t, axis) * ops.normalize(y, axis), axis=axis))


@export("keras.losses")
def huber(y_true, y_pred, delta=1.0):
    """mean of e²/2 where |e| <= delta, else delta |e| - delta²/2. Source: Huber 1964. Spec: keras.losses.huber."""
    t, y = as_pair(y_true, y_pred, "huber")
    error = y - t
    size = ops.absolute(error)
    return ops.mean(ops.where(size <= delta, 0.5 * ops.square(error), delta * size - 0.5 * delta**2), axis=-1)


@export("keras.losses")
def log_cosh(y_true, y_pred):
    """mean log cosh(y - t) = e + softplus(-2 e) - log 2. Spec: keras.losses.log_cosh."""
    t, y = as_pair(y_true, y_pred, "log_cosh")
    error = y - t
    return ops.mean(error + ops.softplus(error * -2.0) - float(ops.log(2.0)), axis=-1)


@export("keras.losses")
class MeanSquaredError(LossFunctionWrapper):
    """Spec: keras.losses.MeanSquaredError."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="mean_squared_error", dtype=None):
        super().__init__(mean_squared_error, reduction, name, dtype)


@export("keras.losses")
class MeanAbsoluteError(LossFunctionWrapper):
    """Spec: keras.losses.MeanAbsoluteError."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="mean_absolute_error", dtype=None):
        super().__init__(mean_absolute_error, reduction, name, dtype)


@export("keras.losses")
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """Spec: keras.losses.MeanAbsolutePercentageError."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="mean_absolute_percentage_error", dtype=None):
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


@export("keras.losses")
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Spec: keras.losses.MeanSquaredLogarithmicError."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="mean_squared_logarithmic_error", dtype=None):
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


@export("keras.losses")
class CosineSimilarity(LossFunctionWrapper):
    """As in Keras, the config does not hold the axis. Spec: keras.losses.CosineSimilarity."""

    in_config = ()

    def __init__(self, axis=-1, reduction="sum_over_batch_size", name="cosine_similarity", dtype=None):
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)


@export("keras.losses")
class Huber(LossFunctionWrapper):
    """As in Keras, the config does not hold delta. Spec: keras.losses.Huber."""

    in_config = ()

    def __init__(self, delta=1.0, reduction="sum_over_batch_size", name="huber_loss", dtype=None):
        super().__init__(huber, reduction, name, dtype, delta=delta)


@export("keras.losses")
class LogCosh(LossFunctionWrapper):
    """Spec: keras.losses.LogCosh."""

    in_config = ()

    def __init__(self, reduction="sum_over_batch_size", name="log_cosh", dtype=None):
        super().__init__(log_cosh, reduction, name, dtype)
