"""Random steps for pipelines: what a stored pipeline may go on with.

What may come next hangs on what the elements are, as far as a step tells: "number" (a scalar int64), "numbers" (a
vector of them), "pair" (of two numbers), "windows" (datasets of numbers), "other". Numbers of elements stay small.
"""

from typing import Any

from hypothesis import strategies as st

from golden.catalog.tables import function, step

BEGINNINGS = ("range", "from_tensor_slices", "zip", "shuffle", "as_numpy_iterator")  # methods whose pipelines go on
MOST = 8  # steps in a pipeline
OF_SPEC = {
    "int64[]": "number",
    "int64[?]": "numbers",
    '["int64[]", "int64[]"]': "pair",
    '{"dataset": "int64[]"}': "windows",
}


def _step(method, *args, **kwargs):
    """A strategy of a step from strategies of its arguments."""
    return st.builds(
        lambda given, named: step(method, *given, **named), st.tuples(*args), st.fixed_dictionaries(kwargs)
    )


_counts, _sizes, _booleans = st.integers(-1, 7), st.integers(1, 5), st.booleans()
_shards = st.integers(1, 3).flatmap(lambda n: _step("shard", st.just(n), st.integers(0, n - 1)))
_shuffles = _step("shuffle", st.integers(1, 7), seed=st.integers(0, 9), reshuffle_each_iteration=_booleans)
_dataset = {"pipeline": [step("range", 10, 14)]}

_groups = [st.just(function(name)) for name in ("modulo-3", "batch-of-group")]


def _map(name):
    return _step("map", st.just(function(name)))


# what the elements are: [(steps, what they are afterwards; None: as before)]
ANY = [
    (_step("take", _counts), None),
    (_step("skip", st.integers(0, 4)), None),
    (_step("repeat", st.integers(0, 3)), None),
    (_shards, None),
    (_shuffles, None),
    (_step("cache"), None),
    (_step("prefetch", st.integers(0, 3)), None),
]
TENSORS = [
    (_step("enumerate"), "other"),
    (_step("batch", _sizes, _booleans), "other"),
    (_map("twice"), "other"),
]
NEXT: dict[str, list[tuple[Any, str | None]]] = {
    "number": [
        (_step("enumerate"), "other"),
        (_step("batch", _sizes, _booleans), "numbers"),
        (_step("padded_batch", _sizes), "numbers"),
        (_step("window", _sizes, _sizes, st.integers(1, 3), _booleans), "windows"),
        (_step("map", st.just(function("double")), num_parallel_calls=_sizes), None),
        *((_map(name), None) for name in ("negative", "square", "from-five")),
        *((_map(name), "pair") for name in ("pair", "list", "twice")),
        (_map("named"), "other"),
        (_step("filter", st.just(function("even"))), None),
        (_step("take_while", st.just(function("below-3"))), None),
        (_step("scan", st.just({"tensor": "zero"}), st.just(function("sums-before"))), None),
        (_step("unique"), None),
        (_step("flat_map", st.just(function("up-to"))), None),
        (_step("interleave", st.just(function("up-to")), cycle_length=_sizes, block_length=_sizes), None),
        (_step("interleave", st.just(function("shuffled-twice")), cycle_length=_sizes, block_length=_sizes), None),
        (
            _step(
                "group_by_window", *map(st.just, (function("modulo-3"), function("batch-of-group"))), window_size=_sizes
            ),
            "numbers",
        ),
        (_step("concatenate", st.just(_dataset)), None),
    ],
    "numbers": [
        *TENSORS,
        (_step("unbatch"), "number"),
        (_step("rebatch", _sizes, _booleans), None),
        (_step("padded_batch", _sizes), "other"),
        (_step("flat_map", st.just(function("rows"))), "number"),
        (_map("backwards"), None),
        (_map("first-row"), "number"),
    ],
    "pair": [
        *TENSORS,
        (_map("swap"), None),
        (_map("add"), "number"),
        (_map("first"), "number"),
        (_step("filter", st.just(function("first-is-even"))), None),
    ],
    "windows": [
        (_step("flat_map", st.just(function("batch-of-window"))), "numbers"),
        (_step("flat_map", st.just(function("shuffle-of-window"))), "numbers"),
    ],
    "other": TENSORS,
}


@st.composite
def further(draw, what, most):
    """Between one and ``most`` steps after elements that are ``what``."""
    steps = []
    for _ in range(draw(st.integers(1, most))):
        strategy, becomes = draw(st.sampled_from([*ANY, *NEXT[what]]))
        steps.append(draw(strategy))
        what = becomes or what
    return steps
