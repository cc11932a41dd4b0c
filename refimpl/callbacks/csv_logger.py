"""CSVLogger: the logs of all epochs as a table in a file."""

import csv
import os
from collections.abc import Iterable

import numpy as np

from refimpl.callbacks.callback import Callback


class CSVLogger(Callback):
    """Writes a row for each epoch: its number and its logs, in the order of their names.

    Columns are those of the first epoch, and ``val_`` of each if it has none of validation's; what an epoch lacks is
    "NA". With ``append`` rows are added to the file, and column names only to one that is absent or empty; else it is
    begun anew.
    Raises: OSError if the file cannot be written; TypeError (as csv does) for a separator that is no character.
    Spec: keras.callbacks.CSVLogger.
    """

    def __init__(self, filename, separator=",", append=False):
        self.sep, self.filename, self.append = separator, os.fspath(filename), append
        self.append_header = True
        self.writer = self.keys = self.csv_file = None

    def on_train_begin(self, logs=None):
        if self.append and os.path.exists(self.filename):
            with open(self.filename) as before:
                self.append_header = not before.readline()
        self._close()
        self.csv_file = open(self.filename, "a" if self.append else "w", newline="")  # noqa: SIM115 - until on_train_end
        self.writer = self.keys = None

    def on_epoch_end(self, epoch, logs=None):
        logs = logs or {}
        if self.keys is None:
            self.keys = sorted(logs)
            if not any(name.startswith("val_") for name in self.keys):
                self.keys += [f"val_{name}" for name in self.keys]
        if self.writer is None:
            self.writer = csv.DictWriter(self.csv_file, ["epoch", *self.keys], delimiter=self.sep)
            if self.append_header:
                self.writer.writeheader()
        self.writer.writerow({"epoch": epoch, **{name: _cell(logs.get(name, "NA")) for name in self.keys}})
        self.csv_file.flush()

    def on_train_end(self, logs=None):
        self._close()
        self.writer = None

    def _close(self):
        if self.csv_file is not None:
            self.csv_file.close()


def _cell(value):
    """A log as it stands in the table; several numbers in brackets."""
    if isinstance(value, str) or not isinstance(value, Iterable) or (isinstance(value, np.ndarray) and not value.ndim):
        return value
    return f'"[{", ".join(map(str, value))}]"'
