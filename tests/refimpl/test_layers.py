"""What layers promise beyond their goldens: shapes told in advance, configs that make the same layer, errors."""

import json

import numpy as np
import pytest

from refimpl import layers, ops
from refimpl.graph import KerasTensor
from refimpl.layers import Layer
from refimpl.ops.attached import masks

RNG = np.random.default_rng(5)


def normal(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


EVERY = {
    "Dense": (layers.Dense(3, activation="tanh", kernel_regularizer="l2", bias_initializer="ones"), normal(2, 5, 4)),
    "Conv2D": (layers.Conv2D(4, (2, 3), strides=2, padding="same", groups=2), normal(2, 5, 6, 4)),
    "Conv2D-first": (layers.Conv2D(4, 3, data_format="channels_first", dilation_rate=2), normal(2, 3, 7, 8)),
    "MaxPooling2D": (layers.MaxPooling2D(3, 2, "same"), normal(2, 5, 6, 4)),
    "MaxPooling2D-first": (layers.MaxPooling2D((1, 2), data_format="channels_first"), normal(2, 3, 4, 6)),
    "GlobalAveragePooling2D": (layers.GlobalAveragePooling2D(keepdims=True), normal(2, 5, 6, 4)),
    "Flatten": (layers.Flatten(data_format="channels_first"), normal(2, 5, 6)),
    "Flatten-vector": (layers.Flatten(), normal(2)),
    "Dropout": (layers.Dropout(0.5, noise_shape=(None, 1), seed=3), normal(2, 5)),
    "BatchNormalization": (layers.BatchNormalization(axis=1, scale=False), normal(2, 5, 6)),
    "Activation": (layers.Activation("softmax"), normal(2, 5)),
    "ReLU": (layers.ReLU(max_value=1.0, negative_slope=0.1, threshold=0.2), normal(2, 5)),
    "Softmax": (layers.Softmax(axis=(1, 2)), normal(2, 5, 6)),
    "Add": (layers.Add(), [normal(2, 1, 3), normal(2, 4, 3)]),
    "Concatenate": (layers.Concatenate(axis=1), [normal(2, 1, 3), normal(2, 4, 3), normal(2, 2, 3)]),
    "Average": (layers.Average(), [normal(2, 1, 3), normal(2, 4, 3)]),
    "Maximum": (layers.Maximum(), [normal(2, 4, 3), normal(2, 4, 3)]),
    "Dot": (layers.Dot((2, 1), normalize=True), [normal(2, 4, 3), normal(2, 3, 5)]),
    "Permute": (layers.Permute((2, 1)), normal(2, 4, 3)),
    "RepeatVector": (layers.RepeatVector(3), normal(2, 4)),
    "Reshape": (layers.Reshape((-1, 2)), normal(2, 4, 3)),
    "Embedding": (layers.Embedding(4, 3, embeddings_regularizer="l2"), np.array([[0, 3], [1, 1]], np.int32)),
    "LSTM": (layers.LSTM(3, return_sequences=True, recurrent_regularizer="l2"), normal(2, 5, 4)),
    "LSTM-relu": (layers.LSTM(3, activation="relu", go_backwards=True), normal(2, 5, 4)),
    "GRU": (layers.GRU(3, reset_after=False, kernel_initializer="ones"), normal(2, 5, 4)),
    "SimpleRNN": (layers.SimpleRNN(3, unroll=True), normal(2, 5, 4)),
    "RNN": (layers.RNN([layers.LSTMCell(3), layers.GRUCell(2)]), normal(2, 5, 4)),
    "Bidirectional": (layers.Bidirectional(layers.GRU(3, return_sequences=True), "ave"), normal(2, 5, 4)),
    "TimeDistributed": (layers.TimeDistributed(layers.Dense(3)), normal(2, 5, 4)),
    "Attention": (layers.Attention(use_scale=True), [normal(2, 3, 4), normal(2, 5, 4)]),
    "AdditiveAttention": (layers.AdditiveAttention(), [normal(2, 3, 4), normal(2, 5, 4)]),
    "EinsumDense": (layers.EinsumDense("abc,cde->abde", (5, 2, 3), bias_axes="e"), normal(2, 5, 4)),
    "LayerNormalization": (layers.LayerNormalization(axis=[1, 2], epsilon=0.1), normal(2, 5, 4)),
    "RMSNormalization": (layers.RMSNormalization(), normal(2, 5, 4)),
    "GlobalAveragePooling1D": (layers.GlobalAveragePooling1D(keepdims=True), normal(2, 5, 4)),
    "GlobalMaxPooling1D": (layers.GlobalMaxPooling1D("channels_first"), normal(2, 5, 4)),
}


@pytest.mark.parametrize("name", EVERY)
def test_symbolic_calls_tell_the_shape_and_dtype_of_real_ones(name):
    layer, x = EVERY[name]
    several = isinstance(x, list)
    symbolic = [KerasTensor((None, *a.shape[1:]), a.dtype) for a in (x if several else [x])]
    told = layer(symbolic if several else symbolic[0])
    out = layer(x)
    assert told.shape[1:] == out.shape[1:] and told.shape[0] is None and told.dtype == out.dtype


@pytest.mark.parametrize("name", EVERY)
def test_a_config_through_json_makes_the_same_layer(name):
    layer, x = EVERY[name]
    expected = layer(x)
    twin = type(layer).from_config(json.loads(json.dumps(layer.get_config())))
    assert twin.get_config() == layer.get_config()
    twin(x)
    twin.set_weights(layer.get_weights())
    np.testing.assert_array_equal(twin(x), expected)


@pytest.mark.parametrize("name", EVERY)
def test_inputs_are_left_alone(name):
    layer, x = EVERY[name]
    arrays = x if isinstance(x, list) else [x]
    before = [a.copy() for a in arrays]
    for a in arrays:
        a.setflags(write=False)
    layer(x, training=True) if name in ("Dropout", "BatchNormalization") else layer(x)
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))


class Twice(Layer):
    """A user's layer: a sublayer, a weight of its own, a list of layers."""

    def __init__(self, units, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.inner = layers.Dense(units)
        self.more = [layers.Dense(units, use_bias=False), {"key": layers.BatchNormalization()}]

    def build(self, input_shape):
        self.gain = self.add_weight(shape=(), initializer="ones", name="gain")

    def call(self, x, training=None):
        self.add_loss(ops.mean(x))
        return self.more[1]["key"](self.more[0](self.inner(x))) * self.gain


def test_weights_of_sublayers_are_found_own_ones_first_and_once():
    layer = Twice(3, name="twice")
    layer.again = layer.inner
    layer(normal(2, 3))
    names = ["gain", "kernel", "bias", "kernel", "gamma", "beta", "moving_mean", "moving_variance"]
    assert [v.name for v in layer.weights] == names
    assert layer.gain.path == "twice/gain" and layer.inner.kernel.path == f"twice/{layer.inner.name}/kernel"
    assert len(layer.trainable_weights) == 6 and len(layer.non_trainable_weights) == 2


def test_a_frozen_layer_freezes_what_is_within_and_thaws_only_what_was_made_to_be_trained():
    layer = Twice(3)
    layer(normal(2, 3))
    layer.trainable = False
    assert layer.trainable_weights == [] and not layer.inner.trainable
    layer.trainable = True
    assert len(layer.trainable_weights) == 6


def test_training_goes_down_to_inner_layers():
    layer = Twice(3)
    x = normal(8, 3)
    layer(x)
    before = layer.more[1]["key"].moving_mean.numpy().copy()
    layer(x, training=True)
    assert not np.array_equal(layer.more[1]["key"].moving_mean.numpy(), before)


def test_losses_are_those_of_the_last_call_and_of_regularized_weights():
    layer = Twice(3)
    layer.inner = layers.Dense(3, kernel_regularizer="l2")
    layer(normal(2, 3))
    layer(np.ones((2, 3), np.float32))
    added, regularization = layer.losses
    assert added == 1.0
    kernel = layer.inner.kernel.numpy()
    np.testing.assert_array_almost_equal_nulp(regularization, np.float32(0.01) * np.sum(kernel**2), nulp=4)


def test_activity_is_regularized_per_sample():
    layer = layers.Dense(2, kernel_initializer="ones", activity_regularizer="l1")
    layer(np.ones((4, 3), np.float32))
    np.testing.assert_array_almost_equal_nulp(layer.losses[0], np.float32(0.01 * 6), nulp=4)


def test_masks_travel_with_the_arrays():
    x = normal(2, 3)
    masks.remember(x, np.array([True, False]))
    out = layers.Activation("relu")(x)
    assert masks.recall(out).tolist() == [True, False]
    del x, out
    assert not masks


def test_float64_inputs_are_cast_and_integers_are_not():
    assert layers.Activation("relu")(np.ones((2, 2))).dtype == np.float32
    assert layers.Activation("linear")(np.ones((2, 2), np.int32)).dtype == np.int32
    assert layers.Dense(2, dtype="float64")(np.ones((2, 2), np.float32)).dtype == np.float64


def test_weights_of_nan_are_taken_with_a_warning():
    layer = _built(layers.Dense(2))
    with pytest.warns(UserWarning, match=r"dense.*/bias hold NaN"):
        layer.set_weights([np.ones((3, 2)), np.full(2, np.nan)])
    assert np.isnan(layer(np.ones((1, 3)))).all()


REFUSED = {
    "units": (lambda: layers.Dense(-1), ["Dense", "units", "-1"]),
    "units-text": (lambda: layers.Dense("3"), ["Dense", "units", "'3'"]),
    "activation": (lambda: layers.Dense(2, activation="rellu"), ["rellu", "relu"]),
    "initializer": (lambda: layers.Dense(2, kernel_initializer="glorot"), ["glorot"]),
    "unknown-argument": (lambda: layers.Dense(2, unit=3), ["Dense", "unit", "units"]),
    "rank": (lambda: layers.Dense(2)(np.ones(3)), ["Dense", "rank", "(3,)"]),
    "changed-size": (lambda: _twice(layers.Dense(2), np.ones((1, 3)), np.ones((1, 4))), ["axis -1", "3", "(1, 4)"]),
    "filters": (lambda: layers.Conv2D(0, 3), ["Conv2D", "filters", "0"]),
    "kernel-size": (lambda: layers.Conv2D(1, (3, 3, 3)), ["Conv2D", "kernel_size", "(3, 3, 3)"]),
    "strides": (lambda: layers.Conv2D(1, 3, strides=(0, 1)), ["Conv2D", "strides", "(0, 1)"]),
    "padding": (lambda: layers.Conv2D(1, 3, padding="full"), ["Conv2D", "padding", "'full'"]),
    "both": (lambda: layers.Conv2D(1, 3, strides=2, dilation_rate=2), ["strides", "dilation_rate"]),
    "groups": (lambda: layers.Conv2D(3, 3, groups=2), ["filters", "groups"]),
    "channels": (lambda: layers.Conv2D(4, 3, groups=2)(np.ones((1, 5, 5, 3))), ["channels", "3", "2"]),
    "too-large": (lambda: layers.Conv2D(1, 6)(np.ones((1, 5, 5, 1))), ["kernel_size", "(6, 6)"]),
    "pool-rank": (lambda: layers.MaxPooling2D()(np.ones((5, 5, 1))), ["MaxPooling2D", "rank 4"]),
    "rate": (lambda: layers.Dropout(1.5), ["Dropout", "rate", "1.5"]),
    "momentum-axis": (lambda: layers.BatchNormalization(axis=3)(np.ones((2, 3))), ["axis", "3"]),
    "one-input": (lambda: layers.Add()(np.ones((2, 3))), ["Add", "list"]),
    "no-broadcast": (lambda: layers.Add()([np.ones((2, 3)), np.ones((2, 4))]), ["Add", "(2, 3)", "(2, 4)"]),
    "concatenate": (lambda: layers.Concatenate()([np.ones((2, 3)), np.ones((3, 3))]), ["Concatenate", "sizes"]),
    "relu": (lambda: layers.ReLU(max_value=-1), ["ReLU", "max_value", "-1"]),
    "weights": (lambda: _built(layers.Dense(2)).set_weights([np.ones(2)]), ["weights", "2", "1"]),
    "weight-shape": (lambda: _built(layers.Dense(2)).set_weights([np.ones((9, 9)), np.ones(2)]), ["(3, 2)", "(9, 9)"]),
    "input": (lambda: layers.Input(), ["shape", "batch_shape"]),
    "input-shape": (lambda: layers.Input(shape=3), ["shape", "3"]),
    "data-format": (lambda: layers.Flatten(data_format="last"), ["Flatten", "data_format", "'last'"]),
}


def _twice(layer, first, second):
    layer(first)
    return layer(second)


def _built(layer):
    layer.build((None, 3))
    return layer


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_the_argument_and_what_came(name):
    call, words = REFUSED[name]
    with pytest.raises((ValueError, TypeError, IndexError)) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


def test_a_layer_that_forgets_super_is_told_so():
    class Forgetful(Layer):
        def __init__(self):
            self.units = 3

    with pytest.raises(RuntimeError, match="super"):
        Forgetful()(np.ones((2, 2)))
