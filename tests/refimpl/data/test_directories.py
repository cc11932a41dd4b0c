"""Datasets of files: what the comparison with Keras (tests/with_keras) does not see."""

import builtins

import numpy as np
import pytest

pytest.importorskip("PIL", reason="images are decoded by Pillow")

from PIL import Image

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
