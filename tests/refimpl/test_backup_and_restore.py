"""Training that is killed with SIGKILL, at whatever moment, and begun again ends with the bits of one left alone."""

import json
import random
import signal
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

import refimpl as keras
from refimpl.callbacks import BackupAndRestore
from tests.refimpl import backed_up

PROGRAM = Path(backed_up.__file__)
EPOCHS = 4


def start(folder, out, **options):
    command = [sys.executable, str(PROGRAM), str(folder), str(out), json.dumps({"epochs": EPOCHS, **options})]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finish(process):
    """The code with which it ended; an error of its own is shown."""
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), errors.decode()
    return process.returncode


def result(out):
    """(arrays by name, number of moments)"""
    with np.load(out) as arrays:
        found = {name: arrays[name] for name in arrays.files}
    return found, int(found.pop("moments"))


def same(one, other):
    return list(one) == list(other) and all(one[n].tobytes() == other[n].tobytes() for n in one)


WAYS = {
    "epochs": {},
    "batches": {"save_freq": 3},
    "every-batch": {"save_freq": 1},
    "epochs-of-3-steps": {"steps_per_epoch": 3},
    "batches-of-epochs-of-3-steps": {"steps_per_epoch": 3, "save_freq": 2},
}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The end of a training that was left alone, by way."""
    ends = {}

    def end(way):
        if way not in ends:
            folder = tmp_path_factory.mktemp(way)
            assert finish(start(folder / "backup", folder / "out.npz", **WAYS[way])) == 0
            ends[way] = result(folder / "out.npz")
        return ends[way]

    return end


@pytest.mark.parametrize("way", WAYS)
def test_killed_at_seeded_moments_it_ends_with_the_same_bits(way, tmp_path, undisturbed):
    """Each life ends at a moment drawn by a seed: most lie within the writing of a backup."""
    expected, moments = undisturbed(way)
    draw = random.Random(way)
    out, lives = tmp_path / "out.npz", 0
    while not out.exists():
        lives += 1
        kill_at = {"kill_at": draw.randint(moments // 4, moments // 2)} if lives < 6 else {}
        finish(start(tmp_path / "backup", out, **kill_at, **WAYS[way]))
    assert lives > 2, "no life was cut short half-way: the test has lost its object"
    assert same(result(out)[0], expected)
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("seed", range(2))
def test_killed_from_outside_at_seeded_times_it_ends_with_the_same_bits(seed, tmp_path, undisturbed):
    draw = random.Random(seed)
    out, killed = tmp_path / "out.npz", 0
    for _ in range(3):
        process = start(tmp_path / "backup", out, pace=0.02, save_freq=1)
        process.stdout.readline()
        try:
            process.wait(timeout=draw.uniform(0.0, 0.2))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        killed += finish(process) == -signal.SIGKILL
    if not out.exists():
        assert finish(start(tmp_path / "backup", out, save_freq=1)) == 0
    assert killed
    assert same(result(out)[0], undisturbed("every-batch")[0])


# -- within one process

X = np.linspace(-1, 1, 40, dtype="float32").reshape(10, 4)
Y = X.sum(1, keepdims=True)


class Interruption(Exception):
    pass


def fails_at(epoch):
    def fail(number, logs):
        if number == epoch:
            raise Interruption

    return keras.callbacks.LambdaCallback(on_epoch_begin=fail)


def trained(folder, epochs=3, until=None, **options):
    keras.utils.set_random_seed(1)
    made = backed_up.model()
    callbacks = [BackupAndRestore(folder, **options)]
    if until is not None:
        callbacks.append(fails_at(until))
    try:
        history = made.fit(X, Y, epochs=epochs, batch_size=5, shuffle=False, verbose=0, callbacks=callbacks)
    except Interruption:
        history = None
    return made, history


def test_a_training_goes_on_with_the_epoch_after_the_last_that_was_kept(tmp_path):
    trained(tmp_path / "b", until=2)
    _, history = trained(tmp_path / "b")
    assert history.epoch == [2]


def test_it_may_go_on_for_other_epochs(tmp_path):
    trained(tmp_path / "b", epochs=2, delete_checkpoint=False)
    _, history = trained(tmp_path / "b", epochs=5)
    assert history.epoch == [2, 3, 4]
    trained(tmp_path / "b", epochs=4, delete_checkpoint=False)
    _, history = trained(tmp_path / "b", epochs=3)
    assert history.epoch == [] and not (tmp_path / "b").exists()


def test_an_epoch_that_was_broken_off_has_the_logs_of_one_that_was_not(tmp_path):
    def interrupt(batch, logs):
        raise Interruption

    def run(*more):
        keras.utils.set_random_seed(1)
        callbacks = [BackupAndRestore(tmp_path / "b", save_freq=2), *more]
        return (
            backed_up.model()
            .fit(X, Y, epochs=2, batch_size=2, verbose=0, validation_data=(X, Y), callbacks=callbacks)
            .history
        )

    alone = run()
    counter = iter(range(9))
    stop = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: interrupt(batch, logs) if next(counter) == 8 else None
    )
    with pytest.raises(Interruption):
        run(stop)
    assert json.loads((tmp_path / "b" / "training_metadata.json").read_text()) == {"epoch": 1, "batch": 2}
    assert {name: values[-1:] for name, values in alone.items()} == run()


def test_a_backup_is_never_written_into(tmp_path):
    """Whoever has the file open reads what was in it, since another took its place."""
    opened = []

    def look(epoch, logs):
        file = open(tmp_path / "latest.weights.h5", "rb")  # noqa: SIM115 - read again after the next backup
        opened.append((file, file.read()))

    made = backed_up.model()
    callbacks = [BackupAndRestore(tmp_path), keras.callbacks.LambdaCallback(on_epoch_end=look)]
    made.fit(X, Y, epochs=3, verbose=0, callbacks=callbacks)
    for file, content in opened:
        file.seek(0)
        assert file.read() == content
        file.close()
    assert len({content for _, content in opened}) == 3


def test_a_backup_that_fails_leaves_the_one_before(tmp_path, monkeypatch):
    trained(tmp_path, until=1)
    before = (tmp_path / "latest.weights.h5").read_bytes()

    def full(self, path, **_):
        Path(path).write_bytes(b"half")
        raise OSError("no space left")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="no space left"):
        patched.setattr(keras.Model, "save_weights", full)
        trained(tmp_path)
    assert (tmp_path / "latest.weights.h5").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["latest.weights.h5", "training_metadata.json"]


def test_the_backup_is_taken_away_at_the_end_unless_it_is_to_stay(tmp_path):
    trained(tmp_path / "b", delete_checkpoint=False)
    names = sorted(p.name for p in (tmp_path / "b").iterdir())
    assert names == ["latest.weights.h5", "training_metadata.json"]
    assert json.loads((tmp_path / "b" / "training_metadata.json").read_text()) == {"epoch": 3, "batch": 0}
    trained(tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_what_others_put_into_the_folder_stays(tmp_path):
    (tmp_path / "notes").write_text("mine")
    trained(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["notes"]


def damaged(path, how):
    data = bytearray(path.read_bytes())
    if how == "cut":
        data = data[: len(data) // 2]
    elif how == "empty":
        data = b""
    elif how == "text":
        data = b"no HDF5 at all"
    else:  # a byte of the weights
        with h5py.File(path) as file:
            array = file["optimizer/vars/2"]
            offset = array.id.get_offset()
        data[offset] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("how", ["cut", "empty", "text", "a byte"])
def test_a_damaged_backup_is_refused_with_a_clear_word(how, tmp_path):
    trained(tmp_path, until=2)
    damaged(tmp_path / "latest.weights.h5", how)
    with pytest.raises(OSError, match=r"must hold a whole backup or none.*remove it to begin anew"):
        trained(tmp_path)


@pytest.mark.parametrize("how", ["cut", "empty", "text", "a byte"])
def test_with_double_checkpoint_the_one_before_is_taken(how, tmp_path):
    trained(tmp_path, until=2, double_checkpoint=True)
    damaged(tmp_path / "latest.weights.h5", how)
    made, history = trained(tmp_path, double_checkpoint=True)
    alone, _ = trained(tmp_path / "other")
    assert history.epoch == [1, 2]
    assert all(a.tobytes() == b.tobytes() for a, b in zip(made.get_weights(), alone.get_weights(), strict=True))


def test_of_a_model_with_other_weights_it_is_refused(tmp_path):
    trained(tmp_path, until=2)
    other = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])
    other.compile("sgd", "mse")
    with pytest.raises(ValueError):
        other.fit(X, Y, verbose=0, callbacks=[BackupAndRestore(tmp_path)])


@pytest.mark.parametrize(
    "arguments, error", [({"backup_dir": ""}, "backup_dir"), ({"backup_dir": "b", "save_freq": "batch"}, "save_freq")]
)
def test_bad_arguments_are_refused(arguments, error):
    with pytest.raises(ValueError, match=error):
        BackupAndRestore(**arguments)
