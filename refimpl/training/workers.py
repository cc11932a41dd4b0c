"""Batches made ahead of time, by threads or processes, and handed out in order.

Each worker is a thread that takes the next index, makes its batch and puts it down; one that may use a process only
asks its process, over a pipe, and waits for the answer or for its death. So there is one place where order, the bound
on batches under way, errors and the end are dealt with. Processes get a copy of the dataset when they begin (by fork
where the system has it) and answer by pickles, which are read from nowhere else.
"""

import math
import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
import warnings
from multiprocessing.connection import wait
from multiprocessing.pool import RemoteTraceback

GRACE = 5  # seconds that threads may still work on their batches when nobody wants them any more


class Workers:
    """A context, entered as soon as it is made: ``batches()`` gives ``dataset[i]`` for each of ``indices``, in order.

    At most ``ahead`` batches are under way, or made and not yet fetched (0: any number). When the block is left, in
    whatever way, no thread and no process stays behind; a thread that is stuck in a batch is left alone after a while,
    with a warning. An error in a batch is raised where the batch is fetched, with its own traceback and a note of the
    index.
    Raises: ChildProcessError if a process dies.
    """

    def __init__(self, dataset, indices, count, processes=False, ahead=10):
        self.name, self.ahead = type(dataset).__name__, ahead if ahead > 0 else math.inf
        self._indices = iter(indices)
        self._change = threading.Condition()
        self._made = {}  # place: (index, batch, error)
        self._taken, self._fetched = 0, 0
        self._ended = False  # no index is left, or nobody wants the rest
        self._processes, self._threads = [], []
        try:
            for _ in range(count if processes else 0):
                self._processes.append(_Process(dataset))
            for make in self._processes or [dataset.__getitem__] * count:
                thread = threading.Thread(target=self._work, args=(make,), daemon=True)
                thread.start()
                self._threads.append(thread)
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        with self._change:
            self._ended = True
            self._change.notify_all()
        for process in self._processes:
            process.kill()
        until = time.monotonic() + GRACE
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                warnings.warn(
                    f"{self.name}: a worker is still making a batch that nobody waits for, and is left alone",
                    ResourceWarning,
                    stacklevel=3,
                )
        for process in self._processes:
            process.close()

    def batches(self):
        while True:
            with self._change:
                while self._fetched not in self._made:
                    if self._ended and self._fetched >= self._taken:
                        return
                    self._change.wait()
                index, batch, error = self._made.pop(self._fetched)
                self._fetched += 1
                self._change.notify_all()
            if error is not None:
                error.add_note(f"This came of batch {index} of {self.name}, in a worker.")
                raise error
            yield batch

    # -- a worker's thread

    def _work(self, make):
        while (task := self._take()) is not None:
            place, index = task
            batch, error = None, None
            try:
                batch = make(index)
            except BaseException as raised:
                error = raised
            with self._change:
                self._made[place] = index, batch, error
                self._change.notify_all()

    def _take(self):
        """(place, index) of the next batch, when there is room for it; None at the end."""
        with self._change:
            while not self._ended and self._taken >= self._fetched + self.ahead:
                self._change.wait()
            if not self._ended:
                for index in self._indices:
                    self._taken += 1
                    return self._taken - 1, index
                self._ended = True
                self._change.notify_all()
            return None


class _Process:
    """Called with an index it gives the batch, which a process of its own makes."""

    def __init__(self, dataset):
        self._pipe, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=_serve, args=(dataset, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def __call__(self, index):
        try:
            self._pipe.send(index)
            wait([self._pipe, self._process.sentinel])
            if self._pipe.poll():
                batch, error, text = self._pipe.recv()
                if error is not None:
                    error.__cause__ = RemoteTraceback(text)
                    raise error
                return batch
        except (EOFError, BrokenPipeError, ConnectionResetError):
            pass
        self._process.join(GRACE)
        raise ChildProcessError(f"a worker process died making a batch: {_how(self._process.exitcode)}")

    def kill(self):
        self._process.kill()

    def close(self):
        self._process.join()
        self._process.close()
        self._pipe.close()


def _how(exitcode):
    return f"killed by {signal.Signals(-exitcode).name}" if (exitcode or 0) < 0 else f"exit code {exitcode}"


def _serve(dataset, pipe):
    """What a worker's process does, until it is killed or nobody is left to answer to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the one who waits for the batches
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # and what it does about an end is not for its workers to do
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    while True:
        try:
            index = pipe.recv()
        except EOFError:
            return
        try:
            answer = pickle.dumps((dataset[index], None, None))
        except Exception as error:
            answer = pickle.dumps((None, _sendable(error), f'\n"""\n{traceback.format_exc()}"""'))
        pipe.send_bytes(answer)


def _end_with(parent):
    """End this process when its parent has ended, even in the midst of a batch."""
    wait([parent.sentinel])
    os._exit(1)


def _sendable(error):
    """``error``, or one that tells of it if it is of a kind that does not survive a pickle."""
    try:
        pickle.loads(pickle.dumps(error))
        return error
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
