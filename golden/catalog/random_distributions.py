"""keras.random: numbers by rejection and inversion, which take as many random bits as they need.

Kills: rejection that takes what it should refuse, pairs given in the other order, a stretch of bits of another length,
the first axes of a shape taken for the parameters' own, a second gamma number from the first one's seed.
"""

from golden.catalog.draws import normal, values
from golden.catalog.random_draws import FLOATS, SHAPES, refused, seeded, sequences

_NONE = float("nan")
_INFINITE = float("inf")

_CATEGORICAL = {
    "rows": (normal(4, 5), 6, {"seed": 1}),
    "one-row": (normal(1, 7), 9, {"seed": 2}),
    "one-sample": (normal(6, 3), 1, {"seed": 3}),
    "one-class": (normal(3, 1), 4, {"seed": 4}),
    "no-rows": (normal(0, 3), 2, {"seed": 5}),
    "no-samples": (normal(2, 3), 0, {"seed": 5}),
    "sharp": (normal(3, 5, scale=30.0), 5, {"seed": 6}),
    "impossible-classes": (values([[-_INFINITE, 0.0, 1.0], [0.0, -_INFINITE, -_INFINITE]]), 8, {"seed": 7}),
    "no-class-possible": (values([[-_INFINITE, -_INFINITE]]), 3, {"seed": 7}),
    "not-a-number": (values([[_NONE, 0.0, 1.0]]), 8, {"seed": 8}),
    "infinite": (values([[_INFINITE, 0.0, 1.0]]), 8, {"seed": 8}),
    "float16": (values([[0.5, 1.5, -2.0]] * 2, "float16"), 5, {"seed": 9}),
    "float64": (values([[0.5, 1.5, -2.0]] * 2, "float64"), 5, {"seed": 9}),
    "as-int64": (normal(2, 3), 5, {"dtype": "int64", "seed": 10}),
    "as-uint8": (normal(2, 3), 5, {"dtype": "uint8", "seed": 10}),
    "as-float32": (normal(2, 3), 5, {"dtype": "float32", "seed": 10}),
    "negative-seed": (normal(2, 3), 5, {"seed": -10}),
}
_CATEGORICAL_REFUSED = {
    "no-count": (normal(2, 3), None, {"seed": 1}),
    "vector": (normal(3), 2, {"seed": 1}),
    "volume": (normal(2, 3, 1), 2, {"seed": 1}),
    "no-classes": (normal(2, 0), 2, {"seed": 1}),
    "negative-samples": (normal(2, 3), -1, {"seed": 1}),
    "fraction-of-samples": (normal(2, 3), 2.0, {"seed": 1}),
    "unknown-dtype": (normal(2, 3), 2, {"dtype": "int7", "seed": 1}),
    "no-dtype": (normal(2, 3), 2, {"dtype": None, "seed": 1}),
    "fraction-seed": (normal(2, 3), 2, {"seed": 1.5}),
}

_GAMMA = {
    **{slug: (list(shape), 2.5, {"seed": 11}) for slug, shape in SHAPES.items()},
    **{dtype: ([9], 1.7, {"dtype": dtype, "seed": 12}) for dtype in FLOATS},
    **{f"small-{dtype}": ([9], 0.4, {"dtype": dtype, "seed": 13}) for dtype in FLOATS},
    "exponential": ([12], 1.0, {"seed": 14}),
    "tiny-alpha": ([12], 0.01, {"seed": 15}),
    "large-alpha": ([12], 500.0, {"seed": 16}),
    "whole-alpha": ([12], 3, {"seed": 17}),
    "alpha-0": ([3], 0.0, {"seed": 18}),
    "alpha-negative": ([3], -2.0, {"seed": 18}),
    "alphas": ([4, 3], [0.5, 1.0, 3.0], {"seed": 19}),
    "alphas-of-each": ([2, 3], [[0.5, 1.0, 3.0], [2.0, 0.1, 9.0]], {"seed": 20}),
    "many-tries": ([150], 0.7, {"seed": 21}),
    "negative-seed": ([5], 2.0, {"seed": -21}),
    "large-seed": ([5], 2.0, {"seed": 2**40 + 5}),
}
_BETA = {
    **{slug: (list(shape), 2.5, 1.5, {"seed": 11}) for slug, shape in SHAPES.items()},
    **{dtype: ([9], 1.7, 0.4, {"dtype": dtype, "seed": 12}) for dtype in FLOATS},
    "whole": ([7], 2, 3, {"seed": 13}),
    "alphas": ([4, 3], [0.5, 1.0, 3.0], 2.0, {"seed": 14}),
    "alphas-and-betas": ([2, 3], [[0.5], [4.0]], [0.5, 1.0, 3.0], {"seed": 15}),
    "seed-at-the-end": ([5], 2.0, 3.0, {"seed": 2**31 - 3}),
    "negative-seed": ([5], 2.0, 3.0, {"seed": -21}),
    "negative-alpha": ([2], -1.0, 3.0, {"seed": 1}),
}
_SHAPES_REFUSED = {
    "shape-a-number": 3,
    "shape-negative": [-1, 2],
}
_GAMMA_REFUSED = {
    **{slug: (shape, 2.0, {"seed": 1}) for slug, shape in _SHAPES_REFUSED.items()},
    "integer-dtype": ([3], 2.0, {"dtype": "int32", "seed": 1}),
    "unknown-dtype": ([3], 2.0, {"dtype": "float7", "seed": 1}),
    "alphas-of-other-sizes": ([3, 2], [[1.0], [2.0], [3.0]], {"seed": 1}),
    "alphas-of-higher-rank": ([2], [[1.0, 2.0]], {"seed": 1}),
    "text-seed": ([2], 1.0, {"seed": "one"}),
}
_BETA_REFUSED = {
    **{slug: (shape, 2.0, 3.0, {"seed": 1}) for slug, shape in _SHAPES_REFUSED.items()},
    "integer-dtype": ([3], 2.0, 3.0, {"dtype": "int32", "seed": 1}),
    "unknown-dtype": ([3], 2.0, 3.0, {"dtype": "float7", "seed": 1}),
    "alphas-of-other-sizes": ([3, 2], [1.0, 2.0, 3.0], 1.0, {"seed": 1}),
    "alphas-of-higher-rank": ([2], [[1.0, 2.0]], 1.0, {"seed": 1}),
    "text-seed": ([2], 1.0, 1.0, {"seed": "one"}),
}

_BINOMIAL = {
    **{slug: (list(shape), 8.0, 0.4, {"seed": 11}) for slug, shape in SHAPES.items()},
    **{dtype: ([9], 6.0, 0.3, {"dtype": dtype, "seed": 12}) for dtype in (*FLOATS, "int32", "int64")},
    **{f"many-{dtype}": ([9], 200.0, 0.3, {"dtype": dtype, "seed": 13}) for dtype in (*FLOATS, "int32", "int64")},
    "probable": ([12], 9.0, 0.8, {"seed": 14}),
    "many-probable": ([12], 90.0, 0.8, {"seed": 15}),
    "half": ([12], 40.0, 0.5, {"seed": 16}),
    "at-ten": ([12], 20.0, 0.5, {"seed": 17}),
    "below-ten": ([12], 19.0, 0.5, {"seed": 17}),
    "rare": ([12], 1000.0, 0.004, {"seed": 18}),
    "a-million": ([12], 1e6, 0.3, {"seed": 19}),
    "whole": ([6], 5, 1, {"seed": 20}),
    "fraction-of-counts": ([6], 5.5, 0.5, {"seed": 20}),
    "no-counts": ([3], 0.0, 0.5, {"seed": 20}),
    "negative-counts": ([3], -4.0, 0.5, {"seed": 20}),
    "certain": ([3], 4.0, 1.0, {"seed": 20}),
    "impossible": ([3], 4.0, 0.0, {"seed": 20}),
    "above-certain": ([3], 4.0, 1.5, {"seed": 20}),
    "below-impossible": ([3], 4.0, -0.5, {"seed": 20}),
    "counts": ([4, 3], [3.0, 40.0, 900.0], 0.4, {"seed": 21}),
    "counts-and-probabilities": ([3, 2, 3], [3.0, 40.0, 900.0], [[0.1], [0.7]], {"seed": 22}),
    "of-each": ([2, 2], [[3.0, 40.0], [7.0, 60.0]], [[0.1, 0.9], [0.5, 0.2]], {"seed": 23}),
    "many-tries": ([150], 70.0, 0.35, {"seed": 24}),
    "negative-seed": ([5], 20.0, 0.7, {"seed": -21}),
}
_BINOMIAL_REFUSED = {
    **{slug: (shape, 8.0, 0.4, {"seed": 1}) for slug, shape in _SHAPES_REFUSED.items()},
    "byte-dtype": ([3], 4.0, 0.5, {"dtype": "int8", "seed": 1}),
    "boolean-dtype": ([3], 4.0, 0.5, {"dtype": "bool", "seed": 1}),
    "unknown-dtype": ([3], 4.0, 0.5, {"dtype": "float7", "seed": 1}),
    "counts-of-other-sizes": ([3, 2], [[1.0], [2.0], [3.0]], 0.5, {"seed": 1}),
    "counts-of-higher-rank": ([2], [[1.0, 2.0]], 0.5, {"seed": 1}),
    "text-seed": ([2], 1.0, 0.5, {"seed": "one"}),
}

CASES = [
    *seeded("categorical", "exact", _CATEGORICAL),
    *sequences("categorical", "exact", values([[0.0, 1.0, 2.0], [2.0, -1.0, 0.5]]), 4),
    *refused("categorical", _CATEGORICAL_REFUSED),
    *seeded("gamma", "transcendental", _GAMMA),
    *sequences("gamma", "transcendental", [3], 1.5),
    *refused("gamma", _GAMMA_REFUSED),
    *seeded("beta", "transcendental", _BETA),
    *sequences("beta", "transcendental", [3], 1.5, 0.5),
    *refused("beta", _BETA_REFUSED),
    *seeded("binomial", "exact", _BINOMIAL),
    *sequences("binomial", "exact", [3], 30.0, 0.6),
    *refused("binomial", _BINOMIAL_REFUSED),
]
