"""The wire: tensors and cases come back as they went, messages keep to the schema, slips are named."""

import io
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import ml_dtypes
import numpy as np
import pytest

import conformance
from conformance import protocol
from conformance.implementations import resolve
from conformance.worker import Server
from golden.namespace import Refused, Unsupported
from golden.portable import case_from_json, case_to_json, tensor_from_json, tensor_to_json
from golden.store import Store

SCHEMA = json.loads((Path(conformance.__file__).parent / "wire.schema.json").read_text())


def valid(what, message):
    schema = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": f"#/$defs/{what}"}
    jsonschema.Draft202012Validator(schema).validate(message)
    return message


ARRAYS = {
    "matrix": np.arange(6, dtype=np.float32).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big-endian": np.arange(4, dtype=">i4"),
    "scalar": np.array(2.5, np.float16),
    "empty": np.zeros((0, 3), np.int64),
    "truths": np.array([True, False]),
    "bfloat16": np.array([1.5, -2], ml_dtypes.bfloat16),
    "specials": np.array([np.nan, np.inf, -0.0], np.float32),
    "reversed": np.arange(5, dtype=np.uint8)[::-1],
}


@pytest.mark.parametrize("name", ARRAYS)
def test_a_tensor_comes_back(name):
    array = ARRAYS[name]
    sent = json.loads(json.dumps(valid("tensor", tensor_to_json(array))))
    found = tensor_from_json(sent)
    assert found.dtype == array.dtype.newbyteorder("=") and found.shape == array.shape and found.flags.writeable
    assert found.tobytes() == array.astype(array.dtype.newbyteorder("=")).tobytes()


GOOD = tensor_to_json(ARRAYS["matrix"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dtype": "float31"}, "float31"),
        ({"dtype": "object"}, "object"),
        ({"dtype": "O"}, "O"),
        ({"dtype": "<f4"}, "<f4"),
        ({"shape": [7, 1]}, "24 bytes"),
        ({"shape": [-2, -3]}, "not a tensor"),
        ({"shape": "ab"}, "not a tensor"),
        ({"data": "%%%"}, "not a tensor"),
        ({"data": 7}, "not a tensor"),
    ],
)
def test_what_is_no_tensor_is_named(change, words):
    with pytest.raises(protocol.ProtocolError, match=words):
        tensor_from_json({**GOOD, **change})


def test_an_array_of_objects_is_not_sent():
    with pytest.raises(protocol.ProtocolError, match="numbers"):
        tensor_to_json(np.array([print], object))


def test_every_stored_case_goes_over_the_wire_and_back():
    for golden in Store().all():
        sent = valid("case", json.loads(protocol.encode(case_to_json(golden.case))))
        found = case_from_json(sent)
        assert (found.id, found.spec, found.tags) == (golden.case.id, golden.case.spec, golden.case.tags)
        assert all(found.tensors[n].tobytes() == golden.case.tensors[n].tobytes() for n in golden.case.tensors)
        assert not any(x.flags.writeable for x in found.tensors.values())  # who writes into one is seen on both sides


def test_replies_keep_to_the_schema_for_every_kind_of_answer():
    local = resolve("refimpl")
    for symbol in ("keras.layers.BatchNormalization", "keras.losses.MeanSquaredError", "keras.Sequential"):
        for golden in Store().load(symbol):
            valid("reply", {"id": 1, **protocol.answers_to_json(local.answer(golden.case))})
    assert valid("reply", {"id": 1, **protocol.answers_to_json(Unsupported("no"))})["unsupported"] == "no"


def test_an_error_comes_back_as_the_same_kind():
    error = protocol.answers_from_json(protocol.answers_to_json(KeyError("weight")))
    assert isinstance(error, Refused) and error.kind == "KeyError"


def nested(levels):
    return [nested(levels - 1)] if levels else []


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ({"error": {"kind": "ValueError", "message": "no", "where": 5}}, "where a list of texts"),
        ({"error": {"kind": "ValueError", "message": [1]}}, "message must be a text"),
        ({"answers": {"output": {"json": nested(200)}}}, "nested deeper"),
        ({"answers": {"output": {"tensor": {**GOOD, "shape": [2**80]}}}}, "not a tensor"),
        ({"answers": {"output": {"tensor": {**GOOD, "shape": [2**40, 2**40]}}}}, "not a tensor"),
        ({"answers": 5}, "answers, unsupported or error"),
        ({"answers": {}, "unsupported": None}, "got answers and unsupported"),
        ({"answers": {}, "error": {"kind": "NotImplementedError", "message": ""}}, "got answers and error"),
        ({"unsupported": None}, "unsupported must be a text"),
    ],
)
def test_what_is_no_reply_is_named(message, words):
    with pytest.raises(protocol.ProtocolError, match=words):
        protocol.answers_from_json(message)


@pytest.mark.parametrize("name", ["", "x" * 300, "../keras-jax", "two\nlines", 7, None])
def test_a_name_that_could_be_no_file_is_refused(name):
    hello = {"protocol": 1, "name": name, "version": "", "claims": []}
    with pytest.raises(protocol.ProtocolError, match="a name of at most 100"):
        protocol.introduction(hello)
    assert protocol.introduction({**hello, "name": "tfjs-layers"}) == ("tfjs-layers", "", frozenset())


def ask(*messages):
    server = Server("refimpl")
    lines = [m if isinstance(m, bytes) else protocol.encode(m) for m in messages]
    return [valid("reply", server.reply(line)) for line in lines]


def case():
    return case_to_json(Store().load("keras.ops.isnan")[0].case)


CASE = case()


def test_a_conversation():
    hello = valid("request", {"id": 1, "do": "hello", "protocol": 1})
    run = valid("request", {"id": 2, "do": "run", "case": case(), "through": "config"})
    time = valid("request", {"id": 3, "do": "time", "case": case(), "repeats": 4})
    first, second, third, last = ask(hello, run, time, valid("request", {"id": 4, "do": "stop"}))
    assert first["name"] == "refimpl" and "gradients" in first["claims"]
    assert second["answers"]["output"]["tensor"]["dtype"] == "bool"
    assert len(third["seconds"]) == 4 and last == {"id": 4, "stopped": True}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"{half", "not JSON"),
        (b"[1]", "must be an object"),
        ({"id": 1, "do": "dance"}, "hello, run, time, stop"),
        ({"id": 1, "do": "hello", "protocol": 2}, "protocol must be 1, got 2"),
        ({"id": 1, "do": "run"}, "not a case"),
        ({"id": 1, "do": "run", "case": {"id": "x"}}, "not a case"),
        ({"id": 1, "do": "time", "case": {}, "repeats": 0}, "repeats must be a positive integer"),
        ({"id": 1, "do": "time", "case": {}, "repeats": True}, "repeats must be a positive integer"),
        ({"id": 1, "do": "hello", "protocol": True}, "protocol must be 1, got True"),
        (b"[" * 10**5, "nested too deep"),
        ({"id": 1, "do": "run", "case": CASE, "through": "fire"}, "through must be of config, got 'fire'"),
        ({"id": 1, "do": "run", "case": CASE, "floatx": "float31"}, "floatx must be float32 or float64"),
    ],
)
def test_a_bad_message_gets_one_sentence(message, words):
    (reply,) = ask(message)
    assert words in reply["error"]["message"]


def test_the_worker_stops_at_the_end_of_its_input():
    command = [sys.executable, "-m", "conformance.worker", "--impl", "refimpl"]
    hello = protocol.encode({"id": 1, "do": "hello", "protocol": 1})
    done = subprocess.run(command, input=hello, capture_output=True, timeout=60)
    assert done.returncode == 0 and len(io.BytesIO(done.stdout).readlines()) == 1
