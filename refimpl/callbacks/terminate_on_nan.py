"""TerminateOnNaN: no further batch once the loss is no number."""

import math

from refimpl.callbacks.callback import Callback
from refimpl.callbacks.progbar import write


class TerminateOnNaN(Callback):
    """Stops training after a batch whose loss is NaN or infinite; with ``raise_error``, by an error at once.

    Raises: RuntimeError with ``raise_error``; no further hook is called then.
    Spec: keras.callbacks.TerminateOnNaN.
    """

    def __init__(self, raise_error=False):
        self.raise_error = raise_error

    def on_batch_end(self, batch, logs=None):
        loss = (logs or {}).get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(f"TerminateOnNaN: the loss must be a finite number, got {loss} at batch {batch}")
        write(f"Batch {batch}: Invalid loss, terminating training\n")
        self.model.stop_training = True
