"""Convolution of each channel by itself: for each place within the window, a multiplication and an addition.

With so few products for each pixel that is read, there is nothing for a GEMM to do. Image by image, so that sums and
products stay in cache. Channels with several filters are repeated, so that the primitive knows one filter a channel;
it is linear in both operands, and its derivatives are two of its kind. Spec: keras.ops.depthwise_conv.
"""

import numpy as np

from refimpl.autodiff import op, primitive
from refimpl.config import standardize_data_format
from refimpl.errors import check_choice
from refimpl.ops.arrays import flip, repeat, reshape
from refimpl.ops.convolution import Windows, channels_back, channels_last, conv
from refimpl.ops.elementwise import promoted
from refimpl.shapes import standardize_tuple


def _padded_images(x, w):
    """Each image with the places added around, in one buffer; it holds until the next."""
    padded = np.zeros((*w.padded, x.shape[-1]), x.dtype)
    inside = padded[w.inner]
    for image in x:
        np.copyto(inside, image[w.seen])
        yield padded


@primitive(operands=2)
def _depthwise(x, kernel, w):
    """y[b, p, c] = Σ_k x[b, p stride + k dilation - pad, c] kernel[k, c]."""
    out = np.empty((len(x), *w.counts, x.shape[-1]), x.dtype)
    product = np.empty(out.shape[1:], x.dtype)
    weights, offsets = kernel.reshape(-1, x.shape[-1]), list(w.offsets())
    for padded, total in zip(_padded_images(x, w), out, strict=True):
        np.multiply(padded[offsets[0]], weights[0], out=total)
        for offset, weight in zip(offsets[1:], weights[1:], strict=True):
            np.multiply(padded[offset], weight, out=product)
            total += product
    return out


@primitive(operands=2)
def _depthwise_kernel(x, g, w):
    """The gradient of the kernel: Σ over images and windows of g[b, p, c] x[b, p stride + k dilation - pad, c]."""
    total = np.zeros((*w.window, x.shape[-1]), x.dtype)
    parts, offsets = total.reshape(-1, x.shape[-1]), list(w.offsets())
    for padded, cotangent in zip(_padded_images(x, w), g, strict=True):
        for offset, part in zip(offsets, parts, strict=True):
            part += np.sum(padded[offset] * cotangent, axis=tuple(range(len(w.window))))
    return total


def _depthwise_inputs(g, kernel, w):
    """The gradient of the inputs: the kernel turned about."""
    return _depthwise(g, flip(kernel, tuple(range(len(w.window)))), w.turned())


_depthwise.vjps(
    lambda g, out, x, kernel, w: _depthwise_inputs(g, kernel, w),
    lambda g, out, x, kernel, w: _depthwise_kernel(x, g, w),
)
_depthwise_kernel.vjps(
    lambda kernel, out, x, g, w: _depthwise_inputs(g, kernel, w),
    lambda kernel, out, x, g, w: _depthwise(x, kernel, w),
)


@op(operands=2)
def depthwise_conv(inputs, kernel, strides=1, padding="valid", data_format=None, dilation_rate=1):
    """Each channel's windows against filters of its own: y[b, p, c m + j] = Σ_k x[b, p.., c] kernel[k, c, j].

    Shapes: inputs (batch, *sizes, channels), or channels first; kernel (*window, channels, multiplier) ->
    (batch, *counts, channels * multiplier). One or two spatial axes.
    Raises: ValueError for a wrong rank, for channels that differ from the kernel's, for windows larger than the input.
    Spec: keras.ops.depthwise_conv.
    """
    n = inputs.ndim - 2
    if n not in (1, 2) or kernel.ndim != inputs.ndim:
        raise ValueError(
            f"depthwise_conv: inputs must have rank 3 or 4 and kernel the same, got {inputs.shape} and {kernel.shape}"
        )
    data_format = standardize_data_format(data_format, "depthwise_conv")
    padding = check_choice(padding.lower(), "padding", ("valid", "same"), "depthwise_conv")
    strides = standardize_tuple(strides, n, "strides", "depthwise_conv")
    dilation = standardize_tuple(dilation_rate, n, "dilation_rate", "depthwise_conv")
    x = channels_last(inputs, data_format)
    *window, channels, multiplier = kernel.shape
    if x.shape[-1] != channels:
        raise ValueError(
            f"depthwise_conv: inputs must have the kernel's {channels} channels, got inputs {inputs.shape} "
            f"and kernel {kernel.shape}"
        )
    w = Windows.of(x.shape[1:-1], tuple(window), strides, dilation, padding)
    if min(w.counts) < 1:
        raise ValueError(
            f"depthwise_conv: the window {w.window} is larger than the input {w.sizes} (dilation {dilation})"
        )
    if x.dtype != kernel.dtype:
        x, kernel = promoted(x, kernel)
    if multiplier > 1:
        x = repeat(x, multiplier, axis=-1)
    kernel = reshape(kernel, (*window, channels * multiplier))
    return channels_back(_depthwise(x, kernel, w), data_format)


@op(operands=3)
def separable_conv(
    inputs, depthwise_kernel, pointwise_kernel, strides=1, padding="valid", data_format=None, dilation_rate=1
):  # fmt: skip
    """``depthwise_conv``, then ``conv`` by a kernel of one pixel. Shapes and errors as these.

    Spec: keras.ops.separable_conv.
    """
    x = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(x, pointwise_kernel, 1, "valid", data_format)
