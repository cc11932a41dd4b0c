"""Sums and means of values, and of functions of targets and predictions."""

import numpy as np

from refimpl.dtypes import as_dtype
from refimpl.losses.loss import same_rank, weights_of_mask
from refimpl.metrics.metric import Metric, accumulate, published
from refimpl.ops.arrays import convert_to_numpy
from refimpl.ops.attached import masks
from refimpl.serialization import deserialize_keras_object, serialize_keras_object
from refimpl.shapes import broadcast


def per_sample(values, sample_weight, reduce, dtype, owner):
    """``values`` times their weights, reduced to one a sample, and the weights likewise (None stays None).

    Values have as many axes as the weights before they are weighted: what is beyond is reduced first.
    Raises: ValueError if the weights do not broadcast against the values.
    """
    mask = masks.recall(values)
    values = convert_to_numpy(values).astype(dtype, copy=False)
    if sample_weight is not None:
        sample_weight = convert_to_numpy(sample_weight).astype(dtype, copy=False)
        values, sample_weight = same_rank(values, weights_of_mask(sample_weight, mask, dtype, "sum"))
        rank = sample_weight.ndim
        if values.ndim > rank:
            values = reduce(values, axis=tuple(range(rank, values.ndim)))
        if broadcast(values.shape, sample_weight.shape, owner=f"{owner}: values and sample_weight") != values.shape:
            raise ValueError(
                f"{owner}: sample_weight must fit values of shape {values.shape}, got {sample_weight.shape}"
            )
        sample_weight = np.broadcast_to(sample_weight, values.shape)
        values = values * sample_weight
        if rank > 1:
            sample_weight = reduce(sample_weight, axis=tuple(range(1, rank)))
    if values.ndim > 1:  # NumPy's mean over no axis takes 3 us: in all, a tenth of the book's MLP's step
        values = reduce(values, axis=tuple(range(1, values.ndim)))
    return values, sample_weight


@published()
class Sum(Metric):
    """Σ values * sample_weight. Spec: keras.metrics.Sum."""

    def __init__(self, name="sum", dtype=None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), "zeros", self.dtype, name="total")

    def update_state(self, values, sample_weight=None):
        values, _ = per_sample(values, sample_weight, np.sum, as_dtype(self.dtype), self.name)
        accumulate(self.total, values.sum())

    def result(self):
        return self.total.numpy().copy()


@published()
class Mean(Metric):
    """Σ values * sample_weight / Σ sample_weight, 0 before the first. Values of a sample count with their mean.

    Spec: keras.metrics.Mean.
    """

    def __init__(self, name="mean", dtype=None):
        super().__init__(dtype, name)
        self.total = self.add_variable((), "zeros", self.dtype, name="total")
        self.count = self.add_variable((), "zeros", self.dtype, name="count")

    def update_state(self, values, sample_weight=None):
        values, weights = per_sample(values, sample_weight, np.mean, as_dtype(self.dtype), self.name)
        accumulate(self.total, values.sum())
        accumulate(self.count, weights.sum() if weights is not None else len(values) if values.ndim else 1)

    def result(self):
        count = self.count.value
        return np.asarray(self.total.value / count if count else np.zeros_like(count))


@published()
class MeanMetricWrapper(Mean):
    """The mean of ``fn(y_true, y_pred, **kwargs)``.

    Classes made of one function name in ``in_config`` the arguments that Keras writes into their config.
    Spec: keras.metrics.MeanMetricWrapper.
    """

    in_config = None

    def __init__(self, fn, name=None, dtype=None, **kwargs):
        super().__init__(name or None, dtype)
        self._fn, self._arguments = fn, kwargs

    def update_state(self, y_true, y_pred, sample_weight=None):
        values = self._fn(y_true, y_pred, **self._arguments)
        weights = weights_of_mask(sample_weight, masks.recall(y_pred), as_dtype(self.dtype), "sum")
        super().update_state(values, weights)

    def get_config(self):
        if self.in_config is None:
            own = {"fn": self._fn, **self._arguments}
        else:
            own = {name: self._arguments[name] for name in self.in_config}
        return {**super().get_config(), **serialize_keras_object(own)}

    @classmethod
    def from_config(cls, config):
        return cls(**deserialize_keras_object(config))
