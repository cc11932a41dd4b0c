"""Crossentropies of distributions and of their logits. Spec: keras.ops.*_crossentropy."""

import warnings

import numpy as np

from refimpl import config
from refimpl.autodiff import op, primitive
from refimpl.ops.arrays import cast, expand_dims, one_hot, reshape
from refimpl.ops.attached import logits as logits_of
from refimpl.ops.elementwise import clip, log, negative, sigmoid
from refimpl.ops.nn import log_softmax, softmax
from refimpl.ops.reductions import sum
from refimpl.shapes import canonical_axis


def _from_logits(output, from_logits, owner):
    """``output`` or the logits it was made from, and whether what is returned is logits."""
    logits = logits_of.recall(output)
    if logits is None:
        return output, from_logits
    if from_logits:
        warnings.warn(
            f"{owner}: from_logits=True, but output came out of an activation: it holds probabilities",
            stacklevel=3,
        )
    return logits, True


def _limited(probabilities):
    return clip(probabilities, config.epsilon(), 1 - config.epsilon())


def _check_same_shape(target, output, owner):
    if target.shape != output.shape:
        raise ValueError(f"{owner}: target and output must have the same shape, got {target.shape} and {output.shape}")


@primitive
def _softmax_crossentropy(target, logits, axis):
    top = logits - np.max(logits, axis=axis, keepdims=True)
    log_total = np.log(np.add.reduce(np.exp(top), axis))
    return log_total * np.add.reduce(target, axis) - np.add.reduce(target * top, axis)


_softmax_crossentropy.operands = 2
_softmax_crossentropy.vjps(
    lambda g, out, target, logits, axis: negative(expand_dims(g, axis)) * log_softmax(logits, axis),
    # As TensorFlow has it, even where the target does not sum to 1 (then softmax Σ target - target would be true).
    lambda g, out, target, logits, axis: expand_dims(g, axis) * (softmax(logits, axis) - target),
)


@op(operands=2)
def categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """-Σ target log(output) along ``axis``; outputs are first divided by their sum and kept from 0 and 1 by epsilon.

    From logits: -Σ target log_softmax(output). An output that a softmax made counts as its logits.
    Shapes: (..., classes), (..., classes) -> (...).
    Raises: ValueError for scalars or different shapes.
    Spec: keras.ops.categorical_crossentropy.
    """
    owner = "categorical_crossentropy"
    if target.ndim < 1:
        raise ValueError(f"{owner}: target and output must be at least of rank 1, got {target.shape}, {output.shape}")
    _check_same_shape(target, output, owner)
    output, from_logits = _from_logits(output, from_logits, owner)
    target = target if target.dtype == output.dtype else cast(target, output.dtype)
    if from_logits:
        return _softmax_crossentropy(target, output, canonical_axis(axis, output.ndim, owner))
    return negative(sum(target * log(_limited(output / sum(output, axis, keepdims=True))), axis))


@op(operands=2)
def sparse_categorical_crossentropy(target, output, from_logits=False, axis=-1):
    """-log of the probability at the index ``target``; probabilities are kept from 0 and 1 by epsilon.

    Shapes: target (...) or (..., 1), output (..., classes) -> (...).
    Raises: ValueError if the shapes do not fit.
    Spec: keras.ops.sparse_categorical_crossentropy.
    """
    owner = "sparse_categorical_crossentropy"
    if output.ndim < 1:
        raise ValueError(f"{owner}: output must be at least of rank 1, got shape {output.shape}")
    if axis not in (-1, output.ndim - 1):
        raise ValueError(f"{owner}: axis must be the last one, as in Keras on TensorFlow; got {axis}")
    if target.ndim == output.ndim and target.shape[-1] == 1:
        target = reshape(target, target.shape[:-1])
    if target.shape != output.shape[:-1]:
        raise ValueError(
            f"{owner}: target must have output's shape less its last axis, got {target.shape} and {output.shape}"
        )
    output, from_logits = _from_logits(output, from_logits, owner)
    logits = output if from_logits else log(_limited(output))
    return _sparse_softmax_crossentropy(cast(target, "int64"), logits)


@primitive
def _sparse_softmax_crossentropy(target, logits):
    classes = logits.shape[-1]
    if target.size and not (target.min() >= 0 and target.max() < classes):
        wrong = target[(target < 0) | (target >= classes)].flat[0]
        raise ValueError(f"sparse_categorical_crossentropy: target must lie in [0, {classes}), got {wrong}")
    top = logits - np.max(logits, axis=-1, keepdims=True)
    chosen = np.take_along_axis(top, target[..., None], -1)[..., 0]
    return np.log(np.add.reduce(np.exp(top), -1)) - chosen


_sparse_softmax_crossentropy.vjps(
    None,
    lambda g, out, target, logits: (
        expand_dims(g, -1) * (softmax(logits) - one_hot(target, logits.shape[-1], dtype=logits.dtype))
    ),
)


@op(operands=2)
def binary_crossentropy(target, output, from_logits=False):
    """-(t log p + (1 - t) log(1 - p)), element by element; probabilities are kept from 0 and 1 by epsilon.

    From logits z: max(z, 0) - z t + log(1 + exp(-|z|)). An output that a sigmoid made counts as its logits.
    Raises: ValueError for different shapes.
    Spec: keras.ops.binary_crossentropy.
    """
    owner = "binary_crossentropy"
    _check_same_shape(target, output, owner)
    output, from_logits = _from_logits(output, from_logits, owner)
    target = target if target.dtype == output.dtype else cast(target, output.dtype)
    if from_logits:
        return _sigmoid_crossentropy(target, output)
    p = _limited(output)
    return negative(target * log(p) + (1 - target) * log(1 - p))


@primitive
def _sigmoid_crossentropy(target, logits):
    return np.maximum(logits, 0) - logits * target + np.log1p(np.exp(-np.abs(logits)))


_sigmoid_crossentropy.vjps(
    lambda g, out, target, logits: negative(g) * logits,
    lambda g, out, target, logits: g * (sigmoid(logits) - target),
)
