"""What an iterator holds while it runs, and lets go of when it ends: threads, generators, open files.

All of it can be made anew from the state, so nothing of it is part of one.
"""

import contextlib
from concurrent.futures import ThreadPoolExecutor


class Live:
    """The running parts of one iterator, by whose they are and where they stand."""

    def __init__(self):
        self.parts, self.runs, self.pools = {}, 0, {}
        self.was_saved = False  # whether a state was taken, which may count on files that are being written

    def run(self):
        """A number for an epoch of some machine that begins."""
        self.runs += 1
        return self.runs

    def pool(self, size):
        """The threads for ``size`` calls at a time."""
        if size not in self.pools:
            self.pools[size] = ThreadPoolExecutor(size, thread_name_prefix="refimpl-map")
        return self.pools[size]

    def close(self):
        """End what runs. What a user's function is in the midst of is not waited for."""
        for pool in self.pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
        self.pools.clear()
        for part in self.parts.values():
            if hasattr(part, "close"):
                with contextlib.suppress(ValueError, RuntimeError):  # a generator that runs in another thread
                    part.close()
        self.parts.clear()
