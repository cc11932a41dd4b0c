"""The architectures of keras.applications, made from the configs that Keras writes, predict what it predicts."""

import copy
import json

import numpy as np
import pytest

pytest.importorskip("tensorflow", reason="the architectures and their answers are Keras' on TensorFlow")

import refimpl
from bench import architectures
from golden.tolerance import bound

LONGEST = 9 * 512  # the products of a window, at most


def _in_float64(value):
    return json.loads(json.dumps(value).replace('"float32"', '"float64"'))


@pytest.mark.parametrize("name", architectures.NAMES)
def test_predictions_are_within_the_bounds(name, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "tensorflow")
    keras = pytest.importorskip("keras", reason="the architectures are those of keras.applications")
    config = architectures.config_of(name, 32)
    model = refimpl.Model.from_config(config)
    assert json.loads(json.dumps(model.get_config())) == config
    keras_model = keras.Model.from_config(copy.deepcopy(config))  # Keras changes what it is given
    truth_model = keras.Model.from_config(_in_float64(config))
    assert [(v.path, v.shape) for v in model.weights] == [(v.path, tuple(v.shape)) for v in keras_model.weights]
    weights = architectures.weights_of([(v.path, v.shape) for v in model.weights])
    for each in (model, keras_model, truth_model):
        each.set_weights(weights)
    x = architectures.images(4, 32)
    answer, truth = keras_model.predict(x, verbose=0), truth_model.predict(x.astype("float64"), verbose=0)
    assert np.ptp(truth) > 0.01  # answers that could differ
    limits = bound("contraction", LONGEST, answer, truth)
    got = model.predict(x, verbose=0)
    assert got.dtype == answer.dtype and (np.abs(got - limits.expected) <= limits.allowed).all()
