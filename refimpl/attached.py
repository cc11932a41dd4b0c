"""Attached: what an array remembers beside its numbers. An ndarray takes no attributes, so the memory is a table beside
the arrays, and an entry goes with its array.
"""

import weakref


class Attached:
    """A table from arrays, by identity, to something that belongs to them."""

    def __init__(self):
        self._of = {}

    def remember(self, x, value):
        """Note ``value`` for this very object; returns ``x``."""
        key = id(x)
        self._of[key] = (weakref.ref(x, lambda _: self._of.pop(key, None)), value)
        return x

    def recall(self, x):
        """What was noted for this very object, or None."""
        reference, value = self._of.get(id(x), (None, None))
        return value if reference is not None and reference() is x else None

    def forget(self, x):
        """Take back what was noted for this very object."""
        if self.recall(x) is not None:
            del self._of[id(x)]

    def __bool__(self):
        """Whether anything is noted at all."""
        return bool(self._of)


parts = Attached()  # of a gradient: [(indices, rows), ...], from which it was added up


def added(a, b):
    """a + b; the sum of two gradients that were added up from rows is one of the rows of both."""
    total = a + b
    if parts and (rows := parts.recall(a)) and (more := parts.recall(b)):
        parts.remember(total, [*rows, *more])
    return total
