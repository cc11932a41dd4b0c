"""keras.layers: what models are made of. Spec: keras.layers."""

from refimpl.layers.activation import ReLU, Softmax
from refimpl.layers.convolution import Conv2D
from refimpl.layers.core import Activation, Dense, Flatten, Input, InputLayer
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.lambda_layer import Lambda
from refimpl.layers.layer import Layer
from refimpl.layers.masking import Masking
from refimpl.layers.merging import Add, Concatenate
from refimpl.layers.normalization import BatchNormalization
from refimpl.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from refimpl.layers.regularization import Dropout

Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
GlobalAvgPool2D = GlobalAveragePooling2D


def add(inputs, **kwargs):
    """The functional form of Add. Spec: keras.layers.add."""
    return Add(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """The functional form of Concatenate. Spec: keras.layers.concatenate."""
    return Concatenate(axis=axis, **kwargs)(inputs)


__all__ = [
    "Activation", "Add", "BatchNormalization", "Concatenate", "Conv2D", "Convolution2D", "Dense", "Dropout",
    "Flatten", "GlobalAveragePooling2D", "GlobalAvgPool2D", "Input", "InputLayer", "InputSpec", "Lambda", "Layer",
    "Masking", "MaxPool2D", "MaxPooling2D", "ReLU", "Softmax", "add", "concatenate",
]  # fmt: skip
