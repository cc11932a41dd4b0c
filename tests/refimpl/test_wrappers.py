"""Models as estimators: scikit-learn's own checks, and its tools on them."""

import pickle
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="the wrappers are for scikit-learn")

from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import load_iris, make_regression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import refimpl as keras
from tests.refimpl.estimators import Network, checks, estimators

# What Keras' wrappers fail, too (tests/with_keras/test_wrappers_alike.py), each for this reason:
FAILING = {
    "check_classifiers_one_label_sample_weights": "a sample of weight 0 still counts as a class",
    "check_classifiers_classes": "after five epochs not every class is predicted",
    "check_classifiers_train": "decision_function gives probabilities of both of two classes",
    "check_supervised_y_2d": "fit is not reproducible: a second one draws other weights",
    "check_fit_idempotent": "fit is not reproducible",
    "check_regressors_int": "fit is not reproducible",
    "check_regressor_data_not_an_array": "fit is not reproducible",
}
X, Y = load_iris(return_X_y=True)


@pytest.fixture(autouse=True)
def fresh():
    keras.utils.clear_session()
    keras.utils.set_random_seed(0)


def classifier(**kwargs):
    return keras.wrappers.SKLearnClassifier(Network(keras, "categorical_crossentropy"), **kwargs)


def trained(**kwargs):
    return classifier(fit_kwargs={"epochs": 30, "verbose": 0}, model_kwargs={"learning_rate": 0.01}, **kwargs).fit(X, Y)


@pytest.mark.parametrize("name", ["SKLearnClassifier", "SKLearnRegressor", "SKLearnTransformer"])
def test_the_checks_of_scikit_learn_pass_but_for_those_that_are_listed(name):
    found = checks(keras, estimators(keras)[name])
    assert len(found) >= 40
    assert {check for check, status in found.items() if status == "failed"} <= set(FAILING)


def test_a_classifier_answers_in_the_labels_it_was_given():
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    model = classifier(model_kwargs={"learning_rate": 0.01}).fit(X, names, epochs=30, verbose=0)
    assert list(model.classes_) == ["setosa", "versicolor", "virginica"]
    assert model.predict(X).shape == (150,) and model.score(X, names) > 0.8
    scores = model.decision_function(X)
    assert scores.shape == (150, 3)
    assert (model.classes_[np.argmax(scores, 1)] == model.predict(X)).all()


def test_a_regressor_answers_with_one_number_for_each_sample():
    x, y = make_regression(40, 3, random_state=0)
    model = keras.wrappers.SKLearnRegressor(Network(keras, "mse", None)).fit(x, y, verbose=0)
    assert model.predict(x).shape == (40,)


def test_what_a_regressor_answers_with_more_axes_is_left_as_it_is():
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1), keras.layers.Reshape((1, 1))])
    model.compile("sgd", "mse")
    assert keras.wrappers.SKLearnRegressor(model).fit(X, Y, verbose=0).predict(X).shape == (150, 1, 1)


def test_what_is_asked_of_fit_is_handed_on_to_score():
    with config_context(enable_metadata_routing=True):
        estimator = classifier().set_fit_request(sample_weight="weights", other=False)
        assert estimator.get_metadata_routing().score.requests == {"sample_weight": "weights", "other": False}


def test_a_model_is_cloned_before_it_is_fitted():
    model = Network(keras, "mse", None)(X, Y[:, None])
    before = model.get_weights()
    estimator = keras.wrappers.SKLearnTransformer(model).fit(X, Y, verbose=0)
    assert estimator.model_ is not model and estimator.transform(X).shape == (150, 1)
    assert all((a == b).all() for a, b in zip(before, model.get_weights(), strict=True))


def test_sample_weights_reach_fit():
    weights = np.where(Y == 0, 1.0, 0.0)
    model = classifier(model_kwargs={"learning_rate": 0.05}).fit(X, Y, sample_weight=weights, epochs=20, verbose=0)
    assert (model.predict(X) == 0).all()


def test_arguments_of_fit_stay_and_a_clone_leaves_them_behind():
    estimator = classifier(fit_kwargs={"epochs": 2, "verbose": 0}, model_kwargs={"units": (3,)}).fit(X, Y, epochs=1)
    assert estimator.fit_kwargs == {"epochs": 1, "verbose": 0} and len(estimator.history_.epoch) == 1
    again = clone(estimator)
    assert again.model_kwargs == {"units": (3,)} and again.fit_kwargs is None and not hasattr(again, "model_")


def test_cross_validation_pipeline_and_grid_search():
    pipeline = make_pipeline(StandardScaler(), classifier(model_kwargs={"learning_rate": 0.05}))
    fitting = {"sklearnclassifier__epochs": 10, "sklearnclassifier__verbose": 0}
    assert cross_val_score(pipeline, X, Y, cv=3, params=fitting).mean() > 0.8
    grid = {"model_kwargs": [{"learning_rate": 1e-6}, {"learning_rate": 0.05}]}
    search = GridSearchCV(classifier(), grid, cv=3).fit(X, Y, epochs=10, verbose=0)
    assert search.best_params_ == {"model_kwargs": {"learning_rate": 0.05}}


def test_what_was_fitted_survives_pickle_and_copy():
    estimator = trained()
    again = pickle.loads(pickle.dumps(estimator))
    assert (again.decision_function(X) == estimator.decision_function(X)).all()


@pytest.mark.parametrize(
    ("ask", "error", "words"),
    [
        (lambda: keras.wrappers.SKLearnClassifier(keras.Sequential([keras.layers.Dense(3)])).fit(X, Y),
         RuntimeError, "model must be compiled with a loss and an optimizer"),
        (lambda: classifier().fit(X, np.zeros(150)), ValueError, "only one class"),
        (lambda: classifier().fit(X, X[:, :2]), ValueError, "y should be a 1d array"),
        (lambda: classifier().fit(X, X[:, 0]), ValueError, "Only binary and multiclass .* continuous"),
        (lambda: classifier().predict(X), ValueError, "not fitted yet"),
        (lambda: trained().predict(X[:, :2]), ValueError, "expecting 4 features"),
        (lambda: classifier().set_fit_request(sample_weight=True), RuntimeError, "metadata routing must be enabled"),
        (lambda: keras.wrappers.SKLearnRanker, AttributeError, "SKLearnRanker"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused(ask, error, words):
    with pytest.raises(error, match=words):
        ask()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import refimpl, sys; print('sklearn' in sys.modules)", "False"),
        ("import sys; sys.modules['sklearn'] = None; import refimpl; refimpl.wrappers.SKLearnClassifier",
         "ImportError: SKLearnClassifier needs scikit-learn: pip install scikit-learn"),
    ],
)  # fmt: skip
def test_scikit_learn_is_needed_only_where_an_estimator_is(code, said):
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert said in ran.stdout + ran.stderr
