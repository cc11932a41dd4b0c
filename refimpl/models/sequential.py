"""Sequential: a model that is a line of layers."""

from refimpl.errors import unknown
from refimpl.graph import KerasTensor
from refimpl.layers.core import InputLayer
from refimpl.layers.layer import Layer
from refimpl.models.functional import Functional
from refimpl.models.model import Model
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object


@export("keras")
class Sequential(Model):
    """Layers one behind the other. It is built by an Input as first layer, by ``build``, or by its first call.

    Raises: ValueError for what is no layer, for two layers of one name, and where a layer does not fit the one before.
    Spec: keras.Sequential.
    """

    untracked = ("functional",)
    layers_first, unsaved = True, ("functional", "stages")

    def __init__(self, layers=None, trainable=True, name=None):
        Model.__init__(self, trainable=trainable, name=name)
        self.functional = None
        self.stages = []
        for layer in layers or ():
            self.add(layer, rebuild=False)
        self._rebuild()

    @property
    def layers(self):
        return [layer for layer in self.stages if not isinstance(layer, InputLayer)]

    def add(self, layer, rebuild=True):
        """Put a layer behind the last. Raises: ValueError as the class says. Spec: keras.Sequential.add."""
        if isinstance(layer, KerasTensor) and isinstance(layer.history.operation, InputLayer):
            layer = layer.history.operation
        if not isinstance(layer, Layer):
            if not callable(layer):
                raise ValueError(
                    f"Sequential: only layers can be added, got {layer!r} (of type {type(layer).__name__})"
                )
            raise ValueError(
                f"Sequential: only layers can be added, got the function {layer!r}; make it a layer's call"
            )
        if any(layer.name == other.name for other in self.stages):
            raise ValueError(f"Sequential: every layer must have a name of its own, {layer.name!r} is there already")
        if isinstance(layer, InputLayer) and self.stages and isinstance(self.stages[0], InputLayer):
            raise ValueError(
                f"Sequential: an Input must stand first and alone, {self.stages[0].name!r} is there already"
            )
        if not self.stages and getattr(layer, "batch_input_shape", None) is not None:
            self.stages.append(InputLayer(batch_shape=layer.batch_input_shape))
        self.stages.append(layer)
        if rebuild:
            self._rebuild()

    def pop(self, rebuild=True):
        """Take the last layer away and return it. Raises: IndexError if there is none. Spec: keras.Sequential.pop."""
        if not self.stages:
            raise IndexError(f"Sequential {self.name!r}: there is no layer to pop")
        layer = self.stages.pop()
        self.built, self.functional = False, None
        if rebuild:
            self._rebuild()
        return layer

    def _rebuild(self):
        self.built, self.functional = False, None
        if len(self.stages) > 1 and isinstance(self.stages[0], InputLayer):
            self.build(self.stages[0].batch_shape)

    def build(self, input_shape=None):
        """Make the weights for inputs of this shape. Raises: ValueError if there are no layers."""
        if not self.stages:
            raise ValueError(f"Sequential {self.name!r}: add layers before it is built, got none")
        if not isinstance(self.stages[0], InputLayer):
            if input_shape is None:
                raise ValueError(f"Sequential {self.name!r}: input_shape must be given, got None")
            dtype = self.stages[0].compute_dtype
            self.stages.insert(0, InputLayer(batch_shape=(None, *tuple(input_shape)[1:]), dtype=dtype))
        x = first = self.stages[0].output
        for layer in self.stages[1:]:
            x = layer(x)
        self.functional = Functional(first, x)

    def __call__(self, inputs, *args, **kwargs):
        if self.functional is None and isinstance(inputs, (list, tuple, dict)) and not hasattr(inputs, "shape"):
            return super().__call__(inputs, *args, **kwargs)
        if self.functional is not None:
            inputs = self.functional._by_place(inputs)
        return super().__call__(inputs, *args, **kwargs)

    def call(self, inputs, training=None, mask=None):
        if self.functional is not None:
            return self.functional.call(inputs, training)
        x = inputs
        for layer in self.layers:
            x = layer(x)
        return x

    def compute_output_shape(self, input_shape):
        if self.functional is not None:
            return self.functional.compute_output_shape(input_shape)
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def compute_output_spec(self, inputs, training=None, mask=None):
        return self.functional.compute_output_spec(inputs)

    def _graph(self, what):
        if self.functional is None:
            raise AttributeError(f"Sequential {self.name!r}: {what} is known once the model is built")
        return self.functional

    @property
    def inputs(self):
        return self._graph("inputs").inputs

    @property
    def outputs(self):
        return self._graph("outputs").outputs

    @property
    def input_names(self):
        return self.functional.input_names if self.functional else None

    @property
    def output_names(self):
        return self.functional.output_names if self.functional else None

    @property
    def input_shape(self):
        return self._graph("input_shape").input_shape

    @property
    def output_shape(self):
        return self._graph("output_shape").output_shape

    @property
    def input_dtype(self):
        """The dtype of the Input, if it begins with one."""
        first = self.stages[0] if self.stages else None
        return first.dtype if isinstance(first, InputLayer) else super().input_dtype

    @property
    def input_spec(self):
        return self.functional.input_spec if self.functional else None

    def get_config(self):
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": serialize_keras_object(self.dtype_policy),
            "layers": [serialize_keras_object(layer) for layer in self.stages],
        }
        if self.functional is not None:
            config["build_input_shape"] = list(self.stages[0].batch_shape)
        return config

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The model that ``get_config`` wrote, with new weights: its layers frozen as they were, it itself not."""
        if "layers" not in config:
            raise unknown("entry of a Sequential's config", "layers", config)
        model = cls(name=config.get("name"))
        for entry in config["layers"]:
            model.add(deserialize_keras_object(entry, custom_objects=custom_objects), rebuild=False)
        model._rebuild()
        shape = config.get("build_input_shape")
        if model.functional is None and shape and model.stages:
            model.build(tuple(shape))
        return model
