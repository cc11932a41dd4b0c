"""tf.data: orders that a seed decides, and whole pipelines.

Kills: a buffer that is not filled up, an element that is not moved into the hole, seeds that are not taken modulo
2^31 - 1, a new order where the old one is asked for and the reverse, an order that begins anew with each iterator.
"""

from golden.catalog.draws import integers, normal
from golden.catalog.tables import function, pipelines, step, tuple_of

_N = step("range", 9)
_SHUFFLED = {"pipeline": [_N, step("shuffle", 5, seed=1)]}
_SAME = {"reshuffle_each_iteration": False}

_SHUFFLE = {
    **{f"buffer-{size}": (_N, step("shuffle", size, seed=1)) for size in (1, 2, 4, 9, 50)},
    "buffer-all": (_N, step("shuffle", -2, seed=1)),
    **{f"seed-{seed}": (_N, step("shuffle", 5, seed=seed)) for seed in (0, 2, 12345)},
    "seed-negative": (_N, step("shuffle", 5, seed=-3)),
    "seed-modulo": (_N, step("shuffle", 5, seed=2**31 - 1)),
    "seed-large": (_N, step("shuffle", 5, seed=2**40)),
    "same-each-time": (_N, step("shuffle", 5, seed=1, **_SAME)),
    "global-seed": (_N, step("shuffle", 5, seed=1), {"seed": 42}),
    "global-seed-0": (_N, step("shuffle", 5, seed=0), {"seed": 0}),
    "global-seed-only": (_N, step("shuffle", 5), {"seed": 42}),
    "global-seed-only-twice": (_N, step("shuffle", 5), step("shuffle", 4), {"seed": 42}),
    "global-seed-same-each-time": (_N, step("shuffle", 5, **_SAME), {"seed": 42}),
    "repeated": (_N, step("shuffle", 5, seed=1), step("repeat", 2)),
    "repeated-same": (_N, step("shuffle", 5, seed=1, **_SAME), step("repeat", 2)),
    "repeated-endless": (step("range", 4), step("shuffle", 3, seed=1), step("repeat"), {"limit": 15, "epochs": 1}),
    "repeated-before": (step("range", 4), step("repeat", 2), step("shuffle", 6, seed=1)),
    "endless": (_N, step("repeat"), step("shuffle", 6, seed=1), {"limit": 18, "epochs": 1}),
    "three-epochs": (_N, step("shuffle", 5, seed=1), {"epochs": 3}),
    "left-half-way": (_N, step("shuffle", 5, seed=1), {"limit": [4, 9]}),
    "nothing": (step("range", 0), step("shuffle", 3, seed=1)),
    "one": (step("range", 1), step("shuffle", 3, seed=1)),
    "pairs": (step("from_tensor_slices", tuple_of(normal(6, 2), integers(6, high=9))), step("shuffle", 4, seed=3)),
    "dicts": (_N, step("map", function("named")), step("shuffle", 4, seed=3)),
    "texts": (step("from_tensor_slices", ["a", "b", "c", "d"]), step("shuffle", 3, seed=3)),
    "batches": (_N, step("batch", 2), step("shuffle", 3, seed=3)),
    "windows": (_N, step("window", 2), step("shuffle", 3, seed=3)),
    "of-unknown": (_N, step("filter", function("even")), step("shuffle", 3, seed=3)),
    "mapped-in-threads": (_N, step("map", function("square"), num_parallel_calls=3), step("shuffle", 4, seed=5)),
    "beyond-a-chunk": (step("range", 1500), step("shuffle", 900, seed=1), step("skip", 1480), {"limit": 20}),
    "zipped-with-itself": (
        step("zip", tuple_of(_SHUFFLED, _SHUFFLED)),
    ),
    "concatenated": (
        _N, step("shuffle", 5, seed=1), step("concatenate", _SHUFFLED),
    ),
}  # fmt: skip
_SHUFFLE_REFUSED = {
    "buffer-0": (_N, step("shuffle", 0, seed=1)),
    "buffer-minus-1": (_N, step("shuffle", -1, seed=1)),
    "buffer-fraction": (_N, step("shuffle", 2.5, seed=1)),
    "buffer-nothing": (_N, step("shuffle", None, seed=1)),
}

_IMAGES = step("from_tensor_slices", tuple_of(normal(10, 2, 2, 1), integers(10, high=3)))
_PIPELINES = {
    "of-the-chapter": (
        _N,
        step("map", function("square")),
        step("shuffle", 1000, seed=42),
        step("batch", 4),
        step("prefetch", -1),
    ),
    "images": (_IMAGES, step("shuffle", 1000, seed=42), step("batch", 4), step("prefetch", 1)),
    "cached": (_IMAGES, step("cache"), step("shuffle", 5, seed=1), step("repeat", 2), step("batch", 4, True)),
    "sharded": (_IMAGES, step("shard", 2, 1), step("shuffle", 3, seed=1), step("batch", 2)),
    "windows": (
        step("range", 12), step("window", 4, 2, 1, True), step("flat_map", function("batch-of-window")),
        step("shuffle", 3, seed=9), step("enumerate"),
    ),
    "interleaved": (
        step("range", 1, 5), step("interleave", function("up-to"), cycle_length=2, block_length=2),
        step("shuffle", 4, seed=2), step("padded_batch", 3), step("unbatch"), step("take", 8),
    ),
    "sequences": (
        step("from_tensor_slices", tuple_of(integers(6, 5, low=1, high=9), [1, 5, 2, 4, 3, 5])),
        step("map", function("head-and-length")), step("shuffle", 6, seed=8), step("padded_batch", 2),
        step("cache"), step("repeat", 2),
    ),
    "mixed": (
        step(
            "sample_from_datasets",
            [
                {"pipeline": [step("range", 5), step("shuffle", 3, seed=1), step("repeat")]},
                {"pipeline": [step("range", 100, 103), step("repeat", 2)]},
            ],
            weights=[0.75, 0.25], seed=6,
        ),
        step("batch", 3), step("take", 5),
    ),
    "whole-training": (
        _IMAGES, step("cache"), step("shuffle", 10), step("repeat"), step("batch", 4), step("prefetch", 2),
        {"seed": 7, "limit": 8, "epochs": 1},
    ),
}  # fmt: skip

CASES = [
    *pipelines("shuffle", _SHUFFLE, ("seed-exact",)),
    *pipelines("shuffle", _SHUFFLE_REFUSED, ("error",)),
    *pipelines("as_numpy_iterator", _PIPELINES, ("seed-exact",)),
]
