"""EarlyStopping: no further epochs when a log has stopped to become better."""

import warnings

from refimpl.callbacks.monitor import MonitorCallback
from refimpl.callbacks.progbar import write


class EarlyStopping(MonitorCallback):
    """Stops training when ``logs[monitor]`` was not better than the best for ``patience`` epochs.

    Better is ``value < best - min_delta`` (or ``value > best + min_delta``, see MonitorCallback); with a ``baseline``
    the patience also runs out as long as that is not beaten. Epochs before ``start_from_epoch`` do not count. With
    ``restore_best_weights`` the model ends with the weights of the best epoch, also when it was not stopped.
    ``stopped_epoch`` (from 0; 0 if it was not stopped), ``best``, ``best_epoch`` and ``wait`` tell.
    Warns: if there is no such log; the epoch is left out.
    Raises: ValueError as MonitorCallback.
    Spec: keras.callbacks.EarlyStopping.
    """

    def __init__(
        self, monitor="val_loss", min_delta=0, patience=0, verbose=0, mode="auto", baseline=None,
        restore_best_weights=False, start_from_epoch=0,
    ):  # fmt: skip
        super().__init__(monitor, mode, min_delta=min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self.wait = self.stopped_epoch = 0
        self.best_weights = None

    def on_train_begin(self, logs=None):
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best = self.best_weights = None

    def on_epoch_end(self, epoch, logs=None):
        self._set_monitor_op()
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self._remember(epoch)
        self.wait += 1
        if self._is_improvement(value, self.best):
            self.best = value
            self._remember(epoch)
            if self.baseline is None or self._is_improvement(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _remember(self, epoch):
        self.best_epoch = epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs=None):
        if self.stopped_epoch > 0 and self.verbose > 0:
            write(f"Epoch {self.stopped_epoch + 1}: early stopping\n")
        if self.best_weights is not None:
            if self.verbose > 0:
                write(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.\n")
            self.model.set_weights(self.best_weights)

    def get_monitor_value(self, logs):
        """The watched log, or None with a warning."""
        value = (logs or {}).get(self.monitor)
        if value is None:
            warnings.warn(
                f"EarlyStopping: monitor must be one of the logs {', '.join(logs or ())}, got {self.monitor!r}",
                stacklevel=3,
            )
        return value
