"""keras.activations: the ops that serve as activations, by name.

Most of them are the ops of the same name. Softmax and sigmoid note the logits that they were given, by which a
crossentropy of their output stays exact (see ``refimpl.ops.attached``).
Spec: keras.activations.
"""

import numpy as np

from refimpl import ops
from refimpl.autodiff import Box, op
from refimpl.ops.attached import logits
from refimpl.ops.elementwise import softplus, tanh
from refimpl.ops.nn import (
    elu,
    hard_sigmoid,
    hard_silu,
    hard_tanh,
    leaky_relu,
    log_sigmoid,
    log_softmax,
    mish,
    relu6,
    selu,
    silu,
    softsign,
)  # fmt: skip
from refimpl.ops.shrinking import (
    celu,
    glu,
    hard_shrink,
    soft_shrink,
    sparse_plus,
    sparse_sigmoid,
    sparsemax,
    squareplus,
    tanh_shrink,
    threshold,
)  # fmt: skip
from refimpl.serialization import deserialize_keras_object, export, interpret, serialize_keras_object


@op(operands=1)
def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    """x where x > threshold, at most max_value; below, negative_slope (x - threshold). Spec: keras.activations.relu."""
    if not threshold and max_value is None:
        return ops.leaky_relu(x, negative_slope) if negative_slope else ops.relu(x)
    if threshold:
        out = ops.where(x > threshold, x, 0.0)
    else:
        out = ops.relu6(x) if max_value == 6 else ops.relu(x)
    if max_value is not None and (threshold or max_value != 6):
        out = ops.clip(out, 0.0, max_value)
    return out - negative_slope * ops.relu(threshold - x) if negative_slope else out


@op(operands=1)
def softmax(x, axis=-1):
    """exp(x) / Σ exp(x) along ``axis``; remembers x. Spec: keras.activations.softmax."""
    return _noting(x, ops.softmax(x, axis))


@op
def sigmoid(x):
    """1 / (1 + exp(-x)); remembers x. Spec: keras.activations.sigmoid."""
    return _noting(x, ops.sigmoid(x))


def _noting(x, output):
    """``output``, with x as its logits; in front of a trace also what is inside, for metrics look at that."""
    inside = output = output if type(output) is Box else np.asarray(output)
    logits.remember(output, x)
    while type(inside) is Box:
        inside, x = inside.value, x.value
        logits.remember(inside, x)
    return output


@op(operands=1)
def gelu(x, approximate=False):
    """x Φ(x), Φ the normal distribution; see ops.gelu. Spec: keras.activations.gelu."""
    return ops.gelu(x, approximate)


@op
def exponential(x):
    """exp(x). Spec: keras.activations.exponential."""
    return ops.exp(x)


def linear(x):
    """x itself. Spec: keras.activations.linear."""
    return x


for _fun in (
    celu, elu, exponential, gelu, glu, hard_shrink, hard_sigmoid, hard_tanh, leaky_relu, linear, log_sigmoid,
    log_softmax, mish, relu, relu6, selu, sigmoid, soft_shrink, softmax, softplus, softsign, sparse_plus,
    sparse_sigmoid, sparsemax, squareplus, tanh, tanh_shrink, threshold,
):  # fmt: skip
    export("keras.activations")(_fun)
swish = export("keras.activations", "swish")(silu)
hard_swish = export("keras.activations", "hard_swish")(hard_silu)


def get(identifier):
    """The activation for a name, a config or a callable; ``linear`` for None.

    Raises: ValueError for anything else. Spec: keras.activations.get.
    """
    if isinstance(identifier, dict):  # also a layer, that serves as one
        identifier = deserialize_keras_object(identifier)
    return linear if identifier is None else interpret(identifier, "keras.activations", "activation")


def serialize(activation):
    """The name of one of these, the config of any other. Spec: keras.activations.serialize."""
    config = serialize_keras_object(activation)
    return config["config"] if config.get("config") in globals() else config


def deserialize(config, custom_objects=None):
    """The activation of a name or config. Spec: keras.activations.deserialize."""
    if isinstance(config, dict):
        return deserialize_keras_object(config, custom_objects)
    return interpret(config, "keras.activations", "activation")
