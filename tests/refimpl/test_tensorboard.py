"""What the TensorBoard callback writes, as TensorBoard reads it."""

import io
import sys

import numpy as np
import pytest

import refimpl as keras
from refimpl.callbacks import TensorBoard

pytest.importorskip("tensorboard", reason="the extra tensorboard is not installed")
X = np.linspace(-1, 1, 24, dtype="float32").reshape(12, 2)
Y = X.sum(1, keepdims=True)


def trained(folder, epochs=2, validation=True, **options):
    keras.utils.clear_session()
    model = keras.Sequential(
        [keras.Input((2,)), keras.layers.Dense(3, kernel_initializer="ones"), keras.layers.Dense(1)]
    )
    model.compile(keras.optimizers.SGD(0.01), "mse", metrics=["mae"])
    history = model.fit(
        X, Y, batch_size=4, epochs=epochs, shuffle=False, verbose=0, callbacks=[TensorBoard(folder, **options)],
        validation_data=(X, Y) if validation else None,
    )  # fmt: skip
    return model, history.history


def read(folder):
    """{tag: [(step, tensor)]} of the events in a folder, in the order of steps; of one step, of tensors."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    events = EventAccumulator(str(folder), {"tensors": 0})
    events.Reload()
    found = {
        tag: [(e.step, make_ndarray(e.tensor_proto)) for e in events.Tensors(tag)] for tag in events.Tags()["tensors"]
    }
    return {tag: sorted(pairs, key=lambda pair: (pair[0], pair[1].tolist())) for tag, pairs in found.items()}


def numbers(events, tag):
    return [(step, float(value)) for step, value in events[tag]]


def test_epochs_are_written_with_the_learning_rate(tmp_path):
    _, history = trained(tmp_path)
    train, validation = read(tmp_path / "train"), read(tmp_path / "validation")
    assert set(train) == {"keras", "epoch_loss", "epoch_mae", "epoch_learning_rate"}
    assert numbers(train, "epoch_loss") == list(enumerate(history["loss"]))
    assert numbers(train, "epoch_learning_rate") == [(0, float(np.float32(0.01)))] * 1 + [(1, float(np.float32(0.01)))]
    assert numbers(validation, "epoch_loss") == list(enumerate(history["val_loss"]))
    assert numbers(validation, "evaluation_mae_vs_iterations") == list(zip([3, 6], history["val_mae"], strict=True))


def test_batches_are_written_at_their_frequency(tmp_path):
    trained(tmp_path, update_freq=2, validation=False, write_graph=False)
    train = read(tmp_path / "train")
    assert [step for step, _ in train["batch_loss"]] == [2, 4, 6]
    assert "keras" not in train and not (tmp_path / "validation").exists()


def test_batch_is_another_word_for_each_of_them(tmp_path):
    trained(tmp_path, update_freq="batch", write_steps_per_second=True)
    train = read(tmp_path / "train")
    assert [step for step, _ in train["batch_steps_per_second"]] == [1, 2, 3, 4, 5, 6]
    assert len(train["epoch_steps_per_second"]) == 2


def test_histograms_count_every_weight(tmp_path):
    model, _ = trained(tmp_path, epochs=3, histogram_freq=2)
    train = read(tmp_path / "train")
    for weight in model.weights:
        steps = train[f"{weight.path}/histogram"]
        assert [step for step, _ in steps] == [0, 2]
        assert steps[1][1].shape == (30, 3) and steps[1][1][:, 2].sum() == weight.numpy().size


def test_images_of_weights_are_png(tmp_path):
    from PIL import Image

    model, _ = trained(tmp_path, histogram_freq=1, write_images=True)
    width, height, png = read(tmp_path / "train")[f"{model.weights[0].path}/image"][-1][1]
    assert (width, height) == (b"3", b"2")
    expected = (np.clip(model.weights[0].numpy(), 0, 1) * np.float32(255.5)).astype("uint8")
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png))), expected)


def test_the_image_of_a_bias_is_a_line(tmp_path):
    model, _ = trained(tmp_path, histogram_freq=1, write_images=True)
    width, height, _ = read(tmp_path / "train")[f"{model.weights[1].path}/image"][-1][1]
    assert (width, height) == (b"1", b"3")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard.compat.proto.event_pb2", None)
    monkeypatch.delitem(sys.modules, "refimpl.callbacks.event_files", raising=False)
    with pytest.raises(ImportError, match=r"pip install 'keras-conformance\[tensorboard\]'"):
        TensorBoard()


@pytest.mark.parametrize("value", [-1, (3, 2), "a", (1, 2, 3), None, 1.5])
def test_profile_batch_must_be_a_number_or_a_pair(value):
    with pytest.raises(ValueError):
        TensorBoard(profile_batch=value)


def test_labels_of_layers_that_are_no_embeddings_are_refused(tmp_path):
    with pytest.raises(ValueError, match="embeddings_metadata"):
        trained(tmp_path, embeddings_freq=1, embeddings_metadata={"dense": "labels.tsv"})
