"""ModelCheckpoint: the model, or its weights, in a file after epochs or batches."""

import os
import warnings

import numpy as np

from refimpl.callbacks.monitor import MonitorCallback
from refimpl.callbacks.progbar import write


class BatchCount:
    """Says after which batches it is time, ``every`` so many: steps of several batches count with all of them."""

    def __init__(self, every):
        self.every = every
        self.since, self.last = 0, None

    def is_due(self, batch):
        new_epoch = self.last is None or batch <= self.last
        self.since += batch + 1 if new_epoch else batch - self.last
        self.last = batch
        if self.since < self.every:
            return False
        self.since = 0
        return True


class ModelCheckpoint(MonitorCallback):
    """Saves to ``filepath``, in which ``{epoch}`` (from 1), ``{batch}`` (from 1) and the names of logs are filled in.

    After each epoch, or every ``save_freq`` batches. Only the weights (``*.weights.h5``) with ``save_weights_only``,
    else the model (``*.keras``, ``*.h5``). With ``save_best_only`` only when ``logs[monitor]`` became better (see
    MonitorCallback) than the best so far, which begins with ``initial_value_threshold``. Folders are made.
    Warns: if there is no such log, or one that is no scalar; then it saves.
    Raises: ValueError for another ending or ``save_freq``, KeyError for a name in ``filepath`` that no log has, OSError
    if ``filepath`` is a folder.
    Spec: keras.callbacks.ModelCheckpoint.
    """

    def __init__(
        self, filepath, monitor="val_loss", verbose=0, save_best_only=False, save_weights_only=False, mode="auto",
        save_freq="epoch", initial_value_threshold=None,
    ):  # fmt: skip
        super().__init__(monitor, mode, initial_value_threshold)
        self.filepath, self.verbose = os.fspath(filepath), verbose
        self.save_best_only, self.save_weights_only, self.save_freq = save_best_only, save_weights_only, save_freq
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"ModelCheckpoint: save_freq must be 'epoch' or a number of batches, got {save_freq!r}")
        endings = (".weights.h5",) if save_weights_only else (".keras", ".h5")
        if not self.filepath.endswith(endings):
            raise ValueError(
                f"ModelCheckpoint: filepath must end in {' or '.join(endings)} with "
                f"save_weights_only={save_weights_only}, got {self.filepath!r}"
            )
        self._count = None if save_freq == "epoch" else BatchCount(save_freq)

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch

    def on_train_batch_end(self, batch, logs=None):
        if self._count is not None and self._count.is_due(batch):
            self._save(self._epoch, batch, logs or {})

    def on_epoch_end(self, epoch, logs=None):
        self._set_monitor_op()
        if self._count is None:
            self._save(epoch, None, logs or {})

    def _save(self, epoch, batch, logs):
        path = self._path(epoch, batch, logs)
        if not self._is_wanted(epoch, logs, path):
            return
        if os.path.isdir(path):
            raise OSError(f"ModelCheckpoint: filepath must be no folder, got {path!r}")
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        save = self.model.save_weights if self.save_weights_only else self.model.save
        save(path, overwrite=True)
        self._tell(epoch, f"finished saving model to {path}")

    def _path(self, epoch, batch, logs):
        numbers = {"epoch": epoch + 1} if batch is None or "batch" in logs else {"epoch": epoch + 1, "batch": batch + 1}
        try:
            return self.filepath.format(**numbers, **logs)
        except KeyError as missing:
            raise KeyError(
                f"ModelCheckpoint: filepath must name logs, {', '.join([*numbers, *logs])}, got {self.filepath!r} "
                f"with {missing}"
            ) from None

    def _is_wanted(self, epoch, logs, path):
        """Whether to save, which is told."""
        if not self.save_best_only:
            self._tell(epoch, f"saving model to {path}")
            return True
        value, best = logs.get(self.monitor), "None" if self.best is None else f"{self.best:.5f}"
        if value is None or np.ndim(value):
            what = "no log" if value is None else f"the array {value}"
            warnings.warn(
                f"ModelCheckpoint: monitor must name a number among the logs to save the best only, got "
                f"{self.monitor!r}, {what}; so each is saved",
                stacklevel=4,
            )
            return True
        if not self._is_improvement(value, self.best):
            self._tell(epoch, f"{self.monitor} did not improve from {best}")
            return False
        self._tell(epoch, f"{self.monitor} improved from {best} to {value:.5f}, saving model to {path}")
        self.best = value
        return True

    def _tell(self, epoch, what):
        if self.verbose > 0:
            write(f"\nEpoch {epoch + 1}: {what}\n")
