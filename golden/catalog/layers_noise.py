"""keras.layers: what is random in training: Dropout and its like, noise.

Kills: a mask for the wrong axes, noise in inference, a deviation without its root, a generator that stands still
between calls, alpha dropout without its correction.
"""

from golden.catalog.draws import Draw, integers, normal
from golden.catalog.tables import case, layers

_TRAINING, _INFERENCE = {"training": True}, {"training": False}
_WAYS = ["unbuilt", "keywords"]


def _rows(symbol, op_class, rows, **more):
    """Layer cases from seeds: ``slug: (config, inputs)``; ``more`` goes into the specs."""
    tags = ("seed-exact",)
    specs = {slug: {"config": config, "inputs": x, "call": _TRAINING, **more} for slug, (config, x) in rows.items()}
    return [case(f"keras.layers.{symbol}", "layer", op_class, slug, spec, tags) for slug, spec in specs.items()]


def _still(symbol, amount, shape):
    """What does not depend on random bits: inference, no noise at all, what is refused."""
    name, x = next(iter(amount)), normal(*shape)
    return [
        *layers(
            f"keras.layers.{symbol}",
            "exact",
            {
                "in-inference": ({**amount, "seed": 1}, x, _INFERENCE, [*_WAYS, "restored"]),
                "untold": ({**amount, "seed": 1}, x),
                "none-in-training": ({name: 0.0, "seed": 1}, x, _TRAINING),
                "whole-number": ({name: 0}, x, _TRAINING),
                "all-in-inference": ({name: 1}, x, _INFERENCE),
                "integers-in-inference": (amount, integers(*shape, high=9), _INFERENCE),
                "half-precision-in-inference": ({**amount, "dtype": "float16"}, x, _INFERENCE),
                "mixed-precision-in-inference": ({**amount, "dtype": "mixed_float16"}, x, _INFERENCE),
            },
        ),
        *layers(
            f"keras.layers.{symbol}",
            "exact",
            {
                "above-1": ({name: 1.1}, x),
                "below-0": ({name: -0.1}, x),
                "text": ({name: "half"}, x),
                "null": ({name: None}, x),
                "fraction-as-seed": ({**amount, "seed": 1.5}, x),
                "text-as-seed": ({**amount, "seed": "one"}, x),
                "unknown-argument": ({**amount, "axis": 1}, x),
                "integers-in-training": (amount, integers(*shape, high=9), _TRAINING),
            },
            tags=("error",),
        ),
    ]


def _random(symbol, op_class, amount, shape):
    """What is alike for all of them, in training."""
    name = next(iter(amount))
    x = normal(*shape)
    config = {**amount, "seed": 5}
    dtypes = ("float16", "float64", "bfloat16", "mixed_float16", "mixed_bfloat16")
    rows = {
        "training": (config, x),
        "little": ({name: 0.05, "seed": 6}, x),
        "much": ({name: 0.9, "seed": 7}, x),
        "negative-seed": ({**amount, "seed": -8}, x),
        "large-seed": ({**amount, "seed": 2**40 + 5}, x),
        "no-rows": (config, normal(0, *shape[1:])),
        "special-numbers": (config, Draw(lambda rng: rng.choice(_SPECIAL, shape).astype("float32"))),
        **{f"dtype-{dtype.replace('_', '-')}": ({**config, "dtype": dtype}, x) for dtype in dtypes},
    }
    return [
        *_rows(symbol, op_class, rows),
        *_rows(symbol, op_class, {"several-calls": (config, x)}, times=3),
        *_rows(symbol, op_class, {"several-calls-of-none": ({name: 0.0, "seed": 5}, x)}, times=2),
        *_rows(symbol, op_class, {"further-ways": (config, x)}, ways=_WAYS),
    ]


_SPECIAL = [float("inf"), float("-inf"), float("nan"), -0.0, 1e30]
_NOISE_SHAPES = {
    "noise-per-row": ({"rate": 0.5, "noise_shape": [None, 1, 1], "seed": 3}, normal(9, 2, 3)),
    "noise-per-column": ({"rate": 0.5, "noise_shape": [1, 1, 8], "seed": 4}, normal(2, 3, 8)),
    "noise-of-lower-rank": ({"rate": 0.5, "noise_shape": [3, 1], "seed": 5}, normal(4, 3, 2)),
    "noise-of-each": ({"rate": 0.5, "noise_shape": [None, None, None], "seed": 6}, normal(4, 3, 2)),
}
_NO_NOISE_SHAPES = {
    "noise-shape-text": "ab",
    "noise-shape-number": 3,
    "noise-shape-of-fractions": [1.0, 2],
    "noise-shape-of-zero": [0, 3, 2],
    "noise-shape-negative": [-1, None, None],
    "noise-shape-of-others": [5, 6, 7],
}


def _noise_shapes(symbol, op_class):
    refused = {
        slug: ({"rate": 0.5, "noise_shape": shape, "seed": 1}, normal(4, 3, 2), _TRAINING)
        for slug, shape in _NO_NOISE_SHAPES.items()
    }
    return [
        *_rows(symbol, op_class, _NOISE_SHAPES),
        *layers(f"keras.layers.{symbol}", "exact", refused, tags=("error",)),
    ]


def _spatial(rank):
    """The channels of images and their like; ``data_format`` from two axes on."""
    symbol, shape = f"SpatialDropout{rank}D", (3, *(2, 3, 2)[:rank], 7)
    other, lower = normal(3, 5, *(2, 3, 2)[:rank]), normal(*shape[:-1])
    cases = [
        *_still(symbol, {"rate": 0.4}, shape),
        *_random(symbol, "elementwise", {"rate": 0.4}, shape),
        *layers(
            f"keras.layers.{symbol}",
            "exact",
            {"rank-too-low": ({"rate": 0.4}, lower), "rank-too-high": ({"rate": 0.4}, normal(*shape, 2))},
            tags=("error",),
        ),
    ]
    if rank == 1:
        return cases
    first = {"rate": 0.4, "data_format": "channels_first", "seed": 9}
    return [
        *cases,
        *_rows(symbol, "elementwise", {"channels-first": (first, other)}),
        *_rows(symbol, "elementwise", {"channels-first-several-calls": (first, other)}, times=2),
        *layers(f"keras.layers.{symbol}", "exact", {"channels-first-in-inference": (first, other, _INFERENCE)}),
        *layers(
            f"keras.layers.{symbol}",
            "exact",
            {"unknown-format": ({"rate": 0.4, "data_format": "first"}, other)},
            tags=("error",),
        ),
    ]


CASES = [
    *_still("Dropout", {"rate": 0.4}, (4, 6)),
    *_random("Dropout", "elementwise", {"rate": 0.4}, (4, 6)),
    *_noise_shapes("Dropout", "elementwise"),
    *_still("GaussianNoise", {"stddev": 0.3}, (4, 6)),
    *_random("GaussianNoise", "reduction", {"stddev": 0.3}, (4, 6)),
    *_rows("GaussianNoise", "reduction", {"all": ({"stddev": 1, "seed": 5}, normal(3, 4))}),
    *_still("GaussianDropout", {"rate": 0.4}, (4, 6)),
    *_random("GaussianDropout", "transcendental", {"rate": 0.4}, (4, 6)),
    *_still("AlphaDropout", {"rate": 0.4}, (4, 6)),
    *_random("AlphaDropout", "reduction", {"rate": 0.4}, (4, 6)),
    *_noise_shapes("AlphaDropout", "reduction"),
    *_spatial(1),
    *_spatial(2),
    *_spatial(3),
]
