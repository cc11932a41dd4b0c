"""tf.data: where elements come from.

Kills: rows that are counted wrongly, Python's numbers in 64 bits, dicts in another order, a list taken for a structure,
a generator that is run through once only, a spec that is that of the first element.
"""

from golden.catalog.draws import booleans, integers, normal, values
from golden.catalog.tables import pipelines, step, tuple_of

_TENSORS = {
    "scalar": (step("from_tensors", 3),),
    "fraction": (step("from_tensors", 0.5),),
    "truth": (step("from_tensors", True),),
    "text": (step("from_tensors", "text"),),
    "list": (step("from_tensors", [1, 2, 3]),),
    "nested-list": (step("from_tensors", [[1.5, 2.5], [3.5, 4.5]]),),
    "texts": (step("from_tensors", ["a", "bc"]),),
    "mixed-list": (step("from_tensors", [1, 2.5]),),
    "empty-list": (step("from_tensors", []),),
    "array": (step("from_tensors", normal(2, 3)),),
    "float16": (step("from_tensors", values([1.5, -2.0], "float16")),),
    "float64": (step("from_tensors", values([1.5, -2.0], "float64")),),
    "int8": (step("from_tensors", values([1, -2], "int8")),),
    "uint16": (step("from_tensors", values([1, 2], "uint16")),),
    "booleans": (step("from_tensors", booleans(4)),),
    "no-rows": (step("from_tensors", normal(0, 3)),),
    "pair": (step("from_tensors", tuple_of(1, [2.0, 3.0])),),
    "dict": (step("from_tensors", {"dict": {"b": 1, "a": [2.0]}}),),
    "nested": (step("from_tensors", tuple_of({"dict": {"b": tuple_of(1, "x"), "a": 2.0}}, [3])),),
    "pair-of-one": (step("from_tensors", tuple_of([1, 2])),),
}
_TENSORS_REFUSED = {
    "nothing": (step("from_tensors", None),),
    "ragged-list": (step("from_tensors", [[1, 2], [3]]),),
}

_SLICES = {
    "list": (step("from_tensor_slices", [1, 2, 3]),),
    "fractions": (step("from_tensor_slices", [1.0, 2.5]),),
    "texts": (step("from_tensor_slices", ["a", "bc", ""]),),
    "truths": (step("from_tensor_slices", [True, False]),),
    "rows-of-lists": (step("from_tensor_slices", [[1, 2], [3, 4]]),),
    "rows-of-texts": (step("from_tensor_slices", [["a", "b"], ["c", "d"]]),),
    "empty-list": (step("from_tensor_slices", []),),
    "matrix": (step("from_tensor_slices", normal(3, 2)),),
    "volume": (step("from_tensor_slices", integers(2, 2, 3, high=9)),),
    "float16": (step("from_tensor_slices", values([[0.5, 1.5]], "float16")),),
    "float64": (step("from_tensor_slices", values([0.5, 1.5], "float64")),),
    "int64": (step("from_tensor_slices", values([5, 2**40], "int64")),),
    "uint8": (step("from_tensor_slices", values([5, 255], "uint8")),),
    "no-rows": (step("from_tensor_slices", normal(0, 3)),),
    "empty-rows": (step("from_tensor_slices", normal(3, 0)),),
    "pair": (step("from_tensor_slices", tuple_of(normal(4, 2), integers(4, high=9))),),
    "dict": (step("from_tensor_slices", {"dict": {"b": [1, 2], "a": [3.0, 4.0]}}),),
    "nested": (step("from_tensor_slices", tuple_of({"dict": {"z": [1, 2], "y": tuple_of(["a", "b"])}}, [3, 4])),),
    "pair-of-one": (step("from_tensor_slices", tuple_of([1, 2])),),
}
_SLICES_REFUSED = {
    "scalar": (step("from_tensor_slices", 3),),
    "text": (step("from_tensor_slices", "text"),),
    "scalar-within": (step("from_tensor_slices", tuple_of([1, 2], 3)),),
    "sizes-differ": (step("from_tensor_slices", tuple_of([1, 2], [1, 2, 3])),),
    "nothing": (step("from_tensor_slices", None),),
    "no-component": (step("from_tensor_slices", tuple_of()),),
    "ragged-list": (step("from_tensor_slices", [[1, 2], [3]]),),
}

_RANGE = {
    "stop": (step("range", 4),),
    "nothing": (step("range", 0),),
    "negative-stop": (step("range", -3),),
    "start-stop": (step("range", 2, 6),),
    "start-beyond": (step("range", 6, 2),),
    "step": (step("range", 1, 10, 3),),
    "step-down": (step("range", 5, -2, -2),),
    "step-away": (step("range", 0, 5, -1),),
    "large": (step("range", 2**40, 2**40 + 3),),
    "int32": (step("range", 3, output_type="int32"),),
    "float32": (step("range", 3, output_type="float32"),),
    "uint8": (step("range", 2, 5, output_type="uint8"),),
}
_RANGE_REFUSED = {
    "no-number": (step("range"),),
    "four-numbers": (step("range", 1, 2, 3, 4),),
    "step-0": (step("range", 1, 5, 0),),
    "fraction": (step("range", 1.5),),
    "text": (step("range", "three"),),
}

_GENERATOR = {
    "numbers": (step("from_generator", {"generator": "numbers"}, output_types="int32", output_shapes=tuple_of()),),
    "as-int64": (step("from_generator", {"generator": "numbers"}, output_types="int64", output_shapes=tuple_of()),),
    "as-fractions": (
        step("from_generator", {"generator": "numbers"}, output_types="float32", output_shapes=tuple_of()),
    ),
    "fractions": (step("from_generator", {"generator": "fractions"}, output_types="float32"),),
    "rank-unknown": (step("from_generator", {"generator": "numbers"}, output_types="int32"),),
    "ragged": (step("from_generator", {"generator": "ragged"}, output_types="int32", output_shapes=tuple_of(None)),),
    "pairs": (
        step(
            "from_generator",
            {"generator": "pairs"},
            output_types=tuple_of("int64", "float32"),
            output_shapes=tuple_of(tuple_of(), tuple_of(None)),
        ),
    ),
    "named": (step("from_generator", {"generator": "named"}, output_types={"dict": {"a": "int32", "b": "string"}}),),
    "nothing": (step("from_generator", {"generator": "none"}, output_types="int32"),),
    "argument": (step("from_generator", {"generator": "counted"}, "int32", None, tuple_of(3)),),
    "other-shape": (
        step("from_generator", {"generator": "other-shape"}, output_types="int32", output_shapes=tuple_of()),
    ),
    "repeated": (step("from_generator", {"generator": "numbers"}, output_types="int32"), step("repeat", 2)),
    "left-half-way": (
        step("from_generator", {"generator": "numbers"}, output_types="int32"),
        {"limit": [2, 9]},
    ),
    "batched": (
        step("from_generator", {"generator": "ragged"}, output_types="int32", output_shapes=tuple_of(None)),
        step("padded_batch", 3),
    ),
}
_GENERATOR_REFUSED = {
    "no-types": (step("from_generator", {"generator": "numbers"}),),
    "not-callable": (step("from_generator", [1, 2], output_types="int32"),),
}

_RANDOM = {
    "seed-4": (step("random", seed=4),),
    "seed-0": (step("random", seed=0),),
    "seed-negative": (step("random", seed=-7),),
    "seed-large": (step("random", seed=2**31 - 1),),
    "anew": (step("random", seed=4, rerandomize_each_iteration=True), step("take", 3), step("repeat", 2), {"limit": 9}),
    "not-anew": (step("random", seed=4, rerandomize_each_iteration=False), step("take", 3), step("repeat", 2)),
    "anew-in-two-iterators": (step("random", seed=9, rerandomize_each_iteration=True), {"limit": 3}),
    "global-seed": (step("random", seed=4), {"seed": 11, "limit": 4}),
    "global-seed-only": (step("random"), {"seed": 11, "limit": 4}),
    "beyond-a-chunk": (step("random", seed=5), step("skip", 1022), {"limit": 5}),
}

CASES = [
    *pipelines("from_tensors", _TENSORS),
    *pipelines("from_tensors", _TENSORS_REFUSED, ("error",)),
    *pipelines("from_tensor_slices", _SLICES),
    *pipelines("from_tensor_slices", _SLICES_REFUSED, ("error",)),
    *pipelines("range", _RANGE),
    *pipelines("range", _RANGE_REFUSED, ("error",)),
    *pipelines("from_generator", _GENERATOR),
    *pipelines("from_generator", _GENERATOR_REFUSED, ("error",)),
    *pipelines("random", _RANDOM, ("seed-exact",), limit=6),
]
