"""Keras on TensorFlow: the same case gives the same golden, in whatever order, and mistakes in the catalog are loud."""

import importlib.util

import numpy as np
import pytest

from golden.case import Case
from golden.oracle import TensorFlowKeras, public_api, record
from golden.recording import identical
from golden.verdict import judge, run_and_judge

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.skipif(importlib.util.find_spec("tensorflow") is None, reason="needs TensorFlow, the oracle"),
]
F = np.float32
X = np.linspace(-1, 1, 8, dtype=F).reshape(2, 4)


@pytest.fixture(scope="module")
def oracle():
    return TensorFlowKeras()


def dense(slug="a", tags=(), x=X, **config):
    spec = {"config": {"units": 3, **config}, "inputs": {"tensor": "x"}, "call": {}}
    return Case(f"layers.Dense/{slug}", "layer", "keras.layers.Dense", spec, {"x": x}, "contraction", tags)


def op(symbol, args, tensors, slug="a", tags=(), op_class="elementwise"):
    return Case(f"{symbol}/{slug}", "op", f"keras.{symbol}", {"args": args, "kwargs": {}}, tensors, op_class, tags)


def test_a_layer_is_recorded_with_weights_gradients_and_truth(oracle):
    golden = record(dense(activation="tanh"), oracle)
    assert set(golden.case.tensors) == {"x", "weights.0", "weights.1", "cotangent"}
    assert {"output", "grad.x", "grad.weights.0", "weights", "config", "output_shape"} <= set(golden.answers)
    assert set(golden.truth) == {"output", "grad.x", "grad.weights.0", "grad.weights.1"}
    w, b = golden.case.tensors["weights.0"].astype(np.float64), golden.case.tensors["weights.1"]
    np.testing.assert_array_max_ulp(golden.truth["output"], np.tanh(X.astype(np.float64) @ w + b), 8)
    assert golden.answers["config"]["name"] == "layer"
    assert judge(golden, dict(golden.answers)).outcome == "pass"


def test_a_golden_does_not_depend_on_what_was_asked_before(oracle):
    first = record(dense(), oracle)
    record(dense("b", activation="relu"), oracle)
    record(op("ops.exp", [{"tensor": "x"}], {"x": X}), oracle)
    assert identical(first, record(dense(), oracle))


def test_floatx_is_float32_again_after_the_truth(oracle):
    record(dense(), oracle)
    assert oracle.module.config.floatx() == "float32"


def test_asking_the_stored_case_again_is_to_the_bit(oracle):
    golden = record(dense(), oracle)
    assert identical(golden, record(golden.case, oracle))
    assert run_and_judge(golden, oracle).margin < 1


def test_whole_numbers_and_exact_answers_have_no_truth(oracle):
    golden = record(op("ops.argmax", [{"tensor": "x"}], {"x": X}, op_class="exact"), oracle)
    assert (dict(golden.truth), golden.no_truth) == ({}, None)


def test_what_keras_refuses_is_recorded_by_its_kind(oracle):
    golden = record(dense(tags=("error",), units=-1), oracle)
    assert (golden.raises, dict(golden.answers)) == ("ValueError", {})


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (dense(tags=("error",)), "Keras accepts this case, which is tagged as an error"),
        (dense(units=-1), "Keras refuses this case: ValueError"),
        (op("ops.nothing", [], {}, tags=("error",)), "the case cannot be asked: Unsupported: keras.ops.nothing"),
        (op("ops.exp", [{"tensor": "y"}], {"x": X}, tags=("error",)), "the case cannot be asked: KeyError"),
    ],
)
def test_a_mistake_in_the_catalog_is_loud_and_names_the_case(oracle, case, message):
    with pytest.raises(RuntimeError) as error:
        record(case, oracle)
    assert str(error.value).startswith(f"{case.id}: {message}")


def test_the_public_api_lists_what_is_documented_and_nothing_inner(oracle):
    api = public_api(oracle)
    assert {"keras.layers.Dense", "keras.ops.image.resize", "keras.losses.MeanSquaredError"} <= set(api)
    assert "keras.models.Model" in api["keras.Model"]
    names = [name for symbol, others in api.items() for name in (symbol, *others)]
    assert not [name for name in names if ".src" in name or "._" in name]
    assert len(names) == len(set(names))
    assert list(api) == sorted(api)
