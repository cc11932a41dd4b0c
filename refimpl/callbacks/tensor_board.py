"""TensorBoard: logs, weights and the graph of a model in files that TensorBoard shows."""

import importlib
import os
import time
import warnings

import numpy as np

from refimpl.callbacks.callback import Callback


class TensorBoard(Callback):
    """Writes event files into ``log_dir/train`` and ``log_dir/validation``.

    After each epoch: ``epoch_{log}`` at the step of the epoch, of training (with the learning rate) and of validation.
    After each evaluation: ``evaluation_{log}_vs_iterations``, at the optimizer's step. ``update_freq``, a number of
    batches or "batch" for 1, also writes ``batch_{log}`` of every such batch, counted from 1 over all epochs; as in
    Keras, what comes at the end of an epoch or evaluation is then left out too unless its last batch is such a one.
    ``histogram_freq``, a number of epochs, writes ``{path}/histogram`` of each weight in the layers, with
    ``write_images`` also ``{path}/image``; ``write_steps_per_second`` the speed; ``write_graph`` the model's JSON as
    "keras", if it is functional or sequential; ``embeddings_freq`` the weights to a file every so many epochs, and at
    once which embeddings there are, with ``embeddings_metadata``, a file of labels or {name of a layer: file}.
    TensorFlow's own graph and profile, for which ``profile_batch`` asks, are not there to be written.
    Raises: ImportError without the package tensorboard; ValueError for a ``profile_batch`` that is no number or pair of
    numbers, and for ``embeddings_metadata`` of layers that are no embeddings.
    Spec: keras.callbacks.TensorBoard.
    """

    def __init__(
        self, log_dir="logs", histogram_freq=0, write_graph=True, write_images=False, write_steps_per_second=False,
        update_freq="epoch", profile_batch=0, embeddings_freq=0, embeddings_metadata=None,
    ):  # fmt: skip
        _check_profile(profile_batch)
        self._events = _event_files()
        self.log_dir = str(log_dir)
        self.histogram_freq, self.write_graph, self.write_images = histogram_freq, write_graph, write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.embeddings_freq, self.embeddings_metadata = embeddings_freq, embeddings_metadata
        self._files = {}
        self._batches = self._test_batches = 0

    def set_model(self, model):
        self._model = model
        self._files = {}
        if self.write_graph and type(model).__name__ in ("Functional", "Sequential"):
            try:
                self._file("train").model("keras", model.to_json(), 0)
            except (NotImplementedError, TypeError, ValueError) as error:
                warnings.warn(f"TensorBoard: the model cannot be written as JSON: {error}", stacklevel=2)
        if self.embeddings_freq:
            self._configure_embeddings()

    def _configure_embeddings(self):
        """Tell TensorBoard's projector of the embeddings, and where the labels of each are."""
        names = [layer.name for layer in self.model.layers if type(layer).__name__ == "Embedding"]
        metadata = self.embeddings_metadata or {}
        if isinstance(metadata, str):
            metadata = dict.fromkeys(names, metadata)
        unknown = [name for name in metadata if name not in names]
        if unknown:
            raise ValueError(f"TensorBoard: embeddings_metadata must name Embedding layers, {names}, got {unknown}")
        os.makedirs(self.log_dir, exist_ok=True)
        with open(os.path.join(self.log_dir, "projector_config.pbtxt"), "w") as file:
            file.write(self._events.projector_config([metadata.get(name) for name in names]))

    def _file(self, part):
        """The event file of "train" or "validation", begun when it is first needed."""
        if part not in self._files:
            self._files[part] = self._events.EventFile(os.path.join(self.log_dir, part))
        return self._files[part]

    def _is_due(self, batches):
        return self.update_freq == "epoch" or batches % self.update_freq == 0

    # -- training

    def on_train_begin(self, logs=None):
        self._batches = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch_began, self._iterations_then = time.time(), int(self.model.optimizer.iterations)

    def on_train_batch_begin(self, batch, logs=None):
        self._batches += 1
        self._batch_began = time.time()

    def on_train_batch_end(self, batch, logs=None):
        if self.update_freq == "epoch" or not self._is_due(self._batches):
            return
        logs = dict(logs or {})
        if self.write_steps_per_second:
            logs = {"steps_per_second": 1.0 / max(time.time() - self._batch_began, 1e-9), **logs}
        for name, value in logs.items():
            self._file("train").scalar(f"batch_{name}", value, self._batches)

    def on_epoch_end(self, epoch, logs=None):
        due = self._is_due(self._batches)
        if due and logs:
            self._write_epoch(epoch, logs)
        if due and self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            path = os.path.join(self.log_dir, "train", f"keras_embedding.ckpt-{epoch}.weights.h5")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            self.model.save_weights(path)

    def on_train_end(self, logs=None):
        for file in self._files.values():
            file.close()
        self._files = {}

    def _write_epoch(self, epoch, logs):
        optimizer = getattr(self.model.optimizer, "inner_optimizer", self.model.optimizer)
        of_training = {name: value for name, value in logs.items() if not name.startswith("val_")}
        of_training["learning_rate"] = float(np.asarray(optimizer.learning_rate))
        if self.write_steps_per_second:
            steps = int(self.model.optimizer.iterations) - self._iterations_then
            of_training["steps_per_second"] = steps / max(time.time() - self._epoch_began, 1e-9)
        for name, value in of_training.items():
            self._file("train").scalar(f"epoch_{name}", value, epoch)
        for name, value in logs.items():
            if name.startswith("val_"):
                self._file("validation").scalar(f"epoch_{name.removeprefix('val_')}", value, epoch)

    def _write_weights(self, epoch):
        file = self._file("train")
        for weight in (weight for layer in self.model.layers for weight in layer.weights):
            tag = weight.path.replace(":", "_")
            file.histogram(f"{tag}/histogram", weight.numpy(), epoch)
            if self.write_images and (images := _as_images(weight.numpy())) is not None:
                file.images(f"{tag}/image", images, epoch)
        file.flush()

    # -- evaluation

    def on_test_batch_begin(self, batch, logs=None):
        self._test_batches += 1

    def on_test_end(self, logs=None):
        if self.model.optimizer is not None and self._is_due(self._test_batches):
            step = int(np.asarray(self.model.optimizer.iterations))
            for name, value in (logs or {}).items():
                self._file("validation").scalar(f"evaluation_{name}_vs_iterations", value, step)
        for file in self._files.values():
            file.flush()


def _event_files():
    """What writes event files, imported when it is first needed. Raises: ImportError that says what to install."""
    try:
        return importlib.import_module(".event_files", __package__)
    except ImportError as error:
        raise ImportError(
            f"TensorBoard needs the package tensorboard: pip install 'keras-conformance[tensorboard]' ({error})"
        ) from error


def _as_images(weight):
    """A weight as images (n, height, width, channels): a bias a line, a kernel lying, a stack one by one; else None."""
    w = np.squeeze(weight)
    if w.ndim == 1:
        w = w.reshape(1, -1, 1, 1)
    elif w.ndim == 2:
        w = (w.T if w.shape[0] > w.shape[1] else w)[None, ..., None]
    elif w.ndim == 3:
        w = np.transpose(w, (2, 0, 1))[..., None]
    return w if w.ndim == 4 and w.shape[-1] in (1, 3, 4) else None


def _check_profile(profile_batch):
    """Raises: ValueError unless it is a number of a batch, 0 for none, or a pair of first and last, maybe as text."""
    given = profile_batch
    if isinstance(given, str):
        given = [int(part) for part in given.split(",")]
    if isinstance(given, int):
        given = (given, given)
    if not isinstance(given, (tuple, list)) or len(given) != 2 or not 0 <= given[0] <= given[1]:
        raise ValueError(
            f"TensorBoard: profile_batch must be the number of a batch, 0 for none, or a pair of them, "
            f"got {profile_batch!r}"
        )
    if tuple(given) != (0, 0):
        warnings.warn("TensorBoard: profile_batch is ignored, there is no profile of NumPy's kernels", stacklevel=3)
