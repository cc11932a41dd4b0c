"""Several datasets become one: zip, concatenate, and those that are drawn from by choice."""

import numpy as np

from refimpl.data.machine import INFINITE, UNKNOWN, End, Machine
from refimpl.data.sources import Random, check_alike
from refimpl.data.spec import TensorSpec, is_scalar
from refimpl.data.structure import Handle, leaves, like, map_structure
from refimpl.random.distributions import classes


class Zip(Machine):
    """One element of each, in the structure in which the datasets are given; as many as the shortest has.

    Raises: TypeError for what is no dataset, ValueError for none. Spec: tf.data.Dataset.zip.
    """

    def __init__(self, datasets):
        found = leaves(datasets)
        wrong = [x for x in found if not isinstance(x, Handle)]
        if wrong:
            raise TypeError(f"zip: it takes datasets, in tuples and dicts, got {type(wrong[0]).__name__}")
        if not found:
            raise ValueError("zip: it takes one dataset at least, got none")
        super().__init__(tuple(x.machine for x in found), map_structure(lambda x: x.machine.element_spec, datasets))
        numbers = iter(range(len(found)))
        self.places = _numbered(datasets, numbers)
        self.is_flat = type(datasets) is tuple and len(found) == len(datasets)

    def start(self, live):
        return [source.start(live) for source in self.sources]

    def step(self, state, live):
        elements = []
        for i, source in enumerate(self.sources):
            state[i], element = source.step(state[i], live)
            elements.append(element)
        return state, tuple(elements) if self.is_flat else map_structure(elements.__getitem__, self.places)

    def cardinality(self):
        found = [source.cardinality() for source in self.sources]
        if UNKNOWN in found:
            return UNKNOWN
        return min((n for n in found if n != INFINITE), default=INFINITE)


def _numbered(structure, numbers):
    """The structure with the number of each component, as ``leaves`` counts them."""
    if isinstance(structure, dict):
        found = {key: _numbered(structure[key], numbers) for key in sorted(structure)}
        return {key: found[key] for key in structure}
    if isinstance(structure, tuple):
        return like(structure, [_numbered(x, numbers) for x in structure])
    return next(numbers)


class Concatenate(Machine):
    """All elements of the first, then all of the second.

    Raises: TypeError for elements of different structure or dtype. Spec: tf.data.Dataset.concatenate.
    """

    def __init__(self, first, second):
        super().__init__((first, second), check_alike([first.element_spec, second.element_spec], "concatenate"))

    def start(self, live):
        return [0, self.sources[0].start(live)]

    def step(self, state, live):
        while True:
            try:
                state[1], element = self.sources[state[0]].step(state[1], live)
                return state, element
            except End:
                if state[0]:
                    raise
                state[:] = [1, self.sources[1].start(live)]

    def cardinality(self):
        found = [source.cardinality() for source in self.sources]
        if INFINITE in found:
            return INFINITE
        return UNKNOWN if UNKNOWN in found else sum(found)


class Directed(Machine):
    """The next element of the dataset that ``choice`` names, by a scalar int64.

    A choice of one that has no more is passed over, or ends it all (``stop``).
    Raises: TypeError for another choice or for elements that differ; ValueError for none, and when a number is reached
    that no dataset has. Spec: tf.data.Dataset.choose_from_datasets.
    """

    def __init__(self, choice, datasets, stop, owner):
        if not is_scalar(choice.element_spec, "int64"):
            raise TypeError(f"{owner}: choice_dataset must give scalars of dtype int64, got {choice.element_spec}")
        super().__init__((choice, *datasets), check_alike([d.element_spec for d in datasets], owner))
        self.stop, self.owner = bool(stop), owner

    def start(self, live):
        return [source.start(live) for source in self.sources]

    def step(self, state, live):
        while any(inner is not None for inner in state[1:]):
            state[0], choice = self.sources[0].step(state[0], live)
            if not 0 <= choice < len(self.sources) - 1:
                raise ValueError(
                    f"{self.owner}: a choice must be from 0 to {len(self.sources) - 2}, the datasets' numbers, "
                    f"got {choice}"
                )
            i = int(choice) + 1
            if state[i] is None:
                continue
            try:
                state[i], element = self.sources[i].step(state[i], live)
                return state, element
            except End:
                if self.stop:
                    raise
                state[i] = None
        raise End

    def cardinality(self):
        found = [source.cardinality() for source in self.sources[1:]]
        if not self.stop and INFINITE in found and self.sources[0].cardinality() == INFINITE:
            return INFINITE
        return UNKNOWN


class Choice(Machine):
    """Numbers drawn with probabilities proportional to weights, each by two words of a stream.

    ``weights`` is an array (n,), or a machine that gives such arrays; None are all alike.
    Spec: tf.data.Dataset.sample_from_datasets.
    """

    def __init__(self, n, weights, seed, anew):
        self.n, self.weights = n, weights
        stream = Random(seed, anew)
        sources = (weights, stream) if isinstance(weights, Machine) else (stream,)
        super().__init__(sources, TensorSpec((), "int64"))

    def start(self, live):
        return [source.start(live) for source in self.sources]

    def step(self, state, live):
        if isinstance(self.weights, Machine):
            state[0], weights = self.weights.step(state[0], live)
            if np.shape(weights) != (self.n,):
                raise ValueError(
                    f"sample_from_datasets: weights must give arrays of shape ({self.n},), got {np.shape(weights)}"
                )
        else:
            weights = self.weights
        pair, stream = [], self.sources[-1]
        for _ in range(2):
            state[-1], number = stream.step(state[-1], live)
            pair.append(int(number))
        if weights is None:
            logits = np.ones((1, self.n), np.float32)
        else:
            with np.errstate(divide="ignore", invalid="ignore"):
                logits = np.log(np.asarray(weights))[None]
        return state, classes(logits, 1, pair)[0, 0]

    def cardinality(self):
        return self.weights.cardinality() if isinstance(self.weights, Machine) else INFINITE
