"""Datasets of files: what the comparison with Keras (tests/with_keras) does not see."""

import builtins
import wave

import numpy as np
import pytest

pytest.importorskip("PIL", reason="images are decoded by Pillow")

from PIL import Image

import refimpl as keras
from refimpl import utils
from tests.refimpl.data import folders


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return folders.images(tmp_path_factory.mktemp("images"))


def test_every_image_stands_in_one_half_and_has_its_folders_label(images):
    train, held_out = utils.image_dataset_from_directory(
        images, validation_split=0.3, subset="both", seed=2, image_size=8, batch_size=4, verbose=False
    )
    paths = train.file_paths + held_out.file_paths
    assert len(set(paths)) == len(paths) == sum(folders.CLASSES.values()) + 2
    labels = [label for _, y in held_out for label in y]
    assert [train.class_names[label] in path for label, path in zip(labels, held_out.file_paths, strict=True)]
    assert {x.shape[1:] for x, _ in train} == {(8, 8, 3)}


def test_the_spec_is_known_before_a_file_is_read(images):
    dataset = utils.image_dataset_from_directory(images, image_size=(4, 6), label_mode="categorical", verbose=False)
    x, y = dataset.element_spec
    assert (x.shape, x.dtype) == ((None, 4, 6, 3), "float32")
    assert (y.shape, y.dtype) == ((None, 3), "float32")


def test_sixteen_bits_are_shown_by_the_upper_eight(tmp_path):
    (tmp_path / "a").mkdir()
    deep = (np.arange(16, dtype=np.uint16).reshape(4, 4) * 4096) + 255
    Image.fromarray(deep).save(tmp_path / "a" / "a.png")
    ((x, _),) = utils.image_dataset_from_directory(tmp_path, color_mode="grayscale", image_size=(4, 4), verbose=False)
    assert np.array_equal(x[0, :, :, 0], deep >> 8)


def test_labels_that_are_given_are_not_shuffled_in_place(images):
    labels = list(range(21))  # the hidden folder counts, where folders are no classes
    utils.image_dataset_from_directory(images, labels=labels, seed=1, verbose=False)
    assert labels == list(range(21))


def test_an_image_that_is_broken_is_an_error_where_it_is_reached(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.png").write_bytes(b"no image")
    dataset = utils.image_dataset_from_directory(tmp_path, verbose=False)
    with pytest.raises(OSError, match=r"a\.png"):
        list(dataset)


def test_without_pillow_an_image_is_an_error_that_says_how_to_get_it(images, monkeypatch):
    imported = builtins.__import__

    def without_pillow(name, *args, **kwargs):
        if name == "PIL":
            raise ImportError(name)
        return imported(name, *args, **kwargs)

    dataset = utils.image_dataset_from_directory(images, verbose=False)
    monkeypatch.setattr(builtins, "__import__", without_pillow)
    with pytest.raises(ImportError, match="pip install pillow"):
        list(dataset)


def test_what_is_left_to_other_libraries_is_said(images, tmp_path):
    sounds = folders.sounds(tmp_path)
    with pytest.raises(ImportError, match="grain"):
        utils.image_dataset_from_directory(images, format="grain")
    with pytest.raises(ImportError, match="sampling_rate"):
        utils.audio_dataset_from_directory(sounds, sampling_rate=4000)
    with pytest.raises(NotImplementedError, match="ragged"):
        utils.audio_dataset_from_directory(sounds, ragged=True)


def test_a_file_that_is_no_sound_is_named(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.wav").write_bytes(b"RIFF")
    with pytest.raises(ValueError, match=r"a\.wav must be a WAV file"):
        list(utils.audio_dataset_from_directory(tmp_path, verbose=False))


# Keras 3.15.1, after set_random_seed(4): of each text in turn its label and its number within the folder.
ORDERS = [
    ({"shuffle": False}, "00 01 02 03 04 05 06 10 11 12 13 14 20 21 22 23 24 25"),
    ({"seed": 11}, "13 12 04 14 23 03 22 10 20 05 24 01 11 25 02 00 21 06"),
    ({"seed": 11, "batch_size": None}, "13 12 04 14 23 03 22 10 20 05 24 01 11 25 02 00 21 06"),
    ({"seed": 5, "validation_split": 0.3, "subset": "training"}, "00 11 25 01 05 20 14 24 12 13 10 02 04"),
    ({"seed": 5, "validation_split": 0.3, "subset": "validation"}, "21 06 23 22 03"),
    ({"shuffle": False, "class_names": ["cats", "bees"]}, "00 01 02 03 04 05 10 11 12 13 14"),
]


@pytest.mark.parametrize(("how", "order"), ORDERS)
def test_texts_come_in_keras_order(tmp_path, how, order):
    utils.set_random_seed(4)
    dataset = utils.text_dataset_from_directory(folders.texts(tmp_path), verbose=False, **{"batch_size": 4, **how})
    read = [pair for x, y in dataset for pair in zip(np.atleast_1d(x), np.atleast_1d(y), strict=True)]
    assert [f"{label}{text.count(b'x')}" for text, label in read] == order.split()


def test_class_names_are_names_of_folders(tmp_path):
    with pytest.raises(ValueError, match="class_names must be names of folders"):
        utils.text_dataset_from_directory(folders.texts(tmp_path), class_names=["cats", "dogs"], verbose=False)


@pytest.mark.parametrize("split", [0, 1, -0.1, 1.5])
def test_a_half_must_be_a_share(images, split):
    with pytest.raises(ValueError, match="validation_split"):
        utils.image_dataset_from_directory(images, validation_split=split, subset="training", seed=1, verbose=False)


def test_sounds_are_numbers_below_one_and_of_sixteen_bits(tmp_path):
    folder = tmp_path / "a"
    folder.mkdir()
    frames = np.array([[0, 2**15 - 1], [-(2**15), 16384]], "<i2")
    for name, width in (("a.wav", 2), ("b.wav", 1)):
        with wave.open(str(folder / name), "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(width)
            file.setframerate(8000)
            file.writeframes(frames.tobytes())
    sounds = iter(utils.audio_dataset_from_directory(tmp_path, batch_size=None, shuffle=False, verbose=False))
    sound, _ = next(sounds)
    assert sound.tolist() == [[0.0, 1 - 2.0**-15], [-1.0, 0.5]]
    with pytest.raises(ValueError, match="WAV file of 16 bits, got 8"):
        next(sounds)


@pytest.mark.parametrize(("shape", "rows"), [((1,), (1, 3)), ((4,), (4, 3)), ((4, 1), (4, 3)), ((4, 2), (4, 2, 3))])
def test_symbolic_class_numbers_in_a_column_are_rows(shape, rows):
    """As Keras 3.15.1 has rows for tensors of such shapes: a lone number is no column."""
    assert utils.to_categorical(keras.KerasTensor(shape, "int32"), 3).shape == rows
