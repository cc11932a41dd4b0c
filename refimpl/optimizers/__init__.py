"""keras.optimizers: from gradients to new weights. Spec: keras.optimizers."""

from refimpl.optimizers import schedules
from refimpl.optimizers.adam import Adam, AdamW
from refimpl.optimizers.loss_scale import LossScaleOptimizer
from refimpl.optimizers.optimizer import Optimizer
from refimpl.optimizers.rmsprop import RMSprop
from refimpl.optimizers.sgd import SGD
from refimpl.serialization import deserialize_keras_object, interpret, serialize_keras_object

__all__ = [
    "SGD", "Adam", "AdamW", "LossScaleOptimizer", "Optimizer", "RMSprop", "deserialize", "get", "schedules",
    "serialize",
]  # fmt: skip


def get(identifier):
    """The optimizer for a name, in any case, a config or an Optimizer; None stays None.

    Raises: ValueError for anything else. Spec: keras.optimizers.get.
    """
    if isinstance(identifier, str):
        identifier = identifier.lower()
    elif isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, type):
        raise ValueError(f"optimizer must be a name, a config or an Optimizer, got the class {identifier.__name__}")
    return interpret(identifier, "keras.optimizers", "optimizer", of=Optimizer)


def serialize(optimizer):
    """Spec: keras.optimizers.serialize."""
    return serialize_keras_object(optimizer)


def deserialize(config, custom_objects=None):
    """Spec: keras.optimizers.deserialize."""
    if str(config.get("class_name")).lower() in ("sgd", "rmsprop", "adam", "adamw", "lossscaleoptimizer"):
        config = {**config, "class_name": config["class_name"].lower()}
    return deserialize_keras_object(config, custom_objects, module="keras.optimizers")
