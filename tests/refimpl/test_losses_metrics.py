"""Losses and metrics where stored answers do not reach: bad input, logits that are remembered, masks."""

import gc

import numpy as np
import pytest

from refimpl import activations, losses, metrics
from refimpl.autodiff import value_and_grad
from refimpl.ops.attached import logits, masks
from tests.close import close

T, Y = np.eye(3, dtype="float32"), np.full((3, 3), 1 / 3, "float32")


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda: losses.MeanSquaredError(reduction="avg"), "reduction must be one of .* got 'avg'"),
        (lambda: losses.MeanSquaredError()(T, Y[:, :2]), r"y_true and y_pred: shapes \(3, 3\) and \(3, 2\)"),
        (lambda: losses.MeanSquaredError()(T, Y, np.ones(2)), r"losses and sample_weight: shapes \(3,\) and \(2,\)"),
        (lambda: losses.CategoricalCrossentropy()(T[:2], Y), r"must have the same shape, got \(2, 3\) and \(3, 3\)"),
        (lambda: losses.CategoricalCrossentropy(axis=True)(T, Y), "axis must be an integer, got True"),
        (lambda: losses.SparseCategoricalCrossentropy()(np.array([0, 1, 3]), Y), r"target must lie in \[0, 3\), got 3"),
        (lambda: losses.SparseCategoricalCrossentropy()([0, 1, 2], Y), r"y_true must have the structure of y_pred"),
        (lambda: metrics.Mean()([1.0, 2.0], [1.0, 2.0, 3.0]), r"shapes \(2,\) and \(3,\) do not broadcast"),
        (lambda: metrics.Mean()([1.0], [1.0, 2.0]), r"sample_weight must fit values of shape \(1,\), got \(2,\)"),
        (
            lambda: metrics.Precision(thresholds=[0.5, 2.0]),
            r"Precision: thresholds must lie in \[0, 1\], got \[0.5, 2.0",
        ),
        (lambda: metrics.Precision(top_k=4)(T, Y), "y_pred must have at least top_k = 4 classes"),
        (lambda: metrics.Recall()(T, Y[:2]), r"same shape, got \(3, 3\) and \(2, 3\)"),
        (lambda: metrics.CategoricalAccuracy()(T[:2], Y), r"y_true and y_pred: shapes \(2,\) and \(3,\)"),
        (lambda: metrics.TopKCategoricalAccuracy()(T[0], Y[0]), "y_pred must be at least of rank 2"),
        (lambda: metrics.SparseTopKCategoricalAccuracy()([0, 1], Y), "must have as many samples, got 2, 3"),
    ],
)
def test_bad_input_gets_one_sentence_that_names_the_argument(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()


@pytest.mark.parametrize("name", ["softmax", "sigmoid"])
def test_a_saturated_probability_has_the_loss_of_its_logits(name):
    activation = getattr(activations, name)
    loss = losses.CategoricalCrossentropy() if name == "softmax" else losses.BinaryCrossentropy()
    z, t = np.array([[0.0, 200.0]], "float32"), np.array([[1.0, 0.0]], "float32")
    value, gradient = value_and_grad(lambda x: loss(t, activation(x)))(z)
    assert float(value) == close({"softmax": 200.0, "sigmoid": (np.log(2) + 200) / 2}[name])
    assert np.all(np.isfinite(gradient))
    assert np.abs(gradient).max() >= 0.5
    assert losses.CategoricalCrossentropy()(t, np.array([[0.0, 1.0]], "float32")) < 17  # not remembered: limited


def test_logits_are_remembered_for_what_comes_out_of_a_trace_and_forgotten_with_it():
    kept = []

    def fun(x):
        kept.append(activations.softmax(x))
        return losses.CategoricalCrossentropy()(T, kept[0])

    value_and_grad(fun)(T * 3)
    assert np.array_equal(logits.recall(kept[0].value), T * 3)
    kept.clear()
    gc.collect()
    assert not logits


def test_masked_places_do_not_count():
    y, t = np.arange(6, dtype="float32").reshape(2, 3, 1), np.zeros((2, 3, 1), "float32")
    masks.remember(y, np.array([[True, False, True], [False, False, True]]))
    squares = [0, 4, 25]
    assert losses.MeanSquaredError()(t, y) == close(np.mean(squares))
    assert losses.MeanSquaredError(reduction="sum")(t, y) == np.sum(squares)
    assert losses.MeanSquaredError(reduction=None)(t, y).tolist() == [[0, 0, 4], [0, 0, 25]]
    assert metrics.MeanSquaredError()(t, y) == close(np.sum(squares) / 3)


def test_metrics_take_no_notice_of_what_happens_to_their_result():
    mean = metrics.Mean()
    first = mean([1.0, 3.0])
    total = metrics.Sum()([2.0])
    mean.update_state([8.0])
    assert (float(first), float(mean.result()), float(total)) == (2.0, 4.0, 2.0)
    mean.reset_state()
    assert float(mean.result()) == 0.0


def test_a_metric_of_metrics_has_all_their_variables():
    class Spread(metrics.Metric):
        def __init__(self):
            super().__init__(name="spread")
            self.largest = self.add_weight(name="largest")
            self.mean = metrics.Mean(name="inner")

        def update_state(self, values):
            self.largest.assign(max(float(self.largest), float(np.max(values))))
            self.mean.update_state(values)

        def result(self):
            return self.largest.numpy() - self.mean.result()

    spread = Spread()
    assert [v.path for v in spread.variables] == ["spread/largest", "inner/total", "inner/count"]
    assert float(spread([1.0, 5.0])) == 2.0
    spread.reset_state()
    assert all(float(v) == 0 for v in spread.variables)
