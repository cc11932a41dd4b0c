"""Draws that may take any number of tries: every number has a stretch of the random bits for itself.

So the numbers do not depend on one another, nor on the order in which they are made.
"""

import numpy as np

from refimpl.random.philox import key_and_counter, philox


class Streams:
    """One stream of blocks for each of ``n`` numbers, that begin ``reserved`` blocks apart.

    ``reserved`` may be an array (n,), where numbers are made in different ways.
    """

    def __init__(self, seed, n, reserved=256):
        self.key, self.high = key_and_counter(seed)
        self.position = np.arange(n, dtype=np.uint64) * np.asarray(reserved, np.uint64)

    def blocks(self, rows):
        """The next block of these streams: uint32 words (len(rows), 4)."""
        words = philox(self.position[rows], self.high, self.key)
        self.position[rows] += np.uint64(1)
        return words


class Pairs:
    """Numbers from streams, where each block makes two and the second is given first.

    ``make`` takes blocks (n, 4) to numbers (n, 2).
    """

    def __init__(self, streams, make):
        self.streams, self.make = streams, make
        self.made = np.empty((len(streams.position), 2))
        self.left = np.zeros(len(streams.position), int)

    def next(self, rows):
        """The next number of each of these streams: (len(rows),)."""
        empty = rows[self.left[rows] == 0]
        self.made[empty] = self.make(self.streams.blocks(empty))
        self.left[empty] = 2
        self.left[rows] -= 1
        return self.made[rows, self.left[rows]]
