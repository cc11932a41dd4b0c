"""BackupAndRestore: training that was killed goes on where it stood."""

import glob
import hashlib
import json
import os
import shutil
import tempfile

import h5py
import numpy as np

from refimpl.callbacks.callback import Callback
from refimpl.callbacks.model_checkpoint import BatchCount
from refimpl.data.states import decoded, encoded

_STATE = "training_state"  # an attribute and a group of the weights' file, in which Keras looks for neither

_DATA = "data"  # of that group: where a Dataset stands

_WRITING = ".writing-"


class BackupAndRestore(Callback):
    """Writes the state of training into ``backup_dir`` after each epoch, or every ``save_freq`` batches; fit begins
    with the last state found there, and takes it away at its end unless ``delete_checkpoint=False``.

    The state is weights, seed generators, the optimizer with its slots, the epoch, and within one the batch and the
    metrics so far; of a Dataset, its iterator's. With ``set_random_seed``, or without shuffling, training that was
    killed at any moment and begun again ends with the bits of one that was left alone. (Keras goes on with the epoch
    but not with the batch in it: of an epoch that was broken off it trains the first batches twice.) The state of other
    callbacks, and of Keras' global seed generator, is not part of it.

    A state is one file, ``latest.weights.h5``, which also Keras reads; it takes the place of the one before all at once
    and carries a digest, so that none is half-written or damaged without being noticed. ``training_metadata.json``
    tells epoch and batch as Keras would; a backup without a state of ours is taken by that. With ``double_checkpoint``
    the state before the last is kept as well, for when the last is damaged.
    Raises: ValueError for an empty ``backup_dir``, another ``save_freq``, or a model that is not built; OSError for a
    state that cannot be read, with none before it.
    Spec: keras.callbacks.BackupAndRestore.
    """

    def __init__(self, backup_dir, save_freq="epoch", double_checkpoint=False, delete_checkpoint=True):
        if not backup_dir:
            raise ValueError(f"BackupAndRestore: backup_dir must be the path of a folder, got {backup_dir!r}")
        if save_freq != "epoch" and not isinstance(save_freq, int):
            raise ValueError(f"BackupAndRestore: save_freq must be 'epoch' or a number of batches, got {save_freq!r}")
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq, self.double_checkpoint = save_freq, double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._latest = os.path.join(self.backup_dir, "latest.weights.h5")
        self._previous = f"{self._latest}.bkp"
        self._metadata = os.path.join(self.backup_dir, "training_metadata.json")
        self._count = None if save_freq == "epoch" else BatchCount(save_freq)
        self._beside = None  # what the file that was read holds beside weights, until the metrics are there

    # -- when

    def on_train_begin(self, logs=None):
        if not self.model.built:
            raise ValueError(
                f"BackupAndRestore: the model must be built before training, got {self.model.name} unbuilt"
            )
        self._beside = None
        self._clear_away()
        self._restore()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        if self._beside is not None:
            self.model._build_metrics()
            self._take(self._beside, within=True)
            self._beside = None

    def on_train_batch_end(self, batch, logs=None):
        if self._count is not None and self._count.is_due(batch):
            self._save(self._epoch, batch + 1, within=True)

    def on_epoch_end(self, epoch, logs=None):
        if self._count is None:
            self._save(epoch + 1, 0, within=False)

    def on_train_end(self, logs=None):
        if self.delete_checkpoint and os.path.isdir(self.backup_dir):
            self._clear_away()
            for path in (self._metadata, self._previous, self._latest):
                if os.path.exists(path):
                    os.remove(path)
            if not os.listdir(self.backup_dir):
                os.rmdir(self.backup_dir)

    # -- what

    def _clear_away(self):
        """Remove what somebody was writing when killed."""
        for folder in glob.glob(os.path.join(glob.escape(self.backup_dir), f"{_WRITING}*")):
            shutil.rmtree(folder)

    def _save(self, epoch, batch, within):
        """Write where training stands: ``batch`` batches into ``epoch``, if it is ``within`` one."""
        os.makedirs(self.backup_dir, exist_ok=True)
        position, data = self.model._training.position(within), self.model._training.state_of_data(within)
        state = {"epoch": epoch, "batch": batch, "position": position}
        if self._count is not None:
            state["since"] = self._count.since
        with tempfile.TemporaryDirectory(dir=self.backup_dir, prefix=_WRITING) as folder:
            path = os.path.join(folder, "latest.weights.h5")
            self.model.save_weights(path, overwrite=True)
            with h5py.File(path, "r+") as file:
                for name, variable in self._beside_weights(within=batch > 0).items():
                    file[f"{_STATE}/{name}"] = variable.numpy()
                if data is not None:
                    file[f"{_STATE}/{_DATA}"] = np.frombuffer(encoded(data), np.uint8)
                file.attrs[_STATE] = json.dumps({**state, "digest": _digest(file)})
            _sync(path)
            if self.double_checkpoint and os.path.exists(self._latest):
                os.replace(self._latest, self._previous)
            os.replace(path, self._latest)
            _sync(self.backup_dir)
            told = os.path.join(folder, "training_metadata.json")
            with open(told, "w") as file:
                json.dump({"epoch": epoch, "batch": max(batch - 1, 0)}, file)
            os.replace(told, self._metadata)

    def _beside_weights(self, within):
        """{name: Variable} of what a file of weights lacks: seed generators, and ``within`` an epoch metrics."""
        weights = {id(v) for v in self.model.weights}
        named = {"seed": [v for v in self.model.variables if id(v) not in weights]}
        if within:
            named["metric"] = [v for metric in self.model.metrics for v in metric.variables]
        return {f"{kind} {i}": v for kind, variables in named.items() for i, v in enumerate(variables)}

    def _take(self, beside, within):
        """Give the variables beside the weights the values that were read, as far as they were written."""
        for name, variable in self._beside_weights(within).items():
            if name in beside:
                variable.assign(beside[name])

    def _restore(self):
        """Go on from the last state, or the one before if that is damaged; do nothing if there is none."""
        for path in (self._latest, self._previous):
            if not os.path.exists(path):
                continue
            try:
                state, beside = _read(path)
                break
            except OSError as error:
                found = error
        else:
            if os.path.exists(self._latest) or os.path.exists(self._previous):
                raise OSError(
                    f"BackupAndRestore: backup_dir must hold a whole backup or none, got {self.backup_dir!r} with a "
                    f"damaged one ({found}); remove it to begin anew"
                )
            return
        if path == self._previous:
            os.replace(self._previous, self._latest)
        if self.model.optimizer is not None:
            self.model.optimizer.build(self.model.trainable_variables)  # so that there are slots to fill
        self.model.load_weights(self._latest)
        if state is None:
            state = self._metadata_of_keras()
        self.model._initial_epoch = state["epoch"]
        data = beside.pop(_DATA, None)
        if state["position"] or state["batch"] or data is not None:
            data = None if data is None else decoded(data.tobytes())
            self.model._training.go_on(state["position"], state["batch"], data)
        if self._count is not None:
            self._count.since, self._count.last = state.get("since", 0), state["batch"] - 1 if state["batch"] else None
        self._take(beside, within=False)
        self._beside = beside if state["batch"] else None

    def _metadata_of_keras(self):
        """The state of a backup that Keras wrote, which tells the epoch alone."""
        epoch = 0
        if os.path.exists(self._metadata):
            with open(self._metadata) as file:
                epoch = json.load(file)["epoch"]
        return {"epoch": epoch, "batch": 0, "position": 0}


def _read(path):
    """(state or None if it is none of ours, {name: array beside the weights}). Raises: OSError for a damaged file."""
    with h5py.File(path, "r") as file:
        if _STATE not in file.attrs:
            return None, {}
        try:
            state = json.loads(file.attrs[_STATE])
            digest = _digest(file)
        except (ValueError, RuntimeError, KeyError) as error:
            raise OSError(f"{path} cannot be read: {error}") from error
        if state["digest"] != digest:
            raise OSError(f"the arrays in {path} are not those that were written")
        return state, {name: array[()] for name, array in file.get(_STATE, {}).items()}


def _digest(file):
    """A SHA-256 of all arrays in an HDF5 file, with their names, dtypes and shapes."""
    found = {}
    file.visititems(lambda name, item: found.update({name: item}) if isinstance(item, h5py.Dataset) else None)
    total = hashlib.sha256()
    for name in sorted(found):
        array = np.ascontiguousarray(found[name][()])
        total.update(f"{name} {array.dtype} {array.shape};".encode())
        total.update(array.tobytes())
    return total.hexdigest()


def _sync(path):
    """Have what was written reach the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
