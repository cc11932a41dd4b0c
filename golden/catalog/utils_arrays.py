"""keras.utils on NumPy arrays and lists: sequences of one length, classes as rows, norms."""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import case


def on_numpy(symbol, op_class, rows, tags=()):
    """Op cases on NumPy arrays: ``slug: (args..., {kwargs}?)``."""
    cases = []
    for slug, row in rows.items():
        *args, kwargs = row if isinstance(row[-1], dict) else (*row, {})
        spec = {"args": args, "kwargs": kwargs, "numpy": True}
        cases.append(case(f"keras.utils.{symbol}", "op", op_class, slug, spec, tags))
    return cases


RAGGED = [[1, 2], [3], [], [4, 5, 6, 7]]
PAIRS = [[[1, 2], [3, 4]], [[5, 6]]]
NAN = float("nan")

PAD = [
    *on_numpy(
        "pad_sequences",
        "exact",
        {
            "plain": (RAGGED,),
            "padding-post": (RAGGED, {"padding": "post"}),
            "maxlen-2": (RAGGED, {"maxlen": 2}),
            "maxlen-2-truncating-post": (RAGGED, {"maxlen": 2, "truncating": "post"}),
            "maxlen-2-both-post": (RAGGED, {"maxlen": 2, "truncating": "post", "padding": "post"}),
            "maxlen-3-padding-post": (RAGGED, {"maxlen": 3, "padding": "post"}),
            "maxlen-6": (RAGGED, {"maxlen": 6}),
            "maxlen-6-padding-post": (RAGGED, {"maxlen": 6, "padding": "post"}),
            "maxlen-0-truncating-post": (RAGGED, {"maxlen": 0, "truncating": "post"}),
            "maxlen-1": (RAGGED, {"maxlen": 1}),
            "value-negative": (RAGGED, {"value": -1}),
            "value-cut-to-int": (RAGGED, {"value": 0.9}),
            "value-cut-to-int-negative": (RAGGED, {"value": -1.9}),
            "float32": ([[0.5, 1.5], [2.25]], {"dtype": "float32"}),
            "float32-value": ([[0.5, 1.5], [2.25]], {"dtype": "float32", "value": -0.5, "maxlen": 4}),
            "float32-nan": ([[0.5, 1.5], [2.25]], {"dtype": "float32", "value": values(NAN), "padding": "post"}),
            "float16": ([[0.1, 1.5], [2.25]], {"dtype": "float16", "value": 0.1, "maxlen": 3}),
            "float64": ([[0.1, 1.5], [2.25]], {"dtype": "float64"}),
            "floats-cut-to-int": ([[1.7, -2.7], [0.2]],),
            "int64": (RAGGED, {"dtype": "int64"}),
            "int8": (RAGGED, {"dtype": "int8", "value": -128}),
            "uint8": (RAGGED, {"dtype": "uint8", "value": 255}),
            "bool": (RAGGED, {"dtype": "bool"}),
            "positional": (RAGGED, 3, "int64", "post", "post", 9),
            "pairs": (PAIRS,),
            "pairs-maxlen-1": (PAIRS, {"maxlen": 1}),
            "pairs-padding-post": (PAIRS, {"padding": "post", "maxlen": 3, "value": 9}),
            "pairs-first-empty": ([[], *PAIRS],),
            "all-empty": ([[], []],),
            "all-empty-maxlen-2": ([[], []], {"maxlen": 2}),
            "all-empty-unknown-padding": ([[], []], {"maxlen": 2, "padding": "middle"}),
            "none-maxlen-3": ([], {"maxlen": 3}),
            "one": ([[5]],),
            "one-number-of-many": ([[5]] * 4, {"maxlen": 2}),
            "array": (integers(3, 5, high=50),),
            "array-maxlen-2": (integers(3, 5, high=50), {"maxlen": 2}),
            "array-maxlen-7-post": (integers(3, 5, high=50), {"maxlen": 7, "padding": "post"}),
            "array-of-arrays": (normal(2, 3, 4), {"dtype": "float32", "maxlen": 5}),
            "arrays": ([integers(3, high=50), integers(5, high=50), integers(1, high=50)],),
            "arrays-of-rows": ([normal(3, 2), normal(1, 2)], {"dtype": "float32", "padding": "post"}),
            "array-int8-to-int32": (integers(2, 3, high=50, dtype="int8"),),
        },
    ),
    *on_numpy(
        "pad_sequences",
        "exact",
        {
            "no-sequences": ([],),
            "number": (5,),
            "numbers": ([1, 2],),
            "number-among-sequences": ([[1], 2],),
            "none-among-sequences": ([[1], None],),
            "maxlen-0": (RAGGED, {"maxlen": 0}),
            "maxlen-negative": (RAGGED, {"maxlen": -1}),
            "maxlen-fraction": (RAGGED, {"maxlen": 2.5}),
            "padding-unknown": (RAGGED, {"padding": "middle"}),
            "truncating-unknown": (RAGGED, {"truncating": "middle"}),
            "text-for-numbers": (RAGGED, {"value": "a"}),
            "dtype-unknown": (RAGGED, {"dtype": "nope"}),
            "items-of-other-shape": ([[[1, 2]], [[3, 4, 5]]],),
            "items-of-other-rank": ([[[1, 2]], [3]],),
            "items-uneven": ([[1, 2], [1, [2]]],),
            "texts": (["ab", "c"],),
        },
        ("error",),
    ),
]

CATEGORICAL = [
    *on_numpy(
        "to_categorical",
        "exact",
        {
            "list": ([0, 2, 1],),
            "list-num-classes": ([0, 2, 1], 5),
            "num-classes-by-name": ([0, 2, 1], {"num_classes": 4}),
            "num-classes-0": ([0, 2, 1], 0),
            "number": (2,),
            "number-num-classes": (2, 4),
            "array": (integers(5, high=4), 4),
            "array-inferred": (integers(5, high=4),),
            "column": (integers(5, 1, high=4), 4),
            "row": (integers(1, 5, high=4), 4),
            "matrix": (integers(2, 3, high=4), 4),
            "matrix-of-columns": (integers(2, 3, 1, high=4), 4),
            "lone-column": ([[3]],),
            "deep-column": ([[[1]], [[0]]],),
            "negative-counts-from-the-last": ([-1, 0, -3], 3),
            "floats-are-cut": (values([1.7, 0.2, -0.9]),),
            "booleans": (values([True, False], bool),),
            "uint8": (integers(4, high=3, dtype="uint8"), 3),
            "int64": (integers(4, high=3, dtype="int64"), 3),
            "float64": (values([0.0, 2.0], "float64"), 3),
            "one-class": ([0, 0],),
            "empty": ([], 3),
            "empty-column": (values([[]], "int32"), 2),
        },
    ),
    *on_numpy(
        "to_categorical",
        "exact",
        {
            "too-large": ([3], 3),
            "too-negative": ([-4], 3),
            "empty-inferred": ([],),
            "num-classes-fraction": ([1], 2.5),
            "num-classes-negative": ([1], -1),
            "text": ("a",),
            "nan": (values([0.0, NAN]),),
            "nothing": (None,),
        },
        ("error",),
    ),
]

NORMALIZE = [
    *on_numpy(
        "normalize",
        "reduction",
        {
            "plain": (normal(3, 4),),
            "zeros-stay": (values([[3.0, 4.0], [0.0, 0.0]]),),
            "order-1": (normal(3, 4), {"order": 1}),
            "order-3": (normal(3, 4), {"order": 3}),
            "order-half": (normal(3, 4), {"order": 0.5}),
            "order-0-counts": (values([[3.0, 0.0, -1.0], [1.0, 2.0, 4.0]]), {"order": 0}),
            "order-minus-1": (normal(3, 4, shift=5.0), {"order": -1}),
            "order-infinite": (normal(3, 4), {"order": values(float("inf"))}),
            "order-minus-infinite": (normal(3, 4), {"order": values(float("-inf"))}),
            "order-none": (normal(3, 4), {"order": None}),
            "axis-0-square": (normal(3, 3), {"axis": 0}),
            "axis-0-vector": (normal(5), {"axis": 0}),
            "axis-1": (normal(2, 3, 4), {"axis": 1}),
            "axis-1-of-two": (normal(3, 4), 1),
            "axis-minus-2": (normal(2, 3, 4), {"axis": -2}),
            "axis-none": (normal(3, 4), {"axis": None}),
            "axes-both": (normal(3, 4), {"axis": [0, 1]}),
            "vector": (normal(6),),
            "rank-4": (normal(2, 3, 2, 2), -1, 2),
            "one-column": (normal(3, 1),),
            "integers": (integers(3, 4, low=-5, high=6),),
            "booleans": (values([[True, False, True]], bool),),
            "float64": (values([[3.0, 4.0], [0.1, 0.2]], "float64"),),
            "float16": (values([[3.0, 4.0], [0.1, 0.2]], "float16"),),
            "nan": (values([[3.0, NAN], [3.0, 4.0]]),),
            "infinite": (values([[3.0, float("inf")], [3.0, 4.0]]),),
            "small": (normal(2, 3, scale=1e-20),),
            "large": (normal(2, 3, scale=1e15),),
            "empty": (values([[], []]),),
        },
    ),
    *on_numpy(
        "normalize",
        "reduction",
        {
            "axis-absent": (normal(3, 4), {"axis": 2}),
            "axis-0-not-square": (normal(2, 3, 2), {"axis": 0}),
            "order-text": (normal(3, 4), {"order": "fro"}),
            "scalar": (values(3.0),),
            "axes-three": (normal(2, 3, 4), {"axis": [0, 1, 2]}),
        },
        ("error",),
    ),
]

CASES = [*PAD, *CATEGORICAL, *NORMALIZE]
