"""Convolutional layers over one, two or three spatial axes, and what all of their families share."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice, check_positive
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import split_channels, standardize_tuple, window_output, with_channels


class Windowed(Layer):
    """A layer of windows over ``rank`` spatial axes: their geometry, the bias and the activation behind them.

    Raises: ValueError for sizes below 1, an unknown padding or data_format, a window larger than the input, a wrong
    rank, unknown channels.
    """

    rank = None
    paddings = ("valid", "same")

    def set_windows(self, kernel_size, strides, padding, data_format, dilation_rate):
        """Keep the geometry, each part as one number for each spatial axis."""
        owner = type(self).__name__
        self.kernel_size = standardize_tuple(kernel_size, self.rank, "kernel_size", owner)
        self.strides = standardize_tuple(strides, self.rank, "strides", owner)
        self.dilation_rate = standardize_tuple(dilation_rate, self.rank, "dilation_rate", owner)
        self.padding = check_choice(str(padding).lower(), "padding", self.paddings, owner)
        self.data_format = standardize_data_format(data_format, owner)
        self.input_spec = InputSpec(min_ndim=self.rank + 2)

    def refuse_strides_with_dilation(self):
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{type(self).__name__}: strides and dilation_rate cannot both be above 1, "
                f"got {self.strides} and {self.dilation_rate}"
            )

    def channels_of(self, input_shape):
        """The channels of inputs, which from now on must stay the same."""
        axis = -1 if self.data_format == "channels_last" else 1
        channels = input_shape[axis]
        if channels is None:
            raise ValueError(
                f"{type(self).__name__}: the channels of inputs must be known, got shape {tuple(input_shape)}"
            )
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={axis: channels})
        return channels

    def activated(self, x):
        """``activation(x + bias)``."""
        if self.bias is not None:
            behind = (1,) * (self.rank if self.data_format == "channels_first" else 0)
            x = ops.add(x, ops.reshape(self.bias, (*self.bias.shape, *behind)) if behind else self.bias)
        return self.activation(x)

    def filters_for(self, channels):
        """The channels of the output for those of the inputs."""
        return self.filters

    def compute_output_shape(self, input_shape):
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        windows = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        counts = tuple(window_output(n, k, s, self.padding, d) for n, k, s, d in windows)
        if any(n is not None and n < 1 for n in counts):
            raise ValueError(
                f"{type(self).__name__}: kernel_size {self.kernel_size} and dilation_rate {self.dilation_rate} must fit"
                f" into inputs, got shape {tuple(input_shape)}"
            )
        return with_channels(batch, counts, self.filters_for(channels), self.data_format)


class BaseConv(Windowed):
    """``activation(conv(inputs, kernel) + bias)`` over ``rank`` spatial axes.

    Shapes: (batch, *sizes, channels) -> (batch, *counts, filters), or channels first; kernel
    (*kernel_size, channels / groups, filters), bias (filters,).
    Raises: as Windowed; ValueError for filters or channels that groups do not divide, strides and dilation both above
    1.
    """

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", data_format=None, dilation_rate=1, groups=1,
        activation=None, use_bias=True, kernel_initializer="glorot_uniform", bias_initializer="zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
        bias_constraint=None, **kwargs,
    ):  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        owner = type(self).__name__
        self.configure(
            activation=activation, use_bias=use_bias, kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer, kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint,
        )  # fmt: skip
        self.filters = check_positive(filters, "filters", owner)
        self.groups = check_positive(groups, "groups", owner)
        self.set_windows(kernel_size, strides, padding, data_format, dilation_rate)
        if self.filters % self.groups:
            raise ValueError(f"{owner}: filters must be a multiple of groups, got {self.filters} and {self.groups}")
        self.refuse_strides_with_dilation()

    def build(self, input_shape):
        channels = self.channels_of(input_shape)
        if channels % self.groups:
            raise ValueError(
                f"{type(self).__name__}: the channels of inputs must be a multiple of groups, got {channels} and "
                f"{self.groups}"
            )
        self.kernel = self.weight("kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = self.weight("bias", (self.filters,)) if self.use_bias else None
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        settings = (self.strides, self.padding, self.data_format, self.dilation_rate)
        return self.activated(ops.conv(inputs, self.kernel, *settings))


@export("keras.layers")
class Conv1D(BaseConv):
    """Convolution along steps. With the padding "causal", no step sees a later one: all padding goes before.

    Spec: keras.layers.Conv1D.
    """

    rank = 1
    paddings = ("valid", "same", "causal")

    def call(self, inputs):
        if self.padding != "causal":
            return super().call(inputs)
        before = (self.kernel_size[0] - 1) * self.dilation_rate[0]
        x = ops.pad(inputs, with_channels((0, 0), [(before, 0)], (0, 0), self.data_format))
        return self.activated(ops.conv(x, self.kernel, self.strides, "valid", self.data_format, self.dilation_rate))


@export("keras.layers")
class Conv2D(BaseConv):
    """Convolution over rows and columns. Spec: keras.layers.Conv2D."""

    rank = 2


@export("keras.layers")
class Conv3D(BaseConv):
    """Convolution over a volume. Spec: keras.layers.Conv3D."""

    rank = 3
