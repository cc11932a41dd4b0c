"""Hits and misses of a yes-or-no prediction at one threshold or several, and what is made of them."""

import numpy as np

from refimpl import config
from refimpl.losses.loss import same_rank
from refimpl.metrics.metric import Metric, accumulate, published
from refimpl.ops.arrays import convert_to_numpy
from refimpl.shapes import broadcast

_BELOW_ALL = -1e10  # the prediction for a class that is not among the first k

# (whether the label is positive, whether the prediction is)
_CELLS = {
    "true_positives": (True, True),
    "false_positives": (False, True),
    "true_negatives": (False, False),
    "false_negatives": (True, False),
}


def _check_thresholds(thresholds, default, owner):
    values = [default] if thresholds is None else list(np.atleast_1d(np.array(thresholds, object)))
    if any(isinstance(t, str) for t in values):
        raise TypeError(f"{owner}: thresholds must be numbers, got {thresholds!r}")
    if thresholds is not None and not all(isinstance(t, (int, float)) and 0 <= t <= 1 for t in values):
        raise ValueError(f"{owner}: thresholds must lie in [0, 1], got {thresholds!r}")
    return values


def _is_even(thresholds):
    """Whether they are 0, 1 / (n - 1) ... 1, for which Keras compares in another way."""
    even = np.arange(len(thresholds)) / max(len(thresholds) - 1, 1)
    return len(thresholds) > 2 and bool(np.all(np.abs(thresholds - even) <= config.epsilon() + 1e-5 * even))


def _first_k(y, k):
    """``y`` where it is among the k largest of the last axis, the first of equal ones; elsewhere far below all."""
    mask = np.zeros_like(y)
    np.put_along_axis(mask, np.argsort(-y, -1, kind="stable")[..., :k], 1, -1)
    return y * mask + y.dtype.type(_BELOW_ALL) * (1 - mask)


class _Confusion(Metric):
    """Counts of the cells of the confusion matrix that ``counted`` names, at each threshold.

    A prediction is positive above a threshold, a label if it is not 0. ``top_k``: only the k largest predictions of the
    last axis can be positive. ``class_id``: only this class counts.
    Raises: ValueError for thresholds outside [0, 1], or shapes that do not fit; TypeError for thresholds of text.
    """

    counted = ()
    state_names = None

    def __init__(self, thresholds, top_k, class_id, name, dtype):
        super().__init__(dtype, name)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        default = 0.5 if top_k is None else _BELOW_ALL
        self.thresholds = _check_thresholds(thresholds, default, type(self).__name__)
        self._even = _is_even(np.array(self.thresholds, float))
        self._cells = {}
        for cell, state in zip(self.counted, self.state_names or self.counted, strict=True):
            self._cells[cell] = self.add_variable((len(self.thresholds),), "zeros", name=state)
            setattr(self, state, self._cells[cell])

    def update_state(self, y_true, y_pred, sample_weight=None):
        dtype = next(iter(self._cells.values())).dtype
        y, t = same_rank(*(convert_to_numpy(x).astype(dtype, copy=False) for x in (y_pred, y_true)))
        if sample_weight is not None:
            sample_weight = convert_to_numpy(sample_weight).astype(dtype)[..., None]
            _, sample_weight = same_rank(t, sample_weight, expand_rank_1=False)
        if self.top_k is not None:
            if y.shape[-1] < self.top_k:
                raise ValueError(f"{self.name}: y_pred must have at least top_k = {self.top_k} classes, got {y.shape}")
            y = _first_k(y, self.top_k)
        if self.class_id is not None:
            if y.ndim == 1:
                raise ValueError(f"{self.name}: y_pred must be of rank 2 where class_id is given, got shape {y.shape}")
            if self.class_id >= y.shape[-1]:
                raise ValueError(
                    f"{self.name}: class_id must be under {y.shape[-1]}, the classes of y_pred, got {self.class_id}"
                )
            t, y = t[..., self.class_id, None], y[..., self.class_id, None]
        if t.size not in (1, y.size):
            raise ValueError(f"{self.name}: y_true and y_pred must have the same shape, got {t.shape} and {y.shape}")
        weights = 1
        if sample_weight is not None:
            broadcast(y.shape, sample_weight.shape, owner=f"{self.name}: y_pred and sample_weight")
            weights = np.broadcast_to(sample_weight, y.shape).reshape(-1)
        positive = self._positive(y.reshape(-1))
        label = t.reshape(-1) != 0
        for cell, variable in self._cells.items():
            of_label, of_prediction = _CELLS[cell]
            hit = (label == of_label) & (positive == of_prediction)
            accumulate(variable, np.sum(hit * weights, axis=1, dtype=dtype))

    def _positive(self, y):
        """Whether each prediction is positive: (thresholds, predictions)."""
        if self._even:  # the numbers of the buckets between the thresholds are compared
            last = len(self.thresholds) - 1
            return np.clip(y, 0, 1) * y.dtype.type(last) > np.arange(last + 1)[:, None]
        return y > np.array(self.thresholds, y.dtype)[:, None]

    def _shaped(self, result):
        return np.asarray(result[0] if len(self.thresholds) == 1 else result)

    def _ratio(self, first, second):
        """first / (first + second), 0 where both are."""
        total = first.value + second.value
        return self._shaped(np.divide(first.value, total, out=np.zeros_like(total), where=total != 0))

    def get_config(self):
        return {
            **super().get_config(), "thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id,
        }  # fmt: skip


class _Cell(_Confusion):
    """The count of one cell."""

    state_names = ("accumulator",)

    def __init__(self, thresholds=None, name=None, dtype=None):
        super().__init__(thresholds, None, None, name, dtype)

    def result(self):
        return self._shaped(self.accumulator.numpy().copy())

    def get_config(self):
        return {**Metric.get_config(self), "thresholds": self.init_thresholds}


@published()
class TruePositives(_Cell):
    """How many positive labels are predicted. Spec: keras.metrics.TruePositives."""

    counted = ("true_positives",)


@published()
class FalsePositives(_Cell):
    """How many negative labels are predicted positive. Spec: keras.metrics.FalsePositives."""

    counted = ("false_positives",)


@published()
class TrueNegatives(_Cell):
    """How many negative labels are predicted. Spec: keras.metrics.TrueNegatives."""

    counted = ("true_negatives",)


@published()
class FalseNegatives(_Cell):
    """How many positive labels are predicted negative. Spec: keras.metrics.FalseNegatives."""

    counted = ("false_negatives",)


@published(better="up")
class Precision(_Confusion):
    """true positives / (true positives + false positives): how much of what is predicted is so.

    Spec: keras.metrics.Precision.
    """

    counted = ("true_positives", "false_positives")

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(thresholds, top_k, class_id, name, dtype)

    def result(self):
        return self._ratio(self.true_positives, self.false_positives)


@published(better="up")
class Recall(_Confusion):
    """true positives / (true positives + false negatives): how much of what is so is predicted.

    Spec: keras.metrics.Recall.
    """

    counted = ("true_positives", "false_negatives")

    def __init__(self, thresholds=None, top_k=None, class_id=None, name=None, dtype=None):
        super().__init__(thresholds, top_k, class_id, name, dtype)

    def result(self):
        return self._ratio(self.true_positives, self.false_negatives)
