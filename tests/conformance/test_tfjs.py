"""The harness of TensorFlow.js: it speaks the protocol, answers every kind, and says what it does not have."""

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest

import conformance
from conformance import protocol
from conformance.implementations import NoImplementation
from conformance.implementations.tfjs import HERE, implementation
from golden.portable import case_to_json
from golden.store import Store
from golden.verdict import judge

SCHEMA = json.loads((Path(conformance.__file__).parent / "wire.schema.json").read_text())


def talk(*messages, environment=None):
    """The replies to these messages, each of them valid, and the exit code."""
    try:
        words = implementation().words
    except NoImplementation as error:
        pytest.skip(str(error))
    lines = [m if isinstance(m, bytes) else protocol.encode(m) for m in messages]
    done = subprocess.run(
        words,
        input=b"".join(line.rstrip(b"\n") + b"\n" for line in lines),
        capture_output=True,
        env=environment,
        timeout=120,
    )
    replies = [json.loads(line) for line in done.stdout.splitlines()]
    schema = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], "$ref": "#/$defs/reply"}
    for reply in replies:
        jsonschema.Draft202012Validator(schema).validate(reply)
    return replies, done.returncode


def golden(case_id):
    return next(g for g in Store().load(f"keras.{case_id.split('/')[0]}") if g.case.id == case_id)


def run(*case_ids):
    """(golden, answers, verdict) of stored cases, all asked of one process."""
    goldens = [golden(case_id) for case_id in case_ids]
    replies, _ = talk(*({"id": i, "do": "run", "case": case_to_json(g.case)} for i, g in enumerate(goldens, 1)))
    found = [protocol.answers_from_json(reply) for reply in replies]
    return [(g, answers, judge(g, answers)) for g, answers in zip(goldens, found, strict=True)]


def test_the_lock_file_names_no_host():
    lock = json.loads((HERE / "package-lock.json").read_text())
    pinned = json.loads((HERE / "package.json").read_text())["dependencies"]["@tensorflow/tfjs"]
    assert lock["packages"]["node_modules/@tensorflow/tfjs"]["version"] == pinned
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_a_conversation():
    case = case_to_json(Store().load("keras.ops.isnan")[0].case)
    replies, code = talk(
        {"id": 1, "do": "hello", "protocol": 1},
        {"id": 2, "do": "run", "case": case},
        {"id": 3, "do": "time", "case": case, "repeats": 4},
        {"id": 4, "do": "stop"},
        {"id": 5, "do": "hello", "protocol": 1},
    )
    hello, answered, timed, stopped = replies  # after stop it answers no more
    assert (hello["name"], hello["claims"]) == ("tfjs-layers", ["gradients"])
    assert answered["answers"]["output"]["tensor"]["dtype"] == "bool"
    assert len(timed["seconds"]) == 4 and stopped == {"id": 4, "stopped": True} and code == 0


def test_it_ends_with_its_input():
    assert talk({"id": 1, "do": "hello", "protocol": 1})[1] == 0


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"{half", "not JSON"),
        (b"[1]", "must be an object"),
        ({"id": 1, "do": "dance"}, "hello, run, time, stop"),
        ({"id": 1, "do": "constructor"}, "hello, run, time, stop"),
        ({"id": 1, "do": "hello", "protocol": 2}, "protocol must be 1, got 2"),
        ({"id": 1, "do": "run"}, "case"),
        ({"id": 1, "do": "time", "case": {}, "repeats": 0}, "case"),
    ],
)
def test_a_bad_message_gets_one_sentence(message, words):
    (reply,), _ = talk(message)
    assert words in reply["error"]["message"]


def test_answers_of_every_kind_are_right():
    cases = {
        "layers.Dense/kernel-regularizer": {"output", "grad.x", "grad.weights.0", "losses", "weights", "output_shape"},
        "ops.average_pool/halves": {"output", "grad.x"},
        "losses.CategoricalCrossentropy/smoothing-logits": {"output", "grad.y_pred"},
        "optimizers.Adam/default": {
            "variable.0",
            "slot.v0_momentum",
            "slot.v1_velocity",
            "learning_rate",
            "iterations",
        },
        "initializers.Constant/value": {"output", "config"},
        "Sequential/batchnorm-then-inference": {"1.fit.history.loss", "2.predict.output", "3.weights.0", "3.weights.3"},
    }
    for (g, _, verdict), names in zip(run(*cases), cases.values(), strict=True):
        right = {f.name for f in verdict.findings if not f.reason}
        assert names <= right, f"{g.case.id}: {names - right}"


@pytest.mark.parametrize(
    ("case_id", "words"),
    [
        ("layers.Conv2D/groups2", "groups"),
        ("optimizers.Adam/amsgrad", "amsgrad"),
        ("optimizers.SGD/schedule", "ExponentialDecay"),
        ("metrics.Accuracy/labels", "keras.metrics.Accuracy"),
        ("losses.MeanSquaredError/mean-weighted", "weighted"),
        ("losses.MeanSquaredError/vector-against-column", "rank"),
        ("activations.celu/smooth", "celu"),
        ("Sequential/summary-unbuilt", "input shape"),
        ("Model/two-inputs-two-outputs", "loss_weights"),
        ("ops.cast/float-half", "float16"),
    ],
)
def test_what_it_does_not_have_is_named(case_id, words):
    ((_, _, verdict),) = run(case_id)
    assert verdict.outcome == "unsupported" and words in verdict.reason


def test_refusals_have_a_kind():
    unknown, dtype = run("Sequential/unknown-loss", "ops.log/integers")
    assert unknown[2].outcome == "pass"
    assert dtype[1].kind == "TypeError" and "int32" in str(dtype[1])


def test_a_case_does_not_depend_on_those_before():
    first = "Sequential/train-on-batch"
    again = [first, "optimizers.Adam/default"]
    runs = run(*again, "Sequential/sgd-momentum-sparse", "ops.maximum/broadcast", *again)
    for (_, before, _), (_, after, _) in zip(runs[:2], runs[-2:], strict=True):
        assert protocol.answers_to_json(before) == protocol.answers_to_json(after)


def test_what_a_library_prints_is_no_reply(tmp_path):
    noise = tmp_path / "noise.js"
    noise.write_text('setInterval(() => ["log", "info", "debug"].forEach((n) => console[n]("noise")), 0).unref();')
    environment = {**os.environ, "NODE_OPTIONS": f"--require {noise}"}
    messages = [{"id": i, "do": "hello", "protocol": 1} for i in range(1, 40)]
    assert len(talk(*messages, environment=environment)[0]) == 39
