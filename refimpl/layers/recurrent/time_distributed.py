"""A layer on every step of a sequence."""

import inspect

from refimpl import ops
from refimpl.layers.recurrent.wrapper import Wrapper
from refimpl.serialization import export


@export("keras.layers")
class TimeDistributed(Wrapper):
    """``layer`` called on each step by itself, one after another: what it keeps (moving statistics) moves each time.

    Shapes: (batch, steps, *s) -> (batch, steps, *t), where the layer takes (batch, *s) to (batch, *t). A ``mask``
    (batch, steps, ...) goes along, to a layer that takes one.
    Raises: ValueError for no layer, inputs below rank 3, or a mask of other steps. Spec: keras.layers.TimeDistributed.
    """

    supports_masking = True

    def build(self, input_shape):
        super().build(self._of_step(input_shape))

    def _of_step(self, input_shape):
        if not isinstance(input_shape, (tuple, list)) or len(input_shape) < 3:
            raise ValueError(f"TimeDistributed: inputs must have at least rank 3, got shape {input_shape}")
        return (input_shape[0], *input_shape[2:])

    def call(self, inputs, training=None, mask=None):
        if mask is not None and tuple(mask.shape[:2]) != tuple(inputs.shape[:2]):
            raise ValueError(f"TimeDistributed: mask must begin with {inputs.shape[:2]}, got shape {tuple(mask.shape)}")
        taken = inspect.signature(self.layer.call).parameters
        settings = {"training": training} if "training" in taken else {}
        outputs = []
        for t in range(inputs.shape[1]):
            masked = {"mask": mask[:, t]} if mask is not None and "mask" in taken else {}
            outputs.append(self.layer.call(inputs[:, t], **settings, **masked))
        return ops.stack(outputs, 1)

    def compute_output_shape(self, input_shape):
        batch, *rest = self.layer.compute_output_shape(self._of_step(input_shape))
        return (batch, input_shape[1], *rest)
