"""The architectures of keras.applications, written into ``.keras`` files by Keras, predict what they predict there."""

import json

import numpy as np
import pytest

import refimpl
from bench import architectures
from golden.tolerance import bound
from tests.with_keras.files import config, tree

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")
LONGEST = 9 * 512  # the products of a window, at most
SIZE = 32


def in_float64(model):
    """The same architecture in float64."""
    text = json.dumps(model.get_config()).replace('"float32"', '"float64"')
    return keras.Model.from_config(json.loads(text))


@pytest.mark.parametrize("name", architectures.NAMES)
def test_a_file_of_keras_predicts_within_the_bounds_and_goes_back(name, tmp_path):
    keras.utils.clear_session()
    made = getattr(keras.applications, name)(weights=None, input_shape=(SIZE, SIZE, 3), classes=architectures.CLASSES)
    made.set_weights(architectures.weights_of([(v.path, tuple(v.shape)) for v in made.weights]))
    made.save(tmp_path / "keras.keras")
    model = refimpl.saving.load_model(tmp_path / "keras.keras")
    assert [(v.path, v.shape) for v in model.weights] == [(v.path, tuple(v.shape)) for v in made.weights]

    x = architectures.images(4, SIZE)
    wide = in_float64(made)
    wide.set_weights(made.get_weights())
    answer, truth = made.predict(x, verbose=0), wide.predict(x.astype("float64"), verbose=0)
    assert np.ptp(truth) > 0.01  # answers that could differ
    limits = bound("contraction", LONGEST, answer, truth)
    got = model.predict(x, verbose=0)
    assert got.dtype == answer.dtype and (np.abs(got - limits.expected) <= limits.allowed).all()

    model.save(tmp_path / "refimpl.keras")
    assert config(tmp_path / "refimpl.keras") == config(tmp_path / "keras.keras")
    assert tree(tmp_path / "refimpl.keras") == tree(tmp_path / "keras.keras")
    again = keras.saving.load_model(tmp_path / "refimpl.keras")
    np.testing.assert_array_equal(again.predict(x, verbose=0), answer)
