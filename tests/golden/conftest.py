"""Goldens made by hand, a store of them, and an oracle that is no TensorFlow."""

import numpy as np
import pytest

from golden.case import Case, Golden
from golden.store import Store

PROVENANCE = {
    "keras": "3.15.1",
    "tensorflow": "2.21.0",
    "numpy": "2.4.0",
    "platform": "Linux-x86_64",
    "cpu": ["avx2"],
    "threads": {"cores": 2},
    "generator": "0123456789ab",
}


def pytest_configure(config):
    config.addinivalue_line("markers", "oracle: needs Keras on TensorFlow")


def make_golden(answer, truth=None, op_class="elementwise", tags=(), slug="a", symbol="keras.ops.add", name="output"):
    """A golden of one answer."""
    x = np.arange(3, dtype=np.float32)
    spec = {"args": [{"tensor": "x"}], "kwargs": {}}
    case = Case(f"{symbol.removeprefix('keras.')}/{slug}", "op", symbol, spec, {"x": x}, op_class, tuple(tags))
    return Golden(case, {name: answer}, {} if truth is None else {name: np.asarray(truth, np.float64)})


def refused(kind="ValueError", symbol="keras.ops.add", slug="refused"):
    """A golden of a case that Keras rejects."""
    id_ = f"{symbol.removeprefix('keras.')}/{slug}"
    return Golden(Case(id_, "op", symbol, {"args": []}, {}, "exact", ("error",)), raises=kind)


@pytest.fixture
def store(tmp_path):
    """Two symbols: three cases of add, one of exp."""
    store = Store(tmp_path / "data")
    one = np.array([0.1, 0.2, 0.3], np.float32)
    third = make_golden({"units": 3}, slug="c", name="config")
    store.write("keras.ops.add", [make_golden(one, one * 1.0, slug="a"), refused(slug="b"), third], PROVENANCE)
    store.write("keras.ops.exp", [make_golden(one * 2, symbol="keras.ops.exp")], PROVENANCE)
    (store.root / "api.json").write_text(
        '{"keras": "3.15.1", "symbols": {"keras.ops.add": [], "keras.exp": ["keras.ops.exp"], "keras.ops.sin": []}}'
    )
    return Store(store.root)
