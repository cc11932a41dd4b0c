"""Datasets in fit, evaluate and predict: what is refused, what is counted, and training that goes on at its sample."""

import numpy as np
import pytest

import refimpl as keras
from refimpl.callbacks import BackupAndRestore
from refimpl.callbacks.callback import Callback
from refimpl.data import Dataset
from refimpl.training.data import DatasetBatches, as_batches

X = np.random.default_rng(0).normal(size=(22, 3)).astype("float32")
Y = X @ np.array([[1.0], [2.0], [-1.0]], "float32")


def model():
    keras.utils.set_random_seed(3)
    made = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)])
    made.compile("adam", "mse", metrics=["mae"])
    return made


PIPELINES = {
    "shuffled": (lambda: Dataset.from_tensor_slices((X, Y)).shuffle(8, seed=1).batch(4).prefetch(2), None),
    "cached": (lambda: Dataset.from_tensor_slices((X, Y)).cache().shuffle(30, seed=1).batch(4), None),
    "in-threads": (
        lambda: Dataset.range(22).shuffle(9, seed=2).map(lambda i: (X[i], Y[i]), num_parallel_calls=3).batch(4),
        None,
    ),
    "endless": (lambda: Dataset.from_tensor_slices((X, Y)).shuffle(8, seed=1).repeat().batch(4), 5),
    "steps": (lambda: Dataset.from_tensor_slices((X, Y)).shuffle(8, seed=1).batch(4), 4),
    "generator": (
        lambda: (
            Dataset.from_generator(
                lambda: zip(X, Y, strict=True), output_types=("float32", "float32"), output_shapes=((3,), (1,))
            )
            .shuffle(8, seed=1)
            .batch(4)
        ),
        6,
    ),
}


class Killed(Exception):
    pass


class Kills(Callback):
    def __init__(self, at):
        super().__init__()
        self.left = at

    def on_train_batch_end(self, batch, logs=None):
        self.left -= 1
        if not self.left:
            raise Killed


@pytest.mark.filterwarnings("ignore:x ran out of data", "ignore:fit. shuffle is ignored")
@pytest.mark.parametrize("name", PIPELINES)
@pytest.mark.parametrize("at", [2, 8])
def test_training_that_was_broken_off_goes_on_at_the_same_sample(name, at, tmp_path):
    make, steps = PIPELINES[name]
    undisturbed = model()
    expected = undisturbed.fit(make(), epochs=3, steps_per_epoch=steps, verbose=0).history
    with pytest.raises(Killed):
        backup = BackupAndRestore(tmp_path / "backup", save_freq=1)
        model().fit(make(), epochs=3, steps_per_epoch=steps, verbose=0, callbacks=[backup, Kills(at)])
    again = model()
    backup = BackupAndRestore(tmp_path / "backup", save_freq=1)
    found = again.fit(make(), epochs=3, steps_per_epoch=steps, verbose=0, callbacks=[backup]).history
    for one, other in zip(undisturbed.get_weights(), again.get_weights(), strict=True):
        assert one.tobytes() == other.tobytes()
    assert found["loss"] == expected["loss"][-len(found["loss"]) :]


def test_a_dataset_says_how_many_batches_it_has():
    pairs = Dataset.from_tensor_slices((X, Y))
    assert as_batches(pairs.batch(4)).num_batches == 6
    assert as_batches(pairs.batch(4).repeat()).num_batches is None
    assert as_batches(pairs.filter(lambda x, y: True).batch(4)).num_batches is None


def test_the_first_batch_is_looked_at_without_a_draw():
    batches = DatasetBatches(Dataset.range(9).shuffle(9, seed=1).batch(9))
    other = Dataset.range(9).shuffle(9, seed=1).batch(9)
    assert batches.first_batch().tolist() == next(iter(batches)).tolist() == next(iter(other)).tolist()


@pytest.mark.parametrize("name", ["y", "sample_weight"])
def test_what_is_in_the_batches_is_not_given_beside_them(name):
    with pytest.raises(ValueError, match=f"{name} must not be given when x is a Dataset"):
        model().fit(Dataset.from_tensor_slices((X, Y)).batch(4), verbose=0, **{name: Y})


def test_class_weights_become_weights_of_samples():
    classes = Dataset.from_tensor_slices((X, np.arange(22) % 2)).batch(5)
    batch = next(iter(as_batches(classes, class_weight={1: 3.0})))
    assert batch[2].tolist() == [1.0, 3.0, 1.0, 3.0, 1.0]
    weighted = Dataset.from_tensor_slices((X, Y, Y[:, 0])).batch(5)
    with pytest.raises(ValueError, match="class_weight must not be given"):
        next(iter(as_batches(weighted, class_weight={1: 3.0})))


def test_a_validation_split_needs_arrays():
    with pytest.raises(ValueError, match="validation_split needs arrays"):
        model().fit(Dataset.from_tensor_slices((X, Y)).batch(4), validation_split=0.5, verbose=0)


def test_predict_and_evaluate_take_steps_of_an_endless_dataset():
    endless = Dataset.from_tensor_slices((X, Y)).repeat().batch(4)
    trained = model()
    assert trained.predict(endless, steps=3, verbose=0).shape == (12, 1)
    assert trained.evaluate(endless, steps=3, verbose=0, return_dict=True) == trained.evaluate(
        X[:12], Y[:12], batch_size=4, verbose=0, return_dict=True
    )
