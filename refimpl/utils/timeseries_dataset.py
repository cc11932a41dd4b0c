"""Windows that slide along a series."""

import numpy as np

from refimpl.data import AUTOTUNE, Dataset
from refimpl.data.spec import TensorSpec, spec_of
from refimpl.data.structure import as_component
from refimpl.utils.directories import check_format

OWNER = "timeseries_dataset_from_array"


def timeseries_dataset_from_array(
    data, targets, sequence_length, sequence_stride=1, sampling_rate=1, batch_size=128, shuffle=False, seed=None,
    start_index=None, end_index=None, format="tf",
):  # fmt: skip
    """A Dataset of ``sequence_length`` rows of ``data``, ``sampling_rate`` apart, and the target of the first of them.

    Windows begin every ``sequence_stride`` rows of [start_index, end_index). Without targets there are windows alone.
    Shapes: data (steps, ...), targets (steps, ...) -> (batch, sequence_length, ...), (batch, ...).
    Raises: ValueError for indices, strides and rates that the data have no room for.
    Spec: keras.utils.timeseries_dataset_from_array.
    """
    _check_range(start_index, end_index, len(data))
    for name, value in (("sampling_rate", sampling_rate), ("sequence_stride", sequence_stride)):
        if not 0 < value < len(data):
            raise ValueError(f"{OWNER}: {name} must be above 0 and below the {len(data)} steps of data, got {value}")
    check_format(format, OWNER)
    start, end = start_index or 0, len(data) if end_index is None else end_index
    count = end - start - (sequence_length - 1) * sampling_rate
    if targets is not None:
        count = min(count, len(targets))
    begins = np.arange(0, count, sequence_stride, dtype=np.int32 if count < 2**31 - 1 else np.int64)
    if shuffle:
        seed = np.random.randint(1e6) if seed is None else seed
        np.random.RandomState(seed).shuffle(begins)

    rows = as_component(data[start:end], OWNER)
    span = sequence_length * sampling_rate
    dataset = _mapped(begins, lambda begin: rows[begin : begin + span : sampling_rate], rows, (None,))
    if targets is not None:
        of_windows = as_component(targets[start:end], OWNER)
        dataset = Dataset.zip((dataset, _mapped(begins, lambda begin: of_windows[begin], of_windows, ())))
    if shuffle:
        dataset = dataset.shuffle(1024 if batch_size is None else 8 * batch_size, seed)
    dataset = dataset if batch_size is None else dataset.batch(batch_size)
    return dataset.prefetch(AUTOTUNE)


def _mapped(begins, function, rows, sizes):
    """``function`` of each number; its results are ``sizes`` many rows."""
    dataset = Dataset.from_tensor_slices(begins).map(function)
    row = spec_of(rows)
    dataset.machine.see_as(TensorSpec((*sizes, *row.shape[1:]), row.dtype))
    return dataset


def _check_range(start, end, steps):
    """Raises: ValueError unless 0 <= start < end < steps; None, or 0, sets no bound."""
    if start and not 0 <= start < steps:
        raise ValueError(f"{OWNER}: start_index must be at least 0 and below the {steps} steps of data, got {start}")
    if end and ((start and end <= start) or not 0 < end < steps):
        raise ValueError(
            f"{OWNER}: end_index must be above start_index={start} and below the {steps} steps of data, got {end}"
        )
