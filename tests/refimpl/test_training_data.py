"""What fit accepts as data, how it is cut into batches, and what it says to data that do not fit."""

import numpy as np
import pytest

from refimpl import utils
from refimpl.random import seed_generator
from refimpl.training.arrays import (
    class_weights,
    pack_x_y_sample_weight,
    split_off,
    unpack_x_y_sample_weight,
    weights_for_outputs,
)
from refimpl.training.data import ArrayBatches, GeneratorBatches, as_batches
from refimpl.training.epochs import Epochs, draw

X, Y = np.arange(10.0)[:, None], np.arange(10)


@pytest.fixture
def seeded(monkeypatch):
    monkeypatch.setattr(seed_generator, "_globals", dict(seed_generator._globals))
    return utils.set_random_seed


def orders(batches):
    return [batch[:, 0].astype(int).tolist() for batch in batches]


def test_ragged_last_batch_holds_the_rest():
    batches = ArrayBatches(X, Y, batch_size=4)
    assert batches.num_batches == 3
    assert [len(x) for x, _ in batches] == [4, 4, 2]


def test_floats_become_floatx_and_integers_stay():
    x, y = next(iter(ArrayBatches(X, Y)))
    assert (x.dtype, y.dtype) == (np.float32, Y.dtype)


def test_unshuffled_batches_are_views():
    x = X.astype("float32")
    assert np.shares_memory(next(iter(ArrayBatches(x))), x)


def test_without_batch_size_steps_divide_the_samples():
    assert ArrayBatches(X, steps=3).batch_size == 4
    assert ArrayBatches(X).batch_size == 32


def test_nested_structures_are_cut_leaf_by_leaf():
    data = ArrayBatches({"a": X, "b": [X, X]}, (Y, None), batch_size=6)
    x, y = next(iter(data))
    assert x["a"].shape == (6, 1) and isinstance(x["b"], tuple)
    assert y[0].shape == (6,) and y[1] is None


def test_a_pandas_like_series_is_a_column():
    class Series:
        iloc = None

        def __array__(self, dtype=None, copy=None):
            return np.arange(3.0)

    assert next(iter(ArrayBatches(Series()))).shape == (3, 1)


# Keras 3.15.1 on TensorFlow 2.21.0, model.fit after set_random_seed.
@pytest.mark.parametrize(
    ("seed", "shuffle", "size", "expected"),
    [
        (7, True, 3, [[7, 5, 4], [0, 3, 6], [9, 2, 8], [1]]),
        (7, True, 4, [[7, 5, 4, 0], [3, 6, 9, 2], [8, 1]]),
        (2**31 + 5, True, 3, [[7, 6, 2], [1, 4, 8], [3, 9, 5], [0]]),
        (7, "batch", 3, [[0, 1, 2], [3, 5, 4], [7, 6, 8], [9]]),
        (7, "batch", 5, [[2, 1, 0, 3, 4], [7, 9, 8, 5, 6]]),
        (7, False, 5, [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]]),
    ],
)
def test_a_seed_gives_tensorflows_order_in_every_epoch(seeded, seed, shuffle, size, expected):
    seeded(seed)
    batches = ArrayBatches(X, batch_size=size, shuffle=shuffle)
    assert orders(batches) == orders(batches) == expected


def test_without_a_seed_every_epoch_has_its_own_order(monkeypatch):
    monkeypatch.setitem(seed_generator._globals, "seed", None)
    batches = ArrayBatches(np.arange(100.0)[:, None], batch_size=100, shuffle=True)
    assert orders(batches) != orders(batches)
    assert sorted(orders(batches)[0]) == list(range(100))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ArrayBatches(X, Y[:7]), "x 10, y 7"),
        (lambda: ArrayBatches(X, Y, np.ones(4)), "sample_weight 4"),
        (lambda: ArrayBatches(X.tolist(), Y), "x must be an array"),
        (lambda: ArrayBatches(X, Y.tolist()), "y must be an array"),
        (lambda: ArrayBatches("abc"), "x must be an array"),
        (lambda: ArrayBatches(np.array(3.0)), "axis of samples"),
        (lambda: ArrayBatches(np.array(["a", "b"])), "must hold numbers"),
        (lambda: ArrayBatches(None), "x must be given"),
        (lambda: ArrayBatches(X, batch_size=-1), "batch_size"),
        (lambda: ArrayBatches(X, batch_size=2.5), "batch_size"),
        (lambda: ArrayBatches(X, Y, np.ones(10), class_weight={0: 1.0}), "class_weight and sample_weight"),
        (lambda: ArrayBatches(X, [Y, Y], [np.ones(10)]), "sample_weight must have the structure of y"),
        (lambda: ArrayBatches(X, [Y, Y], np.ones((10, 3))), "shape"),
        (lambda: ArrayBatches(X, [Y, Y], class_weight={0: 1.0}), "several outputs"),
        (lambda: as_batches(iter([]), Y), "x must be an array"),
        (lambda: as_batches((b for b in ()), Y), "y must not be given"),
        (lambda: as_batches((b for b in ()), class_weight={}), "class_weight must not be given"),
        (lambda: GeneratorBatches(b for b in ()), "at least one batch"),
        (lambda: GeneratorBatches([X, Y] for _ in range(2)), "generator of tuples"),
        (lambda: GeneratorBatches((1.0,) for _ in range(2)), "axis of samples"),
    ],
)
def test_bad_data_is_refused_by_the_name_of_its_argument(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@pytest.mark.parametrize("fraction", [0.99, 1.0, 1.5, -0.5, "half"])
def test_a_split_that_leaves_nothing_is_refused(fraction):
    with pytest.raises(ValueError, match="validation_split"):
        split_off(X, Y, None, fraction, "fit")


def test_the_split_takes_the_last_samples_and_casts():
    (x, _, weight), (val_x, val_y, _) = split_off(X, Y, None, 0.25, "fit")
    assert (len(x), len(val_x), weight) == (7, 3, None)
    assert val_y.tolist() == [7, 8, 9] and val_x.dtype == np.float32


def test_a_generator_cannot_be_split():
    with pytest.raises(ValueError, match="validation_data instead"):
        split_off((b for b in ()), None, None, 0.5, "fit")


@pytest.mark.parametrize("y", [np.array([0, 2, 1, 5]), np.array([[0], [2], [1], [5]]), np.eye(6)[[0, 2, 1, 5]]])
def test_class_weights_by_number_or_one_hot(y):
    assert class_weights(y, {0: 2.0, 1: 0.5, 2: 3.0}, "fit").tolist() == [2.0, 3.0, 0.5, 1.0]


def test_one_weight_a_sample_serves_all_outputs():
    weight = np.ones((10, 1))
    assert weights_for_outputs({"a": Y, "b": Y}, weight, "fit") == {"a": weight, "b": weight}


def test_unpacking_is_the_inverse_of_packing():
    for parts in ((X, None, None), ([X, X], None, None), (X, Y, None), (X, Y, Y)):
        assert all(a is b for a, b in zip(unpack_x_y_sample_weight(pack_x_y_sample_weight(*parts)), parts, strict=True))
    with pytest.raises(ValueError, match="4 parts"):
        unpack_x_y_sample_weight((X, Y, Y, Y))


def run(epochs):
    """The numbers of the steps of one epoch that found a batch, and of those that did not."""
    taken, missed = [], []
    for first, _, source in epochs.steps():
        if not draw(source, epochs.per_execution):
            epochs.ran_out()
            missed.append(first)
            break
        taken.append(first)
    return taken, missed


def test_steps_per_epoch_go_on_where_the_last_epoch_ended():
    epochs = Epochs(ArrayBatches(X, batch_size=4), 2)
    assert run(epochs) == ([0, 1], [])
    with pytest.warns(UserWarning, match="ran out"):
        assert run(epochs) == ([0], [])
    assert run(epochs) == ([0, 1], [])


def test_a_generator_that_ends_early_gives_its_first_two_batches_again():
    epochs = Epochs(GeneratorBatches((X, Y) for _ in range(3)))
    assert epochs.num_batches is None
    with pytest.warns(UserWarning, match="ran out"):
        assert run(epochs) == ([0, 1, 2], [3])
    with pytest.warns(UserWarning, match="ran out"):
        assert run(epochs) == ([0, 1], [2])


def test_several_batches_to_a_step():
    epochs = Epochs(ArrayBatches(X, batch_size=2), per_execution=3)
    assert [(first, last, len(draw(source, 3))) for first, last, source in epochs.steps()] == [(0, 2, 3), (3, 5, 2)]
