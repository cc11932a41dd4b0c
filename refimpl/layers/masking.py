"""Masking: which steps of a sequence count."""

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.ops.attached import masks
from refimpl.serialization import export


@export("keras.layers")
class Masking(Layer):
    """The inputs, with a mask: a step whose features all equal ``mask_value`` is 0, and does not count in what follows.

    Shapes: (batch, steps, features) -> the same. Spec: keras.layers.Masking.
    """

    supports_masking = True

    def __init__(self, mask_value=0.0, **kwargs):
        super().__init__(**kwargs)
        self.mask_value = mask_value
        self.built = True

    def compute_mask(self, inputs, previous_mask=None):
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs):
        mask = self.compute_mask(inputs)
        return masks.remember(inputs * ops.cast(ops.expand_dims(mask, -1), inputs.dtype), mask)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
