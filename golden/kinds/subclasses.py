"""A small vocabulary of models whose steps are their own: ``{"build": {..., "subclass": NAME}}``.

Each is a mixin before keras.Sequential or keras.Model. They are written as the guides of Keras have them, with what is
public and alike on every backend; on JAX a step is also given the state, which is handed on.
"""

from typing import Any

import numpy as np

from golden.namespace import Unsupported

Mixin: Any = object  # to stand before keras.Sequential or keras.Model, whose attributes it uses


def subclass(name, base, ns):
    """The class of this name, on top of ``base``."""
    return type("Own", (MIXINS[name](ns), base), {})


def _halves_the_loss(ns):
    class Halves(Mixin):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return super().compute_loss(x, y, y_pred, sample_weight, training) * 0.5

    return Halves


def _penalizes_the_output(ns):
    """A loss that knows what it is computed for: mean square of the outputs, in training alone."""

    class Penalizes(Mixin):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            loss = super().compute_loss(x, y, y_pred, sample_weight, training)
            ops = self._ops
            return loss + 0.1 * ops.mean(ops.square(y_pred)) if training else loss

        _ops = ns.resolve("keras.ops")

    return Penalizes


def _loss_of_its_own(ns):
    """No compiled loss at all."""

    class Own(Mixin):
        def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
            return self._ops.mean(self._ops.abs(y - y_pred))

        _ops = ns.resolve("keras.ops")

    return Own


def _trains_on_the_negative(ns):
    class Negative(Mixin):
        def train_step(self, *given):
            *state, (x, y) = given
            return super().train_step(*state, (-x, y))

    return Negative


def _tests_on_the_double(ns):
    class Double(Mixin):
        def test_step(self, *given):
            *state, (x, y) = given
            return super().test_step(*state, (2 * x, y))

        def predict_step(self, *given):
            *state, data = given
            x = data[0] if isinstance(data, tuple) else data
            return super().predict_step(*state, (2 * x,))

    return Double


def _one_metric_more(ns):
    class More(Mixin):
        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            return {**super().compute_metrics(x, y, y_pred, sample_weight), "half": 0.5}

    return More


def _step_by_hand(ns):
    """Gradients, an optimizer's step and the metrics, one after another: the gradient halved on the way."""
    if _backend(ns) == "jax":
        raise Unsupported("a train_step by hand is written otherwise on JAX")

    class ByHand(Mixin):
        def train_step(self, data):
            x, y = data[:2]
            weights = self.trainable_variables

            def loss_of(x):
                y_pred = self(x, training=True)
                return [self.compute_loss(x=x, y=y, y_pred=y_pred), y_pred]

            one = ns.array(np.ones((), ns.floatx_now()))
            (loss, y_pred), _, gradients = ns.vjp(loss_of, [x], weights, [one, y * 0])
            self.optimizer.apply([g * 0.5 for g in gradients], weights)
            for metric in self.metrics:
                metric.update_state(*([loss] if metric.name == "loss" else [y, y_pred]))
            return {metric.name: metric.result() for metric in self.metrics}

    return ByHand


def _tracks_its_own_metric(ns):
    """A metric among the attributes, which fit resets at each epoch."""

    class Tracks(Mixin):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.size_tracker = ns.resolve("keras.metrics.Mean")(name="size")

        def compute_metrics(self, x, y, y_pred, sample_weight=None):
            self.size_tracker.update_state(self._ops.abs(y_pred))
            return super().compute_metrics(x, y, y_pred, sample_weight)

        _ops = ns.resolve("keras.ops")

    return Tracks


def _backend(ns):
    backend: Any = getattr(getattr(ns, "module", None), "backend", None)
    return backend.backend() if hasattr(backend, "backend") else ""


MIXINS = {
    "halves-the-loss": _halves_the_loss,
    "penalizes-the-output": _penalizes_the_output,
    "loss-of-its-own": _loss_of_its_own,
    "trains-on-the-negative": _trains_on_the_negative,
    "tests-on-the-double": _tests_on_the_double,
    "one-metric-more": _one_metric_more,
    "step-by-hand": _step_by_hand,
    "tracks-its-own-metric": _tracks_its_own_metric,
}
