"""Layers around a layer."""

from refimpl.layers.layer import Layer
from refimpl.serialization import deserialize_keras_object, export


@export("keras.layers")
class Wrapper(Layer):
    """A layer that does something with another one, its attribute ``layer``.

    Raises: ValueError if ``layer`` is none. Spec: keras.layers.Wrapper.
    """

    def __init__(self, layer, **kwargs):
        if not isinstance(layer, Layer):
            raise ValueError(f"{type(self).__name__}: layer must be a layer, got {layer!r}")
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape=None):
        if not self.layer.built:
            self.layer.build(input_shape)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer, around a new layer, from ``get_config()``."""
        return cls(**{**config, "layer": deserialize_keras_object(config["layer"], custom_objects)})
