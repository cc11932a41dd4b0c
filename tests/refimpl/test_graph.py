"""What a graph writes down: the tensors that a layer was called on, and the config of a layer of a user's own."""

import numpy as np
import pytest

import refimpl as keras
from refimpl import layers, ops


class Scale(layers.Layer):
    """A layer that keeps its argument under another name, and has no get_config."""

    def __init__(self, factor, shifts=(0.0, 0.5), **kwargs):
        super().__init__(**kwargs)
        self.f, self.shift = factor, sum(shifts)

    def call(self, x):
        return self.f * x + self.shift


class Around(layers.Layer):
    """A layer whose argument is no plain data."""

    def __init__(self, layer, **kwargs):
        super().__init__(**kwargs)
        self.layer = layer


class Named(layers.Layer):
    """A layer that takes no name."""

    def __init__(self, factor):
        super().__init__(name="mine")
        self.given = factor


class Placed(layers.Layer):
    """A layer with arguments by place alone."""

    def __init__(self, *factors, **kwargs):
        super().__init__(**kwargs)


def test_input_and_output_are_those_of_the_first_call():
    layer, a, b = layers.Add(), keras.Input((3,)), keras.Input((3,))
    first = layer([a, b])
    layer([b, a])
    assert [x is y for x, y in zip(layer.input, (a, b), strict=True)] == [True, True]
    assert layer.output is first


@pytest.mark.parametrize("what", ["input", "output"])
def test_before_a_call_there_is_no_input_and_no_output(what):
    with pytest.raises(AttributeError, match=f"{what} is defined after a symbolic call"):
        getattr(layers.Dense(2), what)


def test_a_node_holds_what_came_before_it_was_cast():
    layer, x = layers.Dense(2, dtype="mixed_float16"), keras.Input((3,))
    y = layer(x)
    assert layer.input is x and y.dtype == "float16"
    assert ops.cast(y, "float32").history.operation.name == "cast_1"  # Keras' casts have taken the first name


def test_the_config_of_a_users_own_layer_is_what_it_was_made_with():
    layer = Scale(2, name="twice")
    layer.f = 3
    config = layer.get_config()
    assert {k: config[k] for k in ("name", "factor", "shifts", "trainable")} == {
        "name": "twice", "factor": 2, "shifts": (0.0, 0.5), "trainable": True,
    }  # fmt: skip
    again = Scale.from_config(config)
    assert again.get_config() == config
    np.testing.assert_array_equal(again(np.ones((1, 2), np.float32)), [[2.5, 2.5]])


def test_a_constructor_without_a_name_has_none_in_its_config():
    assert "name" not in Named(3).get_config()


@pytest.mark.parametrize("make", [lambda: Around(layers.Dense(1)), lambda: Placed(1), lambda: Scale(len)])
def test_what_is_no_plain_data_needs_a_get_config(make):
    with pytest.raises(NotImplementedError, match="get_config must be overridden"):
        make().get_config()


@pytest.mark.parametrize("config", [{}, {"units": -1}, {"units": 2, "colour": 1}, {"units": 2, "activation": "red"}])
def test_a_config_that_makes_no_layer(config):
    with pytest.raises(TypeError, match="Dense: config must be the constructor's arguments"):
        layers.Dense.from_config(config)


def test_layers_by_their_json():
    layer = layers.LSTM(2, name="memory")
    assert layers.deserialize(layers.serialize(layer)).get_config() == layer.get_config()
    with pytest.raises(TypeError, match="Scale"):
        layers.deserialize(layers.serialize(Scale(2)))
    assert layers.deserialize(layers.serialize(Scale(2)), {"Scale": Scale}).f == 2
    with pytest.raises(ValueError, match="must be that of a layer"):
        layers.deserialize(keras.losses.serialize(keras.losses.MeanSquaredError()))
