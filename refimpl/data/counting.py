"""Which elements, by their number: take, skip, shard, repeat, enumerate."""

import numpy as np

from refimpl.data.functions import whole
from refimpl.data.machine import INFINITE, UNKNOWN, End, Unary
from refimpl.data.ordering import Shuffle
from refimpl.data.spec import TensorSpec


def _something(machine):
    """The machine, or the first below it that does anything: TensorFlow leaves the others out."""
    while getattr(machine, "is_nothing", False):
        machine = machine.source
    return machine


class Take(Unary):
    """The first ``count`` elements; all for a negative one. Without any, the source does not begin.

    Spec: tf.data.Dataset.take.
    """

    def __init__(self, source, count):
        super().__init__(source)
        self.count = whole(count, "count", "take")
        self.is_nothing = self.count == -1

    def start(self, live):
        return [0, self.source.start(live)] if self.count else None

    def step(self, state, live):
        if state is None or state[0] == self.count:
            raise End
        state[1], element = self.source.step(state[1], live)
        state[0] += 1
        return state, element

    def cardinality(self):
        n = self.source.cardinality()
        if n == UNKNOWN or self.count < 0:
            return n
        return self.count if n == INFINITE else min(n, self.count)


class Skip(Unary):
    """All but the first ``count`` elements; none for a negative one, for which the source does not begin.

    Spec: tf.data.Dataset.skip.
    """

    def __init__(self, source, count):
        super().__init__(source)
        self.count = whole(count, "count", "skip")
        self.is_nothing = self.count == 0

    def start(self, live):
        return None if self.count < 0 else [False, self.source.start(live)]

    def step(self, state, live):
        if state is None:
            raise End
        if not state[0]:
            for _ in range(self.count):
                state[1], _ = self.source.step(state[1], live)
            state[0] = True
        state[1], element = self.source.step(state[1], live)
        return state, element

    def cardinality(self):
        n = self.source.cardinality()
        if n < 0:
            return n
        return 0 if self.count < 0 else max(n - self.count, 0)


class Shard(Unary):
    """Every ``num_shards``-th element, from number ``index`` on.

    Raises: ValueError for no shards or an index that is none of them. Spec: tf.data.Dataset.shard.
    """

    def __init__(self, source, num_shards, index):
        super().__init__(source)
        self.shards, self.index = whole(num_shards, "num_shards", "shard"), whole(index, "index", "shard")
        if self.shards < 1:
            raise ValueError(f"shard: num_shards must be positive, got {self.shards}")
        if not 0 <= self.index < self.shards:
            raise ValueError(f"shard: index must be from 0 to num_shards - 1 = {self.shards - 1}, got {self.index}")
        self.is_nothing = self.shards == 1

    def start(self, live):
        return [0, self.source.start(live)]

    def step(self, state, live):
        while True:
            state[1], element = self.source.step(state[1], live)
            state[0] += 1
            if (state[0] - 1) % self.shards == self.index:
                return state, element

    def cardinality(self):
        n = self.source.cardinality()
        return n if n < 0 else n // self.shards + (self.index < n % self.shards)


class Repeat(Unary):
    """``count`` epochs of the source, one after another; without end for None or a negative count.

    A source that has no elements ends what has no end. TensorFlow begins an epoch more than it needs, which shows in
    the orders that sources draw for later ones; but none of a shuffle, with which it fuses repeat.
    State: the number of the epoch, whether it has begun, whether it has given anything, the source's state.
    Spec: tf.data.Dataset.repeat.
    """

    def __init__(self, source, count=None):
        super().__init__(source)
        self.count = -1 if count is None else whole(count, "count", "repeat")
        self.is_nothing = self.count == 1
        self.begins_one_more = self.count > 1 and not isinstance(_something(source), Shuffle)

    def start(self, live):
        return [0, True, False, self.source.start(live)] if self.count > 0 else [0, False, False, None]

    def step(self, state, live):
        while self.count < 0 or state[0] < self.count:
            if not state[1]:
                state[1:] = [True, False, self.source.start(live)]
            try:
                state[3], element = self.source.step(state[3], live)
            except End:
                if self.count < 0 and not state[2]:
                    raise
                state[:] = [state[0] + 1, False, False, None]
                if state[0] == self.count and self.begins_one_more:
                    self.source.start(live)
            else:
                state[2] = True
                return state, element
        raise End

    def cardinality(self):
        n = self.source.cardinality()
        if self.count < 0:
            return 0 if n == 0 else INFINITE
        return n if n < 0 and self.count else n * self.count


class Enumerate(Unary):
    """(number, element), counted from ``start_at`` in int64. Spec: tf.data.Dataset.enumerate."""

    def __init__(self, source, start_at=0):
        super().__init__(source, (TensorSpec((), "int64"), source.element_spec))
        self.start_at = whole(start_at, "start", "enumerate")

    def start(self, live):
        return [self.start_at, self.source.start(live)]

    def step(self, state, live):
        state[1], element = self.source.step(state[1], live)
        state[0] += 1
        return state, (np.int64(state[0] - 1), element)
