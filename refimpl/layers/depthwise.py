"""Convolutions of each channel by itself, alone or before a convolution of single pixels."""

from refimpl import ops
from refimpl.errors import check_positive
from refimpl.layers.convolution import Windowed
from refimpl.serialization import export


class BaseDepthwiseConv(Windowed):
    """``activation(depthwise_conv(inputs, kernel) + bias)``: ``depth_multiplier`` filters for each channel.

    Shapes: (batch, *sizes, channels) -> (batch, *counts, channels * depth_multiplier), or channels first; kernel
    (*kernel_size, channels, depth_multiplier), bias as the output's channels.
    Raises: as Windowed.
    """

    def __init__(
        self, kernel_size, strides=1, padding="valid", depth_multiplier=1, data_format=None, dilation_rate=1,
        activation=None, use_bias=True, depthwise_initializer="glorot_uniform", bias_initializer="zeros",
        depthwise_regularizer=None, bias_regularizer=None, activity_regularizer=None, depthwise_constraint=None,
        bias_constraint=None, **kwargs,
    ):  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.configure(
            activation=activation, use_bias=use_bias, depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer, depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer, depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
        )  # fmt: skip
        self.depth_multiplier = check_positive(depth_multiplier, "depth_multiplier", type(self).__name__)
        self.set_windows(kernel_size, strides, padding, data_format, dilation_rate)

    def build(self, input_shape):
        channels = self.channels_of(input_shape)
        self.compute_output_shape(input_shape)
        self.kernel = self.add_weight(
            (*self.kernel_size, channels, self.depth_multiplier), self.depthwise_initializer, name="kernel",
            regularizer=self.depthwise_regularizer, constraint=self.depthwise_constraint,
        )  # fmt: skip
        self.bias = self.weight("bias", (self.filters_for(channels),)) if self.use_bias else None

    def call(self, inputs):
        settings = (self.strides, self.padding, self.data_format, self.dilation_rate)
        return self.activated(ops.depthwise_conv(inputs, self.kernel, *settings))

    def filters_for(self, channels):
        return channels * self.depth_multiplier


@export("keras.layers")
class DepthwiseConv1D(BaseDepthwiseConv):
    """Each channel's steps by filters of its own. Spec: keras.layers.DepthwiseConv1D."""

    rank = 1


@export("keras.layers")
class DepthwiseConv2D(BaseDepthwiseConv):
    """Each channel's image by filters of its own. Spec: keras.layers.DepthwiseConv2D."""

    rank = 2


class BaseSeparableConv(Windowed):
    """``activation(separable_conv(inputs, depthwise_kernel, pointwise_kernel) + bias)``.

    Shapes: (batch, *sizes, channels) -> (batch, *counts, filters), or channels first; depthwise_kernel
    (*kernel_size, channels, depth_multiplier), pointwise_kernel (1, ..., channels * depth_multiplier, filters), bias
    (filters,).
    Raises: as Windowed. Source: Chollet 2017, "Xception".
    """

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", data_format=None, dilation_rate=1, depth_multiplier=1,
        activation=None, use_bias=True, depthwise_initializer="glorot_uniform", pointwise_initializer="glorot_uniform",
        bias_initializer="zeros", depthwise_regularizer=None, pointwise_regularizer=None, bias_regularizer=None,
        activity_regularizer=None, depthwise_constraint=None, pointwise_constraint=None, bias_constraint=None,
        **kwargs,
    ):  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        self.configure(
            activation=activation, use_bias=use_bias, depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer, bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer, pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer, depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint, bias_constraint=bias_constraint,
        )  # fmt: skip
        owner = type(self).__name__
        self.filters = check_positive(filters, "filters", owner)
        self.depth_multiplier = check_positive(depth_multiplier, "depth_multiplier", owner)
        self.set_windows(kernel_size, strides, padding, data_format, dilation_rate)

    def build(self, input_shape):
        channels = self.channels_of(input_shape)
        self.compute_output_shape(input_shape)
        deep = channels * self.depth_multiplier
        self.depthwise_kernel = self.add_weight(
            (*self.kernel_size, channels, self.depth_multiplier), self.depthwise_initializer, name="depthwise_kernel",
            regularizer=self.depthwise_regularizer, constraint=self.depthwise_constraint,
        )  # fmt: skip
        self.pointwise_kernel = self.add_weight(
            (*(1,) * self.rank, deep, self.filters), self.pointwise_initializer, name="pointwise_kernel",
            regularizer=self.pointwise_regularizer, constraint=self.pointwise_constraint,
        )  # fmt: skip
        self.bias = self.weight("bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs):
        settings = (self.strides, self.padding, self.data_format, self.dilation_rate)
        return self.activated(ops.separable_conv(inputs, self.depthwise_kernel, self.pointwise_kernel, *settings))


@export("keras.layers")
class SeparableConv1D(BaseSeparableConv):
    """Each channel's steps, then all channels of each step. Spec: keras.layers.SeparableConv1D."""

    rank = 1


@export("keras.layers")
class SeparableConv2D(BaseSeparableConv):
    """Each channel's image, then all channels of each pixel. Spec: keras.layers.SeparableConv2D."""

    rank = 2
