"""CallbackList: several callbacks as one."""

import optree

from refimpl.callbacks.callback import Callback
from refimpl.callbacks.history import History
from refimpl.callbacks.progbar_logger import ProgbarLogger


def as_floats(logs):
    """Logs with Python floats for arrays, in the order of their names; what is no number stays."""
    floats = {}
    for name in sorted(logs or ()):
        value = logs[name]
        if isinstance(value, dict):
            floats.update(as_floats(value))
            continue
        try:
            floats[name] = float(value)
        except (TypeError, ValueError):
            floats[name] = value
    return floats


class CallbackList(Callback):
    """Hands every hook on to each callback in turn, those of the user first, then History, then the progress bar.

    ``params`` ("verbose", "epochs", "steps") go to every callback.
    Spec: keras.callbacks.CallbackList.
    """

    def __init__(self, callbacks=None, add_history=False, add_progbar=False, model=None, **params):
        self.callbacks = optree.tree_leaves(callbacks) if callbacks else []
        if add_history and not self._has(History):
            self.callbacks.append(History())
        if add_progbar and not self._has(ProgbarLogger):
            self.callbacks.append(ProgbarLogger())
        if model is not None:
            self.set_model(model)
        self.set_params(params)

    def _has(self, kind):
        return any(isinstance(callback, kind) for callback in self.callbacks)

    def set_params(self, params):
        self.params = params
        for callback in self.callbacks if params else ():
            callback.set_params(params)

    def set_model(self, model):
        super().set_model(model)
        for callback in self.callbacks:
            if isinstance(callback, History):
                model.history = callback
            callback.set_model(model)


def _of_run(name):
    def hook(self, logs=None):
        logs = as_floats(logs)
        for callback in self.callbacks:
            getattr(callback, name)(logs)

    return hook


def _of_epoch(name):
    def hook(self, epoch, logs=None):
        logs = as_floats(logs)
        for callback in self.callbacks:
            getattr(callback, name)(epoch, logs)

    return hook


def _of_batch(name):
    def hook(self, batch, logs=None):
        logs = as_floats(logs)
        for callback in self.callbacks:
            getattr(callback, name)(batch, logs=logs)

    return hook


for _make, _names in (
    (_of_run, [f"on_{mode}_{turn}" for mode in ("train", "test", "predict") for turn in ("begin", "end")]),
    (_of_epoch, ["on_epoch_begin", "on_epoch_end"]),
    (_of_batch, [f"on_{m}batch_{t}" for m in ("", "train_", "test_", "predict_") for t in ("begin", "end")]),
):
    for _name in _names:
        setattr(CallbackList, _name, _make(_name))
