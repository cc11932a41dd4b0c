"""Loss: one number from targets and predictions. What all losses share: dtype, weights, masks, reduction."""

import functools
import math
import operator

import optree

from refimpl import config, ops
from refimpl.autodiff import Operand
from refimpl.dtypes import as_dtype, get_policy
from refimpl.errors import check_choice
from refimpl.names import auto_name
from refimpl.ops.arrays import cast, convert_to_tensor, expand_dims, squeeze
from refimpl.ops.attached import masks
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object
from refimpl.shapes import broadcast

REDUCTIONS = ("sum_over_batch_size", "sum", None, "none", "mean", "mean_with_sample_weight")


def same_rank(x1, x2, expand_rank_1=True):
    """Both arrays; one that has just one axis more than the other, of size 1, loses it, or a vector gains one."""
    if x1.ndim < x2.ndim:
        return same_rank(x2, x1, expand_rank_1)[::-1]
    if x1.ndim == x2.ndim + 1 and x1.shape[-1] == 1:
        if x2.ndim == 1 and expand_rank_1:
            return x1, expand_dims(x2, -1)
        return squeeze(x1, -1), x2
    return x1, x2


def divide_no_nan(x, y):
    """x / y, 0 where y is 0."""
    return x / y if y else x * 0


def weights_of_mask(sample_weight, mask, dtype, reduction):
    """Sample weights and mask in one: what is masked weighs nothing.

    Under a mean, what is left weighs all / valid, so that the mean is one over valid places alone.
    """
    if mask is None:
        return sample_weight
    mask = cast(mask, dtype)
    if reduction in ("mean", "sum_over_batch_size"):
        mask = mask * divide_no_nan(float(math.prod(mask.shape)), float(mask.sum()))
        mask = mask.astype(dtype)
    if sample_weight is None:
        return mask
    mask, sample_weight = same_rank(mask, cast(sample_weight, dtype))
    broadcast(sample_weight.shape, mask.shape, owner="sample_weight and the mask of y_pred")
    return sample_weight * mask


def reduce_weighted(values, sample_weight, mask, reduction, dtype, owner):
    """``values`` times their weights, then the sum; for a mean divided by how many values (or weights) there are.

    Raises: ValueError if the weights do not broadcast against the values.
    """
    if sample_weight is not None:
        sample_weight = convert_to_tensor(sample_weight, dtype)
    weights = weights_of_mask(sample_weight, mask, dtype, reduction)
    if weights is not None:
        values, weights = same_rank(values, weights)
        broadcast(values.shape, weights.shape, owner=f"{owner}: losses and sample_weight")
        values = values * weights
    if reduction in (None, "none") or values.shape in ((), (0,)):
        return values
    total = ops.sum(values)
    if reduction == "sum":
        return total
    if reduction == "mean_with_sample_weight" and weights is not None:
        return divide_no_nan(total, ops.sum(weights))
    return divide_no_nan(total, math.prod(values.shape))


@export("keras.losses")
@export("keras")
class Loss:
    """``reduce(call(y_true, y_pred) * sample_weight)``. Subclasses give ``call``, one loss for each sample.

    Reductions: "sum_over_batch_size" and "mean" (the same), "mean_with_sample_weight" (divided by the sum of the
    weights), "sum", and "none" or None. Targets and predictions are cast to ``dtype``, floatx by default.
    Raises: ValueError for an unknown reduction, and for weights that do not broadcast against the losses.
    Spec: keras.losses.Loss.
    """

    def __init__(self, name=None, reduction="sum_over_batch_size", dtype=None):
        self.name = name or auto_name(type(self).__name__)
        self.reduction = check_choice(reduction, "reduction", REDUCTIONS, self.name)
        self.dtype = get_policy(dtype or config.floatx()).compute_dtype

    def __call__(self, y_true, y_pred, sample_weight=None):
        dtype = as_dtype(self.dtype)
        y_true, y_pred = (_converted(x, dtype) for x in (y_true, y_pred))
        losses = self.call(y_true, y_pred)
        if losses.dtype != dtype:
            losses = cast(losses, dtype)
        found = [m for m in (masks.recall(y_pred), masks.recall(losses)) if m is not None]
        mask = functools.reduce(operator.and_, found) if found else None
        return reduce_weighted(losses, sample_weight, mask, self.reduction, dtype, self.name)

    def call(self, y_true, y_pred):
        raise NotImplementedError(f"{type(self).__name__}: call(y_true, y_pred) must be defined by a loss")

    def get_config(self):
        return {"name": self.name, "reduction": self.reduction}

    @classmethod
    def from_config(cls, config):
        return cls(**config)


_NESTS = (dict, list, tuple)


def _converted(x, dtype):
    """``x``, or each array of a structure, in ``dtype``; the object itself if there is nothing to convert."""
    if isinstance(x, _NESTS) and any(hasattr(leaf, "shape") for leaf in optree.tree_leaves(x)):
        return optree.tree_map(lambda leaf: convert_to_tensor(leaf, dtype), x)
    return convert_to_tensor(x, dtype)


@export("keras.losses")
class LossFunctionWrapper(Loss):
    """A function ``fn(y_true, y_pred, **kwargs)`` as a Loss.

    Classes made of one function name in ``in_config`` the arguments that Keras writes into their config.
    Raises: ValueError unless targets and predictions are both arrays, or lists, tuples and dicts of one structure.
    Spec: keras.losses.LossFunctionWrapper.
    """

    in_config = None

    def __init__(self, fn, reduction="sum_over_batch_size", name=None, dtype=None, **kwargs):
        super().__init__(name, reduction, dtype)
        self.fn, self._arguments = fn, kwargs

    def __call__(self, y_true, y_pred, sample_weight=None):
        if isinstance(y_true, _NESTS) or isinstance(y_pred, _NESTS):
            wanted, given = (optree.tree_structure(x, none_is_leaf=True) for x in (y_pred, y_true))
            if wanted != given:
                raise ValueError(f"{self.name}: y_true must have the structure of y_pred, {wanted}, got {given}")
        return super().__call__(y_true, y_pred, sample_weight)

    def call(self, y_true, y_pred):
        if isinstance(y_pred, Operand) or hasattr(y_pred, "ndim"):
            y_true, y_pred = same_rank(y_true, y_pred)
        return self.fn(y_true, y_pred, **self._arguments)

    def get_config(self):
        if self.in_config is None:
            own = {"fn": self.fn, **self._arguments}
        else:
            own = {name: self._arguments[name] for name in self.in_config}
        return {**super().get_config(), **serialize_keras_object(own)}

    @classmethod
    def from_config(cls, config):
        return cls(**deserialize_keras_object(config))

    def __repr__(self):
        return f"<{type(self).__name__} {self.name}>"
