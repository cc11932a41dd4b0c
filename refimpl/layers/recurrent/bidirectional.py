"""A recurrent layer in both directions."""

import inspect

from refimpl import ops
from refimpl.errors import check_choice
from refimpl.layers.layer import Layer
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object

_MERGES = {
    "sum": lambda y, back: y + back,
    "mul": lambda y, back: y * back,
    "ave": lambda y, back: (y + back) / 2,
    "concat": lambda y, back: ops.concatenate([y, back], -1),
    None: lambda y, back: (y, back),
}


@export("keras.layers")
class Bidirectional(Layer):
    """``layer`` and its like that goes backwards, their outputs joined as ``merge_mode`` says; None gives both.

    Both are made anew from the config of ``layer``; the second may be given as ``backward_layer``. Outputs of the
    second are turned about, so that step meets step. ``initial_state`` is that of the first, then that of the second.
    Where steps are masked, their outputs are zero if sequences are returned. As in Keras 3.15.1, ``weights`` has no
    effect.
    Shapes: as those of ``layer``, the last axis twice as long with "concat".
    Raises: ValueError for what is no layer, an unknown mode, or two layers that do not go together.
    Source: Schuster & Paliwal 1997. Spec: keras.layers.Bidirectional.
    """

    supports_masking = True
    not_in_config = ("layer", "weights")

    def __init__(self, layer, merge_mode="concat", weights=None, backward_layer=None, **kwargs):
        for argument, value in (("layer", layer), ("backward_layer", backward_layer)):
            if not isinstance(value, Layer) and (argument == "layer" or value is not None):
                raise ValueError(f"Bidirectional: {argument} must be a layer, got {value!r}")
        check_choice(merge_mode, "merge_mode", (*_MERGES,), "Bidirectional")
        super().__init__(**kwargs)
        self.forward_layer = _made_anew(layer, "forward")
        if backward_layer is None:
            backward_layer = _made_anew(layer, "backward", go_backwards=True)
        self.backward_layer = backward_layer
        self._check_pair()
        for inner in (self.forward_layer, self.backward_layer):
            if hasattr(layer, "use_cudnn"):
                inner.use_cudnn = layer.use_cudnn
            if getattr(inner, "zero_output_for_mask", None) is not None:
                inner.zero_output_for_mask = inner.return_sequences
        self.merge_mode = merge_mode
        self.stateful, self.return_sequences = layer.stateful, layer.return_sequences
        self.return_state, self.input_spec = layer.return_state, layer.input_spec

    def _check_pair(self):
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            raise ValueError(
                f"Bidirectional: one of both layers must go backwards, got go_backwards={forward.go_backwards} twice"
            )
        for name in ("stateful", "return_sequences", "return_state"):
            values = getattr(forward, name), getattr(backward, name)
            if values[0] != values[1]:
                raise ValueError(f"Bidirectional: both layers must have the same {name}, got {values[0]}, {values[1]}")

    def build(self, sequences_shape, initial_state_shape=None):
        for inner in (self.forward_layer, self.backward_layer):
            if not inner.built:
                inner.build(sequences_shape)

    def call(self, sequences, initial_state=None, mask=None, training=None):
        taken = inspect.signature(self.forward_layer.call).parameters
        settings = {k: v for k, v in (("training", training), ("mask", mask)) if k in taken}
        states = [None, None]
        if initial_state is not None:
            half = len(initial_state) // 2
            states = [initial_state[:half], initial_state[half:]]
        y = self.forward_layer(sequences, initial_state=states[0], **settings)
        back = self.backward_layer(sequences, initial_state=states[1], **settings)
        states = ()
        if self.return_state:
            (y, *first), (back, *second) = y, back
            states = (*first, *second)
        y, back = ops.cast(y, self.compute_dtype), ops.cast(back, self.compute_dtype)
        output = _MERGES[self.merge_mode](y, ops.flip(back, 1) if self.return_sequences else back)
        if not self.return_state:
            return output
        return (*output, *states) if self.merge_mode is None else (output, *states)

    def reset_state(self):
        """Zeros for the states of both layers. Raises: AttributeError if they are not stateful."""
        if not self.stateful:
            raise AttributeError(f"{self.name}: reset_state must be asked of a stateful layer")
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    def reset_states(self):
        """An older name of ``reset_state``."""
        self.reset_state()

    @property
    def states(self):
        """The kept states of both, or None."""
        first, second = self.forward_layer.states, self.backward_layer.states
        return (*first, *second) if first and second else None

    def compute_output_shape(self, sequences_shape, initial_state_shape=None):
        shape, states = self.forward_layer.compute_output_shape(sequences_shape), ()
        if self.return_state:
            shape, *states = shape
        if self.merge_mode == "concat":
            shape = (*shape[:-1], 2 * shape[-1])
        shapes = (shape, shape) if self.merge_mode is None else (shape,)
        if self.return_state:
            return (*shapes, *states, *states)
        return shapes if self.merge_mode is None else shape

    def compute_mask(self, inputs, mask):
        mask = mask[0] if isinstance(mask, list) else mask
        output = mask if self.return_sequences else None
        return (output, output) if self.merge_mode is None else output

    def get_config(self):
        return {**super().get_config(), "layer": serialize_keras_object(self.forward_layer)}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """A new layer from ``get_config()``, both layers within made anew."""
        config = {
            k: deserialize_keras_object(v, custom_objects) if k in ("layer", "backward_layer") else v
            for k, v in config.items()
        }
        return cls(**config)


def _made_anew(layer, direction, **changed):
    """A layer of the same config, named for its direction."""
    config = serialize_keras_object(layer)
    name = f"{direction}_{layer.name.removeprefix(direction + '_')}"
    return deserialize_keras_object({**config, "config": {**config["config"], **changed, "name": name}})
