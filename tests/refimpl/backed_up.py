"""A training with a backup, as a program of its own, which may kill itself: ``backed_up.py FOLDER OUT OPTIONS``.

OPTIONS is JSON: "epochs", "save_freq", "steps_per_epoch", "kill_at" (the number of the moment at which it gets SIGKILL)
and "pace" (seconds a batch, so that somebody else may kill it). Moments are counted from the beginning of training on:
each end of a batch, and whatever Python does to files, which it reports to audit hooks. It prints a line when training
begins, and writes all variables to OUT at the end, with the number of moments there were.
"""

import json
import os
import signal
import sys
import time

import numpy as np

import refimpl as keras


def model():
    made = keras.Sequential(
        [
            keras.Input((4,)),
            keras.layers.Dense(6, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.3),
            keras.layers.Dense(1),
        ]
    )
    optimizer = keras.optimizers.SGD(0.05, momentum=0.9, use_ema=True, ema_overwrite_frequency=5)
    made.compile(optimizer, "mse", metrics=["mae"])
    return made


class Moments:
    """Counts moments; at that of the number ``last`` comes SIGKILL."""

    def __init__(self, last=None):
        self.count, self.last = 0, last
        sys.addaudithook(self.see)

    def see(self, event, _=None):
        if event in ("open", "batch") or event.startswith(("os.", "shutil.", "tempfile.")):
            self.count += 1
            if self.count == self.last:
                os.kill(os.getpid(), signal.SIGKILL)


def main(folder, out, options):
    options = json.loads(options)
    keras.utils.set_random_seed(7)
    made = model()
    data = np.random.default_rng(3)
    x, y = data.normal(size=(26, 4)).astype("float32"), data.normal(size=(26, 1)).astype("float32")
    backup = keras.callbacks.BackupAndRestore(folder, save_freq=options.get("save_freq", "epoch"))

    def pause(batch, logs):
        sys.audit("batch")
        time.sleep(options.get("pace", 0))

    pace = keras.callbacks.LambdaCallback(on_train_batch_end=pause)
    print("begins", flush=True)
    moments = Moments(options.get("kill_at"))
    history = made.fit(
        x, y, batch_size=8, epochs=options["epochs"], steps_per_epoch=options.get("steps_per_epoch"), verbose=0,
        validation_split=0.0, callbacks=[backup, pace],
    )  # fmt: skip
    logs = {f"last {name}": values[-1] for name, values in history.history.items()}
    arrays = [v.numpy() for v in (*made.variables, *made.optimizer.variables)]
    np.savez(out, *arrays, **logs, moments=moments.count)


if __name__ == "__main__":
    main(*sys.argv[1:])
