"""Datasets of files, windows and halves: refimpl gives Keras' elements, in Keras' order, over two epochs."""

import copy
import re

import keras
import numpy as np
import pytest
import tensorflow as tf

pytest.importorskip("PIL", reason="images are decoded by Pillow")

from PIL import Image

import refimpl
from tests.close import close as near
from tests.refimpl.data import folders


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return {kind: getattr(folders, kind)(tmp_path_factory.mktemp(kind)) for kind in ("images", "texts", "sounds")}


def flat(element):
    return [part for item in element for part in flat(item)] if isinstance(element, tuple) else [np.asarray(element)]


def assert_alike(found, expected, close=False):
    """Two datasets, or two pairs of them."""
    assert type(found) is type(expected) or not isinstance(expected, (list, tuple))
    if isinstance(expected, (list, tuple)):
        for one, other in zip(found, expected, strict=True):
            assert_alike(one, other, close)
        return
    for name in ("class_names", "file_paths"):
        if hasattr(expected, name):
            assert getattr(found, name) == getattr(expected, name)
    assert shapes(found.element_spec) == shapes(expected.element_spec)
    for _ in range(2):
        elements, others = list(found), list(expected.as_numpy_iterator())
        assert len(elements) == len(others)
        for element, other in zip(elements, others, strict=True):
            for a, b in zip(flat(element), flat(other), strict=True):
                assert (a.shape, a.dtype) == (b.shape, b.dtype)
                if close and a.dtype == np.float32:
                    assert near(b) == a
                else:
                    assert a.tolist() == b.tolist()


def shapes(spec):
    if isinstance(spec, tuple):
        return tuple(shapes(part) for part in spec)
    dtype = spec.dtype if isinstance(spec.dtype, str) else spec.dtype.name
    return tuple(spec.shape), dtype


def both(name, *args, **kwargs):
    """(refimpl's answer, Keras'), each as a thunk, after the same seeds."""

    def asked(module):
        def ask():
            np.random.seed(3)
            module.utils.set_random_seed(4)
            given = copy.deepcopy(kwargs)  # Keras shuffles a list of labels in place
            return getattr(module.utils, name)(*args, **given)

        return ask

    return asked(refimpl), asked(keras)


def assert_both(name, *args, close=False, **kwargs):
    found, expected = both(name, *args, **kwargs)
    try:
        other = expected()
    except (ValueError, TypeError, OSError) as error:
        kind = next(k for k in (ValueError, TypeError, OSError) if isinstance(error, k))
        with pytest.raises(kind):
            found()
        return
    assert_alike(found(), other, close)


LABELS = [
    {},
    {"label_mode": "categorical"},
    {"label_mode": None},
    {"labels": None},
    {"class_names": ["cats", "ants", "bees"]},
    {"class_names": ["cats", "bees"], "label_mode": "binary"},
    {"shuffle": False},
    {"shuffle": False, "batch_size": None},
    {"seed": 11},
    {"seed": 11, "batch_size": 1},
    {"seed": 11, "batch_size": None},
    {"seed": 5, "validation_split": 0.3, "subset": "training"},
    {"seed": 5, "validation_split": 0.3, "subset": "validation"},
    {"seed": 5, "validation_split": 0.3, "subset": "both", "batch_size": 4},
    {"shuffle": False, "validation_split": 0.5, "subset": "both"},
    {"seed": 5, "validation_split": 0.01, "subset": "training"},
    {"seed": 5, "validation_split": 0.01, "subset": "validation"},
    # what is refused
    {"label_mode": "binary"},
    {"label_mode": "one"},
    {"labels": "given"},
    {"labels": [0, 1]},
    {"labels": [0] * 20, "class_names": ["a"]},
    {"labels": None, "class_names": ["ants"]},
    {"class_names": ["ants", "dogs"]},
    {"validation_split": 0.3},
    {"subset": "training"},
    {"validation_split": 1.5, "subset": "training", "seed": 1},
    {"validation_split": 0.3, "subset": "half", "seed": 1},
    {"validation_split": 0.3, "subset": "training"},
]


@pytest.mark.parametrize("how", LABELS, ids=str)
def test_labels_and_order(made, how):
    assert_both("text_dataset_from_directory", made["texts"], **how)


@pytest.mark.parametrize("how", [LABELS[i] for i in (0, 2, 5, 9, 13)], ids=str)
def test_images_come_in_the_same_order(made, how):
    assert_both("image_dataset_from_directory", str(made["images"]), image_size=(4, 4), close=True, **how)


def test_given_labels(made):
    count = sum(folders.CLASSES.values())
    labels = [i % 4 + 1 for i in range(count)]
    for how in ({"shuffle": False}, {"seed": 2}, {"seed": 2, "label_mode": "categorical"}):
        assert_both("text_dataset_from_directory", made["texts"], labels=list(labels), **how)


RESIZED = [
    {"interpolation": "bilinear"},
    {"interpolation": "nearest", "color_mode": "rgba"},
    {"interpolation": "bicubic", "color_mode": "grayscale"},
    {"interpolation": "area"},
    {"interpolation": "lanczos3", "color_mode": "rgba"},
    {"interpolation": "lanczos5"},
    {"interpolation": "gaussian"},
    {"interpolation": "mitchellcubic"},
    {"crop_to_aspect_ratio": True},
    {"crop_to_aspect_ratio": True, "interpolation": "nearest", "color_mode": "grayscale"},
    {"pad_to_aspect_ratio": True, "color_mode": "rgba"},
    {"pad_to_aspect_ratio": True, "interpolation": "area"},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "crop_to_aspect_ratio": True, "interpolation": "bicubic"},
]


@pytest.mark.parametrize("how", RESIZED, ids=str)
def test_images_are_resized(pngs, how):
    for size in ((8, 8), (24, 10)):
        assert_both("image_dataset_from_directory", str(pngs), image_size=size, shuffle=False, close=True, **how)


@pytest.fixture(scope="module")
def pngs(made, tmp_path_factory):
    """Images of each size, which TensorFlow decodes in every color mode."""
    folder = tmp_path_factory.mktemp("pngs")
    for name in folders.CLASSES:
        (folder / name).mkdir()
        for i, path in enumerate(sorted((made["images"] / name).glob("*.PNG"))[:2]):
            with Image.open(path) as image:
                image.convert("RGB").save(folder / name / f"{i}.png")
    return folder


@pytest.mark.parametrize(
    "how",
    [
        {"color_mode": "cmyk"},
        {"image_size": (3,)},
        {"interpolation": "cubic"},
        {"format": "torch"},
        {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True},
    ],
    ids=str,
)
def test_bad_arguments_for_images(made, how):
    assert_both("image_dataset_from_directory", str(made["images"]), **how)


def test_folders_without_files(tmp_path):
    for name in ("image", "text", "audio"):
        assert_both(f"{name}_dataset_from_directory", str(tmp_path))
        assert_both(f"{name}_dataset_from_directory", str(tmp_path), labels=None)
        assert_both(f"{name}_dataset_from_directory", str(tmp_path / "absent"))


def test_texts_are_cut(made):
    for length in (None, 0, 3, 6, 100):
        assert_both("text_dataset_from_directory", made["texts"], max_length=length, seed=1)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"output_sequence_length": 12},
        {"output_sequence_length": 40, "label_mode": "categorical"},
        {"labels": None, "batch_size": 3},
        {"batch_size": None},
        {"seed": 3, "validation_split": 0.4, "subset": "both"},
        {"ragged": True, "output_sequence_length": 3},
        {"sampling_rate": 0},
        {"sampling_rate": 1.5},
    ],
    ids=str,
)
def test_sounds(made, how):
    assert_both("audio_dataset_from_directory", str(made["sounds"]), **how)


def test_what_is_found_is_told_alike(made, capsys):
    found, expected = both("text_dataset_from_directory", made["texts"], validation_split=0.3, subset="both", seed=1)
    found()
    told = capsys.readouterr().out
    expected()
    assert told.split("\n") == [re.sub(r"\s+$", "", line) for line in capsys.readouterr().out.split("\n")]


def test_jpegs_differ_in_last_bits_only(tmp_path):
    """TensorFlow's decoder takes the fast inverse cosine transform, Pillow's the exact one."""
    (tmp_path / "a").mkdir()
    smooth = np.linspace(0, 255, 32 * 32 * 3).reshape(32, 32, 3).astype("uint8")
    Image.fromarray(smooth).save(tmp_path / "a" / "a.jpg", quality=95)
    found, expected = both("image_dataset_from_directory", str(tmp_path), image_size=(32, 32))
    (x, _), (y, _) = next(iter(found())), next(iter(expected()))
    assert np.abs(x - y.numpy()).max() <= 3


X = np.arange(40.0, dtype="float32").reshape(20, 2)
Y = np.arange(20)


@pytest.mark.parametrize(
    "how",
    [
        {"sequence_length": 3},
        {"sequence_length": 3, "sequence_stride": 2, "sampling_rate": 3, "batch_size": 4},
        {"sequence_length": 3, "batch_size": None},
        {"sequence_length": 4, "start_index": 2, "end_index": 15},
        {"sequence_length": 3, "shuffle": True, "seed": 8, "batch_size": 2},
        {"sequence_length": 3, "shuffle": True, "seed": 8, "batch_size": None},
        {"sequence_length": 3, "shuffle": True, "batch_size": 5},
        {"sequence_length": 25},
        {"sequence_length": 3, "start_index": 20},
        {"sequence_length": 3, "start_index": -1},
        {"sequence_length": 3, "end_index": 20},
        {"sequence_length": 3, "end_index": -2},
        {"sequence_length": 3, "start_index": 5, "end_index": 5},
        {"sequence_length": 3, "sampling_rate": 0},
        {"sequence_length": 3, "sampling_rate": 20},
        {"sequence_length": 3, "sequence_stride": 0},
        {"sequence_length": 3, "sequence_stride": 20},
        {"sequence_length": 3, "format": "torch"},
    ],
    ids=str,
)
def test_windows(how):
    assert_both("timeseries_dataset_from_array", X, Y, **how)


@pytest.mark.parametrize(
    ("data", "targets"),
    [(X, None), (Y.astype("float64"), Y[:12]), (list(range(20)), [float(i) for i in range(20)])],
    ids=["no targets", "fewer targets", "lists"],
)
def test_windows_of_other_data(data, targets):
    assert_both("timeseries_dataset_from_array", data, targets, sequence_length=3, sequence_stride=2, batch_size=4)


SPLITS = [
    {"left_size": 0.7},
    {"right_size": 0.25},
    {"left_size": 4},
    {"left_size": 4, "right_size": 3},
    {"left_size": 0.5, "right_size": 0.25},
    {"left_size": 0.5, "right_size": 4},
    {"left_size": 0.6, "shuffle": True, "seed": 3},
    {"left_size": 6, "shuffle": True},
    {},
    {"left_size": 0},
    {"left_size": 0, "right_size": 0},
    {"left_size": 10},
    {"left_size": 1.0},
    {"left_size": -0.5},
    {"right_size": 11},
    {"left_size": "4"},
    {"left_size": 4, "right_size": "3"},
    {"left_size": 0.6, "right_size": 0.6},
    {"left_size": 6, "right_size": 6},
    {"left_size": 0.01},
]


@pytest.mark.parametrize("how", SPLITS, ids=str)
def test_halves(how):
    assert_both("split_dataset", (X[:10], Y[:10]), **how)


@pytest.mark.parametrize("data", [X[:10], [X[:10]], [X[:10], Y[:10], X[:10, 0]]], ids=["array", "list of one", "list"])
def test_halves_of_other_data(data):
    assert_both("split_dataset", data, left_size=0.6, shuffle=True, seed=3)


@pytest.mark.parametrize("data", [[], (), [X, Y[:3]], [X, [1, 2]], 5, "abc", {"a": X}, X[:0]], ids=str)
def test_what_cannot_be_split(data):
    assert_both("split_dataset", data, left_size=0.5)


@pytest.mark.parametrize("batch_size", [None, 3])
def test_halves_of_datasets(batch_size):
    datasets = []
    for module in (refimpl.data.Dataset, tf.data.Dataset):
        dataset = module.from_tensor_slices({"x": X[:10], "y": Y[:10]})
        datasets.append(dataset if batch_size is None else dataset.batch(batch_size))
    found = refimpl.utils.split_dataset(datasets[0], 0.6, shuffle=True, seed=4)
    expected = keras.utils.split_dataset(datasets[1], 0.6, shuffle=True, seed=4)
    for part, other in zip(found, expected, strict=True):
        for a, b in zip(part, other.as_numpy_iterator(), strict=True):
            assert a.keys() == b.keys() and all(a[k].tolist() == b[k].tolist() for k in a)
