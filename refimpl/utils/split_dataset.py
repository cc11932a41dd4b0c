"""One dataset as two."""

import random

import numpy as np
import optree

from refimpl.data import AUTOTUNE, Dataset
from refimpl.data.batching import Batch

OWNER = "split_dataset"


def split_dataset(dataset, left_size=None, right_size=None, shuffle=False, seed=None, preferred_backend=None):
    """(left, right): two Datasets of the first samples and of the last.

    ``dataset`` is a Dataset, an array, or a list or tuple of arrays whose rows belong together; all of it is kept in
    memory. A size is a number of samples, a share in (0, 1), or None for what the other leaves. Samples are shuffled
    before by Python's ``random``, which is seeded for it. A Dataset that ends with ``batch`` is split by samples, and
    both parts have batches again.
    Raises: TypeError for another kind of dataset or size, ValueError for sizes that leave a part empty or are too much,
    for no samples, and for samples of different shapes.
    Spec: keras.utils.split_dataset.
    """
    if not isinstance(dataset, (Dataset, np.ndarray, list, tuple)):
        raise TypeError(
            f"{OWNER}: dataset must be a Dataset, an array, or a list of arrays, got {type(dataset).__name__}"
        )
    if left_size is None and right_size is None:
        raise ValueError(f"{OWNER}: left_size or right_size must be given, got None for both")
    batch_size = None
    if isinstance(dataset, Dataset) and isinstance(dataset.machine, Batch):
        batch_size, dataset = dataset.machine.size, dataset.unbatch()
    samples = _samples(dataset)
    if shuffle:
        random.seed(random.randint(0, int(1e6)) if seed is None else seed)
        random.shuffle(samples)
    left, right = _sizes(left_size, right_size, len(samples))
    return tuple(_restored(part, batch_size) for part in (samples[:left], samples[-right:]))


def _samples(dataset):
    if isinstance(dataset, (list, tuple)):
        if not dataset:
            raise ValueError(f"{OWNER}: dataset must hold at least one array, got none")
        for array in dataset:
            if not isinstance(array, np.ndarray):
                raise ValueError(f"{OWNER}: dataset must hold arrays, got {type(array).__name__}")
        if len({len(array) for array in dataset}) > 1:
            raise ValueError(f"{OWNER}: dataset must hold arrays of one length, got {[len(a) for a in dataset]}")
        dataset = zip(*dataset, strict=True)
    samples = list(dataset)
    if not samples:
        raise ValueError(f"{OWNER}: dataset must hold at least one sample, got none")
    shapes = {np.shape(sample) for sample in samples} if isinstance(samples[0], (np.ndarray, np.generic)) else ()
    if len(shapes) > 1:
        raise ValueError(f"{OWNER}: dataset must hold samples of one shape, got {sorted(shapes)}")
    return samples


def _sizes(left, right, total):
    """How many samples go to each side."""
    for name, size in (("left_size", left), ("right_size", right)):
        if size is not None and type(size) not in (int, float):
            raise TypeError(f"{OWNER}: {name} must be an int, a float or None, got {size!r}")
        if size is not None and not 0 < size < (total if type(size) is int else 1):
            raise ValueError(
                f"{OWNER}: {name} must be a number of samples below {total}, or a share in (0, 1), got {size!r}"
            )
    if type(left) is type(right) is float and left + right > 1:
        raise ValueError(f"{OWNER}: left_size and right_size must be shares of 1 at most in all, got {left + right}")
    left, right = (round(size * total) if type(size) is float else size for size in (left, right))
    left = total - right if left is None else left
    right = total - left if right is None else right
    if left + right > total:
        raise ValueError(
            f"{OWNER}: left_size and right_size must be {total} samples at most in all, got {left + right}"
        )
    if not left or not right:
        raise ValueError(f"{OWNER}: both parts must have samples, got {left} and {right} of {total}")
    return left, right


def _restored(samples, batch_size):
    stacked = optree.tree_map(lambda *leaves: np.array(leaves), *samples)
    dataset = Dataset.from_tensor_slices(stacked)
    return (dataset if batch_size is None else dataset.batch(batch_size)).prefetch(AUTOTUNE)
