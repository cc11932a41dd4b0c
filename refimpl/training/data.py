"""Batches: what fit, evaluate and predict iterate. Arrays are cut into them; datasets and generators bring their own.

A source of batches says how many there are in an epoch, None if it does not know, and each ``iter`` of it begins an
epoch. A batch is x, (x,), (x, y) or (x, y, sample_weight).
"""

import itertools
import math
import random
import types
import warnings

import numpy as np
import optree

from refimpl.data import Dataset
from refimpl.random import get_random_seed, permutation
from refimpl.random.philox import blocks
from refimpl.training.arrays import (
    as_arrays,
    check_sizes,
    class_weights,
    pack_x_y_sample_weight,
    unpack_x_y_sample_weight,
    weights_for_outputs,
)
from refimpl.training.py_dataset import PyDataset
from refimpl.training.workers import Workers


class Batches:
    """The protocol. A subclass gives ``num_batches`` and ``__iter__``, and may give ``first_batch`` and the hooks."""

    num_batches = None

    def first_batch(self):
        """A batch like the first one, for its structure and shapes; None if there is none."""
        return next(iter(self), None)

    def __iter__(self):
        raise NotImplementedError(f"{type(self).__name__}: __iter__ must give the batches of one epoch")

    def on_epoch_begin(self):
        """Called when an epoch begins."""

    def on_epoch_end(self):
        """Called when an epoch ends, and before the first of fit and evaluate."""


class ArrayBatches(Batches):
    """Arrays cut along their first axis; the last batch may be smaller.

    Batches are views of the arrays unless they are shuffled. Without ``batch_size``, samples are cut into ``steps``
    batches, or by 32. After ``set_random_seed`` every epoch has the same order, as in Keras on TensorFlow;
    ``shuffle="batch"`` keeps each batch's samples together and only orders them anew within.
    Raises: ValueError for what are no arrays, for different numbers of samples, for a wrong ``batch_size``.
    """

    def __init__(
        self, x, y=None, sample_weight=None, batch_size=None, steps=None, shuffle=False, class_weight=None, owner="fit"
    ):  # fmt: skip
        if class_weight is not None and sample_weight is not None:
            raise ValueError(f"{owner}: class_weight and sample_weight cannot both be given; multiply them into one")
        x, y = as_arrays(x, "x", owner), as_arrays(y, "y", owner)
        if class_weight is not None:
            sample_weight = class_weights(y, class_weight, owner)
        elif sample_weight is not None:
            sample_weight = weights_for_outputs(y, as_arrays(sample_weight, "sample_weight", owner), owner)
        self.samples = check_sizes(x, y, sample_weight, owner)
        self.batch_size = batch_size or (math.ceil(self.samples / steps) if steps else 32)
        if isinstance(self.batch_size, bool) or not hasattr(self.batch_size, "__index__") or self.batch_size < 0:
            raise ValueError(f"{owner}: batch_size must be a positive integer or None, got {batch_size!r}")
        self.num_batches = math.ceil(self.samples / self.batch_size) if self.samples else 0
        self.shuffle = shuffle
        self._arrays, self._structure = optree.tree_flatten(_tuples(pack_x_y_sample_weight(x, y, sample_weight)))

    def first_batch(self):
        return self._structure.unflatten([a[: self.batch_size] for a in self._arrays]) if self.samples else None

    def __iter__(self):
        arrays, unflatten = self._arrays, self._structure.unflatten
        size, samples = self.batch_size, self.samples
        order = self._order() if self.shuffle and samples else None
        for start in range(0, samples, size):
            if order is None:
                yield unflatten([a[start : start + size] for a in arrays])
            else:
                chosen = order[start : start + size]
                yield unflatten([a.take(chosen, 0) for a in arrays])

    def _order(self):
        """The samples' numbers, in the order of an epoch. TensorFlow's stream begins anew with each iterator."""
        seed = get_random_seed()
        seed = int(np.random.default_rng().integers(2**31)) if seed is None else seed % (2**31 - 1)
        if self.shuffle != "batch":
            return permutation(self.samples, seed)
        order, used = [], 0
        for start in range(0, self.samples, self.batch_size):
            size = min(self.batch_size, self.samples - start)
            order.append(start + _permutation_after(used, size, seed))
            used += math.ceil((size - 1) / 4)
        return np.concatenate(order)


def _permutation_after(used, n, seed):
    """``permutation``, when ``used`` blocks of the stream have gone to the batches before. Each takes whole blocks."""
    words = blocks((seed, 0), (0, 0), math.ceil(n / 4), start=used).reshape(-1)[:n]
    order = np.arange(n)
    for i, jump in enumerate((words % np.arange(n, 0, -1, dtype=np.uint32)).tolist()):
        order[[i, i + jump]] = order[[i + jump, i]]
    return order


class GeneratorBatches(Batches):
    """The batches of a Python generator, which can be run through once.

    The first two are fetched at once, as Keras does to learn their shapes; a second epoch has those two again and then
    whatever the generator still gives.
    Raises: ValueError for a generator without batches, or of anything but tuples.
    """

    def __init__(self, generator, owner="fit"):
        self.generator = generator
        self.first = list(itertools.islice(generator, 2))
        if not self.first:
            raise ValueError(f"{owner}: x must be a generator of at least one batch, got an empty one")
        if not isinstance(self.first[0], tuple):
            raise ValueError(
                f"{owner}: x must be a generator of tuples (x,), (x, y) or (x, y, sample_weight), "
                f"got one of {type(self.first[0]).__name__}"
            )
        _check_alike(self.first, owner)

    def first_batch(self):
        return _arrays(self.first[0])

    def __iter__(self):
        first = self.first_batch()
        for batch in itertools.chain(self.first, self.generator):
            yield _arrays(batch, first)


class PyDatasetBatches(Batches):
    """The batches of a PyDataset, made by its workers if it has some.

    Batches 0 and 1 are fetched at once, as Keras does to learn their shapes. With ``shuffle`` each epoch has its own
    order of batches, by Python's ``random``; a dataset without an end is not shuffled.
    Raises: ValueError for a dataset without batches, for batches of another kind than PyDataset's, and for class_weight
    where they have weights of their own.
    """

    def __init__(self, dataset, shuffle=False, class_weight=None, owner="fit"):
        self.dataset, self.class_weight, self.owner = dataset, class_weight, owner
        self.shuffle = shuffle and dataset.num_batches is not None
        count = 2 if dataset.num_batches is None else min(2, dataset.num_batches)
        first = [self._standard(dataset[i]) for i in range(count)]
        if not first:
            raise ValueError(f"{owner}: x must be a PyDataset of at least one batch, got num_batches={count}")
        _check_alike(first, owner)
        self.first = _arrays(first[0])

    @property
    def num_batches(self):
        return self.dataset.num_batches

    def first_batch(self):
        return self.first

    def on_epoch_begin(self):
        self.dataset.on_epoch_begin()

    def on_epoch_end(self):
        self.dataset.on_epoch_end()

    def __iter__(self):
        for batch in self._batches():
            yield _arrays(self._standard(batch), self.first)

    def _batches(self):
        dataset, order = self.dataset, itertools.count()
        if dataset.num_batches is not None:
            order = list(range(dataset.num_batches))
            if self.shuffle:
                random.shuffle(order)
        if dataset.workers > 1 or (dataset.workers > 0 and dataset.use_multiprocessing):
            with Workers(
                dataset, order, dataset.workers, dataset.use_multiprocessing, dataset.max_queue_size
            ) as workers:
                yield from workers.batches()
        else:
            yield from map(dataset.__getitem__, order)

    def _standard(self, batch):
        """A tuple, or a dict, of what the dataset gave for one batch."""
        if isinstance(batch, dict):
            return batch
        batch = (batch,) if isinstance(batch, np.ndarray) else tuple(batch) if isinstance(batch, list) else batch
        if not isinstance(batch, tuple) or not 1 <= len(batch) <= 3:
            raise ValueError(
                f"{self.owner}: x must be a PyDataset of tuples (x,), (x, y) or (x, y, sample_weight), or of dicts, "
                f"got a batch {str(batch)[:40]} of {type(batch).__name__}"
            )
        if self.class_weight is None:
            return batch
        if len(batch) == 3:
            raise ValueError(f"{self.owner}: class_weight must not be given when the batches have sample weights")
        return (*batch, class_weights(batch[1], self.class_weight, self.owner)) if len(batch) == 2 else batch


def _check_alike(batches, owner):
    """Raises: ValueError unless batches have one structure, each array as many axes in all, and at least one."""
    for leaf in optree.tree_leaves(batches):
        if np.ndim(leaf) < 1:
            raise ValueError(f"{owner}: x must give arrays with an axis of samples, got {leaf!r} in a batch")
    first = [np.ndim(leaf) for leaf in optree.tree_leaves(batches[0])]
    for batch in batches[1:]:
        if optree.tree_structure(batch) != optree.tree_structure(batches[0]):
            raise ValueError(f"{owner}: x must give batches of one structure, got another in its second batch")
        for rank, leaf in zip(first, optree.tree_leaves(batch), strict=True):
            if np.ndim(leaf) != rank:
                raise ValueError(
                    f"{owner}: x must give arrays of as many axes in each batch, got {rank} and then {np.ndim(leaf)}"
                )


class DatasetBatches(Batches):
    """The elements of a Dataset, as they are: it brings batches, and says how many.

    An iterator of it has a state, from which ``go_on`` makes another.
    Raises: ValueError, when it is reached, for a batch with weights where there is ``class_weight``.
    """

    def __init__(self, dataset, class_weight=None, owner="fit"):
        self.dataset, self.class_weight, self.owner = dataset, class_weight, owner
        known = dataset.cardinality()
        self.num_batches = known if known >= 0 else None

    def first_batch(self):
        """The first batch of a dataset that is left as it was."""
        before, run = self.dataset.state(), iter(self)
        first = next(run, None)
        run.iterator.close()
        self.dataset.iterator(before)  # which has ended; what the datasets remember is as it was
        return first

    def __iter__(self):
        return DatasetRun(self, self.dataset.iterator())

    def state(self, run):
        """Where a run stands; without one, where the next will begin."""
        return self.dataset.state() if run is None else run.iterator.state()

    def go_on(self, state):
        return DatasetRun(self, self.dataset.iterator(state))

    def weighted(self, batch):
        if self.class_weight is None:
            return batch
        x, y, sample_weight = unpack_x_y_sample_weight(batch)
        if sample_weight is not None:
            raise ValueError(f"{self.owner}: class_weight must not be given for batches that have weights of samples")
        return x, y, class_weights(y, self.class_weight, self.owner)


class DatasetRun:
    """One run through a Dataset's batches."""

    def __init__(self, batches, iterator):
        self.batches, self.iterator = batches, iterator

    def __iter__(self):
        return self

    def __next__(self):
        return self.batches.weighted(next(self.iterator))

    @property
    def is_over(self):
        return self.iterator.is_over

    def close(self):
        self.iterator.close()


def as_batches(
    x, y=None, sample_weight=None, batch_size=None, steps=None, shuffle=False, class_weight=None, owner="fit"
):  # fmt: skip
    """The Batches for the arguments of fit, evaluate or predict.

    Raises: ValueError for data of an unknown kind, and for arguments that go with arrays only.
    """
    if isinstance(x, (Batches, Dataset, PyDataset, types.GeneratorType)):
        kind = "a generator" if isinstance(x, types.GeneratorType) else f"a {type(x).__name__}"
        weighs = isinstance(x, (Dataset, PyDataset))
        for name, value in (("y", y), ("sample_weight", sample_weight), ("class_weight", class_weight)):
            if value is not None and not (name == "class_weight" and weighs):
                raise ValueError(f"{owner}: {name} must not be given when x is {kind}; its batches have all parts")
        if isinstance(x, Batches):
            return x
        if shuffle and (not isinstance(x, PyDataset) or x.num_batches is None):
            warnings.warn(f"{owner}: shuffle is ignored for {kind}, which has its own order", stacklevel=3)
        if isinstance(x, PyDataset):
            return PyDatasetBatches(x, shuffle, class_weight, owner)
        return DatasetBatches(x, class_weight, owner) if isinstance(x, Dataset) else GeneratorBatches(x, owner)
    return ArrayBatches(x, y, sample_weight, batch_size, steps, shuffle, class_weight, owner)


def _arrays(batch, like=None):
    """A batch as ``train_step`` gets it, of arrays, which have the dtypes of those in ``like``.

    Raises: ValueError for another structure than that of ``like``.
    """
    batch = _tuples(batch)
    if like is None:
        return optree.tree_map(np.asarray, batch)
    try:
        return optree.tree_map(lambda a, first: np.asarray(a, first.dtype), batch, like)
    except ValueError as error:
        raise ValueError(f"x must give batches like its first one, of arrays: {error}") from error


def _tuples(x):
    """``x`` with tuples for lists, which is how Keras hands batches to train_step."""
    if isinstance(x, (list, tuple)) and not hasattr(x, "_fields"):
        return tuple(_tuples(item) for item in x)
    return {key: _tuples(value) for key, value in x.items()} if type(x) is dict else x
