"""Callbacks that write files: which files there are, when, and what fit goes on with.

The names that losses make are drawn so that no digit hangs on a last bit.
"""

from golden.catalog.callbacks import FALLING, LINE, PLAIN, TRAINED, callback, compiled, drifting, fit, sgd
from golden.catalog.callbacks_turns import _MANY
from golden.catalog.draws import normal
from golden.catalog.models import _do, _layer, _model


def saved(slug, path, action=drifting, first=FALLING, build=LINE, tags=(), config=None, facts=("best",), **more):
    """A case of ModelCheckpoint: weights to ``path``."""
    config = {"save_weights_only": True, **(config or {})}
    given = callback("ModelCheckpoint", filepath={"path": path}, facts=() if "error" in tags else facts, **config)
    if "error" not in tags:
        more["files"] = True
    return _model("keras.callbacks.ModelCheckpoint", slug, build, [first, action([given], **more)], TRAINED, tags)


def plain(callbacks, epochs=2, **more):
    return fit(callbacks, epochs, **more)


_BEST = {"save_best_only": True}
CHECKPOINTS = [
    saved("each-epoch", "w-{epoch:02d}.weights.h5", epochs=3),
    saved("one-file", "w.weights.h5", epochs=2),
    saved("in-new-folders", "deep/{epoch}/w.weights.h5", epochs=2),
    saved("named-by-the-loss", "w-{epoch}-{val_loss:.1f}.weights.h5", epochs=3),
    saved("best-only", "w-{epoch}.weights.h5", epochs=4, config=_BEST),
    saved("best-training-loss", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "monitor": "loss"}),
    saved("best-mode-max", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "mode": "max"}),
    saved("best-mode-min-loss", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "mode": "min", "monitor": "loss"}),
    saved("best-mode-unknown", "w-{epoch}.weights.h5", epochs=2, config={**_BEST, "mode": "least"}, warns=["least"]),
    saved("best-threshold-high", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "initial_value_threshold": 100.0}),
    saved("best-threshold-low", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "initial_value_threshold": -1.0}),
    saved(
        "best-monitor-absent",
        "w-{epoch}.weights.h5",
        epochs=2,
        config={**_BEST, "monitor": "acc", "mode": "max"},
        warns=["acc"],
    ),
    saved("monitor-without-direction", "w.weights.h5", epochs=1, config={"monitor": "size"}, tags=("error",)),
    saved(
        "best-metric",
        "w-{epoch}.weights.h5",
        epochs=3,
        first=compiled(sgd(0.1), metrics=["mae"]),
        config={**_BEST, "monitor": "val_mae"},
    ),
    saved("verbose", "w-{epoch}.weights.h5", epochs=2, config={"verbose": 1}, printed=True),
    saved("verbose-best", "w-{epoch}.weights.h5", epochs=3, config={**_BEST, "verbose": 1}, printed=True),
    saved(
        "verbose-best-threshold",
        "w-{epoch}.weights.h5",
        epochs=2,
        config={**_BEST, "verbose": 1, "initial_value_threshold": -1.0},
        printed=True,
    ),
    saved("every-2-batches", "w-{epoch}-{batch}.weights.h5", plain, compiled(), PLAIN, config={"save_freq": 2}),
    saved("every-batch", "w-{epoch}-{batch:02d}.weights.h5", plain, compiled(), PLAIN, config={"save_freq": 1}),
    saved(
        "every-4-batches-over-epochs",
        "w-{epoch}-{batch}.weights.h5",
        plain,
        compiled(),
        PLAIN,
        config={"save_freq": 4},
        epochs=4,
    ),
    saved(
        "every-2-batches-of-3-at-once",
        "w-{epoch}-{batch}.weights.h5",
        plain,
        compiled(steps_per_execution=3),
        PLAIN,
        config={"save_freq": 2},
    ),
    saved(
        "every-3-batches-of-2-at-once",
        "w-{epoch}-{batch}.weights.h5",
        plain,
        compiled(steps_per_execution=2),
        PLAIN,
        config={"save_freq": 3},
        rows=24,
    ),
    saved(
        "batches-best",
        "w-{epoch}-{batch}.weights.h5",
        plain,
        compiled(),
        PLAIN,
        config={**_BEST, "save_freq": 2, "monitor": "loss", "mode": "min"},
    ),
    saved(
        "batches-verbose",
        "w-{epoch}-{batch}.weights.h5",
        plain,
        compiled(),
        PLAIN,
        config={"save_freq": 2, "verbose": 1},
        printed=True,
    ),
    saved(
        "batches-named-by-the-loss",
        "w-{epoch}-{batch}-{loss:.0f}.weights.h5",
        plain,
        compiled(),
        PLAIN,
        config={"save_freq": 3},
    ),
    saved("initial-epoch", "w-{epoch}.weights.h5", epochs=4, initial_epoch=2),
    saved(
        "best-before-the-first-epoch-ends",
        "w.weights.h5",
        plain,
        compiled(),
        PLAIN,
        config={**_BEST, "save_freq": 1, "monitor": "loss", "mode": "min"},
        tags=("error",),
    ),
    saved("whole-model", "m-{epoch}.keras", epochs=2, config={"save_weights_only": False}),
    saved("whole-model-best", "m-{epoch}.keras", epochs=3, config={**_BEST, "save_weights_only": False}),
    saved(
        "whole-model-verbose",
        "m-{epoch}.keras",
        epochs=1,
        config={"save_weights_only": False, "verbose": 1},
        printed=True,
    ),
    saved("unknown-name", "w-{accuracy}.weights.h5", epochs=1, tags=("error",)),
    saved("batch-in-a-name-of-epochs", "w-{batch}.weights.h5", epochs=1, tags=("error",)),
    saved("ending-of-weights", "w.h5", epochs=1, tags=("error",)),
    saved("ending-of-models", "m.weights.hdf", epochs=1, config={"save_weights_only": False}, tags=("error",)),
    saved("save-freq-of-text", "w.weights.h5", epochs=1, config={"save_freq": "batch"}, tags=("error",)),
    saved("save-freq-of-a-float", "w.weights.h5", epochs=1, config={"save_freq": 2.0}, tags=("error",)),
    saved("save-freq-none", "w.weights.h5", epochs=1, config={"save_freq": None}, tags=("error",)),
    _model(
        "keras.callbacks.ModelCheckpoint",
        "best-kept-over-two-fits",
        LINE,
        [
            FALLING,
            drifting(
                [
                    callback(
                        "ModelCheckpoint",
                        name="keep",
                        filepath={"path": "a-{epoch}.weights.h5"},
                        save_best_only=True,
                        save_weights_only=True,
                        facts=("best",),
                    )
                ],
                2,
            ),
            drifting([{"again": "keep", "facts": ["best"]}], 3, files=True),
        ],
        _MANY,
    ),
    _model(
        "keras.callbacks.ModelCheckpoint",
        "of-averages",
        PLAIN,
        [
            compiled(sgd(0.1, use_ema=True, ema_momentum=0.5)),
            fit(
                [
                    callback("SwapEMAWeights", swap_on_epoch=True),
                    callback("ModelCheckpoint", filepath={"path": "w-{epoch}.weights.h5"}, save_weights_only=True),
                ],
                2,
                files=True,
            ),
            _do("weights"),
        ],
        _MANY,
    ),
]


def backup(**config):
    return callback("BackupAndRestore", backup_dir={"path": "backup"}, **config)


def restored(slug, *actions, first=None, build=PLAIN, tags=()):
    return _model("keras.callbacks.BackupAndRestore", slug, build, [first or compiled(), *actions], _MANY, tags)


def broken(callbacks, hook="on_epoch_begin", at=2, **more):
    return fit([*callbacks, {"fails": hook, "at": at}], 4, survives=True, **more)


_R = {"recorder": "r"}
_NOW = [_do("weights"), _do("optimizer")]
_MOMENTUM = compiled(sgd(0.05, momentum=0.9))
BACKUPS = [
    restored("undisturbed", fit([backup(), _R], 3, files=True), *_NOW),
    restored("goes-on-with-the-epoch", broken([backup()]), fit([backup(), _R], 4, files=True), *_NOW, first=_MOMENTUM),
    restored("fails-within-an-epoch", broken([backup()], "on_train_batch_end", 1), fit([backup(), _R], 3), *_NOW),
    restored(
        "fails-in-the-second-epoch-end",
        broken([backup()], "on_epoch_end", 1),
        fit([backup(), _R], 3),
        *_NOW,
        first=_MOMENTUM,
    ),
    restored(
        "fails-before-it-is-kept",
        fit([{"fails": "on_epoch_end", "at": 0}, backup()], 2, survives=True),
        fit([backup(), _R], 2),
        *_NOW,
    ),
    restored("other-epochs-more", broken([backup()]), fit([backup(), _R], 6)),
    restored("other-epochs-fewer", broken([backup()]), fit([backup(), _R], 2, files=True)),
    restored("stays", fit([backup(delete_checkpoint=False)], 2), fit([backup(), _R], 3)),
    restored("initial-epoch-given-too", broken([backup()]), fit([backup(), _R], 4, initial_epoch=1)),
    restored("initial-epoch-without-a-backup", fit([backup(), _R], 4, initial_epoch=2)),
    restored(
        "double",
        broken([backup(double_checkpoint=True)]),
        fit([backup(double_checkpoint=True), _R], 4, files=True),
        *_NOW,
    ),
    restored("adam", broken([backup()]), fit([backup(), _R], 4), *_NOW, first=compiled("adam")),
    restored(
        "averages",
        broken([backup()]),
        fit([backup(), _R], 4),
        *_NOW,
        first=compiled(sgd(0.05, use_ema=True, ema_momentum=0.5)),
    ),
    restored(
        "accumulated-gradients",
        broken([backup()]),
        fit([backup(), _R], 4),
        *_NOW,
        first=compiled(sgd(gradient_accumulation_steps=2)),
    ),
    restored(
        "learning-rate-that-was-set",
        broken([callback("LearningRateScheduler", schedule={"function": "of-the-epoch"}), backup()]),
        fit([backup(), _R], 3),
        *_NOW,
    ),
    restored("by-batches-undisturbed", fit([backup(save_freq=2), _R], 2, files=True), *_NOW),
    restored("a-third-fit-begins-there-too", broken([backup()]), fit([backup()], 3), fit([_R], 5, validation=False)),
    restored("empty-folder", fit([callback("BackupAndRestore", backup_dir="")], 1), tags=("error",)),
    restored("save-freq-of-text", fit([backup(save_freq="batch")], 1), tags=("error",)),
    restored("save-freq-of-a-float", fit([backup(save_freq=1.5)], 1), tags=("error",)),
    restored(
        "unbuilt",
        _do("fit", x=normal(4, 2), y=normal(4, 1), callbacks=[backup()], shuffle=False),
        build={"sequential": [_layer("Dense", units=1)]},
        tags=("error",),
    ),
]

BOARDS = [
    _model(
        "keras.callbacks.TensorBoard",
        slug,
        PLAIN,
        [compiled(), fit([callback("TensorBoard", log_dir={"path": "logs"}, **config)], 1)],
        TRAINED,
        ("error",),
    )
    for slug, config in (
        ("profile-of-a-negative-batch", {"profile_batch": -1}),
        ("profile-that-ends-before-it-begins", {"profile_batch": [3, 2]}),
        ("profile-of-three", {"profile_batch": [1, 2, 3]}),
        ("profile-of-text", {"profile_batch": "first"}),
    )
]

CASES = [*CHECKPOINTS, *BACKUPS, *BOARDS]
