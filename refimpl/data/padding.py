"""Batches of elements of different sizes, which are filled up."""

import numpy as np

from refimpl.data.batching import Batch
from refimpl.data.functions import at_least, whole
from refimpl.data.spec import TensorSpec, name_of_dtype, numpy_dtype
from refimpl.data.structure import as_component, dtype_of, is_nested, like, map_structure, shape_of


class PaddedBatch(Batch):
    """A batch whose elements are filled up behind, to given sizes or, where None is given, to the largest.

    ``padded_shapes`` and ``padding_values`` are in the structure of the elements; by default all sizes are as the spec
    has them, and values are zeros or empty strings.
    Raises: ValueError for shapes that do not suit, or a rank that nobody knows; TypeError for values of another dtype
    or structure; ValueError when an element is reached that is larger. Spec: tf.data.Dataset.padded_batch.
    """

    def __init__(self, source, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False):
        spec, size = source.element_spec, at_least(batch_size, 1, "batch_size", "padded_batch")
        self.sizes = map_structure(_own_sizes, spec) if padded_shapes is None else _sizes_given(spec, padded_shapes)
        self.values = map_structure(_value, spec, _values_given(spec, padding_values))
        rows = size if drop_remainder else None
        batches = map_structure(lambda leaf, given: TensorSpec((rows, *given.sizes), leaf.dtype), spec, self.sizes)
        super().__init__(source, size, drop_remainder, batches)

    def joined(self, elements):
        return map_structure(
            lambda given, value, *parts: padded(parts, given.sizes, value), self.sizes, self.values, *elements
        )


class Sizes:
    """The shape of one component, None for the largest; as an object, since a tuple is a structure."""

    def __init__(self, sizes):
        self.sizes = sizes


def _own_sizes(leaf):
    if leaf.shape is None:
        raise ValueError("padded_batch: padded_shapes must be given for a component of unknown rank")
    return Sizes(leaf.shape)


def _sizes_given(spec, given):
    """Sizes for each component of what a user gave."""
    if not is_nested(spec):
        return Sizes(_suitable(spec.shape, given))
    _check_structure(given, spec, "padded_shapes")
    if isinstance(spec, dict):
        return {key: _sizes_given(spec[key], given[key]) for key in spec}
    return like(spec, [_sizes_given(s, g) for s, g in zip(spec, given, strict=True)])


def _suitable(shape, given):
    """The sizes, None for None and -1. Raises: ValueError for another rank, or smaller ones than are known."""
    given = np.atleast_1d(np.array(given, object))
    sizes = tuple(None if n in (None, -1) else whole(n, "a padded size", "padded_batch") for n in given)
    fits = shape is None or (
        len(sizes) == len(shape) and all(None in (n, m) or n >= m for n, m in zip(sizes, shape, strict=True))
    )
    if not fits:
        raise ValueError(f"padded_batch: padded_shapes must suit the shape {shape}, got {sizes}")
    return sizes


def _values_given(spec, given):
    """The values in the structure of the elements; a single one serves all."""
    if not is_nested(given):
        return map_structure(lambda leaf: given, spec)
    _check_structure(given, spec, "padding_values")
    if isinstance(spec, dict):
        return {key: _values_given(spec[key], given[key]) for key in spec}
    return like(spec, [_values_given(s, g) for s, g in zip(spec, given, strict=True)])


def _check_structure(given, spec, name):
    """Raises: TypeError for no tuple where there is one, and no dict likewise; ValueError for other lengths or keys."""
    what = f"padded_batch: {name} must have the structure of the elements, got {given!r}"
    if not is_nested(spec) or not isinstance(given, dict if isinstance(spec, dict) else tuple):
        raise TypeError(what)
    if len(given) != len(spec) or (isinstance(spec, dict) and given.keys() != spec.keys()):
        raise ValueError(what)


def _value(leaf, value):
    """The value as a scalar of the component's dtype, zero or empty for None."""
    if value is None:
        return b"" if leaf.dtype == "string" else numpy_dtype(leaf.dtype).type(0)
    value = as_component(value, "padded_batch")
    if shape_of(value) != ():
        raise ValueError(f"padded_batch: padding_values must be scalars, got shape {shape_of(value)}")
    if name_of_dtype(dtype_of(value)) != leaf.dtype:
        raise TypeError(
            f"padded_batch: padding_values must have the dtype {leaf.dtype}, got {name_of_dtype(dtype_of(value))}"
        )
    return value


def padded(components, sizes, value):
    """Components in the corners of the rows of one array, the rest ``value``. Raises: ValueError for larger ones."""
    shapes = [shape_of(x) for x in components]
    largest = tuple(map(max, zip(*shapes, strict=True)))
    shape = tuple(top if n is None else n for n, top in zip(sizes, largest, strict=True))
    if any(top > n for n, top in zip(shape, largest, strict=True)):
        raise ValueError(f"padded_batch: elements must fit into the padded shape {shape}, got {largest}")
    out = np.empty((len(components), *shape), dtype_of(components[0]))
    out.fill(value)
    for i, (x, corner) in enumerate(zip(components, shapes, strict=True)):
        out[(i, *map(slice, corner))] = x
    return out
