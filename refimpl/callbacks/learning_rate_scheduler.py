"""LearningRateScheduler: a learning rate for each epoch, from a function."""

import numpy as np

from refimpl.callbacks.callback import Callback
from refimpl.callbacks.progbar import write


class LearningRateScheduler(Callback):
    """``learning_rate <- schedule(epoch, learning_rate)`` before each epoch, counted from 0.

    A schedule of one argument is given the epoch alone. The learning rate goes into the epoch's logs.
    Raises: ValueError if ``schedule`` gives no float, or the model has no optimizer.
    Spec: keras.callbacks.LearningRateScheduler.
    """

    def __init__(self, schedule, verbose=0):
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch, logs=None):
        optimizer = self.model.optimizer
        if optimizer is None:
            raise ValueError("LearningRateScheduler: the model must have an optimizer, got None")
        try:
            rate = self.schedule(epoch, float(np.asarray(optimizer.learning_rate)))
        except TypeError:  # as Keras asks: a schedule of one argument, or of an error of its own, which comes again
            rate = self.schedule(epoch)
        if not isinstance(rate, (float, np.float32, np.float64)):
            raise ValueError(f"LearningRateScheduler: schedule must give a float, got {rate!r} for epoch {epoch}")
        optimizer.learning_rate = rate
        if self.verbose > 0:
            write(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {rate}.\n")

    def on_epoch_end(self, epoch, logs=None):
        if logs is not None:
            logs["learning_rate"] = float(np.asarray(self.model.optimizer.learning_rate))
