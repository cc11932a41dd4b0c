"""The thin shell over a machine: Python's iteration, threads, and states to keep."""

import weakref

from refimpl.data.caching import Prefetch
from refimpl.data.live import Live
from refimpl.data.machine import End, memories, remember
from refimpl.data.states import copied, thawed
from refimpl.data.workers import Ahead

_AHEAD = 2  # elements, where prefetch is left to choose


class Iterator:
    """One run through a dataset. Ended, failed or closed, or no longer wanted, it leaves no thread and no file.

    ``state()`` is where it stands, and ``Dataset.iterator(state)`` goes on from there, in this process or another.
    After an error it has ended.
    """

    def __init__(self, machine, make, state=None):
        self.machine, self.live = machine, Live()
        self._ahead, self._state, self.is_over = None, None, False
        self._end = weakref.finalize(self, _close, self.live, [])
        size = machine.size if isinstance(machine, Prefetch) else 0
        if state is None:
            ready, failed, inner = (), None, machine.start(self.live)
        else:
            state = thawed(copied(_checked(state)), make)
            remember(machine, state["memory"])
            ready, failed, inner = state["ahead"], state["failed"], state["state"]
            self.is_over = state["over"]
        if size or ready or failed:
            self._ahead = Ahead(machine, inner, self.live, size if size > 0 else _AHEAD, ready, failed)
            self._end.detach()
            self._end = weakref.finalize(self, _close, self.live, [self._ahead])
        self._state = inner

    def __iter__(self):
        return self

    def __next__(self):
        if self.is_over:
            raise StopIteration
        try:
            if self._ahead is not None:
                return self._ahead.take()
            self._state, element = self.machine.step(self._state, self.live)
            return element
        except (End, StopIteration):
            self.close()
            raise StopIteration from None
        except BaseException:
            self.close()
            raise

    def state(self):
        """Where the iterator stands: plain, and its own. ``write_state`` puts it into a file."""
        self.live.was_saved = True
        own = memories(self.machine)
        if self._ahead is None or self.is_over:
            inner, memory, ready, failed = copied(self._state), copied(own), [], None
        else:
            inner, memory, ready, failed = self._ahead.saved(own)
        return {"state": inner, "memory": memory, "ahead": ready, "failed": failed, "over": self.is_over}

    def close(self):
        """End it: nothing more comes."""
        self.is_over, self._state = True, None
        self._end()


def over(machine):
    """The state of an iterator that has ended."""
    return {"state": None, "memory": copied(memories(machine)), "ahead": [], "failed": None, "over": True}


def _close(live, threads):
    for thread in threads:
        thread.close()
    live.close()


def _checked(state):
    if not isinstance(state, dict) or state.keys() != {"state", "memory", "ahead", "failed", "over"}:
        raise ValueError(f"iterator: state must be what an iterator's state() gave, got {str(state)[:60]!r}")
    return state
