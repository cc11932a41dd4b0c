"""Convolutions turned round: from each input pixel to the window that a convolution would have made it of."""

from refimpl import ops
from refimpl.errors import check_positive
from refimpl.layers.convolution import Windowed
from refimpl.serialization import export
from refimpl.shapes import split_channels, standardize_tuple, transposed_output, with_channels


class BaseConvTranspose(Windowed):
    """``activation(conv_transpose(inputs, kernel) + bias)``.

    Shapes: (batch, *sizes, channels) -> (batch, *larger, filters), or channels first, sizes as transposed_output says;
    kernel (*kernel_size, filters, channels), bias (filters,).
    Raises: as Windowed; ValueError for an output_padding that is not below the strides, strides and dilation both
    above 1.
    """

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1,
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
        self.set_windows(kernel_size, strides, padding, data_format, dilation_rate)
        self.output_padding = output_padding
        if output_padding is not None:
            self.output_padding = standardize_tuple(output_padding, self.rank, "output_padding", owner, allow_zero=True)
            if any(more >= s for more, s in zip(self.output_padding, self.strides, strict=True)):
                raise ValueError(
                    f"{owner}: output_padding must be below strides, got {self.output_padding} and {self.strides}"
                )
        self.refuse_strides_with_dilation()

    def build(self, input_shape):
        channels = self.channels_of(input_shape)
        self.kernel = self.weight("kernel", (*self.kernel_size, self.filters, channels))
        self.bias = self.weight("bias", (self.filters,)) if self.use_bias else None

    def call(self, inputs):
        settings = (self.strides, self.padding, self.output_padding, self.data_format, self.dilation_rate)
        return self.activated(ops.conv_transpose(inputs, self.kernel, *settings))

    def compute_output_shape(self, input_shape):
        batch, sizes, _ = split_channels(input_shape, self.data_format)
        added = self.output_padding or (None,) * self.rank
        given = zip(sizes, self.kernel_size, self.strides, added, self.dilation_rate, strict=True)
        sizes = [transposed_output(n, k, s, self.padding, more, d) for n, k, s, more, d in given]
        return with_channels(batch, sizes, self.filters, self.data_format)


@export("keras.layers")
class Conv1DTranspose(BaseConvTranspose):
    """``conv_transpose`` along steps. Spec: keras.layers.Conv1DTranspose."""

    rank = 1


@export("keras.layers")
class Conv2DTranspose(BaseConvTranspose):
    """``conv_transpose`` over rows and columns. Spec: keras.layers.Conv2DTranspose."""

    rank = 2


@export("keras.layers")
class Conv3DTranspose(BaseConvTranspose):
    """``conv_transpose`` over a volume. Spec: keras.layers.Conv3DTranspose."""

    rank = 3
