"""Telling a ratio from noise: pairs in one run, alternating which goes first; the median of their ratios.

Of five estimators tried on a busy two-core machine this one moved least (1.007 to 1.038 for a true 1.01 to 1.03), so
it is the only one used.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

PEERS = {"refimpl": "refimpl", "keras-tensorflow": "keras", "keras-jax": "keras", "keras-torch": "keras"}


@dataclass(frozen=True)
class Ratio:
    """The median of paired ratios with the 95 % interval of its bootstrap; seconds a step of either side."""

    median: float
    low: float
    high: float
    seconds: float
    peer_seconds: float


def ratio_of(times, peer_times, resamples=2000):
    """The Ratio of paired times. Raises: ValueError for no pairs, or for two lists of different length."""
    if len(times) != len(peer_times) or not len(times):
        raise ValueError(f"ratio_of: times must come in pairs, got {len(times)} and {len(peer_times)}")
    ratios = np.asarray(times) / np.asarray(peer_times)
    draws = np.random.default_rng(0).choice(ratios, (resamples, len(ratios)))
    low, high = np.quantile(np.median(draws, axis=1), [0.025, 0.975])
    return Ratio(
        float(np.median(ratios)),
        float(low),
        float(high),
        float(np.median(times)),
        float(np.median(peer_times)),
    )


class Worker:
    """A peer in its own process. Raises: RuntimeError with the peer's own words if it cannot do what it is asked."""

    def __init__(self, name):
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}
        if name.startswith("keras-"):
            environment["KERAS_BACKEND"] = name.removeprefix("keras-")
        self.name = name
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", PEERS[name]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True,
        )  # fmt: skip

    def seconds(self, workload, steps):
        """How long ``steps`` steps of a workload take."""
        try:
            print(json.dumps({"workload": workload, "steps": steps}), file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": f"the process ended with exit code {self.process.wait()}"}
        if "error" in answer:
            raise RuntimeError(f"{self.name} cannot run {workload}: {answer['error']}")
        return answer["seconds"]

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


@contextmanager
def workers(*names):
    """Workers by name, ended on every way out."""
    open_ = {}
    try:
        for name in names:
            open_[name] = Worker(name)
        yield open_
    finally:
        for worker in open_.values():
            worker.close()


def compare(one, other, workload, steps, pairs, tick=lambda: None):
    """The Ratio of two workers' seconds a step, from ``pairs`` interleaved pairs."""
    times, peer_times = [], []
    for number in range(pairs):
        order = ((one, times), (other, peer_times))
        for worker, into in order if number % 2 == 0 else order[::-1]:
            into.append(worker.seconds(workload, steps) / steps)
        tick()
    return ratio_of(times, peer_times)
