"""Images enlarged: each place repeated, or places between them by ops.image.resize."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.errors import check_positive
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import spatial_axes, split_channels, standardize_tuple, with_channels


@export("keras.layers")
class UpSampling1D(Layer):
    """Each step ``size`` times. Shapes: (batch, n, channels) -> (batch, n * size, channels).

    Raises: TypeError if ``size`` is no integer, ValueError if it is not positive. Spec: keras.layers.UpSampling1D.
    """

    def __init__(self, size=2, **kwargs):
        super().__init__(**kwargs)
        if isinstance(size, bool) or not isinstance(size, int):
            raise TypeError(f"UpSampling1D: size must be an integer, got {size!r}")
        self.size = check_positive(size, "size", "UpSampling1D")
        self.input_spec = InputSpec(ndim=3)

    def call(self, inputs):
        return ops.repeat(inputs, self.size, axis=1)

    def compute_output_shape(self, input_shape):
        batch, n, channels = input_shape
        return batch, None if n is None else n * self.size, channels


class BaseUpSampling(Layer):
    """Each place ``size`` times along each spatial axis. Shapes: (batch, *sizes, channels), or channels first.

    Raises: ValueError for sizes below 1, or a wrong rank.
    """

    rank = None

    def __init__(self, size=2, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.size = standardize_tuple(size, self.rank, "size", type(self).__name__)
        self.data_format = standardize_data_format(data_format, type(self).__name__)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        x = inputs
        for times, axis in zip(self.size, spatial_axes(self.rank, self.data_format), strict=True):
            x = ops.repeat(x, times, axis)
        return x

    def compute_output_shape(self, input_shape):
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        sizes = [None if n is None else n * times for n, times in zip(sizes, self.size, strict=True)]
        return with_channels(batch, sizes, channels, self.data_format)


@export("keras.layers")
class UpSampling2D(BaseUpSampling):
    """Images ``size`` times as high and wide, by any interpolation of ops.image.resize.

    Raises: as BaseUpSampling; ValueError for an unknown interpolation. Spec: keras.layers.UpSampling2D.
    """

    rank = 2

    def __init__(self, size=(2, 2), data_format=None, interpolation="nearest", **kwargs):
        super().__init__(size, data_format, **kwargs)
        self.interpolation = interpolation.lower()

    def call(self, inputs):
        if self.interpolation == "nearest":
            return super().call(inputs)
        _, sizes, _ = split_channels(self.compute_output_shape(inputs.shape), self.data_format)
        return ops.image.resize(inputs, sizes, self.interpolation, data_format=self.data_format)


@export("keras.layers")
class UpSampling3D(BaseUpSampling):
    """Volumes ``size`` times as large along each axis. Spec: keras.layers.UpSampling3D."""

    rank = 3
