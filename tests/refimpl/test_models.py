"""Graphs, models, their text and their JSON, beyond what the goldens of whole models reach."""

import copy
import json

import numpy as np
import pytest

from refimpl import layers, ops
from refimpl.graph import KerasTensor
from refimpl.models import Functional, Model, Sequential, clone_model, model_from_json

RNG = np.random.default_rng(6)


def normal(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


def branching():
    """Two inputs, two outputs, a layer that is called twice, ops among the layers, a model within."""
    a, b = layers.Input((4,), name="a"), layers.Input((4,), name="b")
    shared = layers.Dense(4, name="shared")
    h = ops.concatenate([shared(a), shared(b)[:, :2]], axis=-1)
    inner = Sequential([layers.Input((6,)), layers.Dense(3, activation="tanh")], name="inner")
    x = inner(h * 2.0 + 1.0)
    return Model([a, b], [layers.Dense(2, name="left")(x), ops.mean(x, axis=-1)], name="branching")


def same(one, other):
    return all(np.array_equal(x, y) for x, y in zip(one, other, strict=True))


def test_a_graph_computes_what_its_layers_compute():
    model, a, b = branching(), normal(5, 4), normal(5, 4)
    shared, inner, left = (model.get_layer(n) for n in ("shared", "inner", "left"))
    h = np.concatenate([shared(a), shared(b)[:, :2]], axis=-1)
    x = inner(h * np.float32(2) + np.float32(1))
    assert same(model([a, b]), [left(x), ops.mean(x, axis=-1)])


def test_inputs_come_in_order_or_by_name():
    model, a, b = branching(), normal(5, 4), normal(5, 4)
    assert same(model([a, b]), model({"b": b, "a": a, "unused": a}))
    with pytest.raises(ValueError, match="'a', 'b'"):
        model({"a": a})


def test_dicts_go_in_and_come_out():
    a, b = layers.Input((2,), name="one"), layers.Input((2,), name="two")
    model = Model({"x": a, "y": b}, {"sum": layers.Add()([a, b])})
    assert model({"x": np.ones((1, 2)), "y": np.ones((1, 2))})["sum"].tolist() == [[2, 2]]


@pytest.mark.parametrize("rebuild", ["config", "json", "clone"])
def test_a_model_made_again_computes_the_same(rebuild):
    model, inputs = branching(), [normal(5, 4), normal(5, 4)]
    if rebuild == "config":
        twin = Functional.from_config(json.loads(json.dumps(model.get_config())))
    else:
        twin = model_from_json(model.to_json()) if rebuild == "json" else clone_model(model)
    assert [layer.name for layer in twin.layers] == [layer.name for layer in model.layers]
    assert not same(twin(inputs), model(inputs))
    twin.set_weights(model.get_weights())
    assert same(twin(inputs), model(inputs))
    assert twin.get_config() == model.get_config()


def test_sequential_grows_and_shrinks():
    model = Sequential([layers.Input((4,)), layers.Dense(3)])
    model.add(layers.Dense(2))
    assert model.output_shape == (None, 2)
    assert model.pop().units == 2
    assert model.output_shape == (None, 3) and model(normal(5, 4)).shape == (5, 3)
    twin = Sequential.from_config(json.loads(json.dumps(model.get_config())))
    assert twin.get_config() == model.get_config() and twin.built


def test_sequential_is_built_by_its_first_call():
    model = Sequential([layers.Dense(3), layers.Dense(2)])
    assert not model.built and model.weights == []
    assert model(normal(5, 4)).shape == (5, 2)
    assert model.built and model.input_shape == (None, 4) and len(model.weights) == 4


def test_clone_function_changes_layers():
    def narrower(layer):
        config = layer.get_config()
        return type(layer).from_config({**config, "units": 1} if "units" in config else config)

    twin = clone_model(Sequential([layers.Input((4,)), layers.Dense(3)]), clone_function=narrower)
    assert twin.output_shape == (None, 1)


class Perceptron(Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.hidden, self.out = layers.Dense(3), layers.Dense(1)

    def call(self, x, training=None):
        return self.out(self.hidden(x))


def test_a_subclassed_model_is_built_by_a_call_or_by_a_shape():
    called, built = Perceptron(), Perceptron()
    called(normal(2, 4))
    built.build((None, 4))
    assert [v.shape for v in called.weights] == [v.shape for v in built.weights] and len(built.weights) == 4


class Meeting(Model):
    def __init__(self):
        super().__init__()
        self.left, self.right = layers.Dense(2), layers.Dense(2)

    def call(self, x, y, training=None):
        return self.left(x) + self.right(y)


class Named(Meeting):
    def call(self, inputs):
        return super().call(inputs["x"], inputs["y"])


def test_a_subclassed_model_is_built_for_several_inputs():
    x, y = normal(3, 4), normal(3, 5)
    apart, named = Meeting(), Named()
    assert apart(x, y=y).shape == (3, 2)
    named.build({"x": (None, 4), "y": [None, 5]})
    named.set_weights(apart.get_weights())
    assert np.array_equal(named({"x": x, "y": y}), apart(x, y))


def test_a_layer_within_knows_that_the_batch_was_unknown():
    model = Perceptron()
    model.build((None, 4))
    assert model.hidden.build_shape == (None, 4) and "(None, 3)" in summary_of(model)


def summary_of(model, **kwargs):
    text = []
    model.summary(print_fn=text.append, line_length=78, **kwargs)
    return text[0]


def test_summary_tells_layers_shapes_parameters_and_connections():
    text = summary_of(branching(), expand_nested=True, show_trainable=True)
    for words in ('Model: "branching"', "shared[0][0]", "└ dense", "(None, 6)", "Total params: 49 (196.00 B)"):
        assert words in text, text
    assert "Trainable params: 49" in text and "Non-trainable params: 0 (0.00 B)" in text


def test_summary_of_a_range():
    text = summary_of(branching(), layer_range=("shared", "shared"))
    assert "shared" in text and "left" not in text
    with pytest.raises(ValueError, match="layer_range"):
        summary_of(branching(), layer_range=("nothing", "left"))


def test_summary_before_building():
    text = summary_of(Sequential([layers.Dense(3)]))
    assert "0 (unbuilt)" in text, text


REFUSED = {
    "no-layer": (lambda: Sequential([3]), ["Sequential", "3"]),
    "same-names": (lambda: Sequential([layers.Dense(1, name="d"), layers.Dense(1, name="d")]), ["'d'"]),
    "missing-input": (lambda: _without_an_input(), ["inputs", "KerasTensor"]),
    "not-symbolic": (lambda: Functional(np.ones(2), np.ones(2)), ["inputs", "KerasTensor"]),
    "same-names-in-graph": (lambda: _same_names(), ["'d'"]),
    "wrong-size": (lambda: branching()([normal(5, 4), normal(5, 3)]), ["(None, 4)", "(5, 3)"]),
    "too-few": (lambda: branching()([normal(5, 4)]), ["2", "1"]),
    "no-such-layer": (lambda: branching().get_layer("midle"), ["midle", "inner"]),
    "index": (lambda: branching().get_layer(index=77), ["77"]),
    "numpy-on-symbols": (lambda: np.mean(KerasTensor((None, 2))), ["KerasTensor"]),
    "truth-of-symbols": (lambda: bool(KerasTensor((None, 2))), ["KerasTensor"]),
    "empty": (lambda: Sequential().build((None, 2)), ["layers"]),
    "no-shape": (lambda: Perceptron().build("wide"), ["input_shape", "wide"]),
    "nothing-to-pop": (lambda: Sequential().pop(), ["pop"]),
    "unknown-class": (lambda: model_from_json('{"module": "keras", "class_name": "Modell", "config": {}}'), ["Modell"]),
}


def _without_an_input():
    a, b = layers.Input((2,)), layers.Input((2,))
    return Model(a, layers.Add()([a, b]))


def _same_names():
    a = layers.Input((2,))
    return Model(a, layers.Dense(2, name="d")(layers.Dense(2, name="d")(a)))


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_what_came(name):
    call, words = REFUSED[name]
    with pytest.raises((ValueError, TypeError, IndexError)) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_a_clone_of_a_compiled_model_is_compiled_alike():
    for model in (Sequential([layers.Input((2,)), layers.Dense(1)]), branching()):
        assert not clone_model(model).compiled
        model.compile("adam", loss="mse")
        clone = clone_model(model)
        assert clone.compiled and clone.get_compile_config() == model.get_compile_config()
        assert clone.optimizer is not model.optimizer


def test_a_lone_output_in_a_list_comes_without_the_list():
    x = layers.Input((3,))
    for outputs in ([layers.Dense(2)(x)], (layers.Dense(2)(x),)):
        model = Model([x], outputs)
        assert model(normal(4, 3)).shape == (4, 2) and model.predict(normal(4, 3), verbose=0).shape == (4, 2)
        assert (model.input_shape, model.output_shape) == ((None, 3), (None, 2))
        assert model.output is outputs


def test_a_copy_of_a_model_answers_as_the_model_and_shares_nothing():
    model = branching()
    model.compile("adam", loss="mse")
    again = copy.deepcopy(model)
    inputs = [normal(5, 4), normal(5, 4)]
    assert all((a == b).all() for a, b in zip(model(inputs), again(inputs), strict=True))
    assert again.compiled and not {id(v) for v in model.variables} & {id(v) for v in again.variables}
