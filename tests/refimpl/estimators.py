"""Estimators of any Keras for the checks of scikit-learn, and what these say of them."""

import sys
import warnings

from sklearn.utils.estimator_checks import check_estimator


class Network:
    """A function that makes a compiled network for samples and targets; it can be pickled, as a closure cannot."""

    def __init__(self, keras, loss, outputs="softmax"):
        self.keras, self.loss, self.outputs = keras.__name__, loss, outputs

    def __call__(self, X, y, units=(20,), learning_rate=0.001):
        keras = sys.modules[self.keras]
        inputs = keras.layers.Input(shape=(X.shape[1],))
        x = inputs
        for n in units:
            x = keras.layers.Dense(n, activation="relu")(x)
        made = keras.models.Model(inputs, keras.layers.Dense(y.shape[1], activation=self.outputs)(x))
        made.compile(loss=self.loss, optimizer=keras.optimizers.RMSprop(learning_rate))
        return made


def estimators(keras):
    """A classifier, a regressor and a transformer, by the names of their classes."""
    quiet = {"epochs": 5, "verbose": 0}
    made = (
        keras.wrappers.SKLearnClassifier(Network(keras, "categorical_crossentropy"), fit_kwargs={**quiet}),
        keras.wrappers.SKLearnRegressor(Network(keras, "mse", None), fit_kwargs={**quiet}),
        keras.wrappers.SKLearnTransformer(Network(keras, "mse", None), fit_kwargs={**quiet}),
    )
    return {type(estimator).__name__: estimator for estimator in made}


def checks(keras, estimator):
    """{name: "passed", "failed" or "skipped"} of all checks that scikit-learn has for an estimator."""
    keras.utils.set_random_seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = check_estimator(estimator, on_fail=None, on_skip=None)
    return {result["check_name"]: result["status"] for result in found}
