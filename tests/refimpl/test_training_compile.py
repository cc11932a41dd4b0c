"""Which loss and metric is for which output, and what it is called in logs: the names are those of Keras 3.15.1."""

import numpy as np
import pytest

from refimpl import layers, losses, metrics, models, ops, optimizers
from refimpl.callbacks import LambdaCallback
from tests.close import close

X = np.random.default_rng(0).random((10, 3), dtype="float32")
Y, Y1 = X[:, :2], X[:, 2:]


def single(loss="mse", **kwargs):
    x = layers.Input((3,))
    model = models.Model(x, layers.Dense(2, name="out")(x))
    model.compile("sgd", loss, **kwargs)
    return model


def double(loss="mse", dicts=False, **kwargs):
    x = layers.Input((3,))
    a, b = layers.Dense(2, name="a")(x), layers.Dense(1, name="b")(x)
    model = models.Model(x, {"p": a, "q": b} if dicts else [a, b])
    model.compile("sgd", loss, **kwargs)
    return model


def logs(model, y, **kwargs):
    return model.fit(X, y, verbose=0, **kwargs).history


def names(model, y, **kwargs):
    return list(logs(model, y, **kwargs))


LIST, DICT = [Y, Y1], {"p": Y, "q": Y1}


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        (
            {"metrics": ["accuracy", "acc", "mse", losses.mean_absolute_error]},
            "acc accuracy loss mean_absolute_error mse",
        ),
        ({"metrics": ["mse", "mse"], "weighted_metrics": ["mse", "mse"]}, "loss mse mse_1 weighted_mse weighted_mse_1"),
        ({"metrics": [lambda t, p: ops.mean(t - p)]}, "lambda loss"),
        ({"metrics": {"anything": ["mse", "mae"]}}, "loss mae mse"),
        ({"metrics": [metrics.MeanSquaredError(), metrics.MeanAbsoluteError(name="zz")]}, "loss mean_squared_error zz"),
        ({"loss": ["mse"]}, "loss"),
        ({"loss": {"out": "mse"}}, "loss"),
        ({"loss": ["mse", "mae"]}, "loss out_loss"),
    ],
)
def test_names_of_one_output(kwargs, expected):
    assert " ".join(names(single(**kwargs), Y)) == expected


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({}, "a_loss b_loss loss"),
        ({"loss": ["mse", "mae"]}, "a_loss b_loss loss"),
        ({"loss": ("mse", "mae")}, "a_loss b_loss loss"),
        ({"loss": ["mse", None]}, "loss"),
        ({"loss": [["mse", "mae"], "mse"]}, "a_loss b_loss loss"),
        ({"loss": {"b": "mse", "a": "mae"}}, "a_loss b_loss loss"),
        ({"metrics": ["mse", "mae"]}, "a_loss a_mse b_loss b_mae loss"),
        (
            {"metrics": [["mse"], []], "weighted_metrics": [["mse"], ["mae"]]},
            "a_loss a_mse a_weighted_mse b_loss b_mae loss",
        ),
        ({"metrics": {"b": "mae"}}, "a_loss b_loss b_mae loss"),
    ],
)
def test_names_of_several_outputs(kwargs, expected):
    assert " ".join(names(double(**kwargs), LIST)) == expected


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({}, "loss p_loss q_loss"),
        ({"loss": {"p": "mse"}}, "loss"),
        ({"loss": ["mse", "mae"]}, "loss p_loss q_loss"),
        ({"metrics": {"p": ["mse"], "q": "mae"}}, "loss p_loss p_mse q_loss q_mae"),
    ],
)
def test_names_of_outputs_in_a_dict(kwargs, expected):
    assert " ".join(names(double(dicts=True, **kwargs), DICT)) == expected


class Pair(models.Model):
    """A subclassed model, whose outputs have no names."""

    def __init__(self, as_dict=False):
        super().__init__()
        self.first, self.second, self.as_dict = layers.Dense(2), layers.Dense(1), as_dict

    def call(self, x):
        pair = self.first(x), self.second(x)
        return dict(zip("pq", pair, strict=True)) if self.as_dict else pair


def test_outputs_without_names_are_called_after_their_losses():
    model = Pair()
    model.compile("sgd", ["mse", losses.MeanAbsoluteError(name="hey")])
    assert names(model, (Y, Y1)) == ["hey_loss", "loss", "mse_loss"]
    model = Pair(as_dict=True)
    model.compile("sgd", "mse")
    assert names(model, DICT) == ["loss", "p_loss", "q_loss"]


def test_targets_may_come_by_output_name_as_a_tuple_or_only_where_there_is_a_loss():
    for y in ({"a": Y, "b": Y1}, (Y, Y1)):
        assert names(double(), y) == ["a_loss", "b_loss", "loss"]
    assert names(double(["mse", None]), [Y]) == ["loss"]


def test_the_total_is_the_weighted_sum_of_the_logged_losses():
    for weights in ([2.0, 0.5], {"a": 2.0, "b": 0.5}):
        found = logs(double({"a": "mse", "b": "mae"}, loss_weights=weights), LIST)
        assert found["loss"][0] == close(2 * found["a_loss"][0] + 0.5 * found["b_loss"][0])


@pytest.mark.parametrize(("run_eagerly", "expected"), [(False, [250, 450, 1850 / 3]), (True, [250, 450, 550])])
def test_losses_of_several_outputs_are_means_over_batches_unless_eager(run_eagerly, expected):
    """Keras 3.15.1: ``loss`` is always a mean over samples, 550 at the end, ``a_loss`` only with run_eagerly."""
    x, y = np.ones((10, 1), "float32"), 10 * np.sqrt(np.arange(1, 11))[:, None]
    i = layers.Input((1,))
    outputs = [layers.Dense(1, name=name, kernel_initializer="zeros")(i) for name in "ab"]
    model, seen = models.Model(i, outputs), []
    model.compile(optimizers.SGD(0.0), "mse", run_eagerly=run_eagerly)
    hook = LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append((logs["a_loss"], logs["loss"] / 2)))
    model.fit(x, [y, y], batch_size=4, shuffle=False, verbose=0, callbacks=[hook])
    assert [a for a, _ in seen] == close(expected)
    assert [half for _, half in seen] == close([250, 450, 550])


def test_sample_weights_by_output():
    found = logs(double(), LIST, sample_weight=[np.ones(10), np.zeros(10)])
    assert found["a_loss"][0] > 0 == found["b_loss"][0]


def test_weighted_metrics_see_the_weights_and_metrics_do_not():
    half = np.repeat([0.0, 1.0], 5)
    model = single(metrics=["mse"], weighted_metrics=["mse"])
    plain = model.test_on_batch(X, Y, sample_weight=half, return_dict=True)
    error = ((model.predict(X, verbose=0) - Y) ** 2).mean(-1)
    assert plain["mse"] == close(error.mean())
    assert plain["weighted_mse"] == close(error[5:].mean())


@pytest.mark.parametrize(
    ("make", "y", "kind", "words"),
    [
        (lambda: single("nonsense"), Y, ValueError, "nonsense"),
        (lambda: single(metrics=["nonsense"]), Y, ValueError, "nonsense"),
        (lambda: single(metrics=["crossentropy"]), Y, ValueError, "crossentropy"),
        (lambda: single(metrics=[None]), Y, ValueError, "None"),
        (lambda: single(metrics="accuracy"), Y, ValueError, "metrics must be a list"),
        (lambda: single({"bad": "mse"}), Y, ValueError, "bad"),
        (lambda: single(None), Y, ValueError, "loss must be given"),
        (lambda: single(), None, ValueError, "y must be given"),
        (lambda: single(loss_weights="x"), Y, ValueError, "loss_weights"),
        (lambda: double({"a": "mse"}), LIST, ValueError, "keys"),
        (lambda: double(loss_weights=[1.0, 2.0]), LIST, ValueError, "loss_weights"),
        (lambda: double({"a": "mse", "b": "mse"}, loss_weights={"a": 1.0}), LIST, KeyError, "loss_weights"),
        (lambda: double(metrics=["mse"]), LIST, ValueError, "entry for each output"),
        (lambda: double(metrics={"zz": "mse"}), LIST, ValueError, "zz"),
        (lambda: double(), [Y], ValueError, "structure of the outputs"),
        (lambda: double(), {"zz": Y, "b": Y1}, TypeError, "structure of the outputs"),
        (lambda: double({"a": "mse"}, dicts=True), DICT, KeyError, "'a'"),
    ],
)
def test_what_does_not_fit_is_refused_with_keras_kind_of_error(make, y, kind, words):
    with pytest.raises(kind, match=words):
        make().fit(X, y, verbose=0)


def test_accuracy_takes_its_kind_from_the_shapes():
    scores = np.array([[0.9, 0.1], [0.2, 0.8]], "float32")
    for y, pred, expected in (
        (np.array([0, 0]), scores, 0.5),
        (np.array([[0], [1]]), scores, 1.0),
        (np.array([[0.0, 1.0], [0.0, 1.0]]), scores, 0.5),
        (np.array([[1.0], [0.0]]), scores[:, :1], 1.0),
    ):
        model = models.Sequential([layers.Input(pred.shape[1:]), layers.Activation("linear")])
        model.compile("sgd", "mse", metrics=["accuracy"])
        model.compute_metrics(None, y, pred)
        assert float(model.get_metrics_result()["accuracy"]) == expected


def test_the_compile_config_brings_the_model_back():
    model = single(metrics=["mse"], loss_weights=0.5)
    config = model.get_compile_config()
    assert list(config) == [
        "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution",
        "jit_compile",
    ]  # fmt: skip
    other = type(model).from_config(model.get_config())
    assert other.get_compile_config() == {}
    other.compile_from_config(config)
    assert names(other, Y) == names(model, Y)
