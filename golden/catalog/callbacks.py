"""Callbacks: at which turns they are called and with which logs, and what they do to training.

Small models, so that a case is read at a glance; floats are judged, decisions (which epoch was the best, where it
stopped) are equal. Data are chosen so that no decision hangs on a last bit.
"""

from golden.catalog.draws import integers, normal, values
from golden.catalog.models import BINARY, _do, _layer, _model

LINE = {
    "sequential": [
        ["keras.Input", {"shape": [2]}],
        _layer("Dense", units=1),
    ]
}
PLAIN = {
    "sequential": [
        ["keras.Input", {"shape": [2]}],
        _layer("Dense", units=3, activation="tanh"),
        _layer("Dense", units=1),
    ]
}
TRAINED = ("x", "y", "x_val", "y_val")


def sgd(rate=0.05, **config):
    return {"keras": "keras.optimizers.SGD", "config": {"learning_rate": rate, **config}}


def callback(kind, /, name=None, facts=(), **config):
    entry = {"keras": f"keras.callbacks.{kind}", "config": config}
    if name:
        entry["name"] = name
    return {**entry, "facts": list(facts)} if facts else entry


def compiled(optimizer=None, loss="mse", **more):
    return _do("compile", optimizer=optimizer or sgd(), loss=loss, **more)


def fit(callbacks, epochs=4, rows=12, held_out=6, validation=True, **more):
    """A fit of PLAIN on normal data, with validation data of their own."""
    if validation and "validation_data" not in more:
        more["validation_data"] = [normal(held_out, 2), normal(held_out, 1)]
    return _do(
        "fit",
        x=normal(rows, 2),
        y=normal(rows, 1),
        batch_size=4,
        epochs=epochs,
        shuffle=False,
        callbacks=callbacks,
        **more,
    )


def drifting(callbacks, epochs=6, **more):
    """A fit of LINE that makes the training loss fall and that of validation rise: its targets are others'.

    y = x0 + x1 is learnt, y = -x0 - x1 is validated on.
    """
    x = [[1.0, 0.5], [-0.5, 1.0], [0.25, -1.0], [-1.0, -0.25]]
    y = [[a + b] for a, b in x]
    opposite = [[-v] for (v,) in y]
    return _do(
        "fit",
        x=values(x),
        y=values(y),
        validation_data=[values(x), values(opposite)],
        batch_size=2,
        epochs=epochs,
        shuffle=False,
        callbacks=callbacks,
        **more,
    )


def standing(callbacks, epochs=6, **more):
    """A fit of LINE at a learning rate of 0: each epoch is as the one before."""
    return drifting(callbacks, epochs, **more)


STILL = compiled(sgd(0.0))
FALLING = compiled(sgd(0.1))


def stopping(
    slug, config, action=drifting, facts=("stopped_epoch", "best", "best_epoch", "wait"), first=FALLING, **more
):
    """A case of EarlyStopping on the drifting fit."""
    tags = more.pop("tags", ())
    actions = [first, action([callback("EarlyStopping", facts=() if "error" in tags else facts, **config)], **more)]
    if "error" not in tags:
        actions.append(_do("weights"))
    return _model("keras.callbacks.EarlyStopping", slug, LINE, actions, TRAINED, tags)


EARLY_STOPPING = [
    stopping("validation-loss-rises", {}),
    stopping("patience-2", {"patience": 2}),
    stopping("patience-longer-than-fit", {"patience": 20}),
    stopping("training-loss-falls", {"monitor": "loss"}, epochs=4),
    stopping("restores-best", {"patience": 2, "restore_best_weights": True}),
    stopping("restores-best-not-stopped", {"patience": 20, "restore_best_weights": True}),
    stopping("restores-best-verbose", {"patience": 1, "restore_best_weights": True, "verbose": 1}, printed=True),
    stopping("verbose", {"patience": 1, "verbose": 1}, printed=True),
    stopping("verbose-not-stopped", {"patience": 20, "verbose": 1}, printed=True, epochs=3),
    stopping("min-delta-too-large", {"monitor": "loss", "min_delta": 100.0, "patience": 2}),
    stopping("min-delta-negative", {"monitor": "loss", "min_delta": -100.0, "patience": 2}),
    stopping("min-delta-small", {"monitor": "loss", "min_delta": 0.001}, epochs=4),
    stopping("min-delta-max", {"monitor": "val_loss", "min_delta": 0.01, "mode": "max", "patience": 1}),
    stopping("mode-min", {"mode": "min", "patience": 1}),
    stopping("mode-max", {"mode": "max", "patience": 1}),
    stopping("mode-max-training-loss", {"monitor": "loss", "mode": "max", "patience": 1}),
    stopping("mode-unknown", {"mode": "lowest", "patience": 1}, warns=["lowest"]),
    stopping("baseline-never-beaten", {"monitor": "loss", "baseline": -1.0, "patience": 3}),
    stopping("baseline-beaten", {"monitor": "loss", "baseline": 100.0, "patience": 3}, epochs=5),
    stopping(
        "baseline-restores-best",
        {"monitor": "loss", "baseline": -1.0, "patience": 3, "restore_best_weights": True},
    ),
    stopping("start-from-epoch", {"start_from_epoch": 3, "patience": 1}),
    stopping("start-from-epoch-restores", {"start_from_epoch": 2, "patience": 2, "restore_best_weights": True}),
    stopping("start-after-the-end", {"start_from_epoch": 10, "restore_best_weights": True}, epochs=3),
    stopping("patience-0-standing", {"patience": 0}, first=STILL),
    stopping("patience-1-standing", {"patience": 1, "restore_best_weights": True}, first=STILL),
    stopping("monitor-absent", {"monitor": "val_mae", "mode": "min"}, warns=["val_mae"], epochs=2),
    stopping("monitor-absent-restores", {"monitor": "acc", "mode": "max", "restore_best_weights": True}, epochs=2),
    stopping("monitor-without-direction", {"monitor": "loss_of_another"}, tags=("error",)),
    stopping("validation-every-second-epoch", {"patience": 1}, validation_freq=2, warns=["val_loss"]),
    stopping("validation-in-some-epochs", {"patience": 1}, validation_freq=[1, 3, 4], epochs=6),
    stopping("initial-epoch", {"patience": 1}, initial_epoch=3),
    stopping("patience-of-a-float", {"patience": 1.5}),
    stopping("loss-becomes-infinite", {"monitor": "loss", "patience": 2}, first=compiled(sgd(1e19)), epochs=5),
    _model(
        "keras.callbacks.EarlyStopping",
        "accuracy-goes-up",
        BINARY,
        [
            compiled(sgd(0.5), "binary_crossentropy", metrics=["accuracy"]),
            _do(
                "fit",
                x=normal(16, 5),
                y=integers(16, 1, low=0, high=2),
                batch_size=8,
                epochs=8,
                shuffle=False,
                callbacks=[
                    callback("EarlyStopping", monitor="accuracy", facts=("stopped_epoch", "best", "best_epoch"))
                ],
            ),
        ],
    ),
    _model(
        "keras.callbacks.EarlyStopping",
        "metric-goes-down",
        LINE,
        [
            compiled(sgd(0.1), metrics=["mae"]),
            drifting(
                [callback("EarlyStopping", monitor="val_mean_absolute_error", mode="min", patience=1)], warns=["mean"]
            ),
            drifting([callback("EarlyStopping", monitor="val_mae", patience=1, facts=("stopped_epoch",))]),
        ],
        tuple(f"t{i}" for i in range(8)),
    ),
    _model(
        "keras.callbacks.EarlyStopping",
        "precision-goes-up",
        BINARY,
        [
            compiled(
                sgd(0.5),
                "binary_crossentropy",
                metrics=[{"keras": "keras.metrics.Precision", "config": {"name": "hits"}}],
            ),
            _do(
                "fit",
                x=normal(16, 5),
                y=integers(16, 1, low=0, high=2),
                batch_size=8,
                epochs=6,
                shuffle=False,
                callbacks=[
                    callback("EarlyStopping", monitor="hits", patience=1, facts=("stopped_epoch", "best_epoch"))
                ],
            ),
        ],
    ),
    _model(
        "keras.callbacks.EarlyStopping",
        "mean-has-no-direction",
        LINE,
        [
            compiled(metrics=[{"keras": "keras.metrics.TruePositives", "config": {"name": "hits"}}]),
            drifting([callback("EarlyStopping", monitor="hits")]),
        ],
        TRAINED,
        ("error",),
    ),
    _model(
        "keras.callbacks.EarlyStopping",
        "used-for-two-fits",
        LINE,
        [
            FALLING,
            drifting([callback("EarlyStopping", name="stop", patience=1, min_delta=0.01, facts=("best", "wait"))]),
            drifting([{"again": "stop", "facts": ["best", "wait", "stopped_epoch", "min_delta"]}]),
        ],
        tuple(f"t{i}" for i in range(8)),
    ),
]


def plateau(slug, config, first=STILL, facts=("best", "wait", "cooldown_counter"), **more):
    tags = more.pop("tags", ())
    facts = () if "error" in tags else facts
    actions = [first, standing([callback("ReduceLROnPlateau", facts=facts, **config)], **more)]
    if "error" not in tags:
        actions.append(_do("optimizer"))
    return _model("keras.callbacks.ReduceLROnPlateau", slug, LINE, actions, TRAINED, tags)


REDUCE = [
    plateau("plain", {"patience": 1}, first=FALLING),
    plateau("defaults-too-patient", {}, first=FALLING),
    plateau("factor", {"patience": 1, "factor": 0.5, "monitor": "val_loss"}, first=FALLING),
    plateau("factor-0", {"patience": 1, "factor": 0.0}, first=FALLING),
    plateau("factor-1", {"factor": 1.0}, tags=("error",)),
    plateau("factor-2", {"factor": 2.0}, tags=("error",)),
    plateau("factor-negative", {"factor": -0.5, "patience": 1}, first=FALLING),
    plateau("patience-2", {"patience": 2, "factor": 0.5}, first=FALLING, epochs=7),
    plateau("patience-0", {"patience": 0, "factor": 0.5}, first=FALLING, epochs=4),
    plateau("cooldown", {"patience": 1, "factor": 0.5, "cooldown": 2}, first=FALLING, epochs=8),
    plateau("cooldown-1", {"patience": 1, "factor": 0.5, "cooldown": 1}, first=FALLING, epochs=8),
    plateau("min-lr", {"patience": 1, "factor": 0.1, "min_lr": 0.02}, first=FALLING),
    plateau("min-lr-above-the-first", {"patience": 1, "min_lr": 1.0}, first=FALLING),
    plateau("learning-rate-0", {"patience": 1}),
    plateau("verbose", {"patience": 1, "factor": 0.5, "verbose": 1}, first=FALLING, printed=True),
    plateau(
        "verbose-min-lr", {"patience": 1, "factor": 0.1, "min_lr": 0.02, "verbose": 1}, first=FALLING, printed=True
    ),
    plateau("mode-max", {"patience": 1, "mode": "max", "factor": 0.5}, first=FALLING),
    plateau("mode-max-training-loss", {"patience": 1, "mode": "max", "monitor": "loss", "factor": 0.5}, first=FALLING),
    plateau("mode-unknown", {"patience": 1, "mode": "best"}, first=FALLING, warns=["best"]),
    plateau("min-delta", {"patience": 1, "monitor": "loss", "min_delta": 100.0, "factor": 0.5}, first=FALLING),
    plateau(
        "min-delta-negative", {"patience": 1, "monitor": "loss", "min_delta": -100.0, "factor": 0.5}, first=FALLING
    ),
    plateau("training-loss-falls", {"patience": 1, "monitor": "loss", "factor": 0.5}, first=FALLING, epochs=4),
    plateau("monitor-absent", {"patience": 1, "monitor": "val_mae", "mode": "min"}, first=FALLING, warns=["val_mae"]),
    plateau("monitor-without-direction", {"monitor": "size"}, tags=("error",)),
    plateau("monitors-the-learning-rate", {"monitor": "learning_rate", "mode": "min", "patience": 2}, first=FALLING),
    plateau("further-arguments", {"patience": 1, "epsilon": 0.5}, first=FALLING, epochs=3),
    plateau(
        "schedule-cannot-be-set",
        {"patience": 1},
        first=compiled(
            {
                "keras": "keras.optimizers.SGD",
                "config": {
                    "learning_rate": {
                        "keras": "keras.optimizers.schedules.ExponentialDecay",
                        "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
                    }
                },
            }
        ),
        tags=("error",),
    ),
    _model(
        "keras.callbacks.ReduceLROnPlateau",
        "used-for-two-fits",
        LINE,
        [
            FALLING,
            standing([callback("ReduceLROnPlateau", name="reduce", patience=1, factor=0.5, facts=("best", "wait"))], 3),
            standing([{"again": "reduce", "facts": ["best", "wait"]}], 3),
            _do("optimizer"),
        ],
        tuple(f"t{i}" for i in range(8)),
    ),
]


def scheduled(slug, function, first=None, **more):
    tags = more.pop("tags", ())
    verbose = {"verbose": more.pop("verbose")} if "verbose" in more else {}
    actions = [
        first or compiled(),
        fit([callback("LearningRateScheduler", schedule={"function": function}, **verbose)], **more),
    ]
    if "error" not in tags:
        actions += [_do("optimizer"), _do("weights")]
    return _model("keras.callbacks.LearningRateScheduler", slug, PLAIN, actions, TRAINED, tags)


_ADAM = compiled({"keras": "keras.optimizers.Adam", "config": {"learning_rate": 0.02}})
SCHEDULER = [
    scheduled("of-epoch-and-rate", "halves"),
    scheduled("of-the-epoch-alone", "of-the-epoch"),
    scheduled("adam", "halves", first=_ADAM),
    scheduled("float32", "single"),
    scheduled("float64", "double"),
    scheduled("verbose", "halves", verbose=1, printed=True, epochs=3),
    scheduled("verbose-float32", "single", verbose=1, printed=True, epochs=2),
    scheduled("initial-epoch", "of-the-epoch", initial_epoch=2),
    scheduled("no-validation", "halves", validation=False),
    scheduled("integer", "whole", tags=("error",)),
    scheduled("none", "nothing", tags=("error",)),
    scheduled("text", "text", tags=("error",)),
    scheduled(
        "over-a-schedule",
        "halves",
        first=compiled(
            {
                "keras": "keras.optimizers.SGD",
                "config": {
                    "learning_rate": {
                        "keras": "keras.optimizers.schedules.ExponentialDecay",
                        "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
                    }
                },
            }
        ),
        tags=("error",),
    ),
    _model(
        "keras.callbacks.LearningRateScheduler",
        "then-plateau",
        LINE,
        [
            FALLING,
            drifting(
                [
                    callback("LearningRateScheduler", schedule={"function": "halves"}),
                    callback("ReduceLROnPlateau", patience=1, factor=0.5),
                    {"recorder": "after"},
                ],
                4,
            ),
            _do("optimizer"),
        ],
        TRAINED,
    ),
    _model(
        "keras.callbacks.LearningRateScheduler",
        "schedule-read-only",
        LINE,
        [
            compiled(
                {
                    "keras": "keras.optimizers.SGD",
                    "config": {
                        "learning_rate": {
                            "keras": "keras.optimizers.schedules.ExponentialDecay",
                            "config": {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
                        }
                    },
                }
            ),
            drifting([callback("ReduceLROnPlateau", patience=20)], 3),
            _do("optimizer"),
        ],
        TRAINED,
    ),
]


def logged(slug, actions, names=TRAINED, tags=(), build=PLAIN):
    return _model("keras.callbacks.CSVLogger", slug, build, actions, names, tags)


def csv(**config):
    return callback("CSVLogger", filename={"path": "log.csv"}, **config)


_TWICE = tuple(f"t{i}" for i in range(8))
CSV = [
    logged("plain", [compiled(), fit([csv()], 3, files=True, texts=["log.csv"])]),
    logged("no-validation", [compiled(), fit([csv()], 3, validation=False, texts=["log.csv"])], ("x", "y")),
    logged("semicolon", [compiled(), fit([csv(separator=";")], 2, texts=["log.csv"])]),
    logged("tab", [compiled(), fit([csv(separator="\t")], 2, texts=["log.csv"])]),
    logged("separator-of-two", [compiled(), fit([csv(separator="::")], 1)], tags=("error",)),
    logged("metrics", [compiled(metrics=["mae"]), fit([csv()], 2, texts=["log.csv"])]),
    logged("append", [compiled(), fit([csv(append=True)], 2), fit([csv(append=True)], 2, texts=["log.csv"])], _TWICE),
    logged("overwrite", [compiled(), fit([csv()], 2), fit([csv()], 2, texts=["log.csv"])], _TWICE),
    logged("append-after-plain", [compiled(), fit([csv()], 1), fit([csv(append=True)], 1, texts=["log.csv"])], _TWICE),
    logged(
        "same-object-twice",
        [
            compiled(),
            fit([callback("CSVLogger", name="csv", filename={"path": "log.csv"}, append=True)], 1),
            fit([{"again": "csv"}], 1, texts=["log.csv"]),
        ],
        _TWICE,
    ),
    logged("validation-every-second-epoch", [compiled(), fit([csv()], 3, validation_freq=2, texts=["log.csv"])]),
    logged("initial-epoch", [compiled(), fit([csv()], 4, initial_epoch=2, texts=["log.csv"])]),
    logged(
        "before-the-scheduler",
        [
            compiled(),
            fit([csv(), callback("LearningRateScheduler", schedule={"function": "halves"})], 2, texts=["log.csv"]),
        ],
    ),
    logged(
        "after-the-scheduler",
        [
            compiled(),
            fit([callback("LearningRateScheduler", schedule={"function": "halves"}), csv()], 2, texts=["log.csv"]),
        ],
    ),
    logged(
        "stopped-early",
        [FALLING, drifting([callback("EarlyStopping", patience=1), csv()], texts=["log.csv"])],
        build=LINE,
    ),
    logged("no-epoch", [compiled(), fit([csv()], 0, files=True, texts=["log.csv"])]),
    logged(
        "loss-of-nan",
        [
            compiled(),
            _do(
                "fit",
                x=values([[1.0, 2.0], [float("nan"), 1.0]]),
                y=values([[1.0], [2.0]]),
                batch_size=2,
                epochs=2,
                shuffle=False,
                callbacks=[csv()],
                texts=["log.csv"],
            ),
        ],
        ("x", "y"),
    ),
]


def bad(callbacks, at=1, value=float("nan"), epochs=2, **more):
    """A fit whose batch number ``at`` holds a number that is none, so that its loss is none."""
    x = [[0.5, 1.0], [1.0, -0.5], [-1.0, 0.25], [0.75, 0.5], [1.0, 1.0], [-0.5, -0.25]]
    x[2 * at][0] = value
    return _do(
        "fit",
        x=values(x),
        y=values([[1.0]] * 6),
        batch_size=2,
        epochs=epochs,
        shuffle=False,
        callbacks=callbacks,
        **more,
    )


TERMINATE = [
    _model("keras.callbacks.TerminateOnNaN", slug, LINE, [compiled(), action], ("x", "y", "x_val", "y_val"), tags)
    for slug, action, tags in (
        ("nan-in-a-batch", bad([callback("TerminateOnNaN"), {"recorder": "r"}], printed=True), ()),
        ("nan-in-the-first-batch", bad([callback("TerminateOnNaN"), {"recorder": "r"}], 0, printed=True), ()),
        ("nan-in-the-last-batch", bad([callback("TerminateOnNaN"), {"recorder": "r"}], 2, printed=True), ()),
        ("infinite", bad([callback("TerminateOnNaN"), {"recorder": "r"}], 1, float("inf"), printed=True), ()),
        ("raises", bad([callback("TerminateOnNaN", raise_error=True)]), ("error",)),
        (
            "raises-before-the-ends",
            bad([callback("TerminateOnNaN", raise_error=True), {"recorder": "r"}], survives=True),
            (),
        ),
        ("sound", fit([callback("TerminateOnNaN")], 2, printed=True), ()),
        (
            "validation-after-the-stop",
            bad(
                [{"recorder": "first"}, callback("TerminateOnNaN"), {"recorder": "last"}],
                validation_data=[normal(4, 2), normal(4, 1)],
            ),
            (),
        ),
    )
]

CASES = [*EARLY_STOPPING, *REDUCE, *SCHEDULER, *CSV, *TERMINATE]
