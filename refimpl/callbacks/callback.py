"""Callback: what may happen at each turn of fit, evaluate and predict."""


class Callback:
    """Hooks, all empty; a subclass fills some.

    ``params`` has "verbose", "epochs" and "steps"; ``model`` is the model that runs. Batches and epochs are counted
    from 0. ``logs`` maps names to floats: means so far at the end of a batch, of the epoch at the end of one, with
    ``val_`` before the names of validation's. A hook may set ``model.stop_training``.
    Spec: keras.callbacks.Callback.
    """

    params = None
    _model = None

    def set_params(self, params):
        self.params = params

    def set_model(self, model):
        self._model = model

    @property
    def model(self):
        return self._model

    def on_train_begin(self, logs=None):
        """Before the first epoch of fit."""

    def on_train_end(self, logs=None):
        """After the last epoch of fit, with its logs."""

    def on_epoch_begin(self, epoch, logs=None):
        """Before an epoch of fit."""

    def on_epoch_end(self, epoch, logs=None):
        """After an epoch of fit, validation included."""

    def on_batch_begin(self, batch, logs=None):
        """Another name for ``on_train_batch_begin``."""

    def on_batch_end(self, batch, logs=None):
        """Another name for ``on_train_batch_end``."""

    def on_train_batch_begin(self, batch, logs=None):
        """Before a batch of fit is drawn."""
        self.on_batch_begin(batch, logs=logs)

    def on_train_batch_end(self, batch, logs=None):
        """After a batch of fit; with ``steps_per_execution`` only after the last of them."""
        self.on_batch_end(batch, logs=logs)

    def on_test_begin(self, logs=None):
        """Before evaluate, or validation in fit."""

    def on_test_end(self, logs=None):
        """After evaluate, or validation in fit."""

    def on_test_batch_begin(self, batch, logs=None):
        """Before a batch of evaluate or validation."""

    def on_test_batch_end(self, batch, logs=None):
        """After a batch of evaluate or validation."""

    def on_predict_begin(self, logs=None):
        """Before predict."""

    def on_predict_end(self, logs=None):
        """After predict."""

    def on_predict_batch_begin(self, batch, logs=None):
        """Before a batch of predict."""

    def on_predict_batch_end(self, batch, logs=None):
        """After a batch of predict, with logs {"outputs": the batch's}."""
