"""fit, evaluate, predict and the steps of one batch."""

import numpy as np
import pytest

from refimpl import layers, metrics, models, optimizers
from refimpl.autodiff import vjp
from refimpl.callbacks import Callback, LambdaCallback
from refimpl.training.arrays import unpack_x_y_sample_weight
from refimpl.training.data import Batches
from refimpl.variables import bound
from tests.close import close

X = np.linspace(-1, 1, 10, dtype="float32")[:, None]
Y = 2 * X + 1


def model(loss="mse", learning_rate=0.1, **kwargs):
    made = models.Sequential([layers.Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
    made.compile(optimizers.SGD(learning_rate), loss, **kwargs)
    return made


def same_weights(first, second):
    return all(np.array_equal(a, b) for a, b in zip(first.get_weights(), second.get_weights(), strict=True))


def test_one_step_is_gradient_descent_on_the_mean_squared_error():
    made = model()
    made.train_on_batch(X, Y)
    slope, offset = 0.2 * (X * Y).mean(), 0.2 * Y.mean()
    np.testing.assert_array_almost_equal_nulp(made.get_weights()[0], np.float32([[slope]]), 4)
    np.testing.assert_array_almost_equal_nulp(made.get_weights()[1], np.float32([offset]), 4)


def test_logs_are_means_over_samples_not_over_batches():
    made = model(metrics=["mse"], learning_rate=0.0)
    whole = float((Y**2).mean())
    for found in (made.fit(X, Y, batch_size=4, verbose=0).history, made.evaluate(X, Y, 4, verbose=0, return_dict=True)):
        assert np.mean(found["loss"]) == close(whole)
        assert np.mean(found["mse"]) == close(whole)


def test_zero_weights_are_as_if_the_samples_were_not_there_to_learn_from():
    weights = np.repeat([0.0, 2.0], 5)
    first, second = model(), model()
    first.train_on_batch(X, Y, sample_weight=weights)
    second.train_on_batch(X[5:], Y[5:])
    np.testing.assert_array_almost_equal_nulp(first.get_weights()[1], second.get_weights()[1], 4)


def test_class_weight_equals_the_sample_weights_it_stands_for():
    classes = np.array([0, 1] * 5)
    first, second = model(), model()
    first.fit(X, classes, class_weight={0: 3.0, 1: 0.5}, shuffle=False, verbose=0)
    second.fit(X, classes, sample_weight=np.where(classes, 0.5, 3.0), shuffle=False, verbose=0)
    assert same_weights(first, second)


def test_fit_before_compile_is_refused():
    made = models.Sequential([layers.Dense(1)])
    for call in (lambda: made.fit(X, Y), lambda: made.evaluate(X, Y), lambda: made.train_on_batch(X, Y)):
        with pytest.raises(ValueError, match="compile"):
            call()


def test_an_unknown_optimizer_is_refused():
    with pytest.raises(ValueError, match="nonsense"):
        models.Sequential([layers.Dense(1)]).compile("nonsense", "mse")


def test_unknown_arguments_of_evaluate_are_refused():
    with pytest.raises(ValueError, match="foo"):
        model().evaluate(X, Y, foo=1)


def test_stop_training_ends_the_epoch_but_not_its_validation():
    stop = LambdaCallback(on_train_batch_end=lambda batch, logs: setattr(made, "stop_training", batch == 1))
    seen = LambdaCallback(on_train_batch_end=lambda batch, logs: batches.append(batch))
    made, batches = model(), []
    history = made.fit(X, Y, 2, epochs=3, verbose=0, validation_data=(X, Y), callbacks=[stop, seen])
    assert (history.epoch, batches, list(history.history)) == ([0], [0, 1], ["loss", "val_loss"])


@pytest.mark.parametrize(("frequency", "epochs"), [(1, [1, 2, 3]), (2, [2]), ([1, 3], [1, 3])])
def test_validation_freq(frequency, epochs):
    found = []
    hook = LambdaCallback(on_epoch_end=lambda epoch, logs: "val_loss" in logs and found.append(epoch + 1))
    model().fit(X, Y, epochs=3, verbose=0, validation_data=(X, Y), validation_freq=frequency, callbacks=[hook])
    assert found == epochs


def test_validation_freq_of_another_type_is_refused():
    with pytest.raises(ValueError, match="validation_freq"):
        model().fit(X, Y, verbose=0, validation_data=(X, Y), validation_freq=(1, 3))


def test_initial_epoch_counts_from_there():
    assert model().fit(X, Y, epochs=5, initial_epoch=3, verbose=0).epoch == [3, 4]


def test_empty_data_warns_and_logs_nothing():
    with pytest.warns(UserWarning, match="ran out"):
        assert model(metrics=["mae"]).fit(X[:0], Y[:0], verbose=0).history == {}
    with pytest.raises(ValueError, match="at least one sample"), pytest.warns(UserWarning, match="ran out"):
        model().predict(X[:0], verbose=0)


def test_nan_in_the_data_shows_in_the_logs():
    x = X.copy()
    x[3] = np.nan
    history = model(metrics=["mae"]).fit(x, Y, epochs=2, verbose=0).history
    assert np.isnan(history["loss"]).all() and np.isnan(history["mae"]).all()


def test_an_interrupted_fit_leaves_the_model_usable():
    class Interrupt(Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                raise KeyboardInterrupt

    made = model()
    with pytest.raises(KeyboardInterrupt):
        made.fit(X, Y, batch_size=2, verbose=0, callbacks=[Interrupt()])
    weights = made.get_weights()
    assert all(type(w) is np.ndarray and np.isfinite(w).all() for w in weights) and weights[1] != 0
    assert len(made.fit(X, Y, epochs=2, verbose=0).history["loss"]) == 2


def test_a_step_that_raises_leaves_plain_arrays_in_the_variables():
    made = model()
    with pytest.raises(ValueError):
        made.train_on_batch(X, Y[:3])
    assert all(type(v.value) is np.ndarray for v in made.variables)


def test_predict_joins_batches_and_gives_its_own_memory():
    made = models.Sequential([layers.Input((1,)), layers.Activation("linear")])
    for size in (3, 32):
        out = made.predict(X, batch_size=size, verbose=0)
        np.testing.assert_array_equal(out, X)
        assert not np.shares_memory(out, X)


def test_evaluate_gives_a_number_a_list_or_a_dict():
    made = model()
    assert type(made.evaluate(X, Y, verbose=0)) is float
    made = model(metrics=["mae"])
    loss, mae = made.evaluate(X, Y, verbose=0)
    assert made.evaluate(X, Y, verbose=0, return_dict=True) == {"loss": loss, "mae": mae}
    assert made.test_on_batch(X, Y) == [loss, mae]


def test_frozen_layers_keep_their_weights():
    made = models.Sequential([layers.Input((1,)), layers.Dense(2), layers.Dense(1)])
    made.layers[0].trainable = False
    made.compile("sgd", "mse")
    before = made.get_weights()
    made.fit(X, Y, verbose=0)
    changed = [not np.array_equal(a, b) for a, b in zip(before, made.get_weights(), strict=True)]
    assert changed == [False, False, True, True]


def test_a_scaled_loss_gives_the_same_step():
    first, second = model(), model()
    second.optimizer.loss_scale_factor = 1024.0
    for made in (first, second):
        made.train_on_batch(X, Y)
    assert same_weights(first, second)


def test_a_model_without_trainable_weights_warns():
    made = models.Sequential([layers.Input((1,)), layers.Activation("linear")])
    made.compile("sgd", "mse")
    with pytest.warns(UserWarning, match="no trainable weights"):
        assert made.train_on_batch(X, Y) == close(float(((Y - X) ** 2).mean()))


def test_regularization_and_add_loss_count():
    class Adding(layers.Layer):
        def call(self, x):
            self.add_loss(3.0)
            return x

    made = models.Sequential(
        [layers.Input((1,)), layers.Dense(1, kernel_initializer="ones", kernel_regularizer="l2"), Adding()]
    )
    made.compile("sgd", "mse")
    assert made.test_on_batch(X, X) == close(3.01)


def test_any_source_of_batches_will_do():
    class Source(Batches):
        num_batches = 2

        def __iter__(self):
            yield X[:5], Y[:5]
            yield X[5:], Y[5:]

    made, other = model(), model()
    made.fit(Source(), epochs=2, verbose=0)
    other.fit(X, Y, batch_size=5, shuffle=False, epochs=2, verbose=0)
    assert same_weights(made, other)
    with pytest.raises(ValueError, match="y must not be given"):
        made.fit(Source(), Y)


# -- subclasses


class Halving(models.Model):
    """A train_step and metrics of its own."""

    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(1, kernel_initializer="zeros")
        self.seen = metrics.Mean(name="seen")

    def call(self, x):
        return self.dense(x)

    def train_step(self, data):
        x, y, _ = unpack_x_y_sample_weight(data)
        variables = self.trainable_variables

        def loss_of(*values):
            with bound(variables, values):
                return self.compute_loss(x, y, self(x))

        loss, pullback = vjp(loss_of, *[v.numpy() for v in variables])
        self.optimizer.apply(pullback(np.float32(1)), variables)
        self.seen.update_state(loss)
        return {"seen": self.seen.result()}


def test_a_train_step_of_ones_own():
    made, plain = Halving(), model()
    made.build((None, 1))
    made.compile(optimizers.SGD(0.1), "mse")
    history = made.fit(X, Y, shuffle=False, verbose=0, epochs=2).history
    expected = plain.fit(X, Y, shuffle=False, verbose=0, epochs=2).history["loss"]
    assert list(history) == ["seen"] and history["seen"] == close(expected)
    assert [m.name for m in made.metrics] == ["loss", "seen"]


def test_compute_loss_without_training_is_accepted():
    class Old(models.Sequential):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None):
            return 2 * super().compute_loss(x, y, y_pred, sample_weight)

    made = Old([layers.Input((1,)), layers.Dense(1, kernel_initializer="zeros")])
    made.compile("sgd", "mse")
    assert made.test_on_batch(X, Y) == close(2 * float((Y**2).mean()))
