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
    "Conv1D": (layers.Conv1D(4, 3, padding="causal", dilation_rate=2), normal(2, 5, 4)),
    "Conv3D": (layers.Conv3D(2, 2, data_format="channels_first"), normal(1, 3, 4, 3, 2)),
    "DepthwiseConv2D": (layers.DepthwiseConv2D(3, 2, "same", depth_multiplier=2), normal(2, 5, 6, 3)),
    "SeparableConv1D": (layers.SeparableConv1D(4, 2, depth_multiplier=3), normal(2, 5, 3)),
    "Conv2DTranspose": (layers.Conv2DTranspose(2, 3, (2, 3), output_padding=(1, 2)), normal(1, 3, 4, 2)),
    "Conv1DTranspose": (layers.Conv1DTranspose(2, 3, 2, "same", data_format="channels_first"), normal(1, 3, 4)),
    "AveragePooling3D": (layers.AveragePooling3D(2, 1, "same"), normal(1, 3, 4, 3, 2)),
    "GlobalMaxPooling3D": (layers.GlobalMaxPooling3D("channels_first", keepdims=True), normal(1, 3, 4, 3, 2)),
    "ZeroPadding2D": (layers.ZeroPadding2D(((0, 1), (2, 0))), normal(2, 3, 4, 2)),
    "Cropping3D": (layers.Cropping3D(1, data_format="channels_first"), normal(1, 2, 3, 4, 5)),
    "UpSampling2D": (layers.UpSampling2D((2, 3), interpolation="bilinear"), normal(1, 3, 4, 2)),
    "Normalization": (layers.Normalization(mean=[1.0, 2.0], variance=[3.0, 4.0]), normal(3, 2)),
    "Rescaling": (layers.Rescaling(0.5, [1.0, 2.0]), normal(3, 2)),
    "PReLU": (layers.PReLU(shared_axes=[1]), normal(2, 3, 4)),
    "MaxPooling2D": (layers.MaxPooling2D(3, 2, "same"), normal(2, 5, 6, 4)),
    "MaxPooling2D-first": (layers.MaxPooling2D((1, 2), data_format="channels_first"), normal(2, 3, 4, 6)),
    "GlobalAveragePooling2D": (layers.GlobalAveragePooling2D(keepdims=True), normal(2, 5, 6, 4)),
    "Flatten": (layers.Flatten(data_format="channels_first"), normal(2, 5, 6)),
    "Flatten-vector": (layers.Flatten(), normal(2)),
    "Dropout": (layers.Dropout(0.5, noise_shape=(None, 1), seed=3), normal(2, 5)),
    "SpatialDropout1D": (layers.SpatialDropout1D(0.5, seed=3), normal(2, 5, 4)),
    "SpatialDropout2D": (layers.SpatialDropout2D(0.5, data_format="channels_first", seed=3), normal(2, 3, 4, 5)),
    "SpatialDropout3D": (layers.SpatialDropout3D(0.5, seed=3), normal(2, 3, 4, 5, 6)),
    "GaussianNoise": (layers.GaussianNoise(0.5, seed=3), normal(2, 5)),
    "GaussianDropout": (layers.GaussianDropout(0.5, seed=3), normal(2, 5)),
    "AlphaDropout": (layers.AlphaDropout(0.5, noise_shape=(None, 1), seed=3), normal(2, 5)),
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


TRAINED = [name for name in EVERY if "Dropout" in name or name in ("GaussianNoise", "BatchNormalization")]


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
    layer(x, training=True) if name in TRAINED else layer(x)
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))


@pytest.mark.parametrize("name", [name for name in TRAINED if name != "BatchNormalization"])
def test_noise_is_another_at_each_call_and_keeps_masks(name):
    layer, x = EVERY[name]
    first, second = layer(x, training=True), layer(x, training=True)
    assert not np.array_equal(first, second)
    x = masks.remember(x.copy(), np.ones(x.shape[:-1], bool))
    assert masks.recall(layer(x, training=True)) is masks.recall(x)


@pytest.mark.parametrize("kind", [layers.GaussianDropout, layers.AlphaDropout])
def test_a_rate_of_one_leaves_nothing_to_scale(kind):
    with pytest.raises(ZeroDivisionError, match=f"{kind.__name__}: rate must be below 1 in training, got 1"):
        kind(1)(normal(2, 3), training=True)


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


def twice(x, training=None, mask=None):
    """Twice as much, thrice in training; nothing where it is masked."""
    x = x * (3 if training else 2)
    return x if mask is None else x * mask[..., None]


def test_a_lambda_tells_its_function_what_it_asks_for():
    layer = layers.Lambda(twice)
    assert layer(np.ones(2)).tolist() == [2, 2] and layer(np.ones(2), training=True).tolist() == [3, 3]
    assert layer(layers.Masking()(np.array([[[1.0], [0.0]]])))[0].tolist() == [[2], [0]]


def test_a_lambda_may_say_the_shape_and_the_mask_of_its_output():
    x = layers.Input((3,))
    assert layers.Lambda(twice, output_shape=(5,))(x).shape == (None, 5)
    assert layers.Lambda(twice, output_shape=lambda shape: (*shape, 7))(x).shape == (None, 3, 7)
    assert layers.Lambda(twice, mask=4).compute_mask(None, 2) == 4
    assert layers.Lambda(twice, mask=lambda inputs, mask: (inputs, mask)).compute_mask(1, 2) == (1, 2)


def test_a_lambda_is_written_by_the_name_of_its_function_and_never_as_code():
    config = layers.Lambda(twice, arguments={"training": True}, output_shape=[3], name="two").get_config()
    assert config["function"]["config"] == "twice" and config["output_shape"] == [3]
    again = layers.Lambda.from_config(config, custom_objects={"twice": twice})
    assert again.name == "two" and again.compute_output_shape((None, 3)) == (None, 3)
    with pytest.raises(ValueError, match="twice"):
        layers.Lambda.from_config(config)
    with pytest.raises(ValueError, match="lambda"):
        layers.Lambda(lambda x: x).get_config()
    code = {**config, "function": {"class_name": "__lambda__", "config": {"code": "4wEA", "defaults": None}}}
    for safe_mode in (None, True, False):
        with pytest.raises(ValueError, match="lambda"):
            layers.Lambda.from_config(code, safe_mode=safe_mode)
