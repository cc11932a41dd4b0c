"""The threads of an iterator: one that runs ahead of whoever iterates, and those that call a function.

All are daemons, so that code of a user's that never returns keeps no program from ending.
"""

import queue
import threading
import time
import weakref
from collections import deque
from concurrent.futures import Future

PATIENCE = 1.0  # seconds for which a thread is waited for that should end


class Calls:
    """Up to ``size`` threads that make the calls submitted to them; they end with it, or when it is closed."""

    def __init__(self, size):
        self.size, self.threads, self.waiting = size, [], queue.SimpleQueue()
        self._end = weakref.finalize(self, _dismiss, self.threads, self.waiting)

    def submit(self, function, element):
        """The Future of ``function(element)``."""
        call = Future()
        self.waiting.put((call, function, element))
        if len(self.threads) < self.size:
            thread = threading.Thread(target=_answer, args=(self.waiting,), name="refimpl-map", daemon=True)
            self.threads.append(thread)
            thread.start()
        return call

    def close(self):
        """Cancel what has not begun, and end. A call that goes on is left to itself after a while."""
        self._end()
        until = time.monotonic() + PATIENCE
        for thread in self.threads:
            thread.join(max(0.0, until - time.monotonic()))


def _answer(waiting):
    """What a thread of Calls does; it knows of nothing but the queue."""
    while (task := waiting.get()) is not None:
        call, function, element = task
        try:
            found = function(element)
        except BaseException as error:
            call.set_exception(error)
        else:
            call.set_result(found)
            del found
        del task, call, function, element  # while it waits it keeps nothing


def _dismiss(threads, waiting):
    try:
        while True:
            waiting.get_nowait()[0].cancel()
    except queue.Empty:
        pass
    for _ in threads:
        waiting.put(None)


class Ahead:
    """A thread that makes elements up to ``size`` ahead of who takes them. Who finds none makes one without it.

    ``make(state) -> (state, element)`` is called by one of them at a time, and gives None at the end. The state of the
    whole is its state, and the elements that were made and not taken. When nothing more is to be made, since the end
    has come, or an error, or nobody wants it, the thread calls ``let_go`` and ends.
    """

    def __init__(self, make, state, let_go, size, ready=(), failure=None):
        self.make, self.state, self.let_go, self.size = make, state, let_go, size
        self.ready, self.failure = deque(ready), failure
        self.is_over, self.is_making = state is None, False
        self.changed = threading.Condition()
        self.thread = threading.Thread(target=self._run, name="refimpl-prefetch", daemon=True)
        self.thread.start()

    def _run(self):
        with self.changed:
            while not self.is_over:
                if self.is_making or len(self.ready) >= self.size:
                    self.changed.wait()
                else:
                    self._make()
            self._wait_for_who_makes()
        self.let_go()

    def _make(self):
        """Make one element more. The lock is held before and after, and not meanwhile."""
        self.is_making = True
        self.changed.release()
        made = failure = None
        try:
            made = self.make(self.state)
        except BaseException as error:
            failure = error
        finally:
            self.changed.acquire()
            self.is_making = False
        if made is None:
            self.state, self.is_over, self.failure = None, True, failure
        else:
            self.state, element = made
            self.ready.append(element)
        self.changed.notify_all()

    def _wait_for_who_makes(self):
        while self.is_making:
            self.changed.wait()

    def take(self):
        """The next element. Raises: StopIteration at the end, and what went wrong when it was to be made."""
        with self.changed:
            while not self.ready and not self.is_over:
                if self.is_making:
                    self.changed.wait()
                else:
                    self._make()
            if self.ready:
                self.changed.notify_all()
                return self.ready.popleft()
        if self.failure is not None:
            raise self.failure
        raise StopIteration

    def saved(self, copied):
        """``copied`` of (state, elements that were made and not taken, what went wrong behind them), of one moment."""
        with self.changed:
            self._wait_for_who_makes()
            return copied(self.state, list(self.ready), self.failure)

    def close(self):
        """End the thread. One that a user's code keeps from ending is left behind after a while, and ends with that."""
        with self.changed:
            self.is_over = True
            self.changed.notify_all()
        if self.thread is not threading.current_thread():
            self.thread.join(PATIENCE)
