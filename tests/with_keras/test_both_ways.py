"""What Keras writes refimpl loads, and the other way round: the same files, answers and next losses."""

import numpy as np
import optree
import pytest

import refimpl
from golden.tolerance import bound
from tests.with_keras.files import config, tree
from tests.with_keras.models import MODELS

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")
WAYS = {"keras to refimpl": (keras, refimpl), "refimpl to keras": (refimpl, keras)}


@pytest.fixture(params=MODELS)
def make(request):
    """A function that makes a model in one of the two, with automatic names as in a process of its own."""

    def made_in(module):
        module.utils.clear_session()
        return MODELS[request.param](module)

    return made_in


@pytest.fixture(params=WAYS)
def way(request):
    return WAYS[request.param]


def trained(made, epochs=2):
    return made.model.fit(made.x, made.y, batch_size=5, epochs=epochs, verbose=0, shuffle=False).history


def predictions(model, x):
    return [np.asarray(y) for y in optree.tree_leaves(model.predict(x, verbose=0))]


def same(got, expected, op_class):
    limit = bound(op_class, 64, np.asarray(expected, np.float32))
    return np.all(np.abs(np.float64(got) - limit.expected) <= limit.allowed)


def test_both_write_the_same_tree_and_the_same_config(make, tmp_path):
    files = {}
    for module in (keras, refimpl):
        files[module] = tmp_path / f"{module.__name__}.keras"
        made = make(module)
        trained(made)
        made.model.save(files[module])
    assert tree(files[refimpl]) == tree(files[keras])
    assert config(files[refimpl]) == config(files[keras])


def test_a_model_goes_on_where_it_was(make, way, tmp_path):
    writer, reader = way
    made = make(writer)
    trained(made)
    made.model.save(tmp_path / "model.keras")
    make(reader)  # registers its classes
    loaded = reader.saving.load_model(tmp_path / "model.keras")
    for got, expected in zip(predictions(loaded, made.x), predictions(made.model, made.x), strict=True):
        assert same(got, expected, "contraction")
    for ours, theirs in zip(loaded.optimizer.variables, made.model.optimizer.variables, strict=True):
        assert np.array_equal(np.asarray(ours), np.asarray(theirs))
    going_on = type(made)(model=loaded, x=made.x, y=made.y)
    expected, got = trained(made), trained(going_on)
    assert list(got) == list(expected)
    assert all(same(got[name], expected[name], "iterated") for name in expected)


def test_weights_alone_are_the_same_model(make, way, tmp_path):
    writer, reader = way
    made, other = make(writer), make(reader)
    trained(made)
    trained(other, epochs=1)  # so that it is built, and its optimizer too
    made.model.save_weights(tmp_path / "m.weights.h5")
    other.model.load_weights(tmp_path / "m.weights.h5")
    for got, expected in zip(predictions(other.model, made.x), predictions(made.model, made.x), strict=True):
        assert same(got, expected, "contraction")
    expected, got = trained(made), trained(other)
    assert all(same(got[name], expected[name], "iterated") for name in expected)


def towers(module):
    """Two models within a model that share a layer, which Keras itself cannot load (docs/findings.md)."""
    shared, x = module.layers.Dense(3), module.Input((4,))
    within = [module.Sequential([module.Input((4,)), shared, module.layers.Dense(2)]) for _ in range(2)]
    return module.Model(x, module.layers.Add()([tower(x) for tower in within]))


def test_keras_loads_a_layer_that_two_models_share(tmp_path):
    made = towers(refimpl)
    made.save(tmp_path / "m.keras")
    loaded = keras.saving.load_model(tmp_path / "m.keras")
    assert len(loaded.weights) == len(made.weights) == 6
    x = np.ones((2, 4), np.float32)
    assert same(predictions(loaded, x)[0], predictions(made, x)[0], "contraction")


def test_keras_does_not_load_its_own(tmp_path):
    """Should it come to: then the finding is no longer one."""
    towers(keras).save(tmp_path / "m.keras")
    with pytest.raises(ValueError, match="could not be loaded"):
        keras.saving.load_model(tmp_path / "m.keras")
