"""A backup that one of the two wrote, the other goes on with; and what Keras' own backup does not hold."""

import contextlib

import h5py
import keras
import numpy as np
import pytest

import refimpl
from golden.tolerance import bound

X = np.linspace(-1, 1, 40, dtype="float32").reshape(10, 4)
Y = X.sum(1, keepdims=True)
EPOCHS = 4


class Interruption(Exception):
    pass


def model(namespace):
    namespace.utils.clear_session()
    namespace.utils.set_random_seed(5)
    made = namespace.Sequential(
        [
            namespace.layers.Input((4,)),
            namespace.layers.Dense(3, activation="tanh"),
            namespace.layers.BatchNormalization(),
            namespace.layers.Dense(1),
        ]
    )
    made.compile(namespace.optimizers.SGD(0.05, momentum=0.9, use_ema=True), "mse")
    return made


def trained(namespace, folder, until=EPOCHS):
    """The History and the weights, after as many epochs as were left, or the first few."""

    def fail(epoch, logs):
        if epoch == until:
            raise Interruption

    made, history = model(namespace), None
    backup = namespace.callbacks.BackupAndRestore(str(folder))
    stop = namespace.callbacks.LambdaCallback(on_epoch_begin=fail)
    with contextlib.suppress(Interruption):
        history = made.fit(X, Y, epochs=EPOCHS, batch_size=4, shuffle=True, verbose=0, callbacks=[backup, stop])
    return history, [np.asarray(w) for w in made.get_weights()]


@pytest.mark.parametrize("first, second", [(refimpl, keras), (keras, refimpl)], ids=["ours by Keras", "Keras' by us"])
def test_the_other_goes_on_where_the_one_was_interrupted(first, second, tmp_path):
    trained(first, tmp_path / "backup", until=2)
    history, weights = trained(second, tmp_path / "backup")
    _, alone = trained(second, tmp_path / "other")
    assert history.epoch == [2, 3]
    assert not (tmp_path / "backup").exists()
    for one, other in zip(weights, alone, strict=True):
        limits = bound("iterated", X.size, other)  # the class by which goldens of trainings are judged
        assert np.all(np.abs(one - limits.expected) <= limits.allowed)


def test_keras_keeps_no_state_of_seed_generators(tmp_path):
    """Why refimpl's backups hold more than a file of weights: with this, Dropout would draw its first masks again."""
    made = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dropout(0.5), keras.layers.Dense(1)])
    made.compile("sgd", "mse")
    backup = keras.callbacks.BackupAndRestore(str(tmp_path), delete_checkpoint=False)
    made.fit(X, Y, verbose=0, callbacks=[backup])
    names = []
    with h5py.File(tmp_path / "latest.weights.h5") as file:
        file.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    assert [n for n in names if not n.startswith("optimizer/")] == ["layers/dense/vars/0", "layers/dense/vars/1"]
