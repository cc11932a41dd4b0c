"""The book's models train on real images, from the commands that the examples name."""

import pytest

pytest.importorskip("sklearn", reason="the images come with scikit-learn")

import refimpl
from examples import book_cnn, book_mlp, fine_tune


@pytest.fixture(autouse=True)
def fresh():
    """Names and random bits as in a process of its own, whatever ran before."""
    refimpl.utils.clear_session()
    refimpl.utils.set_random_seed(1)


def test_the_mlp_learns_the_digits(capsys):
    assert book_mlp.main(epochs=6) > 0.8
    printed = capsys.readouterr().out
    assert "dense (Dense)" in printed and "Total params: 25,450" in printed and "Epoch 6/6" in printed


def test_the_cnn_learns_the_digits():
    history = book_cnn.main(epochs=2, filters=4).history
    assert history["loss"][-1] < history["loss"][0] and set(history) == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_what_was_learned_of_some_digits_helps_with_others(capsys):
    found = fine_tune.main()
    assert found["scratch"] < found["frozen"] and found["scratch"] < found["fine-tuned"]
    assert "10 images, from scratch" in capsys.readouterr().out
