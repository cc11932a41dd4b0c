"""The thread that runs ahead of whoever iterates."""

import threading
from collections import deque

from refimpl.data.machine import End
from refimpl.data.states import copied, failure, raised_again


class Ahead:
    """A thread that steps a machine up to ``size`` elements ahead of who takes them.

    The state of the whole is the machine's, and the elements that were made and not taken.
    """

    def __init__(self, machine, state, live, size, ready=(), failed=None):
        self.machine, self.state, self.live, self.size = machine, state, live, size
        self.ready, self.failure = deque(ready), None if failed is None else raised_again(*failed)
        self.is_over = state is None
        self.is_closed = False
        self.changed = threading.Condition()
        self.stepping = threading.Lock()
        self.thread = threading.Thread(target=self._run, name="refimpl-prefetch", daemon=True)
        self.thread.start()

    def _run(self):
        while True:
            with self.changed:
                while len(self.ready) >= self.size and not self.is_closed:
                    self.changed.wait()
                if self.is_closed or self.is_over:
                    return
            with self.stepping:
                try:
                    self.state, element = self.machine.step(self.state, self.live)
                except End:
                    self.state, self.is_over = None, True
                except BaseException as error:
                    self.state, self.is_over, self.failure = None, True, error
                else:
                    self.ready.append(element)
            with self.changed:
                self.changed.notify_all()

    def take(self):
        """The next element. Raises: StopIteration at the end, and what the thread came upon."""
        with self.changed:
            while not self.ready and not self.is_over:
                self.changed.wait()
            if self.ready:
                element = self.ready.popleft()
                self.changed.notify_all()
                return element
        if self.failure is not None:
            raise self.failure
        raise StopIteration

    def saved(self, memories):
        """(state, memories, elements made and not taken, what went wrong behind them), all of one moment, copied."""
        with self.stepping:
            failed = None if self.failure is None else failure(self.failure)
            return copied(self.state), copied(memories), copied(list(self.ready)), failed

    def close(self, patience=1.0):
        """End the thread; one that a user's code keeps from ending is left behind after ``patience`` seconds."""
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()
        if self.thread is not threading.current_thread():
            self.thread.join(patience)
