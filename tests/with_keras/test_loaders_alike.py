"""The loaders of refimpl and of Keras read the same small files alike, and cut, shuffle and renumber them alike.

Keras reads batches of CIFAR10 of 10,000 images only; those of CIFAR100 have the same format.
"""

import hashlib
import importlib

import keras
import pytest

import refimpl
from refimpl.datasets import sources
from tests.refimpl.data import stand_ins

WORDS = [
    {},
    {"num_words": 30},
    {"skip_top": 10, "num_words": 40},
    {"oov_char": None, "num_words": 30},
    {"oov_char": 7, "skip_top": 5},
    {"start_char": None},
    {"start_char": None, "index_from": 0},
    {"index_from": 10, "start_char": 4, "seed": 3},
    {"maxlen": 6},
    {"maxlen": 4, "num_words": 20},
]
ROWS = [("mnist", {}), ("fashion_mnist", {}), ("cifar100", {}), ("cifar100", {"label_mode": "coarse"})]
ROWS += [("boston_housing", how) for how in ({}, {"test_split": 0.5, "seed": 4}, {"test_split": 0})]
ROWS += [("california_housing", how) for how in ({}, {"version": "small"}, {"seed": 1, "test_split": 0.33})]
ROWS += [(name, how) for name in ("imdb", "reuters") for how in WORDS]
ROWS += [("reuters", {"test_split": 0.5, "maxlen": 5})]


@pytest.fixture
def stood_in(monkeypatch, tmp_path):
    """Both find the stand-ins in their caches, and take their hashes for the true ones."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    by_url = {}
    for name, (origin, known) in sources.SOURCES.items():
        file = tmp_path / "served" / name.replace("/", "-")
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(stand_ins.FILES[name])
        by_url[origin] = file.as_uri()
        digest = known and hashlib.sha256(stand_ins.FILES[name]).hexdigest()
        monkeypatch.setitem(sources.SOURCES, name, (file.as_uri(), digest))
    get_file = keras.utils.get_file

    def redirected(fname=None, origin=None, file_hash=None, **more):
        return get_file(fname, by_url[origin], cache_dir=str(tmp_path / "keras"), **more)

    (tmp_path / "keras").mkdir()
    for name in refimpl.datasets.__all__:
        monkeypatch.setattr(importlib.import_module(f"keras.src.datasets.{name}"), "get_file", redirected)


@pytest.mark.parametrize(("name", "how"), ROWS)
def test_a_set_is_read_alike(stood_in, name, how):
    found = getattr(refimpl.datasets, name).load_data(**how)
    expected = getattr(keras.datasets, name).load_data(**how)
    for part, of_keras in zip(found, expected, strict=True):
        for array, other in zip(part, of_keras, strict=True):
            assert (type(array), array.dtype, array.shape) == (type(other), other.dtype, other.shape)
            assert array.tolist() == other.tolist()
            assert array.flags.writeable == other.flags.writeable


def test_the_topics_have_the_same_names():
    assert refimpl.datasets.reuters.get_label_names() == keras.datasets.reuters.get_label_names()
