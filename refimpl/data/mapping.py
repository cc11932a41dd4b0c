"""One function on each element: map, filter, take_while, scan."""

import os
from concurrent.futures import Future

import numpy as np

from refimpl.data.functions import Function, at_least
from refimpl.data.machine import UNKNOWN, End, Unary
from refimpl.data.spec import DatasetSpec, is_scalar, spec_of
from refimpl.data.states import failure, raised_again
from refimpl.data.structure import as_element, map_structure, same_structure

AUTOTUNE = -1


def told(error, owner, number):
    """An error that a user's function raised, with a note by which element."""
    error.add_note(f"{owner}: raised by the function for element {number}")
    return error


class Map(Unary):
    """``function`` of each element. State: how many there were, and the source's. Spec: tf.data.Dataset.map."""

    def __init__(self, source, function, make):
        self.function = Function(function, source.element_spec, "map", make)
        super().__init__(source, self.function.spec_for(source.element_spec))

    def start(self, live):
        return [0, self.source.start(live)]

    def step(self, state, live):
        state[1], element = self.source.step(state[1], live)
        try:
            element = self.function(element)
        except Exception as error:
            raise told(error, "map", state[0])  # noqa: B904 - the very error, with a note
        state[0] += 1
        return state, element


class ParallelMap(Map):
    """Map, the function called in threads for the next ``calls`` elements; the order stays.

    State: the elements that were taken from the source and not yet given, so no call is lost with its thread.
    Raises: ValueError for a number of calls that is neither positive nor AUTOTUNE.
    """

    def __init__(self, source, function, calls, make):
        calls = at_least(calls, 1, "num_parallel_calls", "map", besides=(AUTOTUNE,))
        self.calls = calls if calls > 0 else os.cpu_count() or 1
        super().__init__(source, function, make)

    def start(self, live):
        return {"source": self.source.start(live), "taken": [], "given": 0, "failed": None, "run": live.run()}

    def step(self, state, live):
        taken, pool = state["taken"], live.pool(self.calls)
        while state["source"] is not None and len(taken) < self.calls:
            place = (self.serial, state["run"], state["given"] + len(taken))
            try:
                state["source"], element = self.source.step(state["source"], live)
            except End:
                state["source"] = None
            except Exception as error:  # its turn comes after what was taken before it
                state["source"], state["failed"] = None, failure(error)
                live.parts[place] = failed = Future()
                failed.set_exception(error)
            else:
                taken.append(element)
                live.parts[place] = pool.submit(self.function, element)
        place = (self.serial, state["run"], state["given"])
        call = live.parts.pop(place, None)
        if not taken:
            if state["failed"] is None:
                raise End
            raise raised_again(*state["failed"]) if call is None else call.exception()
        element = taken.pop(0)
        try:
            element = self.function(element) if call is None else call.result()
        except Exception as error:
            raise told(error, "map", state["given"])  # noqa: B904 - the very error, with a note
        state["given"] += 1
        return state, element


class Predicate:
    """A function that gives a scalar of the dtype bool. Raises: ValueError if it is known to give something else."""

    def __init__(self, function, spec, owner, make):
        self.function, self.owner = Function(function, spec, owner, make), owner
        self._check(self.function.spec_for(spec))

    def __call__(self, element):
        out = self.function(element)
        if not isinstance(out, np.bool_):
            self._check(spec_of(out))
        return bool(out)

    def _check(self, spec):
        if spec is not None and not is_scalar(spec, "bool"):
            raise ValueError(f"{self.owner}: predicate must give a scalar of dtype bool, got {spec}")


class Filter(Unary):
    """The elements for which ``predicate`` holds. Spec: tf.data.Dataset.filter."""

    def __init__(self, source, predicate, make):
        super().__init__(source)
        self.predicate = Predicate(predicate, source.element_spec, "filter", make)

    def step(self, state, live):
        while True:
            state, element = self.source.step(state, live)
            if self.predicate(element):
                return state, element

    def cardinality(self):
        return UNKNOWN


class TakeWhile(Filter):
    """The elements before the first for which ``predicate`` does not hold. Spec: tf.data.Dataset.take_while."""

    def __init__(self, source, predicate, make):
        Unary.__init__(self, source)
        self.predicate = Predicate(predicate, source.element_spec, "take_while", make)

    def step(self, state, live):
        state, element = self.source.step(state, live)
        if not self.predicate(element):
            raise End
        return state, element


class Carry:
    """A function of (what is carried on, element), and the spec that what is carried on keeps.

    Raises: TypeError for a result of another structure or dtype than the initial one.
    """

    def __init__(self, initial, function, spec, owner, make, pair):
        self.initial, self.owner, self.pair = as_element(initial, owner), owner, pair
        self.function = Function(function, (spec_of(self.initial), spec), owner, make)
        self.spec = spec_of(self.initial)
        found = self.function.spec_for((self.spec, spec))
        self.element_spec = found and self.parted(found, found)[1]

    def parted(self, out, spec):
        """(what is carried on, what is given) of a result; for scan it is a pair, for reduce nothing is given."""
        if self.pair and not (type(out) is tuple and len(out) == 2):
            raise TypeError(f"{self.owner}: the function must return a pair (state, element), got {spec}")
        carried, given = out if self.pair else (out, None)
        self._check(spec[0] if self.pair else spec)
        return carried, given

    def __call__(self, carried, element):
        out = self.function((carried, element))
        return self.parted(out, spec_of(out))

    def _check(self, spec):
        if not same_structure(spec, self.spec):
            raise TypeError(f"{self.owner}: the new state must have the structure of {self.spec}, got {spec}")

        def alike(now, first):
            if isinstance(first, DatasetSpec) or now.dtype != first.dtype:
                raise TypeError(f"{self.owner}: the new state must have the dtype of {first}, got {now}")

        map_structure(alike, spec, self.spec)


class Scan(Unary):
    """``carried, given = function(carried, element)``, where ``given`` is the element. Spec: tf.data.Dataset.scan."""

    def __init__(self, source, initial_state, function, make):
        self.carry = Carry(initial_state, function, source.element_spec, "scan", make, pair=True)
        super().__init__(source, self.carry.element_spec)

    def start(self, live):
        return [self.carry.initial, self.source.start(live)]

    def step(self, state, live):
        state[1], element = self.source.step(state[1], live)
        state[0], given = self.carry(state[0], element)
        return state, given
