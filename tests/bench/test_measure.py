"""The estimator sees a slowdown and does not invent one; a peer that fails says why and leaves nothing behind."""

import os
import sys

import numpy as np
import pytest

from bench import measure
from bench.__main__ import main
from bench.workloads import WORKLOADS


def noisy(factor, seed, n=40):
    """Pairs of times under load: both sides share a drift, each has spikes of its own."""
    rng = np.random.default_rng(seed)
    drift = np.exp(rng.normal(0, 0.5, n))
    spikes = 1 + (rng.random((2, n)) < 0.15) * rng.exponential(2, (2, n))
    jitter = np.exp(rng.normal(0, 0.01, (2, n)))
    return factor * drift * spikes[0] * jitter[0], drift * spikes[1] * jitter[1]


@pytest.mark.parametrize("seed", range(5))
def test_equal_speeds_are_called_equal_and_a_slowdown_is_seen(seed):
    equal, slower = measure.ratio_of(*noisy(1.0, seed)), measure.ratio_of(*noisy(1.1, seed))
    assert equal.low < 1.02 and equal.high > 0.98
    assert slower.low > 1.02 and 1.05 < slower.median < 1.15


def test_times_must_come_in_pairs():
    with pytest.raises(ValueError, match="pairs"):
        measure.ratio_of([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="pairs"):
        measure.ratio_of([], [])


@pytest.fixture
def toy_peer(monkeypatch, tmp_path):
    """A peer that is what a test writes."""

    def make(source):
        (tmp_path / "toy_peer.py").write_text(source)
        monkeypatch.setitem(measure.PEERS, "toy", "toy_peer:keras")
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))
        return "toy"

    return make


def test_a_peer_that_cannot_be_imported_says_why(toy_peer):
    with measure.workers(toy_peer("raise ImportError('no such backend')")) as peers:
        with pytest.raises(RuntimeError, match=r"toy cannot run book-mlp: .*no such backend"):
            peers["toy"].seconds("book-mlp", 1)
        process = peers["toy"].process
    assert process.poll() is not None


def test_a_peer_that_dies_is_told_from_one_that_answers(toy_peer):
    with (
        measure.workers(toy_peer("import os; os._exit(3)")) as peers,
        pytest.raises(RuntimeError, match="exit code 3"),
    ):
        peers["toy"].seconds("book-mlp", 1)


WRONG = """
import numpy as np
import refimpl
from conformance.implementations.refimpl import implementation
from refimpl.ops import nn

keras = implementation()
nn.relu.fun = lambda x: np.maximum(x, 0.01)
"""


def test_wrong_answers_are_not_timed(toy_peer):
    with (
        measure.workers(toy_peer(WRONG)) as peers,
        pytest.raises(RuntimeError, match="answers to Sequential/book-mlp do not pass"),
    ):
        peers["toy"].seconds("book-mlp", 1)


def test_the_steps_of_refimpl_are_timed():
    with measure.workers("refimpl") as peers:
        assert 0 < peers["refimpl"].seconds("book-mlp", 2) < 60


@pytest.mark.parametrize("arguments", [["book-mpl"], ["--pairs", "0"], ["--impl", "unknown"]])
def test_bad_usage_ends_with_2_and_one_sentence(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    error = capsys.readouterr().err
    assert ended.value.code == 2 and ("must be" in error or "invalid choice" in error)


def test_every_workload_states_its_goal():
    assert all(w.target and w.steps > 1 for w in WORKLOADS.values())
