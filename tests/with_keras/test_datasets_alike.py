"""Datasets in fit, evaluate and predict, and files that are listed: refimpl beside Keras on TensorFlow."""

import warnings

import numpy as np
import pytest

import refimpl

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")
tf = pytest.importorskip("tensorflow", reason="Keras on TensorFlow is not installed: tox -e check")

SIDES = ((refimpl, refimpl.data.Dataset), (keras, tf.data.Dataset))
X = np.random.default_rng(0).normal(size=(20, 3)).astype("float32")
Y = X @ np.array([[1.0], [2.0], [-1.0]], "float32")
CLASSES = (Y[:, 0] > 0).astype("int32")
WEIGHTS = np.linspace(0, 1, 20, dtype="float32")


def rows(dataset, *arrays):
    return dataset.from_tensor_slices(arrays)


PIPELINES = {
    "shuffled": (lambda d: rows(d, X, Y).shuffle(8, seed=1).batch(4), {"epochs": 3}),
    "seed-of-all": (lambda d: rows(d, X, Y).shuffle(8).batch(4), {"epochs": 2}),
    # it stops where TensorFlow's threads, that run ahead, have not begun a further epoch
    "endless": (lambda d: rows(d, X, Y).shuffle(8, seed=1).repeat().batch(4), {"epochs": 3, "steps_per_epoch": 2}),
    "epochs-shorter": (lambda d: rows(d, X, Y).shuffle(8, seed=1).batch(6), {"epochs": 3, "steps_per_epoch": 3}),
    "out-of-data": (lambda d: rows(d, X, Y).shuffle(8, seed=1).batch(6), {"epochs": 3, "steps_per_epoch": 5}),
    "as-many-steps": (lambda d: rows(d, X, Y).shuffle(8, seed=1).batch(5), {"epochs": 3, "steps_per_epoch": 4}),
    "unknown": (lambda d: rows(d, X, Y).filter(lambda x, y: True).shuffle(8, seed=1).batch(6), {"epochs": 2}),
    "weights": (lambda d: rows(d, X, Y, WEIGHTS).batch(6), {"epochs": 2}),
    "class-weight": (lambda d: rows(d, X, CLASSES).batch(6), {"class_weight": {0: 1.0, 1: 3.0}}),
    "cached": (lambda d: rows(d, X, Y).cache().shuffle(20, seed=1).batch(6).prefetch(2), {"epochs": 3}),
    "targets-beside": (lambda d: rows(d, X, Y).batch(6), {"y": Y}),
    "weights-beside": (lambda d: rows(d, X, Y).batch(6), {"sample_weight": WEIGHTS}),
    "split": (lambda d: rows(d, X, Y).batch(6), {"validation_split": 0.5}),
    "four-parts": (lambda d: rows(d, X, Y, Y, Y).batch(6), {}),
}


def fitted(module, dataset, make, arguments):
    """Losses of two calls of fit, the weights, what evaluate and predict say; or the kind of the error."""
    module.utils.set_random_seed(3)
    model = module.Sequential([module.Input((3,)), module.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"], **({"jit_compile": False} if module is keras else {}))
    pipeline = make(dataset)
    try:
        losses = [model.fit(pipeline, verbose=0, **arguments).history["loss"] for _ in range(2)]
    except (ValueError, TypeError) as error:
        return type(error).__mro__[-3].__name__
    scores = model.evaluate(make(dataset), steps=3, verbose=0)
    predictions = model.predict(make(dataset), steps=2, verbose=0)
    return np.concatenate([np.ravel(x) for x in (*losses, *model.get_weights(), scores, predictions)])


@pytest.mark.parametrize("name", PIPELINES)
def test_fit_goes_through_the_same_samples(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        own, of_keras = (fitted(*side, *PIPELINES[name]) for side in SIDES)
    if isinstance(of_keras, str):
        assert own == of_keras
    else:
        assert own.shape == of_keras.shape
        assert np.max(np.abs(own - of_keras)) < 1e-5  # the order of samples shows from 1e-3 on


@pytest.mark.parametrize("seed", [0, 4, None])
def test_files_are_listed_in_the_same_order(seed, tmp_path):
    for name in "hgfedcba":
        (tmp_path / f"{name}.txt").touch()
    (tmp_path / "other.csv").touch()
    patterns = (f"{tmp_path}/*.txt", [f"{tmp_path}/[a-c].txt", f"{tmp_path}/*.csv"])
    for pattern in patterns:
        found = []
        for module, dataset in SIDES:
            module.utils.set_random_seed(5)
            files = dataset.list_files(pattern, shuffle=seed != 0, seed=seed)
            found.append([list(files.as_numpy_iterator()) for _ in range(2)])
        assert found[0] == found[1]
