"""tf.data: elements that become datasets, and datasets that become one.

Kills: datasets taken in turn where one after another is asked for, a block that is one element short, a dataset that
ends and leaves its place empty, groups given in another order, a bucket's boundary on the wrong side; the longest in
place of the shortest, a choice that is off by one, probabilities in place of their logarithms.
"""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import function, pipelines, step, tuple_of

_N = step("range", 4)
_UNKNOWN = step("filter", function("even"))
_ENDLESS = step("repeat")
_ROWS = step("from_tensor_slices", tuple_of(integers(7, 6, low=1, high=9), [1, 5, 2, 6, 3, 6, 1]))
_HEADS = (_ROWS, step("map", function("head")))


def _pipeline(*steps):
    return {"pipeline": list(steps)}


_FLAT_MAP = {
    "up-to": (_N, step("flat_map", function("up-to"))),
    "often": (_N, step("flat_map", function("itself-often"))),
    "rows": (step("from_tensor_slices", integers(3, 2, high=9)), step("flat_map", function("rows"))),
    "rows-of-pairs": (
        step("from_tensor_slices", tuple_of(integers(2, 3, high=9), normal(2, 3))),
        step("flat_map", function("rows")),
    ),
    "nothing": (step("range", 0), step("flat_map", function("up-to"))),
    "nested": (step("range", 5), step("flat_map", function("nested"))),
    "endless": (_N, step("flat_map", function("endless")), {"limit": 5}),
    "repeated": (_N, step("flat_map", function("up-to")), step("repeat", 2)),
    "twice": (_N, step("flat_map", function("up-to")), step("flat_map", function("up-to"))),
}
_FLAT_MAP_DRAWN = {
    "shuffled": (step("range", 3), step("flat_map", function("shuffled"))),
    "shuffled-twice": (step("range", 3), step("flat_map", function("shuffled-twice"))),
    "windows-shuffled": (step("range", 9), step("window", 4), step("flat_map", function("shuffle-of-window"))),
}
_INTERLEAVE = {
    f"cycle-{cycle}-block-{block}": (
        step("range", 1, 6),
        step("interleave", function("itself-often"), cycle_length=cycle, block_length=block),
    )
    for cycle, block in [(1, 1), (1, 2), (2, 1), (2, 2), (2, 3), (3, 1), (3, 2), (4, 4), (5, 1), (9, 2)]
}
_INTERLEAVE |= {
    "empty-ones": (_N, step("interleave", function("up-to"), cycle_length=3, block_length=1)),
    "nothing": (step("range", 0), step("interleave", function("up-to"), cycle_length=2, block_length=1)),
    "all-empty": (step("range", -3, 1), step("interleave", function("up-to"), cycle_length=2, block_length=1)),
    "endless": (
        step("range", 1, 4),
        step("interleave", function("endless"), cycle_length=2, block_length=2),
        {"limit": 9},
    ),
    "repeated": (_N, step("interleave", function("up-to"), cycle_length=2, block_length=2), step("repeat", 2)),
    "block-by-default": (_N, step("interleave", function("up-to"), cycle_length=2)),
}
_INTERLEAVE_DRAWN = {
    "shuffled": (step("range", 3), step("interleave", function("shuffled-twice"), cycle_length=2, block_length=1)),
}
_INTERLEAVE_REFUSED = {
    "cycle-0": (_N, step("interleave", function("up-to"), cycle_length=0)),
    "block-0": (_N, step("interleave", function("up-to"), cycle_length=2, block_length=0)),
    "not-callable": (_N, step("interleave", 3, cycle_length=2)),
    "arity": (_ROWS, step("interleave", function("up-to"), cycle_length=2)),
}

_NINE = step("range", 9)
_GROUPS = {
    "by-2": (_NINE, step("group_by_window", function("modulo-3"), function("batch-of-group"), window_size=2)),
    "by-more": (_NINE, step("group_by_window", function("modulo-3"), function("all-of-group"), window_size=5)),
    "size-of-key": (
        _NINE,
        step(
            "group_by_window", function("modulo-3"), function("all-of-group"), window_size_func=function("key-and-one")
        ),
    ),
    "with-key": (_NINE, step("group_by_window", function("modulo-3"), function("with-key"), window_size=2)),
    "nothing": (
        step("range", 0),
        step("group_by_window", function("modulo-3"), function("batch-of-group"), window_size=2),
    ),
    "negative-keys": (
        _NINE,
        step("group_by_window", function("from-five"), function("batch-of-group"), window_size=2),
    ),
    "repeated": (
        _NINE,
        step("group_by_window", function("modulo-3"), function("batch-of-group"), window_size=3),
        step("repeat", 2),
    ),
}
_GROUPS_REFUSED = {
    "no-size": (_NINE, step("group_by_window", function("modulo-3"), function("batch-of-group"))),
    "two-sizes": (
        _NINE,
        step(
            "group_by_window",
            function("modulo-3"),
            function("batch-of-group"),
            window_size=2,
            window_size_func=function("key-and-one"),
        ),
    ),
}

_LENGTHS = step("from_tensor_slices", [1, 5, 2, 6, 3, 7, 1, 9])


def _bucket(boundaries, sizes, length="number", **kwargs):
    return step("bucket_by_sequence_length", function(length), boundaries, sizes, **kwargs)


_BUCKETS = {
    "scalars": (_LENGTHS, _bucket([3, 6], [2, 2, 3])),
    "scalars-dropped": (_LENGTHS, _bucket([3, 6], [2, 2, 3], drop_remainder=True)),
    "one-boundary": (_LENGTHS, _bucket([5], [3, 2])),
    "other-sizes": (_LENGTHS, _bucket([2, 4, 8], [1, 2, 3, 1])),
    "pairs": (_ROWS, step("map", function("head-and-length")), _bucket([3, 5], [2, 2, 2], "length")),
    "pairs-padded-to-boundary": (
        _ROWS,
        step("map", function("head-and-length")),
        _bucket([3, 5, 8], [2, 2, 2, 2], "length", pad_to_bucket_boundary=True),
    ),
    "pairs-padded": (
        _ROWS,
        step("map", function("head-and-length")),
        _bucket([3, 5], [2, 2, 2], "length", padded_shapes=tuple_of([8], []), padding_values=tuple_of(-1, 0)),
    ),
    "no-padding": (_LENGTHS, _bucket([3, 6], [2, 2, 3], no_padding=True)),
    "nothing": (_LENGTHS, step("take", 0), _bucket([3, 6], [2, 2, 3])),
}
_BUCKETS_REFUSED = {"too-few-sizes": (_LENGTHS, _bucket([3, 6], [2, 2]))}

_A, _B, _C = _pipeline(step("range", 3)), _pipeline(step("range", 10, 15)), _pipeline(step("range", 20, 22))
_TEXT = _pipeline(step("from_tensor_slices", ["a", "b"]))
_UNKNOWNS = _pipeline(step("range", 6), _UNKNOWN)
_FOREVER = _pipeline(step("range", 2), _ENDLESS)
_ZIP = {
    "pair": (step("zip", tuple_of(_A, _B)),),
    "arguments": (step("zip", _A, _B),),
    "one": (step("zip", _A),),
    "one-in-a-tuple": (step("zip", tuple_of(_A)),),
    "three": (step("zip", tuple_of(_A, _B, _C)),),
    "nested": (step("zip", tuple_of(_A, tuple_of(_B, _TEXT))),),
    "dict": (step("zip", {"dict": {"b": _A, "a": _B}}),),
    "of-pairs": (step("zip", tuple_of(_pipeline(step("zip", tuple_of(_A, _B))), _C)),),
    "by-name": (step("zip", datasets=tuple_of(_A, _B)),),
    "endless-one": (step("zip", tuple_of(_FOREVER, _A)),),
    "endless-both": (step("zip", tuple_of(_FOREVER, _FOREVER)), {"limit": 5}),
    "unknown": (step("zip", tuple_of(_UNKNOWNS, _B)),),
    "unknown-and-endless": (step("zip", tuple_of(_FOREVER, _UNKNOWNS)),),
    "nothing": (step("zip", tuple_of(_A, _pipeline(step("range", 0)))),),
    "repeated": (step("zip", tuple_of(_A, _C)), step("repeat", 2)),
}
_ZIP_REFUSED = {
    "none": (step("zip", tuple_of()),),
    "list": (step("zip", [_A, _B]),),
    "number": (step("zip", tuple_of(_A, 3)),),
}
_CONCATENATE = {
    "plain": (_N, step("concatenate", _B)),
    "nothing-first": (step("range", 0), step("concatenate", _B)),
    "nothing-second": (_N, step("concatenate", _pipeline(step("range", 0)))),
    "pairs": (
        step("zip", tuple_of(_A, _B)),
        step("concatenate", _pipeline(step("zip", tuple_of(_B, _A)))),
    ),
    "other-size": (step("from_tensors", [1, 2]), step("concatenate", _pipeline(step("from_tensors", [1, 2, 3])))),
    "other-rank": (step("from_tensors", [1, 2]), step("concatenate", _pipeline(step("from_tensors", [[1, 2]])))),
    "unknown": (_N, step("concatenate", _UNKNOWNS)),
    "endless-second": (_N, step("concatenate", _FOREVER), {"limit": 8}),
    "endless-first": (_N, _ENDLESS, step("concatenate", _B), {"limit": 8}),
    "unknown-and-endless": (_N, _UNKNOWN, step("concatenate", _FOREVER), {"limit": 8}),
    "repeated": (_N, step("concatenate", _C), step("repeat", 2)),
}
_CONCATENATE_REFUSED = {
    "other-dtype": (_N, step("concatenate", _pipeline(step("from_tensor_slices", [1.0])))),
    "other-structure": (_N, step("concatenate", _pipeline(step("zip", tuple_of(_A, _B))))),
}


def _choices(*numbers):
    return _pipeline(step("from_tensor_slices", values(numbers, "int64")))


_CHOOSE = {
    "in-turn": (step("choose_from_datasets", [_A, _B], _pipeline(step("range", 2), step("repeat", 5))),),
    "in-turn-to-the-end": (
        step("choose_from_datasets", [_A, _B], _pipeline(step("range", 2), step("repeat", 9)), False),
    ),
    "one-ends": (step("choose_from_datasets", [_A, _B], _choices(0, 0, 1, 0, 0, 1, 1)),),
    "one-ends-others-go-on": (step("choose_from_datasets", [_A, _B], _choices(0, 0, 1, 0, 0, 1, 1), False),),
    "number-too-high": (step("choose_from_datasets", [_A, _B], _choices(0, 2)),),
    "number-negative": (step("choose_from_datasets", [_A, _B], _choices(0, -1)),),
    "three": (step("choose_from_datasets", [_A, _B, _C], _choices(2, 1, 0, 0, 2, 1)),),
    "no-choice": (step("choose_from_datasets", [_A, _B], _pipeline(step("range", 0))),),
    "endless": (
        step("choose_from_datasets", [_FOREVER, _B], _pipeline(step("range", 2), _ENDLESS), False), {"limit": 14},
    ),
    "one-dataset": (step("choose_from_datasets", [_B], _choices(0, 0, 0)),),
}  # fmt: skip
_CHOOSE_REFUSED = {
    "none": (step("choose_from_datasets", [], _choices(0)),),
    "choice-in-int32": (step("choose_from_datasets", [_A, _B], _pipeline(step("from_tensor_slices", [0, 1]))),),
    "no-dataset-for-choice": (step("choose_from_datasets", [_A, _B], [0, 1]),),
    "other-dtype": (step("choose_from_datasets", [_A, _TEXT], _choices(0)),),
}
_SAMPLE = {
    "alike": (step("sample_from_datasets", [_A, _B], seed=3),),
    "alike-seed-0": (step("sample_from_datasets", [_A, _B], seed=0),),
    "three": (step("sample_from_datasets", [_A, _B, _C], seed=5),),
    "weights": (step("sample_from_datasets", [_A, _B], weights=[0.9, 0.1], seed=3),),
    "weights-not-summing-to-1": (step("sample_from_datasets", [_A, _B, _C], weights=[3.0, 1.0, 2.0], seed=3),),
    "weights-float64": (step("sample_from_datasets", [_A, _B], weights=values([0.3, 0.7], "float64"), seed=3),),
    "weight-0": (step("sample_from_datasets", [_A, _B, _C], weights=[0.5, 0.0, 0.5], seed=3),),
    "one-weight-left": (step("sample_from_datasets", [_A, _B], weights=[1.0, 0.0], seed=3),),
    "no-weight-left": (step("sample_from_datasets", [_A, _B], weights=[0.0, 0.0], seed=3),),
    "no-weight-left-of-other-shapes": (
        step("sample_from_datasets", [_A, _pipeline(step("range", 4), step("batch", 2))], weights=[0.0, 0.0], seed=3),
    ),
    "weights-as-a-dataset": (
        step("sample_from_datasets", [_A, _B], weights=_pipeline(step("from_tensors", [0.2, 0.8]), _ENDLESS), seed=3),
    ),
    "until-one-ends": (step("sample_from_datasets", [_A, _B], seed=3, stop_on_empty_dataset=True),),
    "one": (step("sample_from_datasets", [_A], seed=3),),
    "endless": (step("sample_from_datasets", [_FOREVER, _B], seed=3), {"limit": 14}),
    "unknown": (step("sample_from_datasets", [_A, _UNKNOWNS], seed=3),),
    "anew": (step("sample_from_datasets", [_A, _B], seed=3, rerandomize_each_iteration=True),),
    "not-anew": (step("sample_from_datasets", [_A, _B], seed=3, rerandomize_each_iteration=False),),
    "repeated": (step("sample_from_datasets", [_A, _C], seed=3), step("repeat", 2)),
    "global-seed": (step("sample_from_datasets", [_A, _B], seed=3), {"seed": 21}),
    "global-seed-only": (step("sample_from_datasets", [_A, _B]), {"seed": 21}),
}
_SAMPLE_REFUSED = {
    "none": (step("sample_from_datasets", [], seed=3),),
    "too-few-weights": (step("sample_from_datasets", [_A, _B], weights=[0.9], seed=3),),
    "whole-weights": (step("sample_from_datasets", [_A, _B], weights=[1, 2], seed=3),),
    "other-dtype": (step("sample_from_datasets", [_A, _TEXT], seed=3),),
}

CASES = [
    *pipelines("flat_map", _FLAT_MAP),
    *pipelines("flat_map", _FLAT_MAP_DRAWN, ("seed-exact",)),
    *pipelines("flat_map", {"not-callable": (_N, step("flat_map", 3))}, ("error",)),
    *pipelines("interleave", _INTERLEAVE),
    *pipelines("interleave", _INTERLEAVE_DRAWN, ("seed-exact",)),
    *pipelines("interleave", _INTERLEAVE_REFUSED, ("error",)),
    *pipelines("group_by_window", _GROUPS),
    *pipelines("group_by_window", _GROUPS_REFUSED, ("error",)),
    *pipelines("bucket_by_sequence_length", _BUCKETS),
    *pipelines("bucket_by_sequence_length", _BUCKETS_REFUSED, ("error",)),
    *pipelines("zip", _ZIP),
    *pipelines("zip", _ZIP_REFUSED, ("error",)),
    *pipelines("concatenate", _CONCATENATE),
    *pipelines("concatenate", _CONCATENATE_REFUSED, ("error",)),
    *pipelines("choose_from_datasets", _CHOOSE),
    *pipelines("choose_from_datasets", _CHOOSE_REFUSED, ("error",)),
    *pipelines("sample_from_datasets", _SAMPLE, ("seed-exact",)),
    *pipelines("sample_from_datasets", _SAMPLE_REFUSED, ("error",)),
]
