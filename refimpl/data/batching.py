"""Elements become rows of larger ones, and rows elements: batch, unbatch, rebatch, window."""

import numpy as np

from refimpl.data.functions import Stands, at_least
from refimpl.data.machine import UNKNOWN, End, Unary
from refimpl.data.spec import DatasetSpec, TensorSpec, batched, name_of_dtype, unbatched
from refimpl.data.structure import (
    dtype_of,
    leaves,
    map_structure,
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
