"""keras.random: draws that are functions of their seeds, number for number those of TensorFlow. Spec: keras.random."""

from refimpl.random.distributions import beta, binomial, categorical, gamma
from refimpl.random.draws import dropout, normal, permutation, randint, shuffle, truncated_normal, uniform
from refimpl.random.seed_generator import SeedGenerator, draw_seed, get_random_seed, make_default_seed

__all__ = [
    "SeedGenerator", "beta", "binomial", "categorical", "draw_seed", "dropout", "gamma", "get_random_seed",
    "make_default_seed", "normal", "permutation", "randint", "shuffle", "truncated_normal", "uniform",
]  # fmt: skip
