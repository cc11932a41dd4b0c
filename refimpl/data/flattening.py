"""Each element becomes a dataset, and their elements one: flat_map, interleave, group_by_window, bucketing.

The state of an inner dataset holds the element that it was made of, its own state and its memories. The dataset itself
is part of what is live: where it is missing, because the state comes from elsewhere, it is made of the element again.
"""

import numpy as np

from refimpl.data.functions import Function, Stands, at_least, is_dataset, whole
from refimpl.data.machine import UNKNOWN, End, Unary, memories, remember
from refimpl.data.spec import DatasetSpec, TensorSpec, is_scalar, spec_of
from refimpl.data.structure import map_structure


class Inner:
    """Datasets that a function makes of elements, as the machines of one owner run them."""

    def __init__(self, function, owner):
        self.function, self.owner = function, owner

    def element_spec(self, spec):
        """The spec of their elements, None if that cannot be known. Raises: TypeError if they are known to be none."""
        found = self.function.spec_for(spec)
        if found is None:
            return None
        if not isinstance(found, DatasetSpec):
            raise TypeError(f"{self.owner}: the function must return a dataset, got {found}")
        return found.element_spec

    def begin(self, element, key, live):
        """The state of the dataset that is made of an element. ``key`` is a list of numbers that no other one has."""
        machine = self._made(element)
        live.parts[self._place(key)] = machine
        return {"of": element, "key": key, "state": machine.start(live), "memory": memories(machine)}

    def step(self, inner, live):
        """The next element; the state is written into. Raises: End, and lets go of the dataset."""
        place = self._place(inner["key"])
        machine = live.parts.get(place)
        if machine is None:
            machine = live.parts[place] = self._made(inner["of"])
            remember(machine, inner["memory"])
            inner["memory"] = memories(machine)
        try:
            inner["state"], element = machine.step(inner["state"], live)
        except End:
            del live.parts[place]
            raise
        return element

    def _place(self, key):
        return (id(self), *key)

    def _made(self, element):
        dataset = self.function(element)
        if not is_dataset(dataset):
            raise TypeError(f"{self.owner}: the function must return a dataset, got {spec_of(dataset)}")
        return dataset.machine


class FlatMap(Unary):
    """The elements of ``function(element)``, which is a dataset, one after another. Spec: tf.data.Dataset.flat_map."""

    def __init__(self, source, function, make):
        self.inner = Inner(Function(function, source.element_spec, "flat_map", make), "flat_map")
        super().__init__(source, self.inner.element_spec(source.element_spec))

    def start(self, live):
        return {"source": self.source.start(live), "inner": None, "number": 0, "run": live.run()}

    def step(self, state, live):
        while True:
            if state["inner"] is None:
                state["source"], element = self.source.step(state["source"], live)
                state["inner"] = self.inner.begin(element, [state["run"], state["number"]], live)
                state["number"] += 1
            try:
                return state, self.inner.step(state["inner"], live)
            except End:
                state["inner"] = None

    def cardinality(self):
        return UNKNOWN


class Interleave(Unary):
    """``block_length`` elements in turn of each of ``cycle_length`` datasets; one that ends makes room for the next.

    Raises: ValueError for lengths that are not positive. Spec: tf.data.Dataset.interleave.
    """

    def __init__(self, source, function, cycle_length, block_length, make):
        self.cycle = at_least(cycle_length, 1, "cycle_length", "interleave")
        self.block = at_least(block_length, 1, "block_length", "interleave")
        self.inner = Inner(Function(function, source.element_spec, "interleave", make), "interleave")
        super().__init__(source, self.inner.element_spec(source.element_spec))

    def start(self, live):
        slots = [None] * self.cycle
        return {
            "source": self.source.start(live), "slots": slots, "at": 0, "given": 0, "number": 0, "run": live.run(),
        }  # fmt: skip

    def step(self, state, live):
        slots = state["slots"]
        while state["source"] is not None or any(slot is not None for slot in slots):
            slot = slots[state["at"]]
            if slot is None and state["source"] is not None:
                self._open(state, live)
                continue
            try:
                if slot is not None:
                    element = self.inner.step(slot, live)
                    state["given"] += 1
                    if state["given"] == self.block:
                        self._turn(state)
                    return state, element
            except End:
                slots[state["at"]] = None
            self._turn(state)
        raise End

    def _open(self, state, live):
        """Fill the slot whose turn it is with the next dataset, if there is one."""
        try:
            state["source"], element = self.source.step(state["source"], live)
        except End:
            state["source"] = None
            return
        state["slots"][state["at"]] = self.inner.begin(element, [state["run"], state["number"]], live)
        state["number"] += 1

    def _turn(self, state):
        state["at"], state["given"] = (state["at"] + 1) % self.cycle, 0

    def cardinality(self):
        return UNKNOWN


class GroupByWindow(Unary):
    """Elements gathered by a key, of which a dataset is made when there are enough, and its elements are given.

    What is left at the end is given in the order of the keys. State: the source's, the groups, the dataset under way.
    Raises: ValueError unless there is either a size or a function of the key for it, for a key that is no scalar int64,
    and for a size below 1 when it is reached. Spec: tf.data.Dataset.group_by_window.
    """

    def __init__(self, source, key_func, reduce_func, window_size, window_size_func, make):
        if (window_size is None) == (window_size_func is None):
            raise ValueError("group_by_window: either window_size or window_size_func must be given, and not both")
        if window_size is not None:
            size = whole(window_size, "window_size", "group_by_window")
            window_size_func = lambda key: size
        spec = source.element_spec
        self.key, self.size, self.make = Function(key_func, spec, "group_by_window", make), window_size_func, make
        found = self.key.spec_for(spec)
        if found is not None and not is_scalar(found, "int64"):
            raise ValueError(f"group_by_window: key_func must give a scalar of dtype int64, got {found}")
        of = (TensorSpec((), "int64"), spec and DatasetSpec(spec))
        self.inner = Inner(Function(reduce_func, of if spec else None, "group_by_window", make), "group_by_window")
        super().__init__(source, self.inner.element_spec(of) if spec else None)

    def start(self, live):
        return {
            "source": self.source.start(live), "groups": {}, "sizes": {}, "inner": None, "number": 0,
            "run": live.run(),
        }  # fmt: skip

    def step(self, state, live):
        while True:
            if state["inner"] is not None:
                try:
                    return state, self.inner.step(state["inner"], live)
                except End:
                    state["inner"] = None
            if state["source"] is not None:
                self._gather(state, live)
            elif state["groups"]:
                self._flush(state, min(state["groups"]), live)
            else:
                raise End

    def _gather(self, state, live):
        """Take elements until a group is full."""
        while True:
            try:
                state["source"], element = self.source.step(state["source"], live)
            except End:
                state["source"] = None
                return
            key = int(self.key(element))
            if key not in state["sizes"]:
                size = int(self.size(np.int64(key)))
                state["sizes"][key] = at_least(size, 1, "window_size", "group_by_window")
            group = state["groups"].setdefault(key, [])
            group.append(element)
            if len(group) == state["sizes"][key]:
                return self._flush(state, key, live)

    def _flush(self, state, key, live):
        group = state["groups"].pop(key)
        element = (np.int64(key), self.make(Stands(group, self.source.element_spec)))
        state["inner"] = self.inner.begin(element, [state["run"], state["number"]], live)
        state["number"] += 1

    def cardinality(self):
        return UNKNOWN


def bucket_of(length, boundaries):
    """The number of the bucket for a length: how many boundaries it has reached."""
    return np.int64(np.searchsorted(boundaries, length, side="right"))


def padded_sizes(spec, boundary=None):
    """The shapes of a spec for padded_batch, ``boundary`` in the place of sizes that are unknown."""
    return map_structure(lambda leaf: [boundary if n is None else n for n in leaf.shape], spec)
