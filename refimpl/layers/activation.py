"""Activations as layers of their own."""

from refimpl import activations, ops
from refimpl.layers.layer import Layer
from refimpl.serialization import export


@export("keras.layers")
class ReLU(Layer):
    """x where x > threshold, else negative_slope (x - threshold), at most max_value.

    Raises: ValueError for a negative max_value, negative_slope or threshold. Spec: keras.layers.ReLU.
    """

    supports_masking = True

    def __init__(self, max_value=None, negative_slope=0.0, threshold=0.0, **kwargs):
        super().__init__(**kwargs)
        for name, value in (("negative_slope", negative_slope), ("threshold", threshold)):
            if value is None or value < 0:
                raise ValueError(f"ReLU: {name} must be a number >= 0, got {value!r}")
        if max_value is not None and max_value < 0:
            raise ValueError(f"ReLU: max_value must be None or >= 0, got {max_value!r}")
        self.max_value, self.negative_slope, self.threshold = max_value, negative_slope, threshold
        self.built = True

    def call(self, inputs):
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@export("keras.layers")
class Softmax(Layer):
    """exp(x) / Σ exp(x) along ``axis`` (one or several); places where ``mask`` is False, or at most 0.5, get nothing.

    Raises: ValueError for a mask that does not broadcast to the inputs. Spec: keras.layers.Softmax.
    """

    supports_masking = True

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis
        self.built = True

    def call(self, inputs, mask=None):
        if mask is None:
            return activations.softmax(inputs, self.axis)
        sizes = zip(mask.shape[::-1], inputs.shape[::-1], strict=False)
        if mask.ndim > inputs.ndim or any(m not in (1, n) for m, n in sizes):
            raise ValueError(f"Softmax: mask must broadcast to inputs {inputs.shape}, got shape {tuple(mask.shape)}")
        counts = mask if mask.dtype == bool else mask > 0.5
        hidden = -3e4 if inputs.dtype.name == "float16" else -1e9
        return ops.where(counts, ops.softmax(ops.where(counts, inputs, hidden), self.axis), 0.0)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
