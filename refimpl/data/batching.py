"""Elements become rows of larger ones, and rows elements: batch, padded_batch, unbatch, rebatch, window."""

import numpy as np

from refimpl.data.functions import Stands, at_least, whole
from refimpl.data.machine import UNKNOWN, End, Unary
from refimpl.data.spec import DatasetSpec, TensorSpec, batched, name_of_dtype, numpy_dtype, unbatched
from refimpl.data.structure import (
    as_component,
    dtype_of,
    leaves,
    map_structure,
    same_structure,
    shape_of,
)


def stacked(components):
    """Components of one shape and dtype as rows of one array. Raises: ValueError, naming them, for others."""
    first = components[0]
    shape, dtype = shape_of(first), dtype_of(first)
    out = np.empty((len(components), *shape), dtype)
    for i, x in enumerate(components):
        if shape_of(x) != shape or dtype_of(x) != dtype:
            raise ValueError(
                f"batch: elements of a batch must have one shape and dtype, got {name_of_dtype(dtype)} {shape} and "
                f"{name_of_dtype(dtype_of(x))} {shape_of(x)}; padded_batch fills them up"
            )
        out[i] = x
    return out


def rows_of(count, drop):
    return count if drop else None


def batches_of(n, size, drop):
    """How many batches n elements make, where n may be INFINITE or UNKNOWN."""
    return n if n < 0 else n // size if drop else -(-n // size)


class Batch(Unary):
    """``batch_size`` elements stacked; the last batch may be smaller, or is dropped.

    Raises: ValueError below 1, TypeError for no whole number; ValueError when elements that do not stack are reached.
    Spec: tf.data.Dataset.batch.
    """

    def __init__(self, source, batch_size, drop_remainder=False, spec=None):
        self.size = at_least(batch_size, 1, "batch_size", "batch")
        self.drop = bool(drop_remainder)
        known = source.element_spec
        super().__init__(source, spec or (known and batched(known, self.size if self.drop else None)))

    def step(self, state, live):
        if state is None:
            raise End
        elements, step = [], self.source.step
        try:
            for _ in range(self.size):
                state, element = step(state, live)
                elements.append(element)
        except End:
            if not elements or self.drop:
                raise
            state = None
        return state, self.joined(elements)

    def joined(self, elements):
        return map_structure(lambda *parts: stacked(parts), elements[0], *elements[1:])

    def cardinality(self):
        return batches_of(self.source.cardinality(), self.size, self.drop)


class PaddedBatch(Batch):
    """A batch whose elements are filled up behind, to given sizes or, where None is given, to the largest.

    ``padded_shapes`` and ``padding_values`` are in the structure of the elements; by default all sizes are as the spec
    has them, and values are zeros or empty strings.
    Raises: ValueError for shapes that do not suit, or a rank that nobody knows; TypeError for values of another dtype
    or structure; ValueError when an element is reached that is larger. Spec: tf.data.Dataset.padded_batch.
    """

    def __init__(self, source, batch_size, padded_shapes=None, padding_values=None, drop_remainder=False):
        spec = source.element_spec
        shapes = _padded_shapes(spec, padded_shapes)
        if padding_values is None:
            self.values = map_structure(lambda leaf: None, spec)
        elif isinstance(padding_values, (tuple, dict)) or isinstance(spec, (tuple, dict)):
            self.values = _in_structure(padding_values, spec, "padding_values")
        else:
            self.values = padding_values
        self.values = map_structure(_padding_value, spec, self.values)
        self.shapes = shapes
        drop, size = bool(drop_remainder), at_least(batch_size, 1, "batch_size", "padded_batch")
        out = map_structure(
            lambda leaf, shape: TensorSpec((rows_of(size, drop), *shape), leaf.dtype), spec, _hidden(shapes)
        )
        super().__init__(source, size, drop, out)

    def joined(self, elements):
        return map_structure(
            lambda shape, value, *parts: padded(parts, shape.sizes, value), self.shapes, self.values, *elements
        )


class Sizes:
    """A shape as one component, since a tuple would be a structure."""

    def __init__(self, sizes):
        self.sizes = sizes

    def __iter__(self):
        return iter(self.sizes)


def _hidden(shapes):
    return shapes


def _in_structure(given, spec, name):
    """``given``, one for each component; a single value serves all. Raises: TypeError for another structure."""
    if isinstance(spec, (tuple, dict)) and not isinstance(given, (tuple, dict)):
        return map_structure(lambda leaf: given, spec)
    if not same_structure(given, spec):
        raise TypeError(f"padded_batch: {name} must have the structure of the elements, {spec}, got {given!r}")
    return given


def _padded_shapes(spec, given):
    """Sizes for each component."""
    if given is None:

        def own(leaf):
            if leaf.shape is None:
                raise ValueError("padded_batch: padded_shapes must be given for a component of unknown rank")
            return Sizes(leaf.shape)

        return map_structure(own, spec)
    return _shapes_of(spec, given)


def _shapes_of(spec, given):
    if isinstance(spec, (tuple, dict)):
        alike = isinstance(given, type(spec)) and len(given) == len(spec)
        if not alike or (isinstance(spec, dict) and given.keys() != spec.keys()):
            raise TypeError(f"padded_batch: padded_shapes must have the structure of the elements, got {given!r}")
        if isinstance(spec, dict):
            return {key: _shapes_of(spec[key], given[key]) for key in spec}
        return tuple(_shapes_of(s, g) for s, g in zip(spec, given, strict=True))
    sizes = tuple(
        None if n in (None, -1) else whole(n, "a padded size", "padded_batch")
        for n in np.atleast_1d(np.array(given, object))
    )
    fits = spec.shape is None or (
        len(sizes) == len(spec.shape) and all(None in (n, m) or n >= m for n, m in zip(sizes, spec.shape, strict=True))
    )
    if not fits:
        raise ValueError(f"padded_batch: padded_shapes must suit the shape {spec.shape}, got {sizes}")
    return Sizes(sizes)


def _padding_value(leaf, value):
    """The value as a scalar of the component's dtype."""
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
    largest = [max(ns) for ns in zip(*map(shape_of, components), strict=True)] if sizes else []
    shape = tuple(n if n is not None else top for n, top in zip(sizes, largest, strict=True))
    if any(top > n for n, top in zip(shape, largest, strict=True)):
        raise ValueError(f"padded_batch: elements must fit into the padded shape {shape}, got {tuple(largest)}")
    out = np.empty((len(components), *shape), dtype_of(components[0]))
    out.fill(value)
    for i, x in enumerate(components):
        out[(i, *(slice(n) for n in shape_of(x)))] = x
    return out


class Unbatch(Unary):
    """The rows of each element. State: the source's, the element that is taken apart, the number of its next row.

    Raises: ValueError for scalars and for components of different numbers of rows. Spec: tf.data.Dataset.unbatch.
    """

    def __init__(self, source):
        spec = source.element_spec
        self.rows = None
        if spec is not None:
            shapes = [leaf.shape for leaf in leaves(spec)]
            if () in shapes:
                raise ValueError(f"unbatch: components must have an axis of rows, got {spec}")
            sizes = {shape[0] for shape in shapes if shape and shape[0] is not None}
            if len(sizes) > 1:
                raise ValueError(f"unbatch: components must have the same number of rows, got {spec}")
            self.rows = sizes.pop() if sizes and all(shape and shape[0] is not None for shape in shapes) else None
        super().__init__(source, spec and unbatched(spec))

    def start(self, live):
        return [self.source.start(live), None, 0]

    def step(self, state, live):
        while state[1] is None or state[2] >= len(leaves(state[1])[0]):
            state[0], state[1] = self.source.step(state[0], live)
            state[2] = 0
            check_rows(state[1], "unbatch")
        row = state[2]
        state[2] = row + 1
        return state, map_structure(lambda x: x[row], state[1])

    def cardinality(self):
        n = self.source.cardinality()
        if n == UNKNOWN or not self.rows:
            return UNKNOWN
        return n if n < 0 else n * self.rows


def check_rows(element, owner):
    """How many rows all components have. Raises: ValueError if they differ, or there are none."""
    shapes = [shape_of(x) for x in leaves(element)]
    if () in shapes or len({shape[0] for shape in shapes}) > 1:
        raise ValueError(f"{owner}: components must have the same number of rows, got shapes {shapes}")
    return shapes[0][0]


class Rebatch(Unary):
    """The same rows in batches of other sizes, which take turns if several are given.

    State: the source's, pieces that wait, how many rows they have, how many batches were given.
    Raises: ValueError for scalars, sizes that are not positive, or a list of lists. Spec: tf.data.Dataset.rebatch.
    """

    def __init__(self, source, batch_size, drop_remainder=False):
        sizes = np.asarray(batch_size)
        if sizes.ndim > 1:
            raise ValueError(f"rebatch: batch_size must be a number or a list of numbers, got {batch_size!r}")
        self.sizes = [at_least(n, 1, "batch_size", "rebatch") for n in np.atleast_1d(sizes)]
        self.drop = bool(drop_remainder)
        spec = source.element_spec
        if spec is not None:
            shapes = [leaf.shape for leaf in leaves(spec)]
            if () in shapes:
                raise ValueError(f"rebatch: components must have an axis of rows, got {spec}; batch gives them one")
            spec = map_structure(
                lambda leaf: TensorSpec(leaf.shape and (self._rows(shapes), *leaf.shape[1:]), leaf.dtype), spec
            )
        super().__init__(source, spec)

    def _rows(self, shapes):
        """The rows of every batch, None where that is not known."""
        if len(set(self.sizes)) > 1:
            return None
        known = {shape[0] for shape in shapes if shape and shape[0] is not None}
        whole_batches = bool(known) and all(n % self.sizes[0] == 0 for n in known)
        return self.sizes[0] if self.drop or whole_batches else None

    def start(self, live):
        return [self.source.start(live), [], 0, 0]

    def step(self, state, live):
        wanted = self.sizes[state[3] % len(self.sizes)]
        while state[2] < wanted and state[0] is not None:
            try:
                state[0], element = self.source.step(state[0], live)
            except End:
                state[0] = None
            else:
                state[2] += check_rows(element, "rebatch")
                state[1].append(element)
        if not state[2] or (state[2] < wanted and self.drop):
            raise End
        taken, rows = [], min(wanted, state[2])
        state[2], state[3] = state[2] - rows, state[3] + 1
        while rows:
            piece = state[1].pop(0)
            n = len(leaves(piece)[0])
            if n > rows:
                state[1].insert(0, map_structure(lambda x, first=rows: x[first:], piece))
                piece, n = map_structure(lambda x, last=rows: x[:last], piece), rows
            taken.append(piece)
            rows -= n
        return state, map_structure(lambda *parts: np.concatenate(parts), *taken)

    def cardinality(self):
        return UNKNOWN


class Window(Unary):
    """Datasets of ``size`` elements each, ``stride`` apart, that begin ``shift`` elements after one another.

    In elements of several components each becomes a dataset. The last windows are shorter, or are dropped.
    State: the source's, and the elements that further windows need.
    Raises: ValueError for what is not positive. Spec: tf.data.Dataset.window.
    """

    def __init__(self, source, size, shift, stride, drop_remainder, make):
        self.size = at_least(size, 1, "size", "window")
        self.shift = self.size if shift is None else at_least(shift, 1, "shift", "window")
        self.stride = at_least(stride, 1, "stride", "window")
        self.drop, self.make = bool(drop_remainder), make
        super().__init__(source, source.element_spec and map_structure(DatasetSpec, source.element_spec))
        self.span = (self.size - 1) * self.stride + 1

    def start(self, live):
        return [self.source.start(live), []]

    def step(self, state, live):
        held = state[1]
        self._draw(state, self.span - len(held), held.append, live)
        if not held or (self.drop and len(held) < self.span):
            raise End
        chosen = held[:: self.stride][: self.size]
        self._draw(state, self.shift - len(held), lambda element: None, live)
        state[1] = held[self.shift :]
        return state, map_structure(
            lambda spec, *parts: self.make(Stands(list(parts), spec.element_spec)), self.element_spec, *chosen
        )

    def _draw(self, state, count, put, live):
        """Hand up to ``count`` elements of the source to ``put``."""
        for _ in range(count if state[0] is not None else 0):
            try:
                state[0], element = self.source.step(state[0], live)
            except End:
                state[0] = None
                return
            put(element)

    def cardinality(self):
        n = self.source.cardinality()
        if n < 0:
            return n
        if self.drop:
            return 0 if n < self.span else (n - self.span) // self.shift + 1
        return -(-n // self.shift)
