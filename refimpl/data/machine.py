"""What a transformation is: a machine whose whole being, at any step, is a plain state.

``start() -> state`` begins an epoch; ``step(state) -> (state, element)`` goes on by one, or raises End. A state is made
of numbers, strings, lists, dicts, tuples, None, and elements: it can be copied, written to a file, and gone on with in
another process. A step may write into the state that it is given, which is then used up: whoever wants to keep one
copies it first (``states.copied``).

Two things stand beside the states:

- ``memory``, a dict, is what the iterators of one dataset share in tf.data: how many epochs a shuffle has begun, what a
  cache holds. It is plain, too, and saved with every state.
- ``live`` holds what no state can: threads, running generators, open files. Any of it can be made anew from the state.
"""

import itertools

from refimpl.data.live import Live
from refimpl.data.spec import sizes_open, spec_of
from refimpl.data.states import copied

INFINITE, UNKNOWN = -1, -2
_serial = itertools.count()


class End(Exception):
    """There are no more elements."""


class Machine:
    """The protocol. A subclass sets ``sources`` and ``element_spec`` (None: it is seen at the first element)."""

    def __init__(self, sources=(), element_spec=None, memory=None):
        self.sources, self._spec, self.memory = sources, element_spec, memory
        self.serial = next(_serial)

    def start(self, live):
        raise NotImplementedError(f"{type(self).__name__}: start must give the state before the first element")

    def step(self, state, live):
        raise NotImplementedError(f"{type(self).__name__}: step must give the next state and element, or raise End")

    def cardinality(self):
        """How many elements an epoch has, INFINITE or UNKNOWN, as far as tf.data knows it without counting."""
        return UNKNOWN

    @property
    def element_spec(self):
        if self._spec is None:
            self._spec = _seen(self)
        return self._spec

    def see_as(self, spec):
        """Let the elements be known by this spec."""
        self._spec = spec


class Unary(Machine):
    """A machine over one source, whose elements are like the source's unless a spec is given."""

    def __init__(self, source, element_spec="like the source", memory=None):
        spec = source._spec if element_spec == "like the source" else element_spec
        super().__init__((source,), spec, memory)
        self.source = source
        self._is_like = element_spec == "like the source"

    def start(self, live):
        return self.source.start(live)

    def cardinality(self):
        return self.source.cardinality()

    @property
    def element_spec(self):
        return self.source.element_spec if self._is_like else super().element_spec


def walk(machine):
    """The machine and all below it, each once, in an order that is the same wherever the pipeline is made."""
    found = {}

    def visit(m):
        if m.serial not in found:
            found[m.serial] = m
            for source in m.sources:
                visit(source)

    visit(machine)
    return list(found.values())


def memories(machine):
    """The memories of a pipeline, themselves."""
    return [m.memory for m in walk(machine) if m.memory is not None]


def remember(machine, saved):
    """Set the memories of a pipeline. Raises: ValueError if they are those of another."""
    own = memories(machine)
    if len(own) != len(saved) or any(a.keys() != b.keys() for a, b in zip(own, saved, strict=True)):
        raise ValueError("state: it must come from a pipeline of the same steps, got one of another")
    for memory, values in zip(own, saved, strict=True):
        memory.update(values)


def _seen(machine):
    """The spec of the first element, its sizes left open; what the epoch did to the memories is undone."""
    saved, live = copied(memories(machine)), Live()
    try:
        _, element = machine.step(machine.start(live), live)
    except End:
        return None
    finally:
        live.close()
        remember(machine, saved)
    return sizes_open(spec_of(element))
