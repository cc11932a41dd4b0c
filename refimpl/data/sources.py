"""Where elements come from: arrays, numbers, generators, random bits."""

import numpy as np

from refimpl.data.functions import whole
from refimpl.data.machine import INFINITE, UNKNOWN, End, Machine
from refimpl.data.ordering import Seeds, word
from refimpl.data.spec import TensorSpec, common, name_of_dtype, numpy_dtype, spec_of
from refimpl.data.structure import (
    Handle,
    as_component,
    as_element,
    leaves,
    map_structure,
    rows_of,
    same_structure,
    shape_of,
)


class Tensors(Machine):
    """One element. Spec: tf.data.Dataset.from_tensors."""

    def __init__(self, tensors):
        self.element = as_element(tensors, "from_tensors")
        super().__init__((), spec_of(self.element))

    def start(self, live):
        return 0

    def step(self, state, live):
        if state:
            raise End
        return 1, self.element

    def cardinality(self):
        return 1


class Indexed(Machine):
    """Elements that can be had by number: ``at(i)`` for i below ``length``. State: the number of the next."""

    def start(self, live):
        return 0

    def step(self, state, live):
        if state >= self.length:
            raise End
        return state + 1, self.at(state)

    def cardinality(self):
        return self.length


class TensorSlices(Indexed):
    """The rows of arrays; they are views, that nobody can write into. State: the number of the next row.

    Raises: ValueError for no component, a scalar, or different numbers of rows.
    Spec: tf.data.Dataset.from_tensor_slices.
    """

    def __init__(self, tensors):
        tensors = as_element(tensors, "from_tensor_slices")
        found = leaves(tensors)
        if not found:
            raise ValueError("from_tensor_slices: tensors must have a component, got none")
        if any(isinstance(x, Handle) or not len(shape_of(x)) for x in found):
            raise ValueError("from_tensor_slices: every component must have an axis of rows, got a scalar")
        sizes = sorted({len(x) for x in found})
        if len(sizes) > 1:
            raise ValueError(f"from_tensor_slices: the components must have the same number of rows, got {sizes}")
        self.length = sizes[0]
        rows = map_structure(lambda x: TensorSpec(x.shape[1:], name_of_dtype(x.dtype)), tensors)
        super().__init__((), rows)
        self.at = rows_of(map_structure(_read_only, tensors))


def _read_only(x):
    view = x.view()
    view.setflags(write=False)
    return view


class Range(Indexed):
    """start, start + step, ... below stop. Raises: ValueError for no or four arguments, or a step of 0.

    Spec: tf.data.Dataset.range.
    """

    def __init__(self, *args, output_type="int64"):
        if not 1 <= len(args) <= 3:
            raise ValueError(f"range: it takes one to three numbers, got {len(args)}")
        numbers = [whole(x, "a limit", "range") for x in args]
        if len(numbers) == 3 and numbers[2] == 0:
            raise ValueError("range: step must not be 0")
        self.numbers = range(*numbers)
        self.length = len(self.numbers)
        self.dtype = numpy_dtype(name_of_dtype(output_type))
        super().__init__((), TensorSpec((), self.dtype))

    def at(self, i):
        return self.dtype.type(self.numbers[i])


class Random(Machine):
    """Endless int64 numbers of 32 random bits each; a new stream for each epoch if they are drawn anew.

    Spec: tf.data.Dataset.random.
    """

    def __init__(self, seed=None, rerandomize_each_iteration=None):
        self.seeds = Seeds(seed, bool(rerandomize_each_iteration))
        super().__init__((), TensorSpec((), "int64"), self.seeds.memory)

    def start(self, live):
        return {"seeds": self.seeds.next(), "drawn": 0}

    def step(self, state, live):
        number = np.int64(word(*state["seeds"], state["drawn"]))
        state["drawn"] += 1
        return state, number

    def cardinality(self):
        return INFINITE


class Generator(Machine):
    """What a Python generator gives, fitted to a spec. State: how many elements were drawn.

    A generator that goes on elsewhere is begun anew, and runs through what was drawn before.
    Raises: TypeError for what cannot be called, or without a spec; ValueError, when it is reached, for an element that
    does not fit. Spec: tf.data.Dataset.from_generator.
    """

    def __init__(self, generator, element_spec, args=()):
        if not callable(generator):
            raise TypeError(f"from_generator: generator must be callable, got {type(generator).__name__}")
        super().__init__((), element_spec)
        self.generator, self.args = generator, tuple(as_component(x, "from_generator") for x in args)

    def start(self, live):
        return 0

    def step(self, state, live):
        running = live.parts.pop((self.serial, state), None) or self._begun(state)
        for element in running:
            live.parts[self.serial, state + 1] = running
            return state + 1, self._fitted(element, state)
        raise End

    def _begun(self, state):
        running = iter(self.generator(*self.args))
        for _ in zip(range(state), running):  # noqa: B905 - as many as were drawn before
            pass
        return running

    def _fitted(self, element, number):
        spec = self.element_spec
        if isinstance(element, list) and isinstance(spec, tuple):
            element = tuple(element)
        if not same_structure(element, spec):
            raise TypeError(f"from_generator: element {number} must have the structure of {spec}, got {element!r}")

        def fit(leaf, x):
            if leaf.dtype != "string" and not isinstance(x, (str, bytes)):
                try:
                    x = np.asarray(x).astype(numpy_dtype(leaf.dtype))[()]
                except ValueError as error:
                    raise ValueError(f"from_generator: element {number} is no tensor: {error}") from None
            x = as_component(x, "from_generator")
            if not leaf.admits(x):
                raise ValueError(f"from_generator: element {number} must be {leaf}, got {spec_of(x)}")
            return x

        return map_structure(fit, spec, element)

    def cardinality(self):
        return UNKNOWN


def signature(output_types, output_shapes):
    """The spec of these types and shapes, in their structure. Raises: TypeError without types."""
    if output_types is None:
        raise TypeError("from_generator: output_signature, or output_types, must be given")
    output_types = _tuples(output_types)
    if output_shapes is None:
        return map_structure(lambda dtype: TensorSpec(None, dtype), output_types)
    return map_structure(lambda dtype, shape: TensorSpec(shape, dtype), output_types, output_shapes)


def _tuples(x):
    return tuple(_tuples(item) for item in x) if isinstance(x, (list, tuple)) else x


def check_alike(specs, owner):
    """The narrowest spec that all of them fit. Raises: TypeError if there is none."""
    found = specs[0]
    for spec in specs[1:]:
        try:
            found = common(found, spec)
        except TypeError as error:
            raise TypeError(f"{owner}: {error}") from None
    return found
