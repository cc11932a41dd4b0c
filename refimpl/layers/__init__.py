"""keras.layers: what models are made of. Spec: keras.layers."""

from refimpl.layers.activation import ELU, LeakyReLU, PReLU, ReLU, Softmax
from refimpl.layers.attention.attention import AdditiveAttention, Attention
from refimpl.layers.attention.multi_head import MultiHeadAttention
from refimpl.layers.bordering import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)
from refimpl.layers.convolution import Conv1D, Conv2D, Conv3D
from refimpl.layers.core import Activation, Dense, Flatten, Input, InputLayer
from refimpl.layers.depthwise import DepthwiseConv1D, DepthwiseConv2D, SeparableConv1D, SeparableConv2D
from refimpl.layers.einsum_dense import EinsumDense
from refimpl.layers.embedding import Embedding
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.lambda_layer import Lambda
from refimpl.layers.layer import Layer
from refimpl.layers.layer_normalization import LayerNormalization, RMSNormalization
from refimpl.layers.masking import Masking
from refimpl.layers.merging import (
    Add,
    Average,
    Concatenate,
    Dot,
    Maximum,
    Minimum,
    Multiply,
    Subtract,
    add,
    average,
    concatenate,
    dot,
    maximum,
    minimum,
    multiply,
    subtract,
)
from refimpl.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from refimpl.layers.normalization import BatchNormalization
from refimpl.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
)
from refimpl.layers.recurrent.bidirectional import Bidirectional
from refimpl.layers.recurrent.gru import GRU, GRUCell
from refimpl.layers.recurrent.lstm import LSTM, LSTMCell
from refimpl.layers.recurrent.rnn import RNN
from refimpl.layers.recurrent.simple_rnn import SimpleRNN, SimpleRNNCell
from refimpl.layers.recurrent.stacked import StackedRNNCells
from refimpl.layers.recurrent.time_distributed import TimeDistributed
from refimpl.layers.recurrent.wrapper import Wrapper
from refimpl.layers.regularization import Dropout, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from refimpl.layers.rescaling import Normalization, Rescaling
from refimpl.layers.reshaping import Permute, RepeatVector, Reshape
from refimpl.layers.sequence_pooling import GlobalAveragePooling1D, GlobalMaxPooling1D
from refimpl.layers.transposed import Conv1DTranspose, Conv2DTranspose, Conv3DTranspose
from refimpl.layers.upsampling import UpSampling1D, UpSampling2D, UpSampling3D
from refimpl.serialization import deserialize_keras_object, serialize_keras_object

AvgPool1D, AvgPool2D, AvgPool3D = AveragePooling1D, AveragePooling2D, AveragePooling3D
Convolution1D, Convolution2D, Convolution3D = Conv1D, Conv2D, Conv3D
Convolution1DTranspose, Convolution2DTranspose, Convolution3DTranspose = (
    Conv1DTranspose,
    Conv2DTranspose,
    Conv3DTranspose,
)
GlobalAvgPool1D, GlobalAvgPool2D, GlobalAvgPool3D = (
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
)
GlobalMaxPool1D, GlobalMaxPool2D, GlobalMaxPool3D = GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalMaxPooling3D
MaxPool1D, MaxPool2D, MaxPool3D = MaxPooling1D, MaxPooling2D, MaxPooling3D
SeparableConvolution1D, SeparableConvolution2D = SeparableConv1D, SeparableConv2D

__all__ = [
    "ELU", "GRU", "LSTM", "RNN", "Activation", "Add", "AdditiveAttention", "AlphaDropout", "Attention", "Average",
    "AveragePooling1D", "AveragePooling2D", "AveragePooling3D", "AvgPool1D", "AvgPool2D", "AvgPool3D",
    "BatchNormalization", "Bidirectional", "Concatenate", "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose",
    "Conv3D", "Conv3DTranspose", "Convolution1D", "Convolution1DTranspose", "Convolution2D",
    "Convolution2DTranspose", "Convolution3D", "Convolution3DTranspose", "Cropping1D", "Cropping2D", "Cropping3D",
    "Dense", "DepthwiseConv1D", "DepthwiseConv2D", "Dot", "Dropout", "EinsumDense", "Embedding", "Flatten",
    "GRUCell", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalAveragePooling3D", "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalAvgPool3D", "GlobalMaxPool1D",
    "GlobalMaxPool2D", "GlobalMaxPool3D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D", "Input",
    "InputLayer", "InputSpec", "LSTMCell", "Lambda", "Layer", "LayerNormalization", "LeakyReLU", "Masking",
    "MaxPool1D", "MaxPool2D", "MaxPool3D", "MaxPooling1D", "MaxPooling2D", "MaxPooling3D", "Maximum", "Minimum",
    "MultiHeadAttention", "Multiply", "Normalization", "PReLU", "Permute", "RMSNormalization", "ReLU",
    "RepeatVector", "Rescaling", "Reshape", "SeparableConv1D", "SeparableConv2D", "SeparableConvolution1D",
    "SeparableConvolution2D", "SimpleRNN", "SimpleRNNCell", "Softmax", "SpatialDropout1D", "SpatialDropout2D",
    "SpatialDropout3D", "StackedRNNCells", "Subtract", "TimeDistributed", "UpSampling1D", "UpSampling2D",
    "UpSampling3D", "Wrapper", "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "add", "average", "concatenate",
    "deserialize", "dot", "maximum", "minimum", "multiply", "serialize", "subtract",
]  # fmt: skip


def serialize(layer):
    """Spec: keras.layers.serialize."""
    return serialize_keras_object(layer)


def deserialize(config, custom_objects=None):
    """Raises: TypeError for what is unknown, ValueError for what is no layer. Spec: keras.layers.deserialize."""
    layer = deserialize_keras_object(config, custom_objects)
    if not isinstance(layer, Layer):
        raise ValueError(f"deserialize: config must be that of a layer, got {config}")
    return layer
