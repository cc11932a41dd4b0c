"""fit, evaluate and predict: what a model does with batches."""

import inspect
import warnings
from functools import cache
from types import SimpleNamespace

import numpy as np
import optree

from refimpl.autodiff import vjp
from refimpl.callbacks.callback_list import CallbackList, as_floats
from refimpl.ops.attached import masks
from refimpl.training.arrays import class_weights, split_off, unpack_x_y_sample_weight
from refimpl.training.compiling import Compiling
from refimpl.training.data import as_batches
from refimpl.training.epochs import Epochs, draw
from refimpl.variables import bound


class Trainer(Compiling):
    """What makes a layer a model. A subclass may give ``train_step(data)``, ``test_step`` and ``predict_step``.

    Spec: keras.Model.
    """

    def __init__(self):
        self._of_run = SimpleNamespace(variables=None, metrics=None)
        self._initial_epoch = None  # a callback may set it in on_train_begin, to go on from a backup
        self._training = None  # the Epochs of the fit that is going on

    # -- one batch

    def train_step(self, data):
        """Predict, take the gradient of the loss, let the optimizer move the variables; returns the metrics' results.

        The loss is made a function of the trainable variables' values by binding them, and its vjp is the gradient.
        Spec: keras.Model.train_step.
        """
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        variables = self._variables_to_train(x)

        found = []  # the masks of the predictions, which metrics too go by

        def loss_of(*values):
            with bound(variables, values):
                y_pred = self._predictions(x, training=True)
                found[:] = map(masks.recall, optree.tree_leaves(y_pred))
                return self._total_loss(x, y, y_pred, sample_weight, training=True), y_pred

        loss, pullback, y_pred = vjp(loss_of, *[v.numpy() for v in variables], has_aux=True)
        for prediction, mask in zip(optree.tree_leaves(y_pred), found, strict=True):
            if mask is not None:
                masks.remember(prediction, mask)
        self._loss_tracker.update_state(loss, sample_weight=_samples(x))
        if variables:
            self.optimizer.apply(pullback(self.optimizer.scale_loss(np.ones(loss.shape, loss.dtype))), variables)
        else:
            warnings.warn(f"{self.name}: there are no trainable weights, so nothing is trained", stacklevel=2)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data):
        """Predict and compute the loss; returns the metrics' results. Spec: keras.Model.test_step."""
        x, y, sample_weight = unpack_x_y_sample_weight(data)
        y_pred = self._predictions(x, training=False)
        loss = self._total_loss(x, y, y_pred, sample_weight, training=False)
        self._loss_tracker.update_state(loss, sample_weight=_samples(x))
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data):
        """The outputs for one batch, of which only x counts. Spec: keras.Model.predict_step."""
        return self._predictions(unpack_x_y_sample_weight(data)[0], training=False)

    def _predictions(self, x, training):
        """The outputs; a ``call`` without an argument ``training`` is not told of it, nor are the layers inside."""
        return self(x, training=training) if _takes_training(type(self)) else self(x)

    def _build_metrics(self):
        """Match losses and metrics with the outputs, by counting a batch in them: their state is then to be set."""
        x, y, sample_weight = unpack_x_y_sample_weight(self._training.batches.first_batch())
        y_pred = self._predictions(x, training=False)
        self._total_loss(x, y, y_pred, sample_weight, training=False)
        self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def _variables_to_train(self, x):
        """Those that were trainable at the first step after compile. The model is built for ``x`` if need be."""
        if not self.built:
            self.build(optree.tree_map(lambda a: (None, *np.shape(a)[1:]), x))
        if self._of_run.variables is None:
            if self.optimizer is None:
                raise AttributeError("compile: optimizer must be given to train, got None")  # as Keras comes upon it
            self._of_run.variables = list(self.trainable_variables)
        return self._of_run.variables

    # -- many batches

    def fit(
        self, x=None, y=None, batch_size=None, epochs=1, verbose="auto", callbacks=None, validation_split=0.0,
        validation_data=None, shuffle=True, class_weight=None, sample_weight=None, initial_epoch=0,
        steps_per_epoch=None, validation_steps=None, validation_batch_size=None, validation_freq=1,
    ):  # fmt: skip
        """Train for ``epochs`` epochs; returns the History, whose dict ``history`` has a list for each log.

        x, y and sample_weight are arrays or nested structures of them; or x gives the batches: a generator of tuples,
        or an object as ``training.data.Batches`` describes it. ``verbose`` is 0 (silent), 1 or "auto" (progress bar)
        or 2 (a line an epoch). ``validation_freq`` is every how many epochs to validate, or a list of epochs (from 1).
        Logs are means over the epoch's samples so far.
        Raises: ValueError before compile, and for data that do not fit together.
        Spec: keras.Model.fit.
        """
        self._check_compiled("fit")
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = split_off(x, y, sample_weight, validation_split, "fit")
        source = as_batches(x, y, sample_weight, batch_size, steps_per_epoch, shuffle, class_weight)
        training = self._training = Epochs(source, steps_per_epoch, self.steps_per_execution)
        training.reset()
        validation = None
        if not isinstance(callbacks, CallbackList):
            callbacks = CallbackList(
                callbacks, add_history=True, add_progbar=verbose != 0, verbose=verbose, epochs=epochs,
                steps=training.num_batches, model=self,
            )  # fmt: skip
        self.stop_training = False
        callbacks.on_train_begin()
        logs, epoch_logs = {}, None
        try:
            for epoch in range(self._initial_epoch or initial_epoch, epochs):
                self.reset_metrics()
                callbacks.on_epoch_begin(epoch)
                if training.is_within:
                    logs = self.get_metrics_result()
                logs = self._run(training, self.train_step, "train", callbacks, "stop_training", logs)
                epoch_logs = dict(self._logs_of_epoch(logs))
                if validation_data is not None and _is_due(epoch + 1, validation_freq):
                    if validation is None:
                        parts = unpack_x_y_sample_weight(validation_data)
                        of_validation = as_batches(*parts, validation_batch_size or batch_size, validation_steps)
                        validation = Epochs(of_validation, validation_steps, self.steps_per_execution)
                    found = self._evaluate(validation, callbacks)
                    epoch_logs.update({f"val_{name}": value for name, value in found.items()})
                callbacks.on_epoch_end(epoch, epoch_logs)
                if self.stop_training:
                    break
        finally:
            for opened in (training, validation):
                if opened is not None:
                    opened.close()
        if epochs > 0 and self.optimizer is not None:
            self.optimizer.finalize_variable_values(self.trainable_weights)
        callbacks.on_train_end(epoch_logs)
        self._training = None
        return self.history

    def evaluate(
        self, x=None, y=None, batch_size=None, verbose="auto", sample_weight=None, steps=None, callbacks=None,
        return_dict=False, **kwargs,
    ):  # fmt: skip
        """The loss and metrics over all batches: a list in the order of ``metrics``, a lone number, or a dict.

        Raises: ValueError before compile, for unknown arguments, and as ``fit``.
        Spec: keras.Model.evaluate.
        """
        self._check_compiled("evaluate")
        if kwargs:
            raise ValueError(f"evaluate: unknown arguments {', '.join(kwargs)}")
        source = as_batches(x, y, sample_weight, batch_size, steps, owner="evaluate")
        epochs = Epochs(source, steps, self.steps_per_execution)
        logs = self._evaluate(epochs, self._callback_list(callbacks, verbose, epochs))
        return logs if return_dict else self._in_order(logs)

    def _evaluate(self, epochs, callbacks):
        """Logs, as floats in the order of their names, of one run over the batches."""
        epochs.reset()
        self.stop_evaluating = False
        callbacks.on_test_begin()
        self.reset_metrics()
        try:
            logs = self._run(epochs, self.test_step, "test", callbacks, "stop_evaluating", {})
        finally:
            epochs.close()
        logs = as_floats(self._logs_of_epoch(logs))
        callbacks.on_test_end(logs)
        return logs

    def predict(self, x, batch_size=None, verbose="auto", steps=None, callbacks=None):
        """The outputs for all samples, in arrays of their own.

        Raises: ValueError if there is no batch at all, and as ``fit``. Spec: keras.Model.predict.
        """
        source = as_batches(x, batch_size=batch_size, steps=steps, owner="predict")
        epochs = Epochs(source, steps, self.steps_per_execution)
        callbacks = self._callback_list(callbacks, verbose, epochs)
        self.stop_predicting = False
        outputs = []

        def step(data):
            outputs.append(self.predict_step(data))
            return {"outputs": outputs[-1]}

        callbacks.on_predict_begin()
        try:
            self._run(epochs, step, "predict", callbacks, "stop_predicting", {})
        finally:
            epochs.close()
        callbacks.on_predict_end()
        if not outputs:
            raise ValueError("predict: x must hold at least one sample, got none")
        return optree.tree_map(lambda *parts: np.concatenate(parts) if parts[0].ndim else np.stack(parts), *outputs)

    def _run(self, epochs, step, mode, callbacks, stop, logs):
        """One epoch of ``step`` with its hooks, unless the attribute ``stop`` is set; returns the last step's logs."""
        begin, end = getattr(callbacks, f"on_{mode}_batch_begin"), getattr(callbacks, f"on_{mode}_batch_end")
        for first, last, source in epochs.steps():
            begin(first)
            batches = draw(source, epochs.per_execution)
            if not batches:
                epochs.ran_out()
                break
            for data in batches:
                logs = step(data)
            end(last, logs)
            if getattr(self, stop):
                break
        return logs

    def _callback_list(self, callbacks, verbose, epochs):
        if isinstance(callbacks, CallbackList):
            return callbacks
        return CallbackList(
            callbacks, add_progbar=verbose != 0, verbose=verbose, epochs=1, steps=epochs.num_batches, model=self
        )

    # -- a batch of one's own

    def train_on_batch(self, x, y=None, sample_weight=None, class_weight=None, return_dict=False):
        """One training step, with the metrics of this batch alone: a list, a lone number, or a dict.

        Raises: ValueError before compile, and for class_weight together with sample_weight.
        Spec: keras.Model.train_on_batch.
        """
        self._check_compiled("train_on_batch")
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError("train_on_batch: class_weight and sample_weight cannot both be given")
            sample_weight = class_weights(y, class_weight, "train_on_batch")
        return self._on_batch(self.train_step, (x, y, sample_weight), return_dict)

    def test_on_batch(self, x, y=None, sample_weight=None, return_dict=False):
        """The loss and metrics of one batch. Spec: keras.Model.test_on_batch."""
        self._check_compiled("test_on_batch")
        return self._on_batch(self.test_step, (x, y, sample_weight), return_dict)

    def _on_batch(self, step, data, return_dict):
        self.reset_metrics()
        logs = as_floats(step(data))
        return logs if return_dict else self._in_order(logs)

    def predict_on_batch(self, x):
        """The outputs for one batch. Spec: keras.Model.predict_on_batch."""
        return self.predict_step((x,))


@cache
def _takes_training(cls):
    return "training" in inspect.signature(cls.call).parameters


def _samples(x):
    """How many samples a batch has."""
    return x.shape[0] if type(x) is np.ndarray else np.shape(optree.tree_leaves(x)[0])[0]


def _is_due(epoch, frequency):
    """Whether to validate after this epoch, counted from 1. Raises: ValueError unless frequency is an int or a list."""
    if isinstance(frequency, int):
        return epoch % frequency == 0
    if isinstance(frequency, list):
        return epoch in frequency
    raise ValueError(f"fit: validation_freq must be an int or a list of epochs, got {frequency!r}")
