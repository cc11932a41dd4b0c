"""Goldens made by hand, a store of them, and an oracle that is no TensorFlow."""

from types import SimpleNamespace

import numpy as np
import pytest

from golden import __main__ as cli
from golden import catalog, coverage, oracle
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


class FakeOracle:
    """Answers from a dict; the versions are the pinned ones unless told."""

    versions = {"keras": "3.15.1", "tensorflow": "2.21.0", "numpy": "2.4.0"}
    other = ""

    def differs_from_pinned(self):
        return self.other


@pytest.fixture
def fake(monkeypatch, store):
    """A catalog of what ``store`` holds, and an oracle that gives back what stands in ``answers``."""
    goldens = {g.case.id: g for g in store.all()}
    state = SimpleNamespace(store=store, answers=dict(goldens), oracle=FakeOracle())

    def record(case, _):
        return state.answers[case.id]

    monkeypatch.setattr(cli, "_oracle", lambda parser: state.oracle)
    monkeypatch.setattr(catalog, "cases", lambda symbols=None: [g.case for g in goldens.values()])
    monkeypatch.setattr(oracle, "record", record)
    monkeypatch.setattr(oracle, "provenance", lambda _: PROVENANCE)
    monkeypatch.setattr(
        oracle, "public_api", lambda _: {"keras.ops.add": [], "keras.exp": ["keras.ops.exp"], "keras.ops.new": []}
    )
    monkeypatch.setattr(coverage, "exemptions", lambda: [("keras.ops.s*", "for a reason")])
    return state
