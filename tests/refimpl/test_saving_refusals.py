"""Files that are damaged or made to do harm: each is built, and refused with one sentence that names the member."""

import io
import json
import sys
import warnings
import zipfile
import zlib

import h5py
import numpy as np
import pytest

import refimpl as keras

KERNEL = "layers/dense/vars/0"
PADDING = 1 << 27  # bytes: more than a model of a few numbers may unpack to


def model():
    keras.utils.clear_session()
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "model.keras"
    model().save(path)
    return path


@pytest.fixture
def weights(tmp_path):
    path = tmp_path / "model.weights.h5"
    model().save_weights(path)
    return path


def members_of(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def rewrite(path, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, data in members.items():
            file.writestr(name, data)


def refused(kind, *words, path):
    """Loading a file ends in an error of a kind and of one line, in which the words are."""
    with pytest.raises(kind) as found:
        keras.saving.load_model(path) if path.suffix == ".keras" else model().load_weights(path)
    text = str(found.value)
    assert all(word in text for word in words) and "\n" not in text, text


# -- archives


def test_a_file_that_is_no_archive(archive):
    archive.write_bytes(b"nothing of the kind")
    refused(ValueError, "model.keras", "cut short", path=archive)


def test_a_file_that_is_missing(tmp_path):
    refused(ValueError, "absent.keras", path=tmp_path / "absent.keras")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_an_archive_cut_short(archive, share):
    data = archive.read_bytes()
    archive.write_bytes(data[: int(len(data) * share)])
    refused(ValueError, "cut short", path=archive)


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_a_member_that_was_changed(archive, name):
    data = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as file:
        info = file.getinfo(name)
    data[info.header_offset + 30 + len(name) + info.file_size // 2] ^= 255
    archive.write_bytes(data)
    refused(zipfile.BadZipFile, name, "not whole", path=archive)


@pytest.mark.parametrize(("name", "kind"), [("config.json", KeyError), ("model.weights.h5", ValueError)])
def test_a_member_that_is_missing(archive, name, kind):
    rewrite(archive, {n: data for n, data in members_of(archive).items() if n != name})
    refused(kind, name, path=archive)


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "/outside", "..\\outside", "C:\\outside"])
def test_a_member_that_leads_out_of_the_archive(archive, name):
    rewrite(archive, {**members_of(archive), name: b"data"})
    refused(ValueError, "must stay within the archive", path=archive)
    assert not (archive.parent.parent / "outside").exists()


def test_a_member_that_stands_twice(archive):
    with zipfile.ZipFile(archive, "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr("config.json", b"{}")
    refused(ValueError, "config.json", "twice", path=archive)


def test_a_member_that_is_encrypted(archive):
    data = bytearray(archive.read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the flags, in both headers of each member
        start = data.find(signature)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(signature, start + 4)
    archive.write_bytes(data)
    refused(ValueError, "encrypted", path=archive)


@pytest.mark.parametrize("name", ["config.json", "model.weights.h5"])
def test_a_member_that_unpacks_to_more_than_the_model_can_need(archive, name):
    members = members_of(archive)
    rewrite(archive, {**members, name: members[name] + b" " * PADDING}, zipfile.ZIP_DEFLATED)
    assert archive.stat().st_size < PADDING / 100
    refused(ValueError, name, "unpack", path=archive)


def test_an_archive_that_somebody_packed_again_is_read(archive):
    rewrite(archive, members_of(archive), zipfile.ZIP_DEFLATED)
    assert keras.saving.load_model(archive).built


@pytest.mark.parametrize("data", [b"{", b"[1]", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_config_that_is_no_object_of_json(archive, data):
    rewrite(archive, {**members_of(archive), "config.json": data})
    refused(ValueError, "config.json", path=archive)


@pytest.mark.parametrize(
    "change",
    [
        lambda config: config.clear(),
        lambda config: config.update(class_name="MeanSquaredError", module="keras.losses", config={}),
        lambda config: config["config"].pop("layers"),
        lambda config: config["config"]["layers"][1].update(config={"units": "many"}),
        lambda config: config["config"]["layers"][1].update(config=[1]),
        lambda config: config["config"].update(layers=[1, 2]),
        lambda config: config.update(config=3),
        lambda config: config.update(compile_config={"optimizer": "none of these"}),
        lambda config: config.update(class_name="Functional", module="keras.src.models.functional"),
    ],
)
def test_a_config_that_describes_no_model(archive, change):
    with_config(archive, change)
    refused((ValueError, TypeError), path=archive)


def with_config(path, change):
    members = members_of(path)
    config = json.loads(members["config.json"])
    change(config)
    rewrite(path, {**members, "config.json": json.dumps(config).encode()})


@pytest.mark.parametrize(
    "entry",
    [
        {"module": "os", "class_name": "system", "config": "true", "registered_name": None},
        {"module": "builtins", "class_name": "function", "config": "eval", "registered_name": "function"},
        {"module": "subprocess", "class_name": "Popen", "config": {"args": "true"}, "registered_name": None},
        {"module": "trap", "class_name": "Trap", "config": {}, "registered_name": "trap>Trap"},
        {"module": "keras", "class_name": "Variable", "config": {}, "registered_name": None},
    ],
    ids=lambda entry: entry["module"],
)
def test_a_config_that_names_what_nobody_registered(archive, entry, tmp_path, monkeypatch):
    """Modules are not imported because a config names them."""
    (tmp_path / "trap.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    with_config(archive, lambda config: config["config"]["layers"].append(entry))
    name = entry["config"] if entry["class_name"] == "function" else entry["class_name"]
    refused((TypeError, ValueError), name, path=archive)
    assert "trap" not in sys.modules


@pytest.mark.parametrize("safe_mode", [True, False])
def test_code_in_a_config(archive, safe_mode):
    code = {"class_name": "__lambda__", "config": {"value": ["4wEAAAAAAAAA", None, None]}}

    def change(config):
        config["config"]["layers"][1]["config"]["activation"] = code

    with_config(archive, change)
    with pytest.raises(TypeError, match="lambda"):
        keras.saving.load_model(archive, safe_mode=safe_mode)


# -- weights


def change_weights(path, change):
    with h5py.File(path, "a") as file:
        change(file)


def test_weights_that_are_no_hdf5(weights):
    weights.write_bytes(b"nothing of the kind")
    refused(OSError, "model.weights.h5", "HDF5", path=weights)


def test_weights_cut_short(weights):
    weights.write_bytes(weights.read_bytes()[:3000])
    refused(OSError, "model.weights.h5", "HDF5", path=weights)


def test_weights_that_are_no_hdf5_in_an_archive(archive):
    rewrite(archive, {**members_of(archive), "model.weights.h5": b"nothing of the kind"})
    refused(OSError, "HDF5", path=archive)


def replaced(make):
    def change(file):
        del file[KERNEL]
        make(file)

    return change


def virtual(file):
    layout = h5py.VirtualLayout((3, 2), "f4")
    layout[:] = h5py.VirtualSource("elsewhere.h5", "data", (3, 2))
    file.create_virtual_dataset(KERNEL, layout)


def in_another_file(file):
    file.create_dataset(KERNEL, (3, 2), "f4", external=[("elsewhere.bin", 0, 24)])


def link(file, place, target):
    del file[place]
    file[place] = target


BAD = {
    "soft link": (replaced(lambda f: f.__setitem__(KERNEL, h5py.SoftLink("/layers/dense/vars/1"))), "link"),
    "external link": (replaced(lambda f: f.__setitem__(KERNEL, h5py.ExternalLink("other.h5", "/x"))), "link"),
    "linked group": (lambda f: link(f, "layers/dense/vars", h5py.SoftLink("/vars")), "link"),
    "group in another file": (lambda f: link(f, "layers/dense", h5py.ExternalLink("other.h5", "/")), "link"),
    "virtual dataset": (replaced(virtual), "other files"),
    "data in another file": (replaced(in_another_file), "other files"),
    "text": (replaced(lambda f: f.create_dataset(KERNEL, (3, 2), h5py.string_dtype())), "numbers"),
    "references": (replaced(lambda f: f.create_dataset(KERNEL, (3, 2), h5py.ref_dtype)), "numbers"),
    "records": (replaced(lambda f: f.create_dataset(KERNEL, (3, 2), [("a", "f4")])), "numbers"),
    "nothing": (replaced(lambda f: f.create_dataset(KERNEL, dtype="f4")), "empty"),
    "never written": (replaced(lambda f: f.create_dataset(KERNEL, (1 << 40,), "f4", chunks=(1024,))), "unpack"),
    "packed": (replaced(lambda f: f.create_dataset(KERNEL, data=np.zeros(PADDING, "i1"), compression=1)), "unpack"),
    "a group": (replaced(lambda f: f.create_group(KERNEL)), "dataset"),
    "other shape": (replaced(lambda f: f.create_dataset(KERNEL, data=np.zeros((3, 3), "f4"))), "(3, 2)"),
    "missing array": (replaced(lambda f: None), "kernel"),
    "array too many": (lambda f: f.create_dataset("layers/dense/vars/2", data=np.zeros(1)), "got 3 arrays"),
    "another name": (lambda f: f.move(KERNEL, "layers/dense/vars/a"), KERNEL),
    "a dataset for a group": (lambda f: link(f, "layers/dense/vars", np.zeros(3)), "group"),
    "no layer": (lambda f: f.__delitem__("layers/dense"), "layers/dense"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_weights_that_are_not_what_they_should_be(weights, name):
    change, word = BAD[name]
    change_weights(weights, change)
    refused(ValueError, "layers/dense", word, path=weights)


def test_data_cut_short_within_an_array(weights):
    """A chunk of compressed data that was overwritten."""
    change_weights(weights, replaced(lambda f: f.create_dataset(KERNEL, data=np.ones((3, 2), "f4"), compression=9)))
    data, packed = weights.read_bytes(), zlib.compress(np.ones((3, 2), "f4").tobytes(), 9)
    assert data.count(packed) == 1
    weights.write_bytes(data.replace(packed, b"\0" * len(packed)))
    refused((OSError, ValueError), KERNEL, "not whole", path=weights)


def test_what_is_refused_in_an_archive_is_named_too(archive):
    members = members_of(archive)
    file = io.BytesIO(members["model.weights.h5"])
    with h5py.File(file, "a") as found:
        replaced(lambda f: f.__setitem__(KERNEL, h5py.SoftLink("/vars")))(found)
    rewrite(archive, {**members, "model.weights.h5": file.getvalue()})
    refused(ValueError, "model.keras", KERNEL, path=archive)


@pytest.mark.parametrize("ending", [".h5", ".hdf5"])
def test_the_whole_models_of_keras_2(tmp_path, ending):
    path = tmp_path / f"model{ending}"
    for ask in (model().save, keras.saving.load_model, model().load_weights):
        with pytest.raises(NotImplementedError, match=r"\.keras"):
            ask(path)
