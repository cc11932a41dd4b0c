"""What Keras writes refimpl loads, and the other way round: the same files, answers and next losses."""

import importlib
import io
import json
import zipfile

import h5py
import numpy as np
import optree
import pytest

import refimpl
from golden.tolerance import bound
from tests.with_keras.models import MODELS

keras = importlib.import_module("keras")
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


def tree(file):
    found = {}

    def enter(path, item):
        is_array = isinstance(item, h5py.Dataset)
        found[path] = (str(item.dtype), item.shape) if is_array else item.attrs.get("name")

    h5py.File(file).visititems(enter)
    return found


def config(path):
    """The config of an archive, but for the ids of shared objects: which layers share a policy is left to chance."""

    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k != "shared_object_id"}
        return [plain(v) for v in value] if isinstance(value, list) else value

    return plain(json.loads(zipfile.ZipFile(path).read("config.json")))


def test_both_write_the_same_tree_and_the_same_config(make, tmp_path):
    files = {}
    for module in (keras, refimpl):
        files[module] = tmp_path / f"{module.__name__}.keras"
        made = make(module)
        trained(made)
        made.model.save(files[module])
    weights = {m: tree(io.BytesIO(zipfile.ZipFile(f).read("model.weights.h5"))) for m, f in files.items()}
    assert weights[refimpl] == weights[keras]
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
