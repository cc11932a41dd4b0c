"""Callbacks of refimpl and of Keras, driven by the same drawn turns and logs, do the same: what no stored case asks."""

import contextlib
import io
import os
import random
import warnings

import keras
import numpy as np
import pytest

import refimpl

EPOCHS, BATCHES = 6, 3
SCHEDULES = (
    lambda epoch, rate: rate * 0.7,
    lambda epoch: 0.3 / (epoch + 1),
    lambda epoch, rate: np.float32(0.2),
    lambda epoch, rate: np.float64(0.1),
    lambda epoch, rate: 1 if epoch == 2 else 0.3,
    lambda epoch, rate: np.float16(0.5),
)
PATHS = ("w-{epoch:02d}.weights.h5", "w.weights.h5", "w-{loss:.3f}.weights.h5", "w-{epoch}-{val_loss:.2f}.weights.h5")


def _watching(draw):
    names = ("loss", "val_loss", "mae", "val_mae", "val_accuracy", "accuracy", "nothing")
    return {"monitor": draw.choice(names), "mode": draw.choice(("auto", "auto", "min", "max", "odd"))}


def early_stopping(draw, folder):
    return {
        **_watching(draw),
        "min_delta": draw.choice((0, 0.1, -0.05, 1e-8, 0.5)),
        "patience": draw.choice((0, 1, 2, 3)),
        "verbose": draw.choice((0, 1)),
        "baseline": draw.choice((None, None, 0.3, 1.0, 0)),
        "restore_best_weights": draw.choice((True, False)),
        "start_from_epoch": draw.choice((0, 0, 2)),
    }


def reduce_lr_on_plateau(draw, folder):
    return {
        **_watching(draw),
        "factor": draw.choice((0.1, 0.5, 0.9, 0.0, 1.0)),
        "patience": draw.choice((0, 1, 2, 3)),
        "verbose": draw.choice((0, 1)),
        "min_delta": draw.choice((1e-4, 0.1, -0.1, 0)),
        "cooldown": draw.choice((0, 1, 2)),
        "min_lr": draw.choice((0.0, 0.01, 0.2, 0)),
    }


def model_checkpoint(draw, folder):
    return {
        **_watching(draw),
        "filepath": os.path.join(folder, draw.choice(PATHS)),
        "verbose": draw.choice((0, 1)),
        "save_best_only": draw.choice((True, False)),
        "save_weights_only": True,
        "save_freq": draw.choice(("epoch", "epoch", 1, 2, 5)),
        "initial_value_threshold": draw.choice((None, 0.5)),
    }


def csv_logger(draw, folder):
    path = os.path.join(folder, "log.csv")
    if draw.random() < 0.5:
        with open(path, "w") as file:
            file.write(draw.choice(("", "x,y\n")))
    return {"filename": path, "separator": draw.choice(",;\t "), "append": draw.choice((True, False))}


def terminate_on_nan(draw, folder):
    return {"raise_error": draw.choice((True, False))}


def learning_rate_scheduler(draw, folder):
    return {"schedule": draw.choice(SCHEDULES), "verbose": draw.choice((0, 1))}


KINDS = {
    "EarlyStopping": (early_stopping, ("wait", "stopped_epoch", "best", "best_epoch")),
    "ReduceLROnPlateau": (reduce_lr_on_plateau, ("wait", "cooldown_counter", "best")),
    "ModelCheckpoint": (model_checkpoint, ("best",)),
    "CSVLogger": (csv_logger, ()),
    "TerminateOnNaN": (terminate_on_nan, ()),
    "LearningRateScheduler": (learning_rate_scheduler, ()),
}


def _model(namespace):
    made = namespace.Sequential([namespace.layers.Input((2,)), namespace.layers.Dense(1)])
    made.compile(namespace.optimizers.SGD(0.1), "mse", metrics=["mae", "accuracy"])
    made.evaluate(np.ones((2, 2), "float32"), np.ones((2, 1), "float32"), verbose=0)  # so that its metrics are known
    return made


@pytest.fixture(scope="module")
def models():
    return {namespace: _model(namespace) for namespace in (keras, refimpl)}


def _logs(draw, odd):
    """Logs with ties, tiny numbers and numbers that are none; sometimes without validation, sometimes with ``odd``."""
    numbers = (0.5, 0.25, 0.25, draw.random(), draw.random() * 1e-3, float("nan"), float("inf"))
    weights = (2, 2, 2, 4, 2, 1, 1)
    logs = {name: float(np.float32(draw.choices(numbers, weights)[0])) for name in ("loss", "mae", "accuracy")}
    if draw.random() < 0.8:
        logs.update({f"val_{name}": float(np.float32(draw.choice((0.5, 0.25, draw.random())))) for name in list(logs)})
    if odd and draw.random() < 0.2:
        logs["odd"] = draw.choice(("text", np.array(2.5), [1, 2], np.array([1.0, 2.0]), 3, True, None))
    return logs


def _turns(callback, model, draw, facts, odd):
    """One or two fits of this callback; what it left behind after each epoch goes into the last argument but one."""
    for _ in range(draw.choice((1, 1, 2))):
        callback.on_train_begin({})
        for epoch in range(EPOCHS):
            callback.on_epoch_begin(epoch, {})
            for batch in range(BATCHES):
                loss = draw.choices((draw.random(), float("nan"), float("inf")), (30, 1, 1))[0]
                callback.on_train_batch_end(batch, {"loss": loss, "mae": loss / 2})
            logs = _logs(draw, odd)
            callback.on_epoch_end(epoch, logs)
            yield (
                sorted(logs),
                model.stop_training,
                float(np.asarray(model.optimizer.learning_rate)),
                [repr(None if (value := getattr(callback, fact)) is None else float(value)) for fact in facts],
            )
        callback.on_train_end({})


def driven(namespace, model, kind, seed, folder):
    """All that can be seen of a callback of this kind, made and driven by what the seed draws."""
    draw, text, seen = random.Random(f"{kind} {seed}"), io.StringIO(), []
    model.stop_training, model.optimizer.learning_rate = False, 0.1
    made, facts = KINDS[kind]
    arguments = made(draw, str(folder))
    with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(text):
        warnings.simplefilter("always")
        try:
            callback = getattr(namespace.callbacks, kind)(**arguments)
            callback.set_model(model)
            callback.set_params({"epochs": EPOCHS, "steps": BATCHES, "verbose": 0})
            for turn in _turns(callback, model, draw, facts, odd=kind == "CSVLogger"):
                seen.append(turn)
        except (ValueError, KeyError, RuntimeError, TypeError) as error:
            seen.append(type(error).__name__)
    written = {path.name: path.read_bytes() if path.suffix == ".csv" else None for path in sorted(folder.iterdir())}
    told = sum(issubclass(w.category, UserWarning) for w in warned)
    return seen, text.getvalue().replace(str(folder), "FOLDER"), told, written


@pytest.mark.parametrize("kind", KINDS)
def test_both_do_the_same(kind, models, tmp_path, monkeypatch):
    for model in models.values():  # that a file is there is enough
        monkeypatch.setattr(type(model), "save_weights", lambda self, path, overwrite: open(path, "w").close())
    for seed in range(60):
        results = []
        for namespace in (keras, refimpl):
            folder = tmp_path / f"{namespace.__name__}{seed}"
            folder.mkdir()
            results.append(driven(namespace, models[namespace], kind, seed, folder))
        assert results[0] == results[1], seed
