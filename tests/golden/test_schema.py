"""The published schema accepts what is stored and nothing looser, so that other languages can rely on it."""

import copy
import json

import jsonschema
import pytest

from golden.schema import PATH, complaints
from golden.store import ROOT
from tests.golden.conftest import PROVENANCE

CASE = {
    "slug": "same-stride2",
    "kind": "op",
    "op_class": "elementwise",
    "tags": [],
    "spec": {"args": [{"tensor": "x"}]},
    "tensors": {"in": ["x"], "out": ["output"]},
    "answers": {},
    "order": ["output"],
    "no_truth": None,
    "raises": None,
}
SYMBOL = {"format": 1, "symbol": "keras.ops.add", "cases": [CASE]}
ENTRY = {"cases": 1, "files": {"ops/add.json": "0" * 64, "ops/add.safetensors": "f" * 64}, "provenance": PROVENANCE}
MANIFEST = {"format": 1, "symbols": {"keras.ops.add": ENTRY}}
ABSENT = object()


def changed(document, path, value):
    document = copy.deepcopy(document)
    at = document
    for key in path[:-1]:
        at = at[key]
    if value is ABSENT:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return document


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(json.loads(PATH.read_bytes()))


@pytest.mark.parametrize("document", [SYMBOL, MANIFEST])
def test_the_whole_schema_takes_either_document(document):
    jsonschema.validate(document, json.loads(PATH.read_bytes()))


@pytest.mark.parametrize(("name", "document"), [("symbol", SYMBOL), ("manifest", MANIFEST)])
def test_a_sound_document_has_no_complaints(name, document):
    assert list(complaints(name, document, "a.json")) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["format"], 2),
        (["symbol"], "layers.Dense"),
        (["cases"], []),
        (["more"], 1),
        (["cases", 0, "slug"], "Upper"),
        (["cases", 0, "slug"], "a/b"),
        (["cases", 0, "slug"], ABSENT),
        (["cases", 0, "kind"], "thing"),
        (["cases", 0, "op_class"], "vague"),
        (["cases", 0, "tags"], ["a", "a"]),
        (["cases", 0, "spec"], []),
        (["cases", 0, "tensors", "side"], ["x"]),
        (["cases", 0, "tensors", "in"], ["x", "x"]),
        (["cases", 0, "tensors", "in"], [1]),
        (["cases", 0, "order"], ABSENT),
        (["cases", 0, "no_truth"], 3),
        (["cases", 0, "raises"], "InvalidArgumentError"),
        (["cases", 0, "extra"], 1),
    ],
)
def test_a_document_of_another_form_is_named_with_its_place(path, value):
    found = list(complaints("symbol", changed(SYMBOL, path, value), "ops/add.json"))
    assert found
    assert all(line.startswith("ops/add.json: at ") for line in found)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["symbols", "keras.ops.add", "files", "ops/add.json"], "0" * 63),
        (["symbols", "keras.ops.add", "files"], {}),
        (["symbols", "keras.ops.add", "cases"], 0),
        (["symbols", "keras.ops.add", "provenance"], {}),
        (["symbols", "keras.ops.add", "provenance", "keras"], 3),
        (["symbols", "ops.add"], ENTRY),
    ],
)
def test_a_manifest_of_another_form_is_a_complaint(path, value):
    assert list(complaints("manifest", changed(MANIFEST, path, value), "manifest.json"))


def test_every_stored_file_is_as_the_schema_says():
    assert list(complaints("manifest", json.loads((ROOT / "manifest.json").read_bytes()), "manifest.json")) == []
    for path in ROOT.glob("*/*.json"):
        assert list(complaints("symbol", json.loads(path.read_bytes()), path)) == []
