"""What an iterator holds while it runs, and lets go of when it ends: threads, generators, open files.

All of it can be made anew from the state, so nothing of it is part of one.
"""

import contextlib

from refimpl.data.workers import Calls


class Live:
    """The running parts of one iterator, by whose they are and where they stand."""

    def __init__(self):
        self.parts, self.runs, self.pools = {}, 0, {}
        self.was_saved = False  # whether a state was taken, which may count on files that are being written

    def run(self):
        """A number for an epoch of some machine that begins, which none in the same or an earlier iterator has."""
        self.runs += 1
        return self.runs

    def pool(self, size):
        """The threads for ``size`` calls at a time."""
        if size not in self.pools:
            self.pools[size] = Calls(size)
        return self.pools[size]

    def close(self):
        """End what runs, when nobody steps the machines any more."""
        for pool in self.pools.values():
            pool.close()
        self.pools.clear()
        with contextlib.ExitStack() as closing:
            for part in self.parts.values():
                if hasattr(part, "close"):
                    closing.callback(part.close)
        self.parts.clear()
