"""keras.random: numbers from seeds, in every dtype, of shapes without elements and of none, drawn again and again.

Kills: a generator with a round less, two words exchanged, limits in another dtype, a seed not taken modulo 2^31 - 2, a
generator that stands still, sine and cosine exchanged, a truncated draw that goes on with the next block, rejection
that takes what it should refuse.
"""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import case, ops

FLOATS = ("float16", "bfloat16", "float32", "float64")
INTEGERS = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64")
SHAPES = {
    "scalar": (),
    "empty": (0,),
    "no-rows": (0, 3),
    "one": (1,),
    "odd": (7,),
    "matrix": (5, 3),
    "volume": (2, 3, 2),
}


def generator(seed, **config):
    """A SeedGenerator, as a spec says it."""
    return {"keras": "keras.random.SeedGenerator", "config": {"seed": seed, "name": "seeds", **config}}


def seeded(symbol, op_class, rows, **common):
    return ops(f"keras.random.{symbol}", op_class, rows, tags=("seed-exact",), symbolic=False, **common)


def refused(symbol, rows):
    return ops(f"keras.random.{symbol}", "exact", rows, tags=("error",), symbolic=False)


_SEEDS = {
    "seed-0": 0,
    "seed-negative": -3,
    "seed-large": 2**40 + 5,
    "seed-modulo": 2**31 - 2,
    "seed-below-modulo": 2**31 - 3,
    "seed-lowest": -(2**63),
    "seed-highest": 2**63 - 1,
}
_NO_SEEDS = {"fraction-seed": 1.5, "text-seed": "one", "boolean-seed": True, "seed-of-65-bits": 2**64}


def sequences(symbol, op_class, *args):
    """Draws in a row: from a generator, from the global one, from one that took its seed from set_random_seed."""
    rows = {
        "generator": (4, {"seed": generator(7)}, {}),
        "generator-negative": (3, {"seed": generator(-9)}, {}),
        "unseeded": (4, {}, {"seed": 42}),
        "generator-unseeded": (3, {"seed": generator(None)}, {"seed": 5}),
        "same-seed-again": (2, {"seed": 8}, {}),
    }
    return [
        case(
            f"keras.random.{symbol}",
            "op",
            op_class,
            slug,
            {"args": list(args), "kwargs": kwargs, "times": times, **more},
            ("seed-exact",),
        )
        for slug, (times, kwargs, more) in rows.items()
    ]


def _continuous(symbol, op_class, shifted, a, b):
    """Cases of a function of (shape, two parameters, dtype, seed), where ``shifted`` is the class of scaled numbers."""
    first, second = {"uniform": ("minval", "maxval")}.get(symbol, ("mean", "stddev"))
    plain = {slug: (list(shape), {"seed": 21}) for slug, shape in SHAPES.items()}
    plain |= {dtype: ([9], {"dtype": dtype, "seed": 22}) for dtype in FLOATS}
    plain |= {slug: ([3], {"seed": seed}) for slug, seed in _SEEDS.items()}
    plain["beyond-many-blocks"] = ([2, 67], {"seed": 24})
    scaled = {f"scaled-{dtype}": ([11], a, b, {"dtype": dtype, "seed": 23}) for dtype in FLOATS}
    scaled |= {
        "keywords": ([4], {second: b, first: a, "seed": 25}),
        "whole-parameters": ([5], 2, 5, {"seed": 26}),
        "negative-width": ([5], b, -b, {"seed": 27}),
    }
    wrong = {
        "integer-dtype": ([3], {"dtype": "int32", "seed": 1}),
        "unknown-dtype": ([3], {"dtype": "float7", "seed": 1}),
        "no-parameter": ([3], {first: None, "seed": 1}),
        "shape-a-number": (3, {"seed": 1}),
        "shape-negative": ([-1, 2], {"seed": 1}),
        "shape-unknown": ([None, 2], {"seed": 1}),
        **{slug: ([2], {"seed": seed}) for slug, seed in _NO_SEEDS.items()},
    }
    if symbol != "uniform":  # TensorFlow says that it has no cast from text, by an error of its own kind
        wrong["text-for-a-parameter"] = ([3], {first: "a", "seed": 1})
    return [
        *seeded(symbol, op_class, plain),
        *seeded(symbol, shifted, scaled),
        *sequences(symbol, op_class, [3]),
        *refused(symbol, wrong),
    ]


def _tensor_parameters(symbol, op_class):
    """Parameters that are tensors: they broadcast, and have gradients."""
    rows = {
        "tensor-parameters": ([3, 4], normal(4), normal(3, 1, shift=3.0), {"seed": 31}),
        "tensor-first-parameter": ([2, 3], normal(2, 1), {"seed": 32}),
    }
    return seeded(symbol, op_class, rows)


_RANDINT = {
    **{slug: (list(shape), 0, 10, {"seed": 9}) for slug, shape in SHAPES.items()},
    **{dtype: ([9], 0, 100, {"dtype": dtype, "seed": 9}) for dtype in INTEGERS},
    **{slug: ([3], 0, 1000, {"seed": seed}) for slug, seed in _SEEDS.items()},
    "negative": ([9], -300, -5, {"seed": 3}),
    "beyond-many-blocks": ([2, 67], -50, 50, {"seed": 24}),
    "one-value": ([4], 7, 8, {"seed": 3}),
    "all-of-int32": ([9], -(2**31), 2**31 - 1, {"seed": 3}),
    "all-of-int64": ([9], -(2**63), 2**63 - 1, {"dtype": "int64", "seed": 3}),
    "wide-int64": ([9], -5, 10**12, {"dtype": "int64", "seed": 3}),
    "wrapped-int8": ([9], -5, 300, {"dtype": "int8", "seed": 3}),
    "empty-without-range": ([0], 3, 3, {"seed": 3}),
    "keywords": ([3], {"maxval": 9, "minval": -9, "seed": 4}),
}
_RANDINT_REFUSED = {
    "no-limit": ([3], None, 5, {"seed": 1}),
    "empty-range": ([3], 3, 3, {"seed": 1}),
    "range-backwards": ([3], 5, 2, {"seed": 1}),
    "fractions": ([3], 0.5, 3.7, {"seed": 1}),
    "beyond-int32": ([3], 0, 2**31, {"seed": 1}),
    "float-dtype": ([3], 0, 5, {"dtype": "float32", "seed": 1}),
    "boolean-dtype": ([3], 0, 2, {"dtype": "bool", "seed": 1}),
    "no-dtype": ([3], 0, 2, {"dtype": None, "seed": 1}),
    "limits-of-rank-1": ([2, 3], integers(3, high=3), 9, {"seed": 1}),
    "shape-negative": ([-2], 0, 5, {"seed": 1}),
    **{slug: ([2], 0, 5, {"seed": seed}) for slug, seed in _NO_SEEDS.items()},
}

_SHUFFLE = {
    "rows": (normal(7, 2), {"seed": 1}),
    "columns": (normal(3, 6), {"axis": 1, "seed": 2}),
    "last": (normal(2, 3, 5), -1, {"seed": 3}),
    "middle": (normal(2, 6, 3), {"axis": -2, "seed": 4}),
    "integers": (integers(9, high=50), {"seed": 5}),
    "no-rows": (normal(0, 3), {"seed": 6}),
    "one-row": (normal(1, 3), {"seed": 6}),
    "long": (integers(150, high=1000), {"seed": -7}),
}
_SHUFFLE_REFUSED = {
    "axis-too-high": (normal(3, 2), {"axis": 2, "seed": 1}),
    "axis-too-low": (normal(3, 2), {"axis": -3, "seed": 1}),
    "no-axis": (normal(3, 2), {"axis": None, "seed": 1}),
    "fraction-axis": (normal(3, 2), {"axis": 1.0, "seed": 1}),
    "scalar": (values(3.0), {"seed": 1}),
    "text-seed": (normal(3, 2), {"seed": "one"}),
}

_DROPOUT = {
    "half": (normal(5, 6), 0.5, {"seed": 1}),
    "rate-0.3": (normal(5, 6), 0.3, {"seed": 2}),
    "rate-0.7": (normal(4, 5, 2), 0.7, {"seed": -3}),
    "nearly-all": (normal(5, 6), 0.97, {"seed": 4}),
    "rate-0": (normal(3, 4), 0.0, {"seed": 5}),
    "rate-1": (normal(3, 4), 1.0, {"seed": 5}),
    "whole-rate-1": (normal(3, 4), 1, {"seed": 5}),
    "rows": (normal(5, 4), 0.4, {"noise_shape": [5, 1], "seed": 6}),
    "columns": (normal(5, 4), 0.4, {"noise_shape": [1, 4], "seed": 7}),
    "sizes-unknown": (normal(5, 4), 0.4, [None, 1], {"seed": 8}),
    "of-lower-rank": (normal(5, 4), 0.4, {"noise_shape": [4], "seed": 9}),
    "one-for-all": (normal(5, 4), 0.4, {"noise_shape": [1, 1], "seed": 10}),
    "no-rows": (normal(0, 4), 0.4, {"seed": 11}),
    "scalar": (values(3.0), 0.4, {"seed": 12}),
    "integers-rate-0": (integers(2, 3, high=9), 0, {"seed": 13}),
    "integers-rate-1": (integers(2, 3, high=9), 1, {"seed": 13}),
    "infinities": (values([1.0, float("inf"), float("-inf"), float("nan")] * 4), 0.5, {"seed": 14}),
}
_DROPOUT_OF = {
    dtype: (values([[0.5, -1.25, 3.0, 7.0, -0.375, 2.0, 1.0]] * 3, dtype), 0.3, {"seed": 15})
    for dtype in ("float16", "float64")
}
_DROPOUT_REFUSED = {
    "rate-above-1": (normal(3, 4), 1.5, {"seed": 1}),
    "rate-negative": (normal(3, 4), -0.5, {"seed": 1}),
    "text-rate": (normal(3, 4), "half", {"seed": 1}),
    "no-rate": (normal(3, 4), None, {"seed": 1}),
    "integers": (integers(3, 4, high=9), 0.5, {"seed": 1}),
    "noise-of-other-sizes": (normal(3, 4), 0.5, {"noise_shape": [2, 4], "seed": 1}),
    "noise-shape-a-number": (normal(3, 4), 0.5, {"noise_shape": 3, "seed": 1}),
    "noise-shape-negative": (normal(3, 4), 0.5, {"noise_shape": [-1, 4], "seed": 1}),
    "text-seed": (normal(3, 4), 0.5, {"seed": "one"}),
}

_GENERATOR = {
    "in-order": ({"seed": 5, "name": "seeds"}, {}),
    "negative": ({"seed": -5, "name": "seeds"}, {}),
    "highest": ({"seed": 2**63 - 1, "name": "seeds"}, {}),
    "lowest": ({"seed": -(2**63), "name": "seeds"}, {}),
    "out-of-order": ({"seed": 5, "name": "seeds"}, {"ordered": False}),
    "out-of-order-large": ({"seed": 987654321, "name": "seeds"}, {"ordered": False}),
    "without-a-name": ({"seed": 3}, {}),
}
_GENERATOR_REFUSED = {
    "fraction": {"seed": 1.5},
    "text": {"seed": "one"},
    "boolean": {"seed": True},
    "of-65-bits": {"seed": 2**63},
    "unknown-argument": {"seed": 1, "count": 3},
    "name-a-number": {"seed": 1, "name": 3},
    "name-with-a-slash": {"seed": 1, "name": "a/b"},
}


def _generators():
    """Seeds are numbers of 64 bits on TensorFlow, of 32 on JAX: so these are for whoever draws as TensorFlow does."""
    symbol = "keras.random.SeedGenerator"
    for slug, (config, kwargs) in _GENERATOR.items():
        spec = {"config": config, "method": "next", "args": [], "kwargs": kwargs, "times": 4}
        yield case(symbol, "op", "exact", slug, spec, ("seed-exact",))
    spec = {"config": {"name": "seeds"}, "method": "next", "args": [], "kwargs": {}, "times": 2, "seed": 77}
    yield case(symbol, "op", "exact", "from-set-random-seed", spec, ("seed-exact",))
    for slug, config in _GENERATOR_REFUSED.items():
        spec = {"config": config, "method": "next", "args": [], "kwargs": {}}
        yield case(symbol, "op", "exact", slug, spec, ("error",))


# A normal number is near zero where TensorFlow's sine is; what is added to it then counts by its own size.
CASES = [
    *_continuous("uniform", "exact", "exact", -2.0, 3.0),
    *_continuous("normal", "transcendental", "reduction", 0.5, 2.0),
    *_continuous("truncated_normal", "transcendental", "reduction", -1.0, 0.5),
    *_tensor_parameters("uniform", "exact"),
    *_tensor_parameters("normal", "reduction"),
    *_tensor_parameters("truncated_normal", "reduction"),
    *seeded("randint", "exact", _RANDINT),
    *sequences("randint", "exact", [3], 0, 1000),
    *refused("randint", _RANDINT_REFUSED),
    *seeded("shuffle", "exact", _SHUFFLE),
    *sequences("shuffle", "exact", values([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]])),
    *refused("shuffle", _SHUFFLE_REFUSED),
    *seeded("dropout", "elementwise", _DROPOUT | _DROPOUT_OF),
    *sequences("dropout", "elementwise", normal(4, 5), 0.5),
    *refused("dropout", _DROPOUT_REFUSED),
    *_generators(),
]
