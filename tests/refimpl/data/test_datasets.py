"""keras.datasets on small files of the same formats, from a server on loopback. Beside Keras: tests/with_keras."""

import contextlib
import hashlib
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

import refimpl as keras
from refimpl.datasets import pickles, sources
from tests.refimpl.data import stand_ins
from tests.refimpl.data.server import serving


@pytest.fixture
def served(monkeypatch, tmp_path):
    """The server of the stand-ins, whose addresses and hashes the loaders take for the true ones."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    paths = {name: f"/{name}/{os.path.basename(origin)}" for name, (origin, _) in sources.SOURCES.items()}
    with serving({paths[name]: body for name, body in stand_ins.FILES.items()}) as server:
        for name, (_, known) in sources.SOURCES.items():
            digest = known and hashlib.new("sha256" if len(known) == 64 else "md5", stand_ins.FILES[name]).hexdigest()
            monkeypatch.setitem(sources.SOURCES, name, (server.root + paths[name], digest))
        yield server


def shapes(data):
    return [(a.shape, a.dtype.name) for part in data for a in part]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mnist", [((5, 28, 28), "uint8"), ((5,), "uint8"), ((2, 28, 28), "uint8"), ((2,), "uint8")]),
        ("fashion_mnist", [((5, 28, 28), "uint8"), ((5,), "uint8"), ((2, 28, 28), "uint8"), ((2,), "uint8")]),
        ("cifar10", [((15, 32, 32, 3), "uint8"), ((15, 1), "uint8"), ((2, 32, 32, 3), "uint8"), ((2, 1), "uint8")]),
        ("cifar100", [((5, 32, 32, 3), "uint8"), ((5, 1), "int64"), ((2, 32, 32, 3), "uint8"), ((2, 1), "int64")]),
        ("boston_housing", [((8, 13), "float64"), ((8,), "float64"), ((3, 13), "float64"), ((3,), "float64")]),
        (
            "california_housing",
            [((512, 8), "float32"), ((512,), "float32"), ((128, 8), "float32"), ((128,), "float32")],
        ),
        ("imdb", [((9,), "object"), ((9,), "int64"), ((7,), "object"), ((7,), "int64")]),
        ("reuters", [((10,), "object"), ((10,), "int64"), ((3,), "object"), ((3,), "int64")]),
    ],
)
def test_a_set_is_downloaded_once_and_read(served, name, expected):
    load = getattr(keras.datasets, name).load_data
    assert shapes(load()) == expected
    asked = len(served.asked)
    assert shapes(load()) == expected
    assert len(served.asked) == asked


def test_images_have_their_channels_where_the_session_has_them(served, monkeypatch):
    (last, _), _ = keras.datasets.cifar10.load_data()
    before = keras.config.image_data_format()
    keras.config.set_image_data_format("channels_first")
    try:
        (first, _), _ = keras.datasets.cifar10.load_data()
    finally:
        keras.config.set_image_data_format(before)
    assert first.shape == (15, 3, 32, 32)
    assert np.array_equal(first.transpose(0, 2, 3, 1), last)


def test_the_small_version_and_the_word_indices(served):
    (x, _), (x_test, _) = keras.datasets.california_housing.load_data(version="small", test_split=0.5)
    assert len(x) == len(x_test) == 300
    assert keras.datasets.imdb.get_word_index() == {"the": 1, "café": 2}
    assert keras.datasets.reuters.get_word_index() == {"the": 1}
    assert len(keras.datasets.reuters.get_label_names()) == 46


def test_words_are_moved_and_limited(served):
    plain, _ = keras.datasets.reuters.load_data(start_char=None, index_from=0, oov_char=None, num_words=1000)
    (x, _), _ = keras.datasets.reuters.load_data(num_words=30)
    for raw, text in zip(plain[0], x, strict=True):
        assert text == [1, *(w + 3 if w + 3 < 30 else 2 for w in raw)]


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (lambda: keras.datasets.boston_housing.load_data(test_split=1), "test_split"),
        (lambda: keras.datasets.california_housing.load_data(test_split=-0.1), "test_split"),
        (lambda: keras.datasets.california_housing.load_data(version="tiny"), "version"),
        (lambda: keras.datasets.cifar100.load_data(label_mode="medium"), "label_mode"),
        (lambda: keras.datasets.imdb.load_data(maxlen=1), "maxlen"),
    ],
)
def test_bad_arguments_are_refused_by_name(served, load, words):
    with pytest.raises(ValueError, match=words):
        load()


def test_a_set_with_another_hash_is_refused(served):
    served.files["/mnist/mnist.npz"] = stand_ins.FILES["mnist"][:-1]
    with pytest.raises(ValueError, match="file_hash"):
        keras.datasets.mnist.load_data()


def test_a_set_goes_on_after_a_lost_connection(served, monkeypatch):
    monkeypatch.setattr("refimpl.utils.downloads.PAUSE", 0)
    served.ends_after = [1000, 500]
    assert shapes(keras.datasets.cifar10.load_data())[0] == ((15, 32, 32, 3), "uint8")
    assert [r for _, r in served.asked] == [None, "bytes=1000-", "bytes=1500-"]


# -- pickles


def loaded(body, tmp_path):
    path = Path(tmp_path, "batch")
    path.write_bytes(body)
    with open(path, "rb") as file:
        return pickles.load(file)


def test_arrays_of_any_python_and_numpy_are_read(tmp_path):
    array = np.arange(6, dtype="float32").reshape(2, 3)
    ragged = np.array([[1, 2], [3]], dtype=object)
    for protocol in (3, 4):
        found = loaded(pickle.dumps({"a": array, "f": np.asfortranarray(array), "r": ragged}, protocol), tmp_path)
        assert np.array_equal(found["a"], array) and np.array_equal(found["f"], array)
        assert found["r"].tolist() == [[1, 2], [3]]
    found = loaded(stand_ins.old_pickle({b"a": array, b"big": array.astype(">i2")[:0]}), tmp_path)
    assert np.array_equal(found[b"a"], array) and found[b"a"].flags.writeable


def test_big_endian_arrays_keep_their_numbers(tmp_path):
    assert loaded(pickle.dumps(np.arange(3, dtype=">i4"), 3), tmp_path).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "payload",
    [(os.system, ("touch {}",)), (eval, ("open('{}', 'w')",)), (os.rename, ("a", "b")), (getattr, (1, "real"))],
)
def test_no_code_of_a_pickle_runs(tmp_path, payload):
    mark = tmp_path / "mark"
    function, arguments = payload
    arguments = tuple(a.format(mark) if isinstance(a, str) else a for a in arguments)
    with pytest.raises(pickle.UnpicklingError, match="got the name"):
        loaded(stand_ins.evil((function, arguments)), tmp_path)
    assert not mark.exists()


ARRAY = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00tU\x01btR"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x80\x02",
        b"\x80\x02cnumpy\nndarray\n.",  # a class
        b"\x80\x02cnumpy\ndtype\n(U\x02f4K\x00K\x01tR.",  # a dtype by itself
        b"\x80\x02\x8f.",  # a set
        b"\x80\x02" + ARRAY + b".",  # an array without a state
        b"\x80\x02" + ARRAY + b"K\x01b.",  # a state that is none
        b"\x80\x02" + ARRAY + b"(K\x01K\x05tb.",
        b"\x80\x02cnumpy\ndtype\n(U\x02V8K\x00K\x01tR(tb.",
        b"\x80\x02]q\x00h\x00a.",  # a list that holds itself
        b"\x80\x02cnumpy\nndarray\n}U\x08made_fooK\x01sb.",  # an attribute of a class
        b"\x80\x02cnumpy\nload\n(U\x01atR.",
        b"\x80\x02Pnobody\n.",
        stand_ins.old_pickle(np.arange(6.0)).replace((6).to_bytes(4, "little"), (7).to_bytes(4, "little")),
        stand_ins.old_pickle(np.arange(6.0)).replace(b"U\x02f8", b"U\x02V8"),
        stand_ins.old_pickle(np.arange(6.0)).replace(b"U\x02f8", b"U\x02O8"),
        stand_ins.old_pickle(np.arange(6.0))[:-20],
        pickle.dumps(np.array(["a"]), 3),
        pickle.dumps(np.array([{1}], object), 3),
        pickle.dumps({1, 2}, 4),
    ],
)
def test_what_is_no_data_is_refused(tmp_path, body):
    with pytest.raises(pickle.UnpicklingError):
        loaded(body, tmp_path)


def test_changed_bytes_are_refused_or_read_but_never_end_otherwise(tmp_path):
    sound = stand_ins.cifar_batch(1, labels=1)
    rng = np.random.default_rng(3)
    for place in [*range(120), *rng.integers(120, len(sound), 300)]:
        body = bytearray(sound)
        body[place] = rng.integers(256)
        with contextlib.suppress(pickle.UnpicklingError):
            loaded(bytes(body), tmp_path)


def test_an_archive_of_objects_runs_no_code(tmp_path):
    mark, path = tmp_path / "mark", tmp_path / "a.npz"
    path.write_bytes(stand_ins.npz(x=stand_ins.evil((os.system, (f"touch {mark}",)))))
    with pytest.raises(pickle.UnpicklingError, match="got the name"):
        pickles.load_npz(path)
    assert not mark.exists()
