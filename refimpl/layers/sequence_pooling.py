"""Pooling over all steps of a sequence."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export


class _OverSteps(Layer):
    """What both have in common: the axis of the steps, and the shape that is left."""

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format, type(self).__name__)
        self.keepdims = keepdims
        self.axis = 1 if self.data_format == "channels_last" else 2
        self.input_spec = InputSpec(ndim=3)
        self.built = True

    def compute_output_shape(self, input_shape):
        shape = list(input_shape)
        shape[self.axis : self.axis + 1] = [1] if self.keepdims else []
        return tuple(shape)


@export("keras.layers")
class GlobalAveragePooling1D(_OverSteps):
    """The mean over the steps, of those that ``mask`` (batch, steps) lets count; NaN if there are none.

    Shapes: (batch, steps, channels) -> (batch, channels), or channels first; with ``keepdims`` the steps stay with
    size 1. Raises: ValueError for a rank other than 3. Spec: keras.layers.GlobalAveragePooling1D.
    """

    supports_masking = True

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)

    def call(self, inputs, mask=None):
        if mask is None:
            return ops.mean(inputs, self.axis, self.keepdims)
        counts = ops.cast(ops.expand_dims(mask, 3 - self.axis), "bool")
        total = ops.sum(ops.where(counts, inputs, 0), self.axis, self.keepdims)
        return total / ops.sum(ops.cast(counts, inputs.dtype), self.axis, self.keepdims)

    def compute_mask(self, inputs, previous_mask=None):
        return None


@export("keras.layers")
class GlobalMaxPooling1D(_OverSteps):
    """The maximum over the steps.

    Shapes: (batch, steps, channels) -> (batch, channels), or channels first; with ``keepdims`` the steps stay with
    size 1. Raises: ValueError for a rank other than 3. Spec: keras.layers.GlobalMaxPooling1D.
    """

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(data_format, keepdims, **kwargs)

    def call(self, inputs):
        return ops.max(inputs, self.axis, self.keepdims)
