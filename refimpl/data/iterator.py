"""The thin shell over a machine: Python's iteration, threads, and states to keep."""

import weakref
from functools import partial

from refimpl.data.caching import Prefetch
from refimpl.data.live import Live
from refimpl.data.machine import End, memories, remember
from refimpl.data.states import copied, failure, raised_again, thawed
from refimpl.data.workers import Ahead

_AHEAD = 2  # elements, where prefetch is left to choose


class Iterator:
    """One run through a dataset. Ended, failed or closed, or no longer wanted, it leaves no thread and no file.

    What is live is let go of when nobody steps the machine any more: by a thread that runs ahead, when it ends.

    ``state()`` is where it stands, and ``Dataset.iterator(state)`` goes on from there, in this process or another.
    After an error it has ended.
    """

    def __init__(self, machine, make, state=None):
        self.machine, self.live = machine, Live()
        self._ahead, self.is_over = None, False
        size = machine.size if isinstance(machine, Prefetch) else 0
        if state is None:
            ready, failed, self._state = (), None, machine.start(self.live)
        else:
            state = thawed(copied(_checked(state)), make)
            remember(machine, state["memory"])
            ready, failed, self._state = state["ahead"], state["failed"], state["state"]
            self.is_over, self.live.runs = state["over"], state["runs"]
        if size or ready or failed:
            error = failed and raised_again(*failed)
            step, let_go = partial(_stepped, machine, self.live), self.live.close
            self._ahead = Ahead(step, self._state, let_go, size if size > 0 else _AHEAD, ready, error)
        self._end = weakref.finalize(self, (self._ahead or self.live).close)

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

        def plain(state, ready, error):
            return {
                "state": copied(state), "memory": copied(memories(self.machine)), "ahead": copied(ready),
                "failed": error and failure(error), "over": self.is_over, "runs": self.live.runs,
            }  # fmt: skip

        if self._ahead is None or self.is_over:
            return plain(self._state, [], None)
        return self._ahead.saved(plain)

    def close(self):
        """End it: nothing more comes."""
        self.is_over, self._state = True, None
        self._end()


def over(machine):
    """The state of an iterator that has ended."""
    memory = copied(memories(machine))
    return {"state": None, "memory": memory, "ahead": [], "failed": None, "over": True, "runs": 0}


def _stepped(machine, live, state):
    """(state, element) of the next step, None at the end."""
    try:
        return machine.step(state, live)
    except End:
        return None


def _checked(state):
    if not isinstance(state, dict) or state.keys() != {"state", "memory", "ahead", "failed", "over", "runs"}:
        raise ValueError(f"iterator: state must be what an iterator's state() gave, got {str(state)[:60]!r}")
    return state
