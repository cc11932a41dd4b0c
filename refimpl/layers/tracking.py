"""What belongs to a layer: the Variables and layers among its attributes, found by looking when they are asked for."""

import warnings

import numpy as np

from refimpl.random import SeedGenerator
from refimpl.variables import Variable


class Tracked:
    """Variables, weights and sublayers of an object, in the order in which its attributes were set.

    Lists, tuples and dicts among the attributes are looked through. Attributes named in ``untracked`` are not.
    Spec: the properties of the same names of keras.layers.Layer.
    """

    untracked = ()

    @property
    def _own_variables(self):
        return self.__dict__.setdefault("_variables_made", [])

    def _attributes(self, kind):
        """The objects of a kind among the attributes and inside their containers, once each."""
        found = {}

        def look(value):
            if isinstance(value, kind):
                found.setdefault(id(value), value)
            elif isinstance(value, (list, tuple)):
                for item in value:
                    look(item)
            elif isinstance(value, dict):
                for item in value.values():
                    look(item)

        for name, value in self.__dict__.items():
            if name not in self.untracked:
                look(value)
        return list(found.values())

    @property
    def _layers(self):
        """The layers directly within this one."""
        return self._attributes(Tracked)

    def _flatten_layers(self):
        """This layer and all within it, each once."""
        seen = {}

        def visit(layer):
            if id(layer) not in seen:
                seen[id(layer)] = layer
                for inner in layer._layers:
                    visit(inner)

        visit(self)
        return list(seen.values())

    def _collect(self, of_layer):
        found = {}
        for layer in self._flatten_layers():
            for v in of_layer(layer):
                found.setdefault(id(v), v)
        return list(found.values())

    def _direct_weights(self):
        """This layer's own weights: those made to be trained first."""
        own = self._attributes(Variable)
        return [v for v in own if v.learnable] + [v for v in own if not v.learnable]

    @property
    def variables(self):
        """All Variables: the weights, and the states of seed generators."""
        return self._collect(
            lambda layer: layer._direct_weights() + [g.state for g in layer._attributes(SeedGenerator)]
        )

    @property
    def weights(self):
        """The Variables that training or the data form."""
        return self._collect(lambda layer: layer._direct_weights())

    @property
    def trainable_variables(self):
        """The Variables that a gradient step changes; none if the layer itself is not trainable."""
        return [v for v in self.variables if v.trainable] if self.trainable else []

    @property
    def non_trainable_variables(self):
        return [v for v in self.variables if not v.trainable] if self.trainable else self.variables

    @property
    def trainable_weights(self):
        return [v for v in self.weights if v.trainable] if self.trainable else []

    @property
    def non_trainable_weights(self):
        return [v for v in self.weights if not v.trainable] if self.trainable else self.weights

    @property
    def trainable(self):
        """Whether training changes this layer. Setting it sets it for all weights and layers within."""
        return self._trainable

    @trainable.setter
    def trainable(self, value):
        for layer in self._flatten_layers():
            layer._trainable = bool(value)
            for v in layer._attributes(Variable):
                v.trainable = v.learnable and bool(value)

    def get_weights(self):
        """The weights' values, as arrays of their own."""
        return [v.numpy().copy() for v in self.weights]

    def set_weights(self, weights):
        """Take the values of ``get_weights()``; of NaN it warns, and takes it as Keras does.

        Raises: ValueError for another number or other shapes.
        """
        if len(weights) != len(self.weights):
            raise ValueError(f"{self.name}: weights must be {len(self.weights)} arrays, got {len(weights)}")
        for v, value in zip(self.weights, weights, strict=True):
            if tuple(getattr(value, "shape", ())) != v.shape:
                raise ValueError(
                    f"{self.name}: weights for {v.path} must have shape {v.shape}, got {getattr(value, 'shape', ())}"
                )
        for v, value in zip(self.weights, weights, strict=True):
            v.assign(value)
        unknown = [v.path for v in self.weights if np.isnan(v.numpy()).any()]
        if unknown:
            warnings.warn(
                f"{self.name}: weights for {', '.join(unknown)} hold NaN, as their answers will", stacklevel=2
            )

    def save_own_variables(self, store):
        """Put this layer's own weights into a mapping, by number. Spec: keras.layers.Layer.save_own_variables."""
        for i, v in enumerate(self._direct_weights()):
            store[str(i)] = v.numpy()

    def load_own_variables(self, store):
        """Take this layer's own weights from such a mapping.

        Raises: ValueError for another number or other shapes. Spec: keras.layers.Layer.load_own_variables.
        """
        own = self._direct_weights()
        if len(store.keys()) != len(own):
            hint = "" if self.built or own else "; build_from_config should have built the layer"
            raise ValueError(
                f"{self.name}: the file must hold {[v.name for v in own]}, got {len(store.keys())} arrays{hint}"
            )
        for i, v in enumerate(own):
            v.assign(store[str(i)])

    def count_params(self):
        """How many numbers the weights hold. Raises: ValueError before the layer is built."""
        if not self.built:
            raise ValueError(f"{self.name}: count_params must wait until the layer is built")
        return sum(v.numpy().size for v in self.weights)
