"""Orders that a seed decides, bit for bit those of TensorFlow.

Philox numbers, one word at a time: word i of the stream of two seeds, a the key and b the high half of the counter.
A dataset that is ordered anew in each epoch draws two words of its own stream, as the seeds of the epoch's.
"""

import random as python_random
from functools import lru_cache

from refimpl.data.functions import at_least
from refimpl.data.machine import End, Unary
from refimpl.random.philox import blocks
from refimpl.random.seed_generator import get_random_seed, operation_seed

_MODULUS = 2**31 - 1
_DEFAULT = 87654321  # the global seed where only the operation has one
_CHUNK = 1024  # words, which are made at once


def word(a, b, i):
    """Word ``i`` of the stream of the seeds (a, b)."""
    return _words(a, b, i // _CHUNK)[i % _CHUNK]


@lru_cache(maxsize=64)
def _words(a, b, chunk):
    low = 0xFFFFFFFF
    made = blocks((a & low, a >> 32), (b & low, b >> 32), _CHUNK // 4, start=chunk * _CHUNK // 4)
    return made.reshape(-1).tolist()


def seed_pair(seed):
    """The two seeds of an operation: the global one and its own, each as it is given or by default.

    Raises: TypeError for a seed that is no integer.
    """
    if seed is not None and not hasattr(seed, "__index__"):
        raise TypeError(f"seed must be an integer or None, got {seed!r}")
    of_all = get_random_seed()
    if seed is None and of_all is None:
        return [python_random.SystemRandom().randrange(1, _MODULUS) for _ in range(2)]
    pair = [_DEFAULT if of_all is None else of_all, operation_seed() if seed is None else int(seed)]
    pair = [part % _MODULUS for part in pair]
    return pair if any(pair) else [0, _MODULUS]


class Seeds:
    """The seeds of one epoch after another: always the same, or drawn anew each time."""

    def __init__(self, seed, anew):
        self.memory = {"seeds": seed_pair(seed), "begun": 0}
        self.anew = anew

    def next(self):
        if not self.anew:
            return list(self.memory["seeds"])
        number = self.memory["begun"]
        self.memory["begun"] = number + 1
        return [word(*self.memory["seeds"], 2 * number), word(*self.memory["seeds"], 2 * number + 1)]


class Shuffle(Unary):
    """Elements drawn from a buffer that is filled up before each draw.

    The buffer is a ring: of the n elements in it, from ``first`` on, number (word mod n) is given, and the first moves
    into its place. A source whose elements can be had by number has numbers in the buffer. A size of -2 is all.
    Raises: ValueError for a buffer below 1, TypeError for one that is no whole number. Spec: tf.data.Dataset.shuffle.
    """

    def __init__(self, source, buffer_size, seed=None, reshuffle_each_iteration=True):
        self.size = at_least(buffer_size, 1, "buffer_size", "shuffle", besides=(-2,))
        self.ring = self.size if self.size > 0 else 2**62
        self.seeds = Seeds(seed, bool(reshuffle_each_iteration))
        super().__init__(source, memory=self.seeds.memory)
        self.row = getattr(source, "at", None)
        self.next = source.step if self.row is None else self._number

    def start(self, live):
        """The source begins with the first step, as in TensorFlow; the seeds are drawn now."""
        return {
            "begun": False,
            "source": None,
            "ring": [],
            "first": 0,
            "held": 0,
            "seeds": self.seeds.next(),
            "drawn": 0,
        }

    def step(self, state, live):
        if not state["begun"]:
            state["begun"], state["source"] = True, 0 if self.row else self.source.start(live)
        if state["source"] is not None:
            self._fill(state, live)
        ring, first, held, drawn = state["ring"], state["first"], state["held"], state["drawn"]
        if not held:
            raise End
        a, b = state["seeds"]
        chosen = (first + word(a, b, drawn) % held) % self.ring
        place = first % self.ring
        element, ring[chosen] = ring[chosen], ring[place]
        ring[place] = None
        state["first"], state["held"], state["drawn"] = first + 1, held - 1, drawn + 1
        return state, self.row(element) if self.row else element

    def _fill(self, state, live):
        ring, first, held, inner = state["ring"], state["first"], state["held"], state["source"]
        while held < self.ring:
            try:
                inner, element = self.next(inner, live)
            except End:
                inner = None
                break
            place = (first + held) % self.ring
            if place == len(ring):
                ring.append(element)
            else:
                ring[place] = element
            held += 1
        state["held"], state["source"] = held, inner

    def _number(self, inner, live):
        """The number of the source's next element, which stands for it in the buffer."""
        if inner >= self.source.length:
            raise End
        return inner + 1, inner
