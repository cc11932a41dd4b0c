"""tf.data: batches, windows, and what takes them apart.

Kills: a remainder that is dropped or kept wrongly, a batch size in the spec that is not certain, padding in front,
padding with another value, windows one short or one too many, a stride that is ignored, rows that are lost between
batches of other sizes.
"""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import function, pipelines, step, tuple_of

_N = step("range", 7)
_PAIRS = step("from_tensor_slices", tuple_of(normal(5, 2), integers(5, high=9)))
_UNKNOWN = step("filter", function("even"))
_ROWS = step("from_tensor_slices", tuple_of(integers(5, 4, low=1, high=9), [1, 4, 2, 3, 1]))
_RAGGED = (_ROWS, step("map", function("head")))
_GENERATED = step("from_generator", {"generator": "ragged"}, output_types="int32", output_shapes=tuple_of(None))

_BATCH = {
    "by-1": (_N, step("batch", 1)),
    "by-3": (_N, step("batch", 3)),
    "by-7": (_N, step("batch", 7)),
    "by-more": (_N, step("batch", 10)),
    "by-3-dropped": (_N, step("batch", 3, drop_remainder=True)),
    "by-more-dropped": (_N, step("batch", 10, drop_remainder=True)),
    "nothing": (step("range", 0), step("batch", 3)),
    "pairs": (_PAIRS, step("batch", 2)),
    "dicts": (_N, step("map", function("named")), step("batch", 3)),
    "texts": (step("from_tensor_slices", ["a", "bc", ""]), step("batch", 2)),
    "truths": (step("from_tensor_slices", [True, False, True]), step("batch", 2)),
    "float16": (step("from_tensor_slices", values([0.5, 1.5, 2.5], "float16")), step("batch", 2)),
    "batches": (_N, step("batch", 2), step("batch", 2)),
    "batches-dropped": (_N, step("batch", 2, True), step("batch", 2, True)),
    "ragged": (*_RAGGED, step("batch", 2)),
    "ragged-by-1": (*_RAGGED, step("batch", 1)),
    "ragged-later": (_GENERATED, step("take", 2), step("concatenate", {"pipeline": [_GENERATED]}), step("batch", 1)),
    "of-batches-of-two-sizes": (_N, step("batch", 3), step("batch", 3)),
    "endless": (_N, step("repeat"), step("batch", 4), {"limit": 4}),
    "unknown": (_N, _UNKNOWN, step("batch", 3)),
    "parallel": (_N, step("batch", 3, num_parallel_calls=2)),
    "empty-rows": (step("from_tensor_slices", normal(3, 0)), step("batch", 2)),
    "repeated": (_N, step("batch", 4), step("repeat", 2)),
}
_SIZES_REFUSED = {"0": 0, "negative": -1, "fraction": 2.0, "text": "two", "nothing": None}

_PADDED = {
    "plain": (*_RAGGED, step("padded_batch", 2)),
    "to-6": (*_RAGGED, step("padded_batch", 2, padded_shapes=[6])),
    "to-largest": (*_RAGGED, step("padded_batch", 2, padded_shapes=[None])),
    "to-largest-by-minus-1": (*_RAGGED, step("padded_batch", 2, padded_shapes=[-1])),
    "value": (*_RAGGED, step("padded_batch", 2, padding_values=-7)),
    "too-small": (*_RAGGED, step("padded_batch", 2, padded_shapes=[3])),
    "dropped": (*_RAGGED, step("padded_batch", 2, drop_remainder=True)),
    "pairs": (_ROWS, step("map", function("head-and-length")), step("padded_batch", 2)),
    "pairs-to-sizes": (
        _ROWS,
        step("map", function("head-and-length")),
        step("padded_batch", 3, padded_shapes=tuple_of([5], []), padding_values=tuple_of(-1, 0)),
    ),
    "pairs-one-value": (_ROWS, step("map", function("head-and-length")), step("padded_batch", 3, padding_values=9)),
    "scalars": (_N, step("padded_batch", 3)),
    "matrices": (_N, step("batch", 3), step("padded_batch", 3)),
    "texts": (
        step("from_tensor_slices", tuple_of([["a", "b", "c"], ["d", "e", "f"]], [1, 3])),
        step("map", function("head")),
        step("padded_batch", 2),
    ),
    "texts-value": (
        step("from_tensor_slices", tuple_of([["a", "b", "c"], ["d", "e", "f"]], [1, 3])),
        step("map", function("head")),
        step("padded_batch", 2, padding_values="none"),
    ),
    "wider-than-all": (step("from_tensor_slices", normal(3, 2)), step("padded_batch", 2, padded_shapes=[4])),
    "rank-given": (
        step("from_generator", {"generator": "ragged"}, output_types="int32"),
        step("padded_batch", 3, padded_shapes=[None]),
    ),
    "unknown": (_N, _UNKNOWN, step("padded_batch", 3)),
    "dict": (
        _N, step("map", function("named")),
        step("padded_batch", 4, padded_shapes={"dict": {"b": [], "a": tuple_of([], [])}}),
    ),
}  # fmt: skip
_PADDED_REFUSED = {
    "size-0": (*_RAGGED, step("padded_batch", 0)),
    "value-of-other-dtype": (*_RAGGED, step("padded_batch", 2, padding_values=1.5)),
    "shapes-in-another-structure": (
        step("zip", tuple_of({"pipeline": [_N]}, {"pipeline": [_N]})),
        step("padded_batch", 2, padded_shapes=tuple_of([])),
    ),
    "values-in-another-structure": (
        step("zip", tuple_of({"pipeline": [_N]}, {"pipeline": [_N]})),
        step("padded_batch", 2, padding_values=tuple_of(1)),
    ),
    "other-rank": (*_RAGGED, step("padded_batch", 2, padded_shapes=[2, 2])),
    "narrower": (step("from_tensor_slices", normal(3, 2)), step("padded_batch", 2, padded_shapes=[1])),
    "rank-unknown": (
        step("from_generator", {"generator": "ragged"}, output_types="int32"),
        step("padded_batch", 2),
    ),
}

_UNEQUAL = step("zip", tuple_of({"pipeline": [_GENERATED]}, {"pipeline": [_GENERATED, step("skip", 1)]}))
_RANK_UNKNOWN = step("from_generator", {"generator": "pairs"}, output_types=tuple_of("int64", "float32"))
_UNBATCH = {
    "batches": (_N, step("batch", 3), step("unbatch")),
    "full-batches": (_N, step("batch", 3, drop_remainder=True), step("unbatch")),
    "tensor": (step("from_tensors", normal(4, 2)), step("unbatch")),
    "pairs": (_PAIRS, step("batch", 2), step("unbatch")),
    "dicts": (_N, step("map", function("named")), step("batch", 3), step("unbatch")),
    "ragged": (*_RAGGED, step("unbatch")),
    "no-rows": (step("from_tensors", normal(0, 2)), step("unbatch")),
    "texts": (step("from_tensors", ["a", "b"]), step("unbatch")),
    "endless": (_N, step("batch", 3, drop_remainder=True), step("repeat"), step("unbatch"), {"limit": 8}),
    "generated": (_GENERATED, step("unbatch")),
    "twice": (_N, step("batch", 2), step("batch", 2), step("unbatch"), step("unbatch")),
    "sizes-differ-where-they-are-unknown": (_UNEQUAL, step("unbatch")),
    "scalar-where-the-rank-is-unknown": (_RANK_UNKNOWN, step("unbatch")),
}
_UNBATCH_REFUSED = {
    "scalars": (_N, step("unbatch")),
    "scalar-within": (step("from_tensors", tuple_of([1, 2], 3)), step("unbatch")),
    "sizes-differ": (step("from_tensors", tuple_of([1, 2], [1, 2, 3])), step("unbatch")),
}

_TEN = (step("range", 10), step("batch", 4))
_REBATCH = {
    "by-3": (*_TEN, step("rebatch", 3)),
    "by-1": (*_TEN, step("rebatch", 1)),
    "by-2-of-4": (step("range", 8), step("batch", 4, drop_remainder=True), step("rebatch", 2)),
    "by-more": (*_TEN, step("rebatch", 20)),
    "dropped": (*_TEN, step("rebatch", 3, drop_remainder=True)),
    "in-turn": (*_TEN, step("rebatch", [1, 2])),
    "in-turn-dropped": (*_TEN, step("rebatch", [4, 3], drop_remainder=True)),
    "alike-in-turn": (*_TEN, step("rebatch", [2, 2])),
    "pairs": (_PAIRS, step("batch", 2), step("rebatch", 3)),
    "ragged": (*_RAGGED, step("rebatch", 3)),
    "nothing": (step("range", 0), step("batch", 2), step("rebatch", 2)),
    "endless": (*_TEN, step("repeat"), step("rebatch", 3), {"limit": 6}),
    "scalar-where-the-rank-is-unknown": (_RANK_UNKNOWN, step("rebatch", 2)),
}
_REBATCH_REFUSED = {"scalars": (_N, step("rebatch", 2)), "fraction": (*_TEN, step("rebatch", 2.5))}

_WINDOW = {
    "by-3": (_N, step("window", 3)),
    "shifted": (_N, step("window", 3, shift=2)),
    "shifted-dropped": (_N, step("window", 3, shift=2, drop_remainder=True)),
    "by-1-shifted": (_N, step("window", 1, shift=3)),
    "strided": (_N, step("window", 3, 2, 2)),
    "strided-dropped": (_N, step("window", 3, 2, 2, True)),
    "strided-beyond": (_N, step("window", 3, 1, 4)),
    "strided-beyond-dropped": (_N, step("window", 3, 1, 4, True)),
    "shifted-beyond": (_N, step("window", 2, shift=5)),
    "shifted-far": (_N, step("window", 2, shift=50)),
    "by-more": (_N, step("window", 10)),
    "by-more-dropped": (_N, step("window", 10, drop_remainder=True)),
    "nothing": (step("range", 0), step("window", 3)),
    "pairs": (_PAIRS, step("window", 2)),
    "dicts": (_N, step("map", function("named")), step("window", 3)),
    "unknown": (_N, _UNKNOWN, step("window", 3)),
    "endless": (_N, step("repeat"), step("window", 3, 2), {"limit": 4}),
    "batched": (_N, step("window", 3, shift=1), step("flat_map", function("batch-of-window"))),
    "pairs-batched": (_PAIRS, step("window", 3, shift=2), step("flat_map", function("batches-of-windows"))),
    "repeated": (_N, step("window", 4), step("repeat", 2)),
    "windows-of-windows": (_N, step("window", 2), step("window", 2)),
    "skipped": (_N, step("window", 2), step("skip", 1)),
}
_WINDOW_REFUSED = {
    "size-0": (_N, step("window", 0)),
    "size-negative": (_N, step("window", -1)),
    "shift-0": (_N, step("window", 2, 0)),
    "shift-negative": (_N, step("window", 2, -1)),
    "stride-0": (_N, step("window", 2, 1, 0)),
    "fraction": (_N, step("window", 2.5)),
}

CASES = [
    *pipelines("batch", _BATCH),
    *pipelines("batch", {f"size-{slug}": (_N, step("batch", n)) for slug, n in _SIZES_REFUSED.items()}, ("error",)),
    *pipelines("padded_batch", _PADDED),
    *pipelines("padded_batch", _PADDED_REFUSED, ("error",)),
    *pipelines("unbatch", _UNBATCH),
    *pipelines("unbatch", _UNBATCH_REFUSED, ("error",)),
    *pipelines("rebatch", _REBATCH),
    *pipelines("rebatch", _REBATCH_REFUSED, ("error",)),
    *pipelines("window", _WINDOW),
    *pipelines("window", _WINDOW_REFUSED, ("error",)),
]
