"""The order of hooks, what they are given, and the text of the progress bar."""

import io
import sys

import numpy as np
import pytest

from refimpl import layers, models
from refimpl.callbacks import Callback, CallbackList, History, LambdaCallback, ProgbarLogger, progbar
from refimpl.callbacks.callback_list import as_floats

X = np.linspace(-1, 1, 10, dtype="float32")[:, None]
HOOKS = [
    f"on_{mode}{turn}"
    for mode in ("train_", "epoch_", "train_batch_", "test_", "test_batch_", "predict_", "predict_batch_")
    for turn in ("begin", "end")
]


class Recorder(Callback):
    """Writes down each hook and what it got."""

    def __init__(self):
        self.events = []


for _hook in HOOKS:

    def _record(self, *args, _name=_hook[3:], **kwargs):
        logs = kwargs.get("logs", args[-1])
        number = args[:1] if isinstance(args[0], int) else ()
        self.events.append((_name, *number, *logs))

    setattr(Recorder, _hook, _record)


def model(**compile_kwargs):
    made = models.Sequential([layers.Input((1,)), layers.Dense(1, kernel_initializer="ones")])
    made.compile("sgd", "mse", **compile_kwargs)
    return made


# The events of Keras 3.15.1 for the same calls.
def test_hooks_of_fit_with_validation_come_in_keras_order():
    recorder = Recorder()
    model(metrics=["mae"]).fit(X, X, batch_size=4, validation_split=0.3, verbose=0, callbacks=[recorder])
    assert recorder.events == [
        ("train_begin",), ("epoch_begin", 0),
        ("train_batch_begin", 0), ("train_batch_end", 0, "loss", "mae"),
        ("train_batch_begin", 1), ("train_batch_end", 1, "loss", "mae"),
        ("test_begin",), ("test_batch_begin", 0), ("test_batch_end", 0, "loss", "mae"), ("test_end", "loss", "mae"),
        ("epoch_end", 0, "loss", "mae", "val_loss", "val_mae"),
        ("train_end", "loss", "mae", "val_loss", "val_mae"),
    ]  # fmt: skip


def test_hooks_of_predict_carry_the_outputs():
    recorder = Recorder()
    model().predict(X, batch_size=5, verbose=0, callbacks=[recorder])
    assert recorder.events == [
        ("predict_begin",),
        ("predict_batch_begin", 0), ("predict_batch_end", 0, "outputs"),
        ("predict_batch_begin", 1), ("predict_batch_end", 1, "outputs"),
        ("predict_end",),
    ]  # fmt: skip


def test_with_steps_per_execution_only_every_nth_batch_has_hooks():
    recorder = Recorder()
    model(steps_per_execution=3).fit(X, X, batch_size=2, verbose=0, callbacks=[recorder])
    assert recorder.events[2:6] == [
        ("train_batch_begin", 0), ("train_batch_end", 2, "loss"),
        ("train_batch_begin", 3), ("train_batch_end", 5, "loss"),
    ]  # fmt: skip


def test_logs_are_python_floats_in_the_order_of_their_names():
    seen = []
    hook = LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(logs))
    model(metrics=["mae"]).fit(X, X, verbose=0, callbacks=[hook])
    assert list(seen[0]) == ["loss", "mae"] and all(type(v) is float for v in seen[0].values())
    assert as_floats({"b": np.float32(1), "a": {"c": np.array(2.0)}, "text": "x"}) == {"c": 2.0, "b": 1.0, "text": "x"}


def test_users_come_first_then_history_then_the_bar():
    mine = Callback()
    made = CallbackList([mine], add_history=True, add_progbar=True, model=model(), verbose=1, epochs=2, steps=3)
    assert [type(c) for c in made.callbacks] == [Callback, History, ProgbarLogger]
    assert mine.params == {"verbose": 1, "epochs": 2, "steps": 3}
    assert made.model.history is made.callbacks[1]


def test_a_history_of_ones_own_is_the_one_that_fit_returns():
    mine = History()
    made = model()
    assert made.fit(X, X, verbose=0, callbacks=[mine], epochs=2) is mine
    made.fit(X, X, verbose=0, callbacks=mine, initial_epoch=2, epochs=3)
    assert (mine.epoch, len(mine.history["loss"])) == ([2], 3)


def test_batch_hooks_of_old_name_are_called():
    class Old(Callback):
        batches = ()

        def on_batch_end(self, batch, logs=None):
            self.batches = (*self.batches, batch)

    old = Old()
    model().fit(X, X, batch_size=5, verbose=0, callbacks=[old])
    assert old.batches == (0, 1)


# -- the bar. Texts of keras.utils.Progbar of Keras 3.15.1, for the same clock.

STEPS = [
    (0.1, {"accuracy": 0.5, "loss": 1.25}),
    (0.02, {"accuracy": 0.25, "loss": 0.75}),
    (0.01, {"accuracy": 0.5, "loss": 0.0005}),
    (0.2, {"accuracy": 0.5, "loss": -0.25}),
]


@pytest.fixture
def shown(monkeypatch):
    def shown(target, verbose):
        clock = [100.0]
        monkeypatch.setattr(progbar.time, "time", lambda: clock[0])
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        bar = progbar.Progbar(target, verbose=verbose, stateless_metrics=())
        for number, (seconds, values) in enumerate(STEPS, 1):
            clock[0] += seconds
            bar.update(number, values.items(), finalize=False)
        bar.update(len(STEPS), values.items(), finalize=True)
        return sys.stdout.getvalue()

    return shown


def test_the_bar_is_drawn_at_most_every_twentieth_of_a_second(shown):
    first = f"\r\x1b[1m1/4\x1b[0m \x1b[32m{'━' * 5}\x1b[0m\x1b[37m{'━' * 15}\x1b[0m \x1b[1m0s\x1b[0m 100ms/step"
    first += " - accuracy: 0.5000 - loss: 1.2500"
    last = f"\r\x1b[1m4/4\x1b[0m \x1b[32m{'━' * 20}\x1b[0m\x1b[37m\x1b[0m \x1b[1m0s\x1b[0m 77ms/step"
    last += " - accuracy: 0.5000 - loss: -0.2500"
    assert shown(4, 1) == first + "\b" * 72 + last + "\b" * 72 + last + "\n"


@pytest.mark.parametrize(("target", "ends"), [(4, [False, True]), (None, [False, False])])
def test_the_line_ends_at_the_target(target, ends, monkeypatch):
    bar, found = progbar.Progbar(target, interval=-1), []
    for steps in (2, 2):
        monkeypatch.setattr(sys, "stdout", io.StringIO())
        bar.add(steps)
        found.append(sys.stdout.getvalue().endswith("\n"))
    assert found == ends


def test_the_bar_without_a_target_counts(shown):
    text = shown(None, 1)
    assert text.startswith("\r      1/Unknown \x1b[1m0s\x1b[0m 100ms/step - accuracy: 0.5000 - loss: 1.2500\b")
    assert text.endswith("\b\r      4/Unknown \x1b[1m0s\x1b[0m 77ms/step - accuracy: 0.5000 - loss: -0.2500\n")


def test_verbose_2_writes_one_line(shown):
    assert shown(4, 2) == "4/4 - 0s - 77ms/step - accuracy: 0.5000 - loss: -2.5000e-01\n"


def test_verbose_0_writes_nothing(shown):
    assert shown(4, 0) == ""


def test_an_encoding_without_bars_gets_equals_signs(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    progbar.write("━━ 1s")
    assert raw.getvalue() == b"== 1s"


def test_fit_says_which_epoch_and_validation_is_silent(capsys):
    model().fit(X, X, epochs=2, verbose=2, validation_data=(X, X))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert len(lines) == 4 and all("val_loss" in line for line in lines[1::2])


def test_progbar_takes_only_one_of_its_lists():
    with pytest.raises(ValueError, match="stateful_metrics and stateless_metrics"):
        progbar.Progbar(3, stateful_metrics=[], stateless_metrics=[])
