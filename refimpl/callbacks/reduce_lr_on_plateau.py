"""ReduceLROnPlateau: a smaller learning rate when a log has stopped to become better."""

import warnings

import numpy as np

from refimpl.callbacks.monitor import MonitorCallback
from refimpl.callbacks.progbar import write


class ReduceLROnPlateau(MonitorCallback):
    """``learning_rate <- max(learning_rate * factor, min_lr)`` after ``patience`` epochs without a better ``monitor``.

    After that no epoch counts for ``cooldown`` epochs. The learning rate of each epoch goes into its logs.
    Warns: if there is no such log. Raises: ValueError for a ``factor`` of 1 or more, and as MonitorCallback.
    Spec: keras.callbacks.ReduceLROnPlateau.
    """

    def __init__(
        self, monitor="val_loss", factor=0.1, patience=10, verbose=0, mode="auto", min_delta=1e-4, cooldown=0,
        min_lr=0.0, **kwargs,
    ):  # fmt: skip
        super().__init__(monitor, mode, min_delta=min_delta)
        if factor >= 1.0:
            raise ValueError(f"ReduceLROnPlateau: factor must be under 1, got {factor!r}")
        self.factor, self.min_lr, self.patience = factor, min_lr, patience
        self.verbose, self.cooldown = verbose, cooldown
        self.cooldown_counter = self.wait = 0

    def on_train_begin(self, logs=None):
        self.best = None
        self.cooldown_counter = self.wait = 0

    def on_epoch_end(self, epoch, logs=None):
        self._set_monitor_op()
        logs = {} if logs is None else logs
        logs["learning_rate"] = float(np.asarray(self.model.optimizer.learning_rate))
        value = logs.get(self.monitor)
        if value is None:
            warnings.warn(
                f"ReduceLROnPlateau: monitor must be one of the logs {', '.join(logs)}, got {self.monitor!r}",
                stacklevel=2,
            )
            return
        if self.in_cooldown():
            self.cooldown_counter -= 1
            self.wait = 0
        if self._is_improvement(value, self.best):
            self.best, self.wait = value, 0
        elif not self.in_cooldown():
            self.wait += 1
            if self.wait >= self.patience and self._reduce(epoch):
                self.cooldown_counter, self.wait = self.cooldown, 0

    def _reduce(self, epoch):
        """Whether the learning rate was still above ``min_lr``, and so was reduced."""
        optimizer = self.model.optimizer
        before = float(np.asarray(optimizer.learning_rate))
        if before <= np.float32(self.min_lr):
            return False
        optimizer.learning_rate = after = max(before * self.factor, self.min_lr)
        if self.verbose > 0:
            write(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {after}.\n")
        return True

    def in_cooldown(self):
        return self.cooldown_counter > 0
