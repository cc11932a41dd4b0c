"""LambdaCallback: hooks given as functions."""

from refimpl.callbacks.callback import Callback


class LambdaCallback(Callback):
    """A callback whose hooks are the functions given by name: ``LambdaCallback(on_epoch_end=lambda epoch, logs: ...)``.

    They take what the hooks of Callback take; ``logs`` comes by keyword to those of batches.
    Spec: keras.callbacks.LambdaCallback.
    """

    def __init__(
        self, on_epoch_begin=None, on_epoch_end=None, on_train_begin=None, on_train_end=None, on_train_batch_begin=None,
        on_train_batch_end=None, **kwargs,
    ):  # fmt: skip
        hooks = {
            "on_epoch_begin": on_epoch_begin,
            "on_epoch_end": on_epoch_end,
            "on_train_begin": on_train_begin,
            "on_train_end": on_train_end,
            "on_train_batch_begin": on_train_batch_begin,
            "on_train_batch_end": on_train_batch_end,
        }
        self.__dict__.update(kwargs)
        self.__dict__.update({name: hook for name, hook in hooks.items() if hook is not None})
