"""A store gives back what was put in, writes the same bytes for the same goldens, and refuses whatever is not whole."""

import json
import os

import numpy as np
import pytest

from golden.store import ROOT, Store, StoreError
from tests.golden.conftest import PROVENANCE, make_golden

DTYPES = ("float32", "float64", "float16", "bfloat16", "int32", "int64", "uint8", "uint32", "bool")


def snapshot(store):
    return {p.relative_to(store.root): (p.read_bytes(), p.stat().st_mtime_ns) for p in store.root.rglob("*.*")}


def edit(store, name, change):
    """Change the bytes of a file, without telling the manifest."""
    path = store.root / name
    path.write_bytes(change(path.read_bytes()))


def reseal(store, name):
    """Let the manifest agree with a file again: only what the file says can then give it away."""
    import hashlib

    path = store.root / "manifest.json"
    manifest = json.loads(path.read_bytes())
    for entry in manifest["symbols"].values():
        if name in entry["files"]:
            entry["files"][name] = hashlib.sha256((store.root / name).read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest))


def breach(store):
    """What reading everything and what ``verify`` say of a store: both must name the trouble."""
    with pytest.raises(StoreError) as refusal:
        for golden in Store(store.root).all():
            for part in (golden.case.tensors, golden.answers, golden.truth):
                dict(part)
    found = Store(store.root).verify()
    assert found
    return str(refusal.value), "\n".join(found)


@pytest.mark.parametrize("dtype", DTYPES)
def test_tensors_come_back_to_the_bit(tmp_path, dtype):
    array = (np.arange(6) % 2).reshape(2, 3).astype(dtype)
    Store(tmp_path).write("keras.ops.add", [make_golden(array)], PROVENANCE)
    [golden] = Store(tmp_path).load("keras.ops.add")
    back = golden.answers["output"]
    assert (back.dtype, back.shape, back.tobytes()) == (array.dtype, array.shape, array.tobytes())


@pytest.mark.parametrize("array", [np.array(2, np.float32), np.zeros((0, 3), np.float32), np.zeros(2, ">f4")])
def test_scalars_empty_and_big_endian_tensors_are_stored(tmp_path, array):
    Store(tmp_path).write("keras.ops.add", [make_golden(array)], PROVENANCE)
    [golden] = Store(tmp_path).load("keras.ops.add")
    assert golden.answers["output"].shape == array.shape
    assert golden.answers["output"].dtype == np.float32


def test_a_tensor_in_fortran_order_keeps_its_values(tmp_path):
    array = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    Store(tmp_path).write("keras.ops.add", [make_golden(array)], PROVENANCE)
    np.testing.assert_array_equal(Store(tmp_path).load("keras.ops.add")[0].answers["output"], array)


def test_nan_infinities_and_signed_zeros_come_back(tmp_path):
    array = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0], np.float32)
    Store(tmp_path).write("keras.ops.add", [make_golden(array)], PROVENANCE)
    assert Store(tmp_path).load("keras.ops.add")[0].answers["output"].tobytes() == array.tobytes()


def test_answers_keep_their_order_and_errors_their_kind(store):
    a, b, c = store.load("keras.ops.add")
    assert [g.case.id for g in (a, b, c)] == ["ops.add/a", "ops.add/b", "ops.add/c"]
    assert (b.raises, list(b.answers), c.answers["config"]) == ("ValueError", [], {"units": 3})


def test_stored_tensors_cannot_be_written_to(store):
    with pytest.raises(ValueError):
        store.load("keras.ops.add")[0].answers["output"][0] = 7


def test_headers_are_read_without_tensors(store):
    (store.root / "ops/add.safetensors").unlink()
    golden = store.load("keras.ops.add")[0]
    assert list(golden.case.tensors) == ["x"]
    with pytest.raises(StoreError, match=r"add\.safetensors: the file is missing"):
        golden.case.tensors["x"]


def test_writing_the_same_again_touches_no_file_and_keeps_the_provenance(store):
    before = snapshot(store)
    goldens = store.load("keras.ops.add")
    assert store.write("keras.ops.add", goldens, {**PROVENANCE, "generator": "another"}) is False
    assert snapshot(store) == before


def test_bytes_do_not_depend_on_the_order_in_which_symbols_came(tmp_path):
    one, two = Store(tmp_path / "one"), Store(tmp_path / "two")
    goldens = {s: [make_golden(np.ones(2, np.float32), symbol=s)] for s in ("keras.ops.add", "keras.ops.exp")}
    for store, order in ((one, sorted(goldens)), (two, sorted(goldens, reverse=True))):
        for symbol in order:
            store.write(symbol, goldens[symbol], PROVENANCE)
    assert {k: v[0] for k, v in snapshot(one).items()} == {k: v[0] for k, v in snapshot(two).items()}


def test_a_file_that_was_lost_is_written_again(store):
    goldens = [g for g in store.load("keras.ops.exp") if dict(g.answers) and dict(g.case.tensors)]
    (store.root / "ops/exp.safetensors").unlink()
    assert store.write("keras.ops.exp", goldens, PROVENANCE) is True
    assert Store(store.root).verify() == []


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(store, monkeypatch):
    before = snapshot(store)

    def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        store.write("keras.ops.add", [make_golden(np.ones(2, np.float32))], PROVENANCE)
    assert snapshot(store) == before


def test_a_removed_symbol_leaves_nothing(store):
    store.remove("keras.ops.exp")
    assert store.symbols() == ["keras.ops.add"]
    assert Store(store.root).verify() == []


def test_an_unknown_symbol_is_a_key_error(store):
    with pytest.raises(KeyError):
        store.load("keras.ops.nothing")


@pytest.mark.parametrize("name", ["ops/add.json", "ops/add.safetensors"])
@pytest.mark.parametrize(
    "damage",
    {
        "a bit flipped": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
        "cut short": lambda data: data[: len(data) // 2],
        "emptied": lambda data: b"",
        "longer": lambda data: data + b"\n",
    }.items(),
    ids=lambda item: item[0],
)
def test_a_changed_file_is_refused_by_name(store, name, damage):
    edit(store, name, damage[1])
    for text in breach(store):
        assert name in text and "sha256" in text


@pytest.mark.parametrize("name", ["ops/add.json", "ops/add.safetensors"])
def test_a_missing_file_is_refused_by_name(store, name):
    (store.root / name).unlink()
    for text in breach(store):
        assert name in text and "missing" in text


def test_two_files_that_changed_places_are_refused(store):
    one, two = store.root / "ops/add.safetensors", store.root / "ops/exp.safetensors"
    a, b = one.read_bytes(), two.read_bytes()
    one.write_bytes(b)
    two.write_bytes(a)
    for text in breach(store):
        assert "ops/add.safetensors" in text and "sha256" in text


def test_cases_in_another_order_are_refused(store):
    def turn(data):
        document = json.loads(data)
        document["cases"].reverse()
        return json.dumps(document, indent=1).encode()

    edit(store, "ops/add.json", turn)
    for text in breach(store):
        assert "ops/add.json" in text and "sha256" in text


def test_an_id_that_stands_twice_is_refused_even_under_a_right_hash(store):
    def double(data):
        document = json.loads(data)
        document["cases"][2]["slug"] = "a"
        return json.dumps(document).encode()

    edit(store, "ops/add.json", double)
    reseal(store, "ops/add.json")
    for text in breach(store):
        assert "ops/add.json" in text and "'ops.add/a' stands more than once" in text


def test_a_case_too_few_is_refused_even_under_a_right_hash(store):
    edit(
        store,
        "ops/add.json",
        lambda data: json.dumps({**json.loads(data), "cases": json.loads(data)["cases"][:2]}).encode(),
    )
    reseal(store, "ops/add.json")
    for text in breach(store):
        assert "ops/add.json: must hold 3 cases, got 2" in text


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"cases": 3}', b'{"cases": [{"slug": "a"}, {"slug": "b"}, {"slug": "c"}]}']
)
def test_a_file_of_another_form_is_refused_even_under_a_right_hash(store, content):
    edit(store, "ops/add.json", lambda _: content)
    reseal(store, "ops/add.json")
    for text in breach(store):
        assert "ops/add.json" in text


def test_a_tensor_that_is_missing_is_refused_even_under_a_right_hash(store):
    edit(store, "ops/add.safetensors", lambda _: (store.root / "ops/exp.safetensors").read_bytes())
    reseal(store, "ops/add.safetensors")
    for text in breach(store):
        assert "ops/add.safetensors: the tensor 'a:truth:output' is missing" in text


def test_what_is_no_safetensors_is_refused_even_under_a_right_hash(store):
    edit(store, "ops/add.safetensors", lambda _: b"not a tensor")
    reseal(store, "ops/add.safetensors")
    for text in breach(store):
        assert "ops/add.safetensors: not a safetensors file" in text


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"format": 2, "symbols": {}}', '{"format": 1, "symbols": [1]}']
)
def test_a_broken_manifest_is_refused_by_name(store, content):
    (store.root / "manifest.json").write_text(content)
    for text in breach(store):
        assert "manifest.json" in text


def test_a_broken_manifest_is_not_written_over(store):
    (store.root / "manifest.json").write_text('{"format": 1, "sym')
    with pytest.raises(StoreError, match=r"manifest\.json: not JSON"):
        Store(store.root).write("keras.ops.add", [make_golden(np.ones(2, np.float32))], PROVENANCE)
    assert (store.root / "manifest.json").read_text() == '{"format": 1, "sym'


def test_a_folder_without_a_manifest_is_no_store(tmp_path):
    with pytest.raises(StoreError, match=r"manifest\.json: the file is missing"):
        Store(tmp_path).symbols()


def test_a_stray_file_is_a_complaint(store):
    (store.root / "ops" / "old.json").write_text("{}")
    [complaint] = store.verify()
    assert "ops/old.json: the manifest does not know this file" in complaint


def test_a_broken_list_of_the_api_is_a_complaint(store):
    (store.root / "api.json").write_text("{")
    [complaint] = store.verify()
    assert "api.json" in complaint


def test_the_stored_goldens_are_whole_and_small():
    assert Store(ROOT).verify() == []
    assert len(list(Store(ROOT).all())) >= 400
    assert sum(p.stat().st_size for p in ROOT.rglob("*") if p.is_file()) < 40e6
