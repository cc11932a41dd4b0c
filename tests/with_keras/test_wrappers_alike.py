"""The estimators of refimpl pass each check of scikit-learn that Keras' pass."""

import pytest

import refimpl

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")
pytest.importorskip("sklearn", reason="the wrappers are for scikit-learn")


@pytest.mark.parametrize("name", ["SKLearnClassifier", "SKLearnRegressor", "SKLearnTransformer"])
def test_what_passes_with_keras_passes_with_refimpl(name):
    from tests.refimpl.estimators import checks, estimators

    of_keras, own = (checks(module, estimators(module)[name]) for module in (keras, refimpl))
    assert set(of_keras) == set(own)
    assert [check for check, status in of_keras.items() if status == "passed" != own[check]] == []
