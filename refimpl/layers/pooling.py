"""Pooling over images."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import standardize_tuple, window_output


@export("keras.layers")
class MaxPooling2D(Layer):
    """The maximum of each window, as ops.max_pool; strides are the pool size by default.

    Shapes: (batch, h, w, channels) -> (batch, h', w', channels), or channels first.
    Raises: ValueError for sizes below 1, a window larger than the input, a wrong rank.
    Spec: keras.layers.MaxPooling2D.
    """

    def __init__(self, pool_size=(2, 2), strides=None, padding="valid", data_format=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        self.pool_size = standardize_tuple(pool_size, 2, "pool_size", "MaxPooling2D")
        self.strides = standardize_tuple(self.pool_size if strides is None else strides, 2, "strides", "MaxPooling2D")
        self.padding = check_choice(str(padding).lower(), "padding", ("valid", "same"), "MaxPooling2D")
        self.data_format = standardize_data_format(data_format, "MaxPooling2D")
        self.input_spec = InputSpec(ndim=4)
        self.built = True

    def call(self, inputs):
        return ops.max_pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)

    def compute_output_shape(self, input_shape):
        first = self.data_format == "channels_first"
        batch, *sizes = input_shape
        channels = sizes.pop(0 if first else -1)
        windows = zip(sizes, self.pool_size, self.strides, strict=True)
        counts = tuple(window_output(n, k, s, self.padding) for n, k, s in windows)
        if any(n is not None and n < 1 for n in counts):
            raise ValueError(
                f"MaxPooling2D: pool_size {self.pool_size} must fit into inputs, got shape {tuple(input_shape)}"
            )
        return (batch, channels, *counts) if first else (batch, *counts, channels)


@export("keras.layers")
class GlobalAveragePooling2D(Layer):
    """The mean over rows and columns. Shapes: (batch, h, w, channels) -> (batch, channels), or channels first.

    With ``keepdims`` rows and columns stay with size 1. Spec: keras.layers.GlobalAveragePooling2D.
    """

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format, "GlobalAveragePooling2D")
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=4)
        self.built = True

    def call(self, inputs):
        return ops.mean(inputs, (1, 2) if self.data_format == "channels_last" else (2, 3), self.keepdims)
