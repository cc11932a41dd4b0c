"""Model: a layer that can be trained, summed up and written down."""

import json
import warnings
from functools import partial

import optree

from refimpl.graph import KerasTensor, infer
from refimpl.layers.layer import Layer
from refimpl.models.summary import print_summary
from refimpl.saving import load_weights, save_model, save_weights
from refimpl.saving.model_files import from_bytes, to_bytes
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object
from refimpl.shapes import as_shapes, is_shape, shapes_of
from refimpl.training.trainer import Trainer


def _is_functional_call(args, kwargs):
    """Whether a constructor was called with inputs and outputs."""
    return len(args) >= 2 or (len(args) == 1 and "outputs" in kwargs) or {"inputs", "outputs"} <= set(kwargs)


def _derive_from_functional(cls):
    """``cls``, with Functional in the place of Model among its bases and theirs."""
    if cls is Model:
        return Model.functional_class
    if issubclass(cls, Model) and not issubclass(cls, Model.functional_class):
        cls.__bases__ = tuple(map(_derive_from_functional, cls.__bases__))
    return cls


@export("keras")
class Model(Trainer, Layer):
    """Layers that train together. ``Model(inputs, outputs)`` is a functional model; else define ``call``.

    A subclass whose constructor hands inputs and outputs on becomes a subclass of Functional then.
    Spec: keras.Model.
    """

    def __new__(cls, *args, **kwargs):
        if cls is Model and _is_functional_call(args, kwargs):
            cls = Model.functional_class
        return super().__new__(cls)  # without arguments, as in Keras: the config of one that needs some is its own

    def __init__(self, *args, **kwargs):
        if _is_functional_call(args, kwargs):
            _derive_from_functional(type(self))
            Model.functional_class.__init__(self, *args, **kwargs)
            return
        if args:
            raise TypeError(f"{type(self).__name__}: arguments must be inputs and outputs, or keywords; got {args!r}")
        Trainer.__init__(self)
        Layer.__init__(self, **kwargs)

    @property
    def layers(self):
        """The layers directly within this model."""
        return list(self._layers)

    def get_layer(self, name=None, index=None):
        """The layer of a name, or at a place. Raises: ValueError if there is none. Spec: keras.Model.get_layer."""
        layers = self.layers
        if (name is None) == (index is None):
            raise ValueError(f"get_layer: give name or index, got name={name!r} and index={index!r}")
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ValueError(f"get_layer: index must be under {len(layers)}, the number of layers, got {index}")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(f"get_layer: name must be one of {[layer.name for layer in layers]}, got {name!r}")

    def summary(self, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False, layer_range=None):  # fmt: skip  # noqa: E501
        """Print the layers, their output shapes and their parameters. Spec: keras.Model.summary."""
        print_summary(self, line_length, positions, print_fn, expand_nested, show_trainable, layer_range)

    def to_json(self, **kwargs):
        """The model without its weights, as JSON. Spec: keras.Model.to_json."""
        return json.dumps(serialize_keras_object(self), **kwargs)

    def __reduce__(self):
        """Copies, and what goes to another process, are made of the bytes of a ``.keras`` file, as in Keras."""
        return from_bytes, (to_bytes(self),)

    def save(self, filepath, overwrite=True, zipped=None, **kwargs):
        """Write the model to a ``.keras`` file. Raises: as save_model. Spec: keras.Model.save."""
        save_model(self, filepath, overwrite, zipped, **kwargs)

    def save_weights(self, filepath, overwrite=True, max_shard_size=None):
        """Write the state to a ``.weights.h5`` file. Raises: as saving.save_weights. Spec: keras.Model.save_weights."""
        save_weights(self, filepath, overwrite, max_shard_size)

    def load_weights(self, filepath, skip_mismatch=False, **kwargs):
        """Take the state from a file. Raises: as saving.load_weights. Spec: keras.Model.load_weights."""
        load_weights(self, filepath, skip_mismatch, **kwargs)

    def build_from_config(self, config):
        """Make the weights for the shapes of a config; where that fails it warns, and the first call makes them."""
        if not config or self.built:
            return
        try:
            super().build_from_config(config)
        except Exception as error:
            self.build_shape = config.get("input_shape")
            warnings.warn(f"{self.name}: it could not be built for {config}: {error}", stacklevel=2)

    def build(self, input_shape):
        """Make the weights by a call on stand-ins of this shape, or these nested shapes. Spec: keras.Model.build."""
        shapes = as_shapes(input_shape, f"{type(self).__name__} {self.name!r}")
        stand_ins = optree.tree_map(lambda s: KerasTensor(s, self.compute_dtype), shapes, is_leaf=is_shape)
        self._build_by_trial((stand_ins,), {})

    def _build_for(self, args, kwargs, names):
        if type(self).build is not Model.build:
            return super()._build_for(args, kwargs, names)
        if self.build_shape is None:
            self.build_shape = shapes_of(args[0] if args else kwargs.get(names[0]))
        as_symbol = partial(optree.tree_map, lambda x: KerasTensor(x.shape, x.dtype) if hasattr(x, "shape") else x)
        self._build_by_trial(as_symbol(args), as_symbol(kwargs))

    def _build_by_trial(self, args, kwargs):
        self.built = True
        unbuilt = [layer for layer in self._flatten_layers() if not layer.built]
        try:
            infer(self._trial_call, args, kwargs)
        except Exception:
            self.built = False
            raise
        if any(x.shape[:1] == (None,) for x in optree.tree_leaves((args, kwargs)) if isinstance(x, KerasTensor)):
            for layer in unbuilt:  # they saw a batch of the trial's size
                layer.build_shape = optree.tree_map(lambda s: (None, *s[1:]), layer.build_shape, is_leaf=is_shape)

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new model, without weights; Model itself takes the config of a graph, too."""
        if cls is Model and {"layers", "input_layers", "output_layers"} <= config.keys():
            return Model.functional_class.from_config(config, custom_objects)
        return super().from_config(config)


def model_from_json(json_string, custom_objects=None):
    """The model that ``to_json`` wrote, with new weights. Spec: keras.models.model_from_json."""
    return deserialize_keras_object(json.loads(json_string), custom_objects=custom_objects)
