"""tf.data: one function on each element, and which elements, by number.

Kills: a tuple that is not handed over as arguments, a list that becomes a tensor, numbers of other dtypes, a predicate
that is not asked for a boolean, a parallel map out of order; a count that is one off, negative counts, an empty source
that is repeated without end, a shard that begins elsewhere, cardinalities.
"""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import function, pipelines, step, tuple_of

_N = step("range", 5)
_SQUARES = step("zip", tuple_of({"pipeline": [_N]}, {"pipeline": [_N]}))
_UNKNOWN = step("filter", function("even"))
_ENDLESS = step("repeat")
_PAIRS = step("from_tensor_slices", tuple_of([1, 2, 3], [4.0, 5.0, 6.0]))


def _map(name, **kwargs):
    return step("map", function(name), **kwargs)


def _draws(row):
    """Whether random bits take part."""
    return any(part[0] in ("shuffle", "random") for part in row if isinstance(part, list))


_MAP = {
    "double": (_N, _map("double")),
    "pair": (_N, _map("pair")),
    "list": (_N, _map("list")),
    "dict": (_N, _map("named")),
    "of-dict": (_N, _map("named"), _map("of-named")),
    "swap": (_PAIRS, _map("swap")),
    "first": (_PAIRS, _map("first")),
    "same-pair": (_PAIRS, _map("same")),
    "add": (_SQUARES, _map("add")),
    "one-component": (_N, _map("one-component")),
    "constant": (_N, _map("constant")),
    "fraction": (_N, _map("fraction")),
    "truth": (_N, _map("truth")),
    "text": (_N, _map("text")),
    "of-text": (step("from_tensor_slices", ["a", "b"]), _map("same")),
    "of-floats": (step("from_tensor_slices", values([1.0, 2.5], "float32")), _map("half")),
    "of-float16": (step("from_tensor_slices", values([1.0, 2.5], "float16")), _map("half")),
    "of-float64": (step("from_tensor_slices", values([1.0, 2.5], "float64")), _map("half")),
    "of-int8": (step("from_tensor_slices", values([100, -3], "int8")), _map("double")),
    "of-rows": (step("from_tensor_slices", integers(3, 4, high=9)), _map("backwards")),
    "first-of-rows": (step("from_tensor_slices", integers(3, 4, high=9)), _map("first-row")),
    "of-batches": (step("range", 7), step("batch", 3), _map("double")),
    "ragged": (step("from_tensor_slices", tuple_of(integers(3, 4, high=9), [1, 4, 0])), _map("head")),
    "nothing": (step("range", 0), _map("double")),
    "parallel": (step("range", 9), _map("square", num_parallel_calls=3)),
    "parallel-autotune": (step("range", 9), _map("square", num_parallel_calls=-1)),
    "parallel-ordered": (step("range", 9), _map("square", num_parallel_calls=2, deterministic=True)),
    "parallel-repeated": (step("range", 3), _map("pair", num_parallel_calls=4), step("repeat", 2)),
    "parallel-before-an-error": (
        step("from_tensor_slices", tuple_of(integers(3, 4, high=9), [1, 1, 2])),
        _map("head"),
        step("batch", 2),
        _map("same", num_parallel_calls=2),
        {"epochs": 1},
    ),
    "nested-dataset": (step("range", 3), _map("up-to")),
}
_MAP_REFUSED = {
    "not-callable": (_N, step("map", 3)),
    "too-many-components": (_PAIRS, _map("double")),
    "too-few-components": (_N, _map("swap")),
    "parallel-0": (_N, _map("double", num_parallel_calls=0)),
    "parallel-negative": (_N, _map("double", num_parallel_calls=-3)),
}
_FILTER = {
    "even": (_N, step("filter", function("even"))),
    "none": (_N, step("filter", function("above-9"))),
    "all": (_N, step("filter", function("truth"))),
    "pairs": (_PAIRS, step("filter", function("first-is-even"))),
    "repeated": (_N, step("filter", function("even")), step("repeat", 2)),
    "endless": (step("range", 3), _ENDLESS, step("filter", function("even")), {"limit": 6}),
}
_PREDICATES_REFUSED = {
    "number": (_N, function("number")),
    "vector": (step("from_tensor_slices", integers(3, 2, high=9)), function("even")),
    "arity": (_PAIRS, function("even")),
    "not-callable": (_N, True),
}
_TAKE_WHILE = {
    "below": (_N, step("take_while", function("below-3"))),
    "none": (_N, step("take_while", function("above-9"))),
    "all": (_N, step("take_while", function("truth"))),
    "endless": (_N, _ENDLESS, step("take_while", function("below-3"))),
    "pairs": (
        _SQUARES,
        step("take_while", function("first-is-even")),
    ),
    "repeated": (_N, step("take_while", function("below-3")), step("repeat", 2)),
}
_ZERO, _TEN = values(0, "int64"), values(10, "int64")
_SCAN = {
    "sums": (_N, step("scan", _TEN, function("sums-before"))),
    "nested-state": (_N, step("scan", tuple_of(_TEN, 0), function("sum-and-count"))),
    "element-for-state": (_N, step("scan", _ZERO, function("element-for-state"))),
    "nothing": (step("range", 0), step("scan", _ZERO, function("sums-before"))),
    "repeated": (_N, step("scan", _ZERO, function("sums-before")), step("repeat", 2)),
    "of-rows": (
        step("from_tensor_slices", normal(3, 2)),
        step("scan", values([0.0, 0.0]), function("element-for-state")),
    ),
    "endless": (_N, _ENDLESS, step("scan", _ZERO, function("sums-before")), {"limit": 8}),
}
_SCAN_REFUSED = {
    "no-pair": (_N, step("scan", _ZERO, function("no-pair"))),
    "other-dtype": (_N, step("scan", 0, function("element-for-state"))),
    "not-callable": (_N, step("scan", _ZERO, 3)),
}
_REDUCE = {
    "sum": (_N, {"then": {"reduce": {"initial_state": _TEN, "reduce_func": function("sum")}}}),
    "nothing": (step("range", 0), {"then": {"reduce": {"initial_state": _TEN, "reduce_func": function("sum")}}}),
    "pairs": (
        _SQUARES,
        {"then": {"reduce": {"initial_state": _TEN, "reduce_func": function("sum-of-pair")}}},
    ),
    "rows": (
        step("from_tensor_slices", values([[1.0, 2.0], [3.0, 4.0]])),
        {"then": {"reduce": {"initial_state": values([0.5, 0.5]), "reduce_func": function("sum")}}},
    ),
}
_REDUCE_REFUSED = {
    "other-dtype": (_N, {"then": {"reduce": {"initial_state": 0, "reduce_func": function("no-pair")}}}),
    "arity": (_PAIRS, {"then": {"reduce": {"initial_state": 0.0, "reduce_func": function("double")}}}),
}
_SINGLE = {
    "one": (step("range", 7, 8), {"then": {"get_single_element": {}}}),
    "pair": (_PAIRS, step("skip", 2), {"then": {"get_single_element": {}}}),
    "batch": (_N, step("batch", 9), {"then": {"get_single_element": {}}}),
}
_SINGLE_REFUSED = {
    "none": (step("range", 0), {"then": {"get_single_element": {}}}),
    "two": (step("range", 2), {"then": {"get_single_element": {}}}),
}
_UNIQUE = {
    "numbers": (step("from_tensor_slices", [1, 2, 1, 3, 2]), step("unique")),
    "texts": (step("from_tensor_slices", ["a", "b", "a", ""]), step("unique")),
    "int64": (step("from_tensor_slices", values([5, 5, 2**40], "int64")), step("unique")),
    "nothing": (step("range", 0), step("unique")),
}
_UNIQUE_REFUSED = {
    "pairs": (_SQUARES, step("unique")),
    "pairs-of-floats": (_PAIRS, step("unique")),
    "floats": (step("from_tensor_slices", [1.0, 2.0]), step("unique")),
    "truths": (step("from_tensor_slices", [True, False]), step("unique")),
}

_COUNTS = {"0": 0, "2": 2, "all": 5, "more": 9, "minus-1": -1, "minus-3": -3}
_TAKE = {
    **{f"count-{slug}": (_N, step("take", n)) for slug, n in _COUNTS.items() if n > -2},
    "unknown": (_N, _UNKNOWN, step("take", 2)),
    "unknown-0": (_N, _UNKNOWN, step("take", 0)),
    "endless": (_N, _ENDLESS, step("take", 7)),
    "endless-all": (_N, _ENDLESS, step("take", -1), {"limit": 7}),
    "repeated": (_N, step("take", 2), step("repeat", 2)),
}
_SKIP = {
    **{f"count-{slug}": (_N, step("skip", n)) for slug, n in _COUNTS.items()},
    "unknown": (_N, _UNKNOWN, step("skip", 2)),
    "unknown-all": (_N, _UNKNOWN, step("skip", -1)),
    "endless": (_N, _ENDLESS, step("skip", 7), {"limit": 4}),
    "repeated": (_N, step("skip", 2), step("repeat", 2)),
    "then-take": (_N, step("skip", 1), step("take", 3)),
}
_REPEAT = {
    **{f"count-{slug}": (step("range", 2), step("repeat", n), {"limit": 9}) for slug, n in _COUNTS.items()},
    "without-count": (step("range", 2), step("repeat"), {"limit": 5}),
    "nothing": (step("range", 0), step("repeat")),
    "nothing-twice": (step("range", 0), step("repeat", 2)),
    "unknown": (_N, _UNKNOWN, step("repeat", 2)),
    "unknown-endless": (_N, _UNKNOWN, _ENDLESS, {"limit": 7}),
    "unknown-0": (_N, _UNKNOWN, step("repeat", 0)),
    "filtered-to-nothing": (_N, step("filter", function("above-9")), step("repeat")),
    "endless-twice": (_N, _ENDLESS, step("repeat", 2), {"limit": 7}),
    "endless-0": (_N, _ENDLESS, step("repeat", 0)),
    "then-batch": (_N, step("repeat", 2), step("batch", 4)),
    "after-batch": (_N, step("batch", 4), step("repeat", 2)),
}
_COUNT_REFUSED = {"fraction": 1.5, "text": "two"}
_SHARD = {
    "first": (step("range", 7), step("shard", 3, 0)),
    "middle": (step("range", 7), step("shard", 3, 1)),
    "last": (step("range", 7), step("shard", 3, 2)),
    "only": (step("range", 7), step("shard", 1, 0)),
    "more-than-elements": (step("range", 2), step("shard", 5, 3)),
    "unknown": (_N, _UNKNOWN, step("shard", 2, 1)),
    "endless": (_N, _ENDLESS, step("shard", 3, 1), {"limit": 6}),
    "repeated": (step("range", 7), step("shard", 2, 1), step("repeat", 2)),
    "pairs": (_PAIRS, step("shard", 2, 0)),
}
_SHARD_REFUSED = {
    "index-too-high": (_N, step("shard", 3, 3)),
    "index-negative": (_N, step("shard", 3, -1)),
    "no-shards": (_N, step("shard", 0, 0)),
    "fraction": (_N, step("shard", 2.5, 0)),
}
_ENUMERATE = {
    "plain": (_N, step("enumerate")),
    "from-5": (_N, step("enumerate", 5)),
    "from-minus-2": (_N, step("enumerate", -2)),
    "pairs": (_PAIRS, step("enumerate")),
    "unknown": (_N, _UNKNOWN, step("enumerate")),
    "repeated": (step("range", 2), step("enumerate"), step("repeat", 2)),
}

_CACHE = {
    "whole": (_N, step("cache")),
    "twice": (_N, step("cache"), step("repeat", 2)),
    "in-part": (_N, step("cache"), step("take", 2), step("repeat", 2)),
    "left-half-way": (_N, step("cache"), {"limit": [2, 9]}),
    "nothing": (step("range", 0), step("cache"), step("repeat", 2)),
    "unknown": (_N, _UNKNOWN, step("cache")),
    "of-random": (step("random", seed=4, rerandomize_each_iteration=True), step("take", 3), step("cache")),
    "of-shuffled": (step("range", 6), step("shuffle", 6, seed=1), step("cache"), step("repeat", 2)),
    "before-shuffle": (step("range", 6), step("cache"), step("shuffle", 6, seed=1), step("repeat", 2)),
    "half-then-whole": (
        step("range", 6), step("shuffle", 6, seed=1), step("cache"), {"limit": [3, 9, 9], "epochs": 3},
    ),
}  # fmt: skip
_PREFETCH = {
    "one": (_N, step("prefetch", 1)),
    "many": (_N, step("prefetch", 100)),
    "none": (_N, step("prefetch", 0)),
    "autotune": (_N, step("prefetch", -1)),
    "in-the-middle": (_N, step("prefetch", 2), step("batch", 2), step("prefetch", 1)),
    "endless": (_N, _ENDLESS, step("prefetch", 3), {"limit": 8}),
    "unknown": (_N, _UNKNOWN, step("prefetch", 2)),
    "before-an-error": (
        step("from_generator", {"generator": "other-shape"}, output_types="int32", output_shapes=tuple_of()),
        step("prefetch", 4), {"epochs": 1},
    ),
}  # fmt: skip

CASES = [
    *pipelines("map", _MAP),
    *pipelines("map", _MAP_REFUSED, ("error",)),
    *pipelines("filter", _FILTER),
    *pipelines("filter", {s: (n, step("filter", f)) for s, (n, f) in _PREDICATES_REFUSED.items()}, ("error",)),
    *pipelines("take_while", _TAKE_WHILE),
    *pipelines("take_while", {s: (n, step("take_while", f)) for s, (n, f) in _PREDICATES_REFUSED.items()}, ("error",)),
    *pipelines("scan", _SCAN),
    *pipelines("scan", _SCAN_REFUSED, ("error",)),
    *pipelines("reduce", _REDUCE),
    *pipelines("reduce", _REDUCE_REFUSED, ("error",)),
    *pipelines("get_single_element", _SINGLE),
    *pipelines("get_single_element", _SINGLE_REFUSED, ("error",)),
    *pipelines("unique", _UNIQUE),
    *pipelines("unique", _UNIQUE_REFUSED, ("error",)),
    *pipelines("take", _TAKE),
    *pipelines("take", {slug: (_N, step("take", n)) for slug, n in _COUNT_REFUSED.items()}, ("error",)),
    *pipelines("skip", _SKIP),
    *pipelines("skip", {slug: (_N, step("skip", n)) for slug, n in _COUNT_REFUSED.items()}, ("error",)),
    *pipelines("repeat", _REPEAT),
    *pipelines("repeat", {slug: (_N, step("repeat", n)) for slug, n in _COUNT_REFUSED.items()}, ("error",)),
    *pipelines("shard", _SHARD),
    *pipelines("shard", _SHARD_REFUSED, ("error",)),
    *pipelines("enumerate", _ENUMERATE),
    *pipelines("cache", {s: row for s, row in _CACHE.items() if not _draws(row)}),
    *pipelines("cache", {s: row for s, row in _CACHE.items() if _draws(row)}, ("seed-exact",)),
    *pipelines("prefetch", _PREFETCH),
    *pipelines(
        "prefetch", {"minus-3": (_N, step("prefetch", -3)), "fraction": (_N, step("prefetch", 1.5))}, ("error",)
    ),
]
