"""History: the logs of all epochs, which fit returns."""

from refimpl.callbacks.callback import Callback


class History(Callback):
    """``history`` has a list for each log, ``epoch`` the numbers of the epochs, from 0.

    Used for another fit it goes on with the lists, but counts the epochs anew.
    Spec: keras.callbacks.History.
    """

    def __init__(self):
        self.history = {}

    def on_train_begin(self, logs=None):
        self.epoch = []

    def on_epoch_end(self, epoch, logs=None):
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        self.model.history = self
