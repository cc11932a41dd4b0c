"""Draws have the distributions that they are named for.

The largest distance between the share of n draws below a point and its probability exceeds ε with probability
2 exp(-2 n ε²) at most (Dvoretzky, Kiefer & Wolfowitz 1956; Massart 1990). ε is set for one in a million million; seeds
are fixed, so that a test that passes once always does.
"""

import math

import numpy as np
import pytest

from refimpl import random
from refimpl.random.streams import Pairs, Streams

N = 40_000
FAR = math.sqrt(math.log(2e12) / (2 * N))


def distance(drawn, cdf):
    """The largest distance between the draws' shares and ``cdf``, at the draws and just before them."""
    points, counts = np.unique(np.asarray(drawn, np.float64), return_counts=True)
    shares = np.cumsum(counts) / len(drawn)
    if np.issubdtype(np.asarray(drawn).dtype, np.integer):
        return np.abs(shares - cdf(points)).max()
    return max(np.abs(shares - cdf(points)).max(), np.abs(shares - counts / len(drawn) - cdf(points)).max())


def phi(z):
    """The share of normal numbers below z."""
    return 0.5 * (1 + np.vectorize(math.erf)(np.asarray(z) / math.sqrt(2)))


def binomial_cdf(n, p):
    """The share of binomial numbers up to k."""
    sums = np.cumsum([math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
    return lambda points: sums[points.astype(int)]


CONTINUOUS = {
    "uniform": (lambda: random.uniform((N,), -1.0, 3.0, seed=1), lambda x: (x + 1) / 4),
    "uniform-float64": (lambda: random.uniform((N,), dtype="float64", seed=1), lambda x: x),
    "normal": (lambda: random.normal((N,), 2.0, 3.0, seed=2), lambda x: phi((x - 2) / 3)),
    "normal-float64": (lambda: random.normal((N,), dtype="float64", seed=2), phi),
    "truncated_normal": (
        lambda: random.truncated_normal((N,), seed=3),
        lambda x: (phi(x) - phi(-2)) / (phi(2) - phi(-2)),
    ),
    "gamma-exponential": (lambda: random.gamma((N,), 1.0, seed=4), lambda x: 1 - np.exp(-x)),
    "gamma-of-two": (lambda: random.gamma((N,), 2.0, seed=5), lambda x: 1 - (1 + x) * np.exp(-x)),
    "gamma-of-a-half": (lambda: random.gamma((N,), 0.5, seed=6), lambda x: 2 * phi(np.sqrt(2 * x)) - 1),
    "beta": (lambda: random.beta((N,), 1.0, 3.0, seed=7), lambda x: 1 - (1 - x) ** 3),
    "beta-of-halves": (lambda: random.beta((N,), 0.5, 0.5, seed=8), lambda x: 2 / np.pi * np.arcsin(np.sqrt(x))),
}
WHOLE = {
    "randint": (lambda: random.randint((N,), 0, 7, seed=9), lambda x: (x + 1) / 7),
    "randint-int64": (lambda: random.randint((N,), 0, 7, dtype="int64", seed=9), lambda x: (x + 1) / 7),
    "binomial-by-inversion": (lambda: random.binomial((N,), 9, 0.3, "int32", seed=10), binomial_cdf(9, 0.3)),
    "binomial-by-rejection": (lambda: random.binomial((N,), 60, 0.4, "int32", seed=11), binomial_cdf(60, 0.4)),
    "binomial-of-failures": (lambda: random.binomial((N,), 60, 0.9, "int32", seed=12), binomial_cdf(60, 0.9)),
    "categorical": (
        lambda: random.categorical(np.log([[0.1, 0.2, 0.3, 0.4]]), N, seed=13)[0],
        lambda x: np.cumsum([0.1, 0.2, 0.3, 0.4])[x.astype(int)],
    ),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_draws_have_their_distribution(name):
    draw, cdf = CONTINUOUS[name]
    assert distance(draw(), cdf) < FAR


@pytest.mark.parametrize("name", WHOLE)
def test_whole_draws_have_their_distribution(name):
    draw, cdf = WHOLE[name]
    assert distance(draw(), cdf) < FAR


def test_another_distribution_is_told_apart():
    assert distance(random.gamma((N,), 1.1, seed=4), lambda x: 1 - np.exp(-x)) > FAR
    assert distance(random.binomial((N,), 60, 0.42, "int32", seed=11), binomial_cdf(60, 0.4)) > FAR


def test_a_million_tries_have_the_mean_and_deviation_of_a_binomial():
    drawn = random.binomial((N,), 1e6, 0.3, seed=14)
    mean, deviation = 3e5, math.sqrt(1e6 * 0.3 * 0.7)
    assert abs(drawn.mean() - mean) < 7 * deviation / math.sqrt(N)  # one in 4e11
    assert abs(drawn.std() / deviation - 1) < 7 / math.sqrt(2 * N)


def test_a_number_does_not_depend_on_how_many_are_drawn():
    few, many = random.gamma((5,), 0.7, seed=3), random.gamma((50_000,), 0.7, seed=3)
    assert np.array_equal(few, many[:5])
    few, many = random.truncated_normal((8,), seed=3), random.truncated_normal((50_000,), seed=3)
    assert np.array_equal(few, many[:8])


def test_streams_give_each_row_its_own_numbers_in_whatever_order_they_are_asked_for():
    def pairs():
        return Pairs(Streams([1, 2], 4), lambda blocks: blocks[:, :2].astype(float))

    together, apart = pairs(), pairs()
    expected = np.stack([together.next(np.arange(4)) for _ in range(5)])
    for row in (2, 0, 3, 1):
        assert [apart.next(np.array([row]))[0] for _ in range(5)] == expected[:, row].tolist()
    assert len(np.unique(expected)) == expected.size


def test_what_is_not_a_number_gives_none():
    with pytest.raises(ValueError, match="binomial: counts must be numbers, got NaN"):
        random.binomial((2,), float("nan"), 0.5, seed=1)
    drawn = random.binomial((2, 2), [0.0, 5.0], float("nan"), seed=1)  # as Keras answers
    assert np.array_equal(drawn, [[0, np.nan]] * 2, equal_nan=True)
