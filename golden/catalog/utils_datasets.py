"""keras.utils' functions from arrays to datasets: windows along a series, and halves. What is shuffled has a seed."""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import case


def datasets(symbol, rows, tags=(), **more):
    """Op cases whose outputs are the elements of datasets: ``slug: (args..., {kwargs}?)``, ``more`` of the spec."""
    cases = []
    for slug, row in rows.items():
        *args, kwargs = row if isinstance(row[-1], dict) else (*row, {})
        spec = {"args": args, "kwargs": kwargs, "numpy": True, "elements": True, **more}
        cases.append(case(f"keras.utils.{symbol}", "op", "exact", slug, spec, tags))
    return cases


def series():
    return normal(12, 2)


def targets(count=12):
    return integers(count, high=50)


WINDOWS = {
    "plain": (series(), targets(), 3),
    "no-targets": (series(), None, 3),
    "targets-of-vectors": (series(), normal(12, 3), 3),
    "length-1": (series(), targets(), 1),
    "length-of-all": (series(), targets(), 12),
    "stride-2": (series(), targets(), 3, {"sequence_stride": 2}),
    "stride-5": (series(), targets(), 3, {"sequence_stride": 5}),
    "rate-2": (series(), targets(), 3, {"sampling_rate": 2}),
    "rate-3-stride-2": (series(), targets(), 3, {"sampling_rate": 3, "sequence_stride": 2}),
    "batches-of-4": (series(), targets(), 3, {"batch_size": 4}),
    "batches-of-1": (series(), targets(), 10, {"batch_size": 1}),
    "no-batches": (series(), targets(), 9, {"batch_size": None}),
    "start": (series(), targets(), 3, {"start_index": 4}),
    "start-0": (series(), targets(), 3, {"start_index": 0}),
    "end": (series(), targets(), 3, {"end_index": 8}),
    "end-0": (series(), targets(), 3, {"end_index": None}),
    "start-and-end": (series(), targets(), 3, {"start_index": 2, "end_index": 9}),
    "start-and-end-rate-2": (series(), targets(), 2, {"start_index": 2, "end_index": 9, "sampling_rate": 2}),
    "fewer-targets": (series(), targets(5), 3),
    "positional": (series(), targets(), 2, 2, 2, 3),
    "vector": (normal(12), targets(), 3),
    "images": (normal(6, 2, 2), None, 2),
    "int64": (integers(12, high=50, dtype="int64"), None, 3),
    "float64": (values([0.1, 0.2, 0.3, 0.4, 0.5], "float64"), None, 2),
    "lists": ([0.5, 1.5, 2.5, 3.5, 4.5], [1, 2, 3, 4, 5], 2),
}
WINDOWS_SHUFFLED = {
    "shuffled": (series(), targets(), 3, {"shuffle": True, "seed": 7, "batch_size": 2}),
    "shuffled-no-batches": (series(), targets(), 8, {"shuffle": True, "seed": 7, "batch_size": None}),
    "shuffled-no-targets": (series(), None, 3, {"shuffle": True, "seed": 1, "sequence_stride": 2}),
    "shuffled-seed-0": (series(), targets(), 3, {"shuffle": True, "seed": 0}),
}
WINDOWS_REFUSED = {
    "start-negative": (series(), targets(), 3, {"start_index": -1}),
    "start-beyond": (series(), targets(), 3, {"start_index": 12}),
    "end-beyond": (series(), targets(), 3, {"end_index": 12}),
    "end-negative": (series(), targets(), 3, {"end_index": -3}),
    "end-before-start": (series(), targets(), 3, {"start_index": 5, "end_index": 5}),
    "rate-0": (series(), targets(), 3, {"sampling_rate": 0}),
    "rate-beyond": (series(), targets(), 3, {"sampling_rate": 12}),
    "stride-0": (series(), targets(), 3, {"sequence_stride": 0}),
    "stride-beyond": (series(), targets(), 3, {"sequence_stride": 12}),
    "batch-size-0": (series(), targets(), 3, {"batch_size": 0}),
    "format-unknown": (series(), targets(), 3, {"format": "torch"}),
}

HALVES = {
    "left-share": (normal(10, 2), 0.7),
    "right-share": (normal(10, 2), {"right_size": 0.3}),
    "left-number": (normal(10, 2), 4),
    "right-number": (normal(10, 2), {"right_size": 4}),
    "both-numbers": (normal(10, 2), 4, 3),
    "both-shares": (normal(10, 2), 0.5, 0.25),
    "share-and-number": (normal(10, 2), 0.5, 4),
    "shares-rounded-half-to-even": (normal(5), 0.5),
    "shares-rounded-up": (normal(10), 0.75),
    "pair": ([normal(10, 2), targets(10)], 0.6),
    "three": ([normal(6, 2), targets(6), normal(6)], 2),
    "lone-in-a-list": ([normal(6, 2)], 0.5),
    "vector": (integers(7, high=50), 3),
    "of-tensorflow": (normal(10, 2), 0.5, {"preferred_backend": "tensorflow"}),
    "shuffled": (normal(10, 2), 0.6, {"shuffle": True, "seed": 3}),
    "shuffled-pair": ([normal(10, 2), targets(10)], 0.6, {"shuffle": True, "seed": 5}),
    "shuffled-seed-0": (targets(9), 4, {"shuffle": True, "seed": 0}),
}
# A seed from which Python's random.randint(0, 10**6) gives 10**6.
HALVES_OF_THE_GLOBAL_SEED = {"shuffled-by-the-global-seed": (normal(7, 2), 0.5, None, True)}
HALVES_REFUSED = {
    "no-size": (normal(10, 2),),
    "left-0": (normal(10, 2), 0),
    "left-share-0": (normal(10, 2), 0.0),
    "both-0": (normal(10, 2), 0, 0),
    "left-all": (normal(10, 2), 10),
    "left-share-1": (normal(10, 2), 1.0),
    "left-negative": (normal(10, 2), -2),
    "left-share-negative": (normal(10, 2), -0.5),
    "right-beyond": (normal(10, 2), {"right_size": 11}),
    "left-text": (normal(10, 2), "4"),
    "right-text": (normal(10, 2), 4, "3"),
    "shares-above-1": (normal(10, 2), 0.6, 0.6),
    "numbers-above-all": (normal(10, 2), 6, 6),
    "nothing-left-of-a-share": (normal(10, 2), 0.01),
    "number": (5, 0.5),
    "text": ("abc", 0.5),
    "dict": ({"a": normal(4)}, 0.5),
    "empty-list": ([], 0.5),
    "lengths-differ": ([normal(10, 2), targets(3)], 0.5),
    "list-of-lists": ([[1.0, 2.0], [3.0, 4.0]], 0.5),
    "no-samples": (values([]), 0.5),
}

CASES = [
    *datasets("timeseries_dataset_from_array", WINDOWS),
    *datasets("timeseries_dataset_from_array", WINDOWS_SHUFFLED, ("seed-exact",)),
    *datasets("timeseries_dataset_from_array", WINDOWS_REFUSED, ("error",)),
    *datasets("split_dataset", HALVES),
    *datasets("split_dataset", HALVES_OF_THE_GLOBAL_SEED, seed=3192120),
    *datasets("split_dataset", HALVES_REFUSED, ("error",)),
]
