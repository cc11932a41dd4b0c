"""Kernels of refimpl under pytest-benchmark: where the time of a training step goes. Figures, not verdicts.

Run: pytest bench/ (with the extra ``bench``); --benchmark-json FILE keeps the figures, --benchmark-compare compares.
"""

import numpy as np
import pytest

from refimpl import ops, random
from refimpl.autodiff import vjp

RNG = np.random.default_rng(1)


def floats(*shape):
    return RNG.random(shape, np.float32)


LABELS = np.eye(10, dtype=np.float32)[RNG.integers(0, 10, 32)]

KERNELS = {
    "matmul-32x784x32": (ops.matmul, floats(32, 784), floats(784, 32)),
    "relu-8MB": (ops.relu, floats(32, 32, 32, 64) - np.float32(0.5)),
    "softmax-crossentropy-32x10": (lambda x: ops.categorical_crossentropy(LABELS, x, from_logits=True), floats(32, 10)),
    "conv-32x32x32x3-64": (lambda x, k: ops.conv(x, k, padding="same"), floats(32, 32, 32, 3), floats(3, 3, 3, 64)),
    "conv-32x32x32x64-64": (lambda x, k: ops.conv(x, k, padding="same"), floats(32, 32, 32, 64), floats(3, 3, 64, 64)),
    "max_pool-32x32x32x64": (lambda x: ops.max_pool(x, 2), floats(32, 32, 32, 64)),
    "moments-32x32x32x64": (lambda x: ops.moments(x, [0, 1, 2])[1], floats(32, 32, 32, 64)),
}


MANY = floats(1_000_000)
DRAWS = {
    "uniform-4M": lambda: random.uniform((4_000_000,), seed=1),
    "normal-1M": lambda: random.normal((1_000_000,), seed=1),
    "truncated_normal-1M": lambda: random.truncated_normal((1_000_000,), seed=1),
    "dropout-1M": lambda: random.dropout(MANY, 0.5, seed=1),
    "gamma-100k": lambda: random.gamma((100_000,), 2.5, seed=1),
}


@pytest.mark.parametrize("name", DRAWS)
def test_draw(benchmark, name):
    drawn = benchmark(DRAWS[name])
    benchmark.extra_info["numbers a second"] = drawn.size / benchmark.stats["min"]
    assert np.isfinite(drawn).all()


@pytest.mark.parametrize("name", KERNELS)
def test_forward(benchmark, name):
    fun, *inputs = KERNELS[name]
    out = benchmark(fun, *inputs)
    assert np.isfinite(out).all()


@pytest.mark.parametrize("name", KERNELS)
def test_forward_and_backward(benchmark, name):
    fun, *inputs = KERNELS[name]
    cotangent = np.ones_like(fun(*inputs))
    grads = benchmark(lambda: vjp(fun, *inputs)[1](cotangent))
    assert [g.shape for g in grads] == [x.shape for x in inputs]
