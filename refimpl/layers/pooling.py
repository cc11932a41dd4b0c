"""Pooling over one, two or three spatial axes: of windows, and of whole images."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import (
    spatial_axes,
    split_channels,
    standardize_tuple,
    window_output,
    with_channels,
)


class BasePooling(Layer):
    """``pool`` of each window; strides are the pool size by default.

    Shapes: (batch, *sizes, channels) -> (batch, *counts, channels), or channels first.
    Raises: ValueError for sizes below 1, a window larger than the input, a wrong rank, an unknown padding.
    """

    rank = None
    pool = None

    def __init__(self, pool_size, strides=None, padding="valid", data_format=None, name=None, **kwargs):
        super().__init__(name=name, **kwargs)
        owner = type(self).__name__
        self.pool_size = standardize_tuple(pool_size, self.rank, "pool_size", owner)
        self.strides = standardize_tuple(self.pool_size if strides is None else strides, self.rank, "strides", owner)
        self.padding = padding
        self.data_format = standardize_data_format(data_format, owner)
        self.input_spec = InputSpec(ndim=self.rank + 2)
        self.built = True

    def call(self, inputs):
        return self.pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)

    def compute_output_shape(self, input_shape):
        owner = type(self).__name__
        check_choice(self.padding, "padding", ("valid", "same"), owner)
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        windows = zip(sizes, self.pool_size, self.strides, strict=True)
        counts = tuple(window_output(n, k, s, self.padding) for n, k, s in windows)
        if any(n is not None and n < 1 for n in counts):
            raise ValueError(
                f"{owner}: pool_size {self.pool_size} must fit into inputs, got shape {tuple(input_shape)}"
            )
        return with_channels(batch, counts, channels, self.data_format)


class BaseMaxPooling(BasePooling):
    """Pooling by the maximum, of two places along each axis by default."""

    pool = ops.max_pool

    def __init__(self, pool_size=2, strides=None, padding="valid", data_format=None, name=None, **kwargs):
        super().__init__(pool_size, strides, padding, data_format, name, **kwargs)


@export("keras.layers")
class MaxPooling1D(BaseMaxPooling):
    """The maximum of each window of steps, as ops.max_pool. Spec: keras.layers.MaxPooling1D."""

    rank = 1


@export("keras.layers")
class MaxPooling2D(BaseMaxPooling):
    """The maximum of each window of an image, as ops.max_pool. Spec: keras.layers.MaxPooling2D."""

    rank = 2


@export("keras.layers")
class MaxPooling3D(BaseMaxPooling):
    """The maximum of each window of a volume, as ops.max_pool. Spec: keras.layers.MaxPooling3D."""

    rank = 3


class BaseAveragePooling(BasePooling):
    """Pooling by the mean of the places within the input."""

    pool = ops.average_pool


@export("keras.layers")
class AveragePooling1D(BaseAveragePooling):
    """The mean of each window of steps, as ops.average_pool. Spec: keras.layers.AveragePooling1D."""

    rank = 1


@export("keras.layers")
class AveragePooling2D(BaseAveragePooling):
    """The mean of each window of an image, as ops.average_pool. Spec: keras.layers.AveragePooling2D."""

    rank = 2


@export("keras.layers")
class AveragePooling3D(BaseAveragePooling):
    """The mean of each window of a volume, as ops.average_pool. Spec: keras.layers.AveragePooling3D."""

    rank = 3


class BaseGlobalPooling(Layer):
    """``reduce`` over all spatial axes. Shapes: (batch, *sizes, channels) -> (batch, channels), or channels first.

    With ``keepdims`` the spatial axes stay with size 1. Raises: ValueError for a wrong rank.
    """

    rank = None
    reduce = None

    def __init__(self, data_format=None, keepdims=False, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format, type(self).__name__)
        self.keepdims = keepdims
        self.input_spec = InputSpec(ndim=self.rank + 2)
        self.built = True

    def call(self, inputs):
        return self.reduce(inputs, spatial_axes(self.rank, self.data_format), self.keepdims)

    def compute_output_shape(self, input_shape):
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        return with_channels(batch, (1,) * len(sizes) if self.keepdims else (), channels, self.data_format)


@export("keras.layers")
class GlobalAveragePooling2D(BaseGlobalPooling):
    """The mean over rows and columns. Spec: keras.layers.GlobalAveragePooling2D."""

    rank = 2
    reduce = ops.mean


@export("keras.layers")
class GlobalAveragePooling3D(BaseGlobalPooling):
    """The mean over a volume. Spec: keras.layers.GlobalAveragePooling3D."""

    rank = 3
    reduce = ops.mean


@export("keras.layers")
class GlobalMaxPooling2D(BaseGlobalPooling):
    """The maximum over rows and columns. Spec: keras.layers.GlobalMaxPooling2D."""

    rank = 2
    reduce = ops.max


@export("keras.layers")
class GlobalMaxPooling3D(BaseGlobalPooling):
    """The maximum over a volume. Spec: keras.layers.GlobalMaxPooling3D."""

    rank = 3
    reduce = ops.max
