"""Dataset: what tf.data's pipelines are made of. Each method puts a machine on top; see ``machine``."""

import itertools
import os

import numpy as np

from refimpl.data.batching import Batch, Rebatch, Unbatch, Window
from refimpl.data.caching import Cache, FileCache, Prefetch
from refimpl.data.combining import Choice, Concatenate, Directed, Zip
from refimpl.data.counting import Enumerate, Repeat, Shard, Skip, Take
from refimpl.data.files import as_strings, matching
from refimpl.data.flattening import FlatMap, GroupByWindow, Interleave, bucket_of, padded_sizes
from refimpl.data.functions import Stands, at_least
from refimpl.data.iterator import Iterator, over
from refimpl.data.machine import INFINITE
from refimpl.data.mapping import AUTOTUNE, Carry, Filter, Map, ParallelMap, Scan, TakeWhile
from refimpl.data.ordering import Shuffle
from refimpl.data.padding import PaddedBatch
from refimpl.data.sources import Generator, Random, Range, Tensors, TensorSlices, signature
from refimpl.data.spec import rows_open
from refimpl.data.structure import Handle, as_element
from refimpl.data.unique import Unique


class Dataset(Handle):
    """Elements, one after another: nested tuples and dicts of arrays.

    Scalars are NumPy's, strings are bytes. What a method refuses, it refuses with the kind of exception that TensorFlow
    raises, InvalidArgumentError being a ValueError. ``name`` is taken everywhere, and of no effect.
    Spec: tf.data.Dataset.
    """

    # -- sources

    @staticmethod
    def from_tensors(tensors, name=None):
        """One element, which is ``tensors``."""
        return Dataset(Tensors(tensors))

    @staticmethod
    def from_tensor_slices(tensors, name=None):
        """The rows of ``tensors``, which are not copied."""
        return Dataset(TensorSlices(tensors))

    @staticmethod
    def from_generator(
        generator, output_types=None, output_shapes=None, args=None, output_signature=None, name=None
    ):  # fmt: skip
        """What the iterator ``generator(*args)`` gives, which must be of ``output_signature`` (TensorSpecs)."""
        spec = signature(output_types, output_shapes) if output_signature is None else output_signature
        return Dataset(Generator(generator, spec, args or ()))

    @staticmethod
    def range(*args, output_type="int64", name=None):
        """Numbers as Python's ``range`` counts them: stop; start and stop; or start, stop and step."""
        return Dataset(Range(*args, output_type=output_type))

    @staticmethod
    def random(seed=None, rerandomize_each_iteration=None, name=None):
        """Endless random numbers in [0, 2^32), int64; other ones in each epoch if they are drawn anew."""
        return Dataset(Random(seed, rerandomize_each_iteration))

    @staticmethod
    def list_files(file_pattern, shuffle=None, seed=None, name=None):
        """The paths that match a pattern, or several, in sorted order, shuffled unless ``shuffle`` is False.

        Raises: ValueError if there are none; as ``as_strings`` for patterns that are none.
        """
        patterns = as_strings(file_pattern, "file_pattern", "list_files")
        if np.ndim(patterns) > 1:
            raise ValueError(f"list_files: file_pattern must be a string or a list of them, got {file_pattern!r}")
        found = matching(np.atleast_1d(patterns))
        if not found:
            raise ValueError(f"list_files: file_pattern must match a file, got {file_pattern!r}")
        dataset = Dataset.from_tensor_slices(found)
        return dataset.shuffle(len(found), seed) if shuffle is None or shuffle else dataset

    @staticmethod
    def zip(*args, datasets=None, name=None):
        """Elements made of one element of each dataset, in the structure in which they are given."""
        if bool(args) == (datasets is not None):
            raise TypeError("zip: datasets must be given, as arguments or by name, and not both")
        return Dataset(Zip(datasets if not args else args[0] if len(args) == 1 else args))

    @staticmethod
    def sample_from_datasets(
        datasets, weights=None, seed=None, stop_on_empty_dataset=False, rerandomize_each_iteration=None
    ):  # fmt: skip
        """The next element of one of the datasets, drawn with probabilities proportional to ``weights``.

        Raises: ValueError for no datasets or another number of weights, TypeError for weights that are not floating.
        """
        datasets = _listed(datasets, "sample_from_datasets")
        if isinstance(weights, Handle):
            weights = weights.machine
        elif weights is not None:
            if len(weights) != len(datasets):
                raise ValueError(
                    f"sample_from_datasets: weights must be one for each of {len(datasets)} datasets, "
                    f"got {len(weights)}"
                )
            chosen = [(d, w) for d, w in zip(datasets, list(weights), strict=True) if w > 0]
            datasets, weights = zip(*chosen, strict=True) if chosen else ([datasets[0].take(0)], [1.0])
            weights = as_element(list(weights), "sample_from_datasets")
            if weights.dtype.name not in ("float32", "float64"):
                raise TypeError(f"sample_from_datasets: weights must be float32 or float64, got {weights.dtype}")
        if len(datasets) == 1 and not isinstance(weights, Handle):
            return datasets[0]
        choice = Choice(len(datasets), weights, seed, rerandomize_each_iteration)
        machines = [d.machine for d in datasets]
        return Dataset(Directed(choice, machines, stop_on_empty_dataset, "sample_from_datasets"))

    @staticmethod
    def choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset=True):
        """The next element of the dataset whose number ``choice_dataset`` gives, as scalars of int64.

        Raises: ValueError for no datasets; TypeError for another choice, or datasets whose elements differ.
        """
        datasets = _listed(datasets, "choose_from_datasets")
        if not isinstance(choice_dataset, Handle):
            raise TypeError(
                f"choose_from_datasets: choice_dataset must be a dataset, got {type(choice_dataset).__name__}"
            )
        machines = [d.machine for d in datasets]
        return Dataset(Directed(choice_dataset.machine, machines, stop_on_empty_dataset, "choose_from_datasets"))

    # -- one function on each element

    def map(
        self, map_func, num_parallel_calls=None, deterministic=None, synchronous=None,
        use_unbounded_threadpool=False, name=None,
    ):  # fmt: skip
        """``map_func`` of each element, in its order; in ``num_parallel_calls`` threads, if that is given."""
        if num_parallel_calls is None:
            return Dataset(Map(self.machine, map_func, Dataset))
        return Dataset(ParallelMap(self.machine, map_func, num_parallel_calls, Dataset))

    def filter(self, predicate, name=None):
        """The elements for which ``predicate`` gives True."""
        return Dataset(Filter(self.machine, predicate, Dataset))

    def take_while(self, predicate, name=None):
        """The elements before the first for which ``predicate`` gives False."""
        return Dataset(TakeWhile(self.machine, predicate, Dataset))

    def scan(self, initial_state, scan_func, name=None):
        """``state, out = scan_func(state, element)``, of which ``out`` is given, from one element to the next."""
        return Dataset(Scan(self.machine, initial_state, scan_func, Dataset))

    def reduce(self, initial_state, reduce_func, name=None):
        """The last ``state = reduce_func(state, element)``: no dataset but what comes of one."""
        carry = Carry(initial_state, reduce_func, self.element_spec, "reduce", Dataset, pair=False)
        state = carry.initial
        for element in self:
            state, _ = carry(state, element)
        return state

    # -- datasets of elements

    def flat_map(self, map_func, name=None):
        """The elements of the dataset ``map_func(element)``, then those of the next."""
        return Dataset(FlatMap(self.machine, map_func, Dataset))

    def interleave(
        self, map_func, cycle_length=None, block_length=None, num_parallel_calls=None, deterministic=None, name=None
    ):  # fmt: skip
        """``block_length`` elements in turn of each of ``cycle_length`` datasets ``map_func(element)``.

        Without a length, TensorFlow goes by the cores of the machine; here it is one dataset after another.
        """
        cycle = 1 if cycle_length is None or cycle_length == AUTOTUNE else cycle_length
        return Dataset(Interleave(self.machine, map_func, cycle, 1 if block_length is None else block_length, Dataset))

    def window(self, size, shift=None, stride=1, drop_remainder=False, name=None):
        """Datasets of ``size`` elements, ``stride`` apart, the first ones ``shift`` (by default ``size``) apart."""
        return Dataset(Window(self.machine, size, shift, stride, drop_remainder, Dataset))

    def group_by_window(self, key_func, reduce_func, window_size=None, window_size_func=None, name=None):
        """``reduce_func(key, dataset)`` of every ``window_size`` elements for which ``key_func`` gives the same."""
        machine = GroupByWindow(self.machine, key_func, reduce_func, window_size, window_size_func, Dataset)
        return Dataset(machine)

    def bucket_by_sequence_length(
        self, element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes=None, padding_values=None,
        pad_to_bucket_boundary=False, no_padding=False, drop_remainder=False, name=None,
    ):  # fmt: skip
        """Padded batches of elements of like length: bucket i holds those from boundary i - 1 on and below boundary i.

        Raises: ValueError unless there is a batch size more than boundaries, and, when it is reached, for a length
        beyond the last boundary if batches are padded to them.
        """
        if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
            raise ValueError(
                f"bucket_by_sequence_length: bucket_batch_sizes must be one more than the "
                f"{len(bucket_boundaries)} bucket_boundaries, got {len(bucket_batch_sizes)}"
            )

        def key(*element):
            return bucket_of(element_length_func(*element), bucket_boundaries)

        def batch(bucket, group):
            size = bucket_batch_sizes[int(bucket)]
            if no_padding:
                return group.batch(size, drop_remainder)
            boundary = None
            if pad_to_bucket_boundary:
                if bucket >= len(bucket_boundaries):
                    raise ValueError(
                        "bucket_by_sequence_length: an element must be shorter than the last boundary "
                        f"{bucket_boundaries[-1]} to be padded to it"
                    )
                boundary = bucket_boundaries[int(bucket)] - 1
            shapes = padded_sizes(self.element_spec, boundary) if padded_shapes is None else padded_shapes
            return group.padded_batch(size, shapes, padding_values, drop_remainder)

        grouped = self.group_by_window(key, batch, window_size_func=lambda bucket: bucket_batch_sizes[int(bucket)])
        grouped.machine.see_as(rows_open(grouped.element_spec))  # the batch sizes hang on the bucket
        return grouped

    # -- which elements, and in which order

    def take(self, count, name=None):
        """The first ``count`` elements, or all of them for a negative number."""
        return Dataset(Take(self.machine, count))

    def skip(self, count, name=None):
        """The elements after the first ``count``; none for a negative number."""
        return Dataset(Skip(self.machine, count))

    def shard(self, num_shards, index, name=None):
        """Every ``num_shards``-th element, beginning with number ``index``."""
        return Dataset(Shard(self.machine, num_shards, index))

    def repeat(self, count=None, name=None):
        """``count`` epochs, or epochs without end."""
        return Dataset(Repeat(self.machine, count))

    def enumerate(self, start=0, name=None):
        """(number, element)."""
        return Dataset(Enumerate(self.machine, start))

    def unique(self, name=None):
        """Each scalar, or array, once."""
        return Dataset(Unique(self.machine))

    def concatenate(self, dataset, name=None):
        """These elements, then those of ``dataset``."""
        return Dataset(Concatenate(self.machine, dataset.machine))

    def shuffle(self, buffer_size, seed=None, reshuffle_each_iteration=True, name=None):
        """Elements drawn at random from a buffer of the next ``buffer_size``; in another order in each epoch."""
        return Dataset(Shuffle(self.machine, buffer_size, seed, reshuffle_each_iteration))

    # -- batches

    def batch(self, batch_size, drop_remainder=False, num_parallel_calls=None, deterministic=None, name=None):
        """``batch_size`` elements stacked into one; the last may be smaller, unless it is dropped."""
        return Dataset(Batch(self.machine, batch_size, drop_remainder))

    def padded_batch(self, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False, name=None):
        """The same of elements of different sizes, which are filled up."""
        return Dataset(PaddedBatch(self.machine, batch_size, padded_shapes, padding_values, drop_remainder))

    def unbatch(self, name=None):
        """The rows of each element."""
        return Dataset(Unbatch(self.machine))

    def rebatch(self, batch_size, drop_remainder=False, name=None):
        """The rows of each element, in batches of another size, or of sizes that take turns."""
        return Dataset(Rebatch(self.machine, batch_size, drop_remainder))

    # -- how elements are had

    def cache(self, filename="", name=None):
        """The elements of the first whole epoch in every later one, from memory or from a file.

        Raises: ValueError for several names; as ``as_strings`` for what is none.
        """
        path = as_strings(filename, "filename", "cache")
        if np.ndim(path):
            raise ValueError(f"cache: filename must be one string, got {filename!r}")
        return Dataset(FileCache(self.machine, os.fsdecode(path), _of_elements) if path else Cache(self.machine))

    def prefetch(self, buffer_size, name=None):
        """As the last step of a pipeline: a thread makes ``buffer_size`` elements ahead."""
        return Dataset(Prefetch(self.machine, at_least(buffer_size, -1, "buffer_size", "prefetch")))

    def apply(self, transformation_func):
        """``transformation_func`` of this dataset. Raises: TypeError unless it is a dataset."""
        dataset = transformation_func(self)
        if not isinstance(dataset, Handle):
            raise TypeError(f"apply: transformation_func must return a dataset, got {type(dataset).__name__}")
        return dataset

    def get_single_element(self, name=None):
        """The only element. Raises: ValueError if there are none, or more."""
        run = self.iterator()
        found = list(itertools.islice(run, 2))
        run.close()
        if len(found) != 1:
            got = "more" if found else "none"
            raise ValueError(f"get_single_element: the dataset must have one element, got {got}")
        return found[0]

    # -- what is known, and iteration

    @property
    def element_spec(self):
        """TensorSpecs in the structure of the elements."""
        return self.machine.element_spec

    def cardinality(self, name=None):
        """How many elements there are; -1 where there is no end, -2 where that is not known beforehand."""
        return self.machine.cardinality()

    def __len__(self):
        n = self.cardinality()
        if n < 0:
            raise TypeError(
                f"len: the dataset must have a length, which is {'infinite' if n == INFINITE else 'unknown'}"
            )
        return n

    def __bool__(self):
        return True

    def __iter__(self):
        return self.iterator()

    def iterator(self, state=None):
        """An Iterator, from the beginning or from where another one stood.

        Raises: ValueError for a state that comes from a pipeline of other steps.
        """
        return Iterator(self.machine, _of_elements, state)

    def state(self):
        """Where the next epoch begins, as the state of an iterator that has ended: what the last ones left behind."""
        return over(self.machine)

    def as_numpy_iterator(self):
        """The same as ``iter``: elements are NumPy's."""
        return iter(self)

    def __repr__(self):
        return f"<{type(self.machine).__name__} element_spec={self.element_spec}>"


def _of_elements(elements, spec):
    return Dataset(Stands(elements, spec))


def _listed(datasets, owner):
    """``datasets`` as a list. Raises: ValueError for none, TypeError for what is none."""
    datasets = list(datasets)
    if not datasets:
        raise ValueError(f"{owner}: datasets must be one at least, got none")
    for dataset in datasets:
        if not isinstance(dataset, Handle):
            raise TypeError(f"{owner}: datasets must be datasets, got {type(dataset).__name__}")
    return datasets
