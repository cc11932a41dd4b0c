"""Lambda: a function as a layer."""

import inspect

import optree

from refimpl.layers.layer import Layer
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object
from refimpl.shapes import as_shapes


@export("keras.layers")
class Lambda(Layer):
    """``function(inputs, **arguments)``; it is told ``mask`` and ``training`` if it takes arguments of these names.

    ``output_shape`` is the shape without the batch axis, or a function of the input's shape; ``mask`` is the mask of
    the output, or a function of (inputs, mask). Variables that the function uses are not the layer's.
    Its config names the function, which must be Keras' or registered to be read back: lambdas are neither written
    nor read, since no code is run from data (docs/decisions/0007-files.md).
    Raises: TypeError for what is no function; ValueError for the config of a lambda.
    Spec: keras.layers.Lambda.
    """

    not_in_config = ("function", "output_shape", "mask", "arguments")

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"Lambda: function must be callable, got {function!r}")
        self.function, self.mask, self.arguments = function, mask, arguments or {}
        self._output_shape = output_shape
        self.supports_masking = mask is not None
        self._taken = {"mask", "training"}.intersection(inspect.signature(function).parameters)

    def call(self, inputs, mask=None, training=None):
        told = {"mask": mask, "training": training}
        return self.function(inputs, **self.arguments, **{name: told[name] for name in self._taken})

    def compute_output_shape(self, input_shape):
        if self._output_shape is None:
            return super().compute_output_shape(input_shape)
        if callable(self._output_shape):
            return self._output_shape(input_shape)
        return (optree.tree_leaves(input_shape, none_is_leaf=True)[0], *self._output_shape)

    def compute_mask(self, inputs, mask=None):
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def get_config(self):
        config = {"function": serialize_keras_object(self.function)}
        if self._output_shape is not None:
            config["output_shape"] = serialize_keras_object(self._output_shape)
        if self.mask is not None:
            config["mask"] = serialize_keras_object(self.mask)
        return {**super().get_config(), **config, "arguments": serialize_keras_object(self.arguments)}

    @classmethod
    def from_config(cls, config, custom_objects=None, safe_mode=None):
        """The layer of a config. Raises: ValueError for a lambda, whatever ``safe_mode`` says."""
        config = dict(config)
        for name in ("function", "output_shape", "mask", "arguments"):
            if isinstance(config.get(name), dict):
                config[name] = deserialize_keras_object(config[name], custom_objects)
        if isinstance(config.get("output_shape"), list):
            config["output_shape"] = as_shapes(config["output_shape"], cls.__name__)
        return cls(**config)
