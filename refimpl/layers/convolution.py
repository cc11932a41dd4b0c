"""Convolutional layers: one class for any number of spatial axes. Conv1D and Conv3D are its other names."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice, check_positive
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import standardize_tuple, window_output


class BaseConv(Layer):
    """``activation(conv(inputs, kernel) + bias)`` over ``rank`` spatial axes."""

    rank = None

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
        self.kernel_size = standardize_tuple(kernel_size, self.rank, "kernel_size", owner)
        self.strides = standardize_tuple(strides, self.rank, "strides", owner)
        self.dilation_rate = standardize_tuple(dilation_rate, self.rank, "dilation_rate", owner)
        self.padding = check_choice(str(padding).lower(), "padding", ("valid", "same"), owner)
        self.data_format = standardize_data_format(data_format, owner)
        if self.filters % self.groups:
            raise ValueError(f"{owner}: filters must be a multiple of groups, got {self.filters} and {self.groups}")
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner}: strides and dilation_rate cannot both be above 1, "
                f"got {self.strides} and {self.dilation_rate}"
            )
        self.input_spec = InputSpec(min_ndim=self.rank + 2)

    @property
    def channel_axis(self):
        return -1 if self.data_format == "channels_last" else 1

    def build(self, input_shape):
        channels, owner = input_shape[self.channel_axis], type(self).__name__
        if channels is None:
            raise ValueError(f"{owner}: the channels of inputs must be known, got shape {tuple(input_shape)}")
        if channels % self.groups:
            raise ValueError(
                f"{owner}: the channels of inputs must be a multiple of groups, got {channels} and {self.groups}"
            )
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={self.channel_axis: channels})
        self.kernel = self.weight("kernel", (*self.kernel_size, channels // self.groups, self.filters))
        self.bias = self.weight("bias", (self.filters,)) if self.use_bias else None
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        x = ops.conv(inputs, self.kernel, self.strides, self.padding, self.data_format, self.dilation_rate)
        if self.bias is not None:
            behind = (1,) * (self.rank if self.data_format == "channels_first" else 0)
            x = ops.add(x, ops.reshape(self.bias, (self.filters, *behind)) if behind else self.bias)
        return self.activation(x)

    def compute_output_shape(self, input_shape):
        first = self.data_format == "channels_first"
        sizes = input_shape[2:] if first else input_shape[1:-1]
        windows = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        counts = tuple(window_output(n, k, s, self.padding, d) for n, k, s, d in windows)
        if any(n is not None and n < 1 for n in counts):
            raise ValueError(
                f"{type(self).__name__}: kernel_size {self.kernel_size} and dilation_rate {self.dilation_rate} must fit"
                f" into inputs, got shape {tuple(input_shape)}"
            )
        return (input_shape[0], self.filters, *counts) if first else (input_shape[0], *counts, self.filters)


@export("keras.layers")
class Conv2D(BaseConv):
    """``activation(conv(inputs, kernel) + bias)``, as ops.conv over rows and columns.

    Shapes: (batch, h, w, channels) -> (batch, h', w', filters), or channels first; kernel
    (*kernel_size, channels / groups, filters), bias (filters,).
    Raises: ValueError for sizes below 1, filters or channels that groups do not divide, strides and dilation both
    above 1, a window larger than the input, a wrong rank.
    Spec: keras.layers.Conv2D.
    """

    rank = 2

    def __init__(self, filters, kernel_size, strides=(1, 1), padding="valid", data_format=None, dilation_rate=(1, 1), groups=1, activation=None, use_bias=True, kernel_initializer="glorot_uniform", bias_initializer="zeros", kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None, **kwargs):  # fmt: skip  # noqa: E501
        super().__init__(filters, kernel_size, strides, padding, data_format, dilation_rate, groups, activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer, kernel_constraint, bias_constraint, **kwargs)  # fmt: skip  # noqa: E501
