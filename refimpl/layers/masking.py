"""Masking: which steps of a sequence count."""

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.serialization import export


@export("keras.layers")
class Masking(Layer):
    """The inputs, with a mask: a step whose features all equal ``mask_value`` is 0, and does not count in what follows.

    Shapes: (batch, steps, features) -> the same. Spec: keras.layers.Masking.
    """

    supports_masking = makes_mask = True

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value = mask_value
        self.built = True

    def compute_mask(self, inputs, previous_mask=None):
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs):
        return inputs * ops.cast(ops.expand_dims(self.compute_mask(inputs), -1), inputs.dtype)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
