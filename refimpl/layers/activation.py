"""Activations as layers of their own."""

import warnings

from refimpl import activations, ops
from refimpl.layers.input_spec import InputSpec
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


@export("keras.layers")
class LeakyReLU(Layer):
    """x where x > 0, else negative_slope x. ``alpha``, the slope's old name, warns.

    Raises: ValueError for a slope that is None or negative. Spec: keras.layers.LeakyReLU.
    """

    supports_masking = True

    def __init__(self, negative_slope=0.3, **kwargs):
        if "alpha" in kwargs:
            negative_slope = kwargs.pop("alpha")
            warnings.warn("LeakyReLU: alpha is the old name of negative_slope; use that", stacklevel=2)
        super().__init__(**kwargs)
        if negative_slope is None or negative_slope < 0:
            raise ValueError(f"LeakyReLU: negative_slope must be a number >= 0, got {negative_slope!r}")
        self.negative_slope = negative_slope
        self.built = True

    def call(self, inputs):
        return activations.leaky_relu(inputs, self.negative_slope)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@export("keras.layers")
class ELU(Layer):
    """x where x > 0, else alpha (exp(x) - 1). Spec: keras.layers.ELU."""

    supports_masking = True

    def __init__(self, alpha=1.0, **kwargs):
        super().__init__(**kwargs)
        self.alpha = alpha
        self.built = True

    def call(self, inputs):
        return activations.elu(inputs, self.alpha)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@export("keras.layers")
class PReLU(Layer):
    """max(x, 0) - alpha max(-x, 0): a leaky ReLU that learns its slopes, one for each place of a sample.

    Along ``shared_axes`` (counted with the batch, from 1) the places share one.
    Shapes: (batch, *s) -> (batch, *s); alpha s, with size 1 along shared axes.
    Source: He et al. 2015. Spec: keras.layers.PReLU.
    """

    supports_masking = True

    def __init__(
        self, alpha_initializer="Zeros", alpha_regularizer=None, alpha_constraint=None, shared_axes=None, **kwargs
    ):  # fmt: skip
        super().__init__(**kwargs)
        self.configure(
            alpha_initializer=alpha_initializer, alpha_regularizer=alpha_regularizer, alpha_constraint=alpha_constraint
        )  # fmt: skip
        if shared_axes is not None:
            shared_axes = list(shared_axes) if isinstance(shared_axes, (list, tuple)) else [shared_axes]
        self.shared_axes = shared_axes

    def build(self, input_shape):
        shape = list(input_shape[1:])
        for axis in self.shared_axes or ():
            shape[axis - 1] = 1
        self.alpha = self.weight("alpha", tuple(shape))
        own = [a for a in range(1, len(input_shape)) if self.shared_axes and a not in self.shared_axes]
        self.input_spec = InputSpec(ndim=len(input_shape), axes={a: input_shape[a] for a in own})

    def call(self, inputs):
        return activations.relu(inputs) - self.alpha * activations.relu(-inputs)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
