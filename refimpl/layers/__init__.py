"""keras.layers: what models are made of. Spec: keras.layers."""

from refimpl.layers.activation import ReLU, Softmax
from refimpl.layers.attention.attention import AdditiveAttention, Attention
from refimpl.layers.attention.multi_head import MultiHeadAttention
from refimpl.layers.convolution import Conv2D
from refimpl.layers.core import Activation, Dense, Flatten, Input, InputLayer
from refimpl.layers.einsum_dense import EinsumDense
from refimpl.layers.embedding import Embedding
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.layers.layer_normalization import LayerNormalization, RMSNormalization
from refimpl.layers.masking import Masking
from refimpl.layers.merging import Add, Concatenate
from refimpl.layers.noise import AlphaDropout, GaussianDropout, GaussianNoise
from refimpl.layers.normalization import BatchNormalization
from refimpl.layers.pooling import GlobalAveragePooling2D, MaxPooling2D
from refimpl.layers.recurrent.bidirectional import Bidirectional
from refimpl.layers.recurrent.gru import GRU, GRUCell
from refimpl.layers.recurrent.lstm import LSTM, LSTMCell
from refimpl.layers.recurrent.rnn import RNN
from refimpl.layers.recurrent.simple_rnn import SimpleRNN, SimpleRNNCell
from refimpl.layers.recurrent.stacked import StackedRNNCells
from refimpl.layers.recurrent.time_distributed import TimeDistributed
from refimpl.layers.recurrent.wrapper import Wrapper
from refimpl.layers.regularization import Dropout, SpatialDropout1D, SpatialDropout2D, SpatialDropout3D
from refimpl.layers.sequence_pooling import GlobalAveragePooling1D, GlobalMaxPooling1D

Convolution2D = Conv2D
MaxPool2D = MaxPooling2D
GlobalAvgPool1D = GlobalAveragePooling1D
GlobalAvgPool2D = GlobalAveragePooling2D
GlobalMaxPool1D = GlobalMaxPooling1D


def add(inputs, **kwargs):
    """The functional form of Add. Spec: keras.layers.add."""
    return Add(**kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """The functional form of Concatenate. Spec: keras.layers.concatenate."""
    return Concatenate(axis=axis, **kwargs)(inputs)


__all__ = [
    "GRU", "LSTM", "RNN", "Activation", "Add", "AdditiveAttention", "AlphaDropout", "Attention", "BatchNormalization",
    "Bidirectional", "Concatenate", "Conv2D", "Convolution2D", "Dense", "Dropout", "EinsumDense", "Embedding",
    "Flatten", "GRUCell", "GaussianDropout", "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
    "GlobalAvgPool1D", "GlobalAvgPool2D", "GlobalMaxPool1D", "GlobalMaxPooling1D", "Input", "InputLayer", "InputSpec",
    "LSTMCell", "Layer", "LayerNormalization", "Masking", "MaxPool2D", "MaxPooling2D", "MultiHeadAttention",
    "RMSNormalization", "ReLU", "SimpleRNN", "SimpleRNNCell", "Softmax", "SpatialDropout1D", "SpatialDropout2D",
    "SpatialDropout3D", "StackedRNNCells", "TimeDistributed", "Wrapper", "add", "concatenate",
]  # fmt: skip
