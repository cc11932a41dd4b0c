"""A process that answers lines with lines, held to limits of time, memory and manners."""

import os
import queue
import signal
import subprocess
import threading
import time
import uuid
from contextlib import suppress
from typing import Any

import psutil

LONGEST_LINE = 1 << 28  # bytes: far more than any answer, so that noise without an end of line ends here
TAIL = 1 << 14  # bytes of standard error that are kept
POLL = 0.1  # seconds between two looks at the process
PATIENCE = 2.0  # seconds to leave of its own accord
MARK = "CONFORMANCE_WORKER"  # the environment variable by which what a process started is found again


class Died(Exception):
    """The process ended; the message says how."""


class TookTooLong(Exception):
    """No line came in time."""


class TookTooMuch(Exception):
    """The process, with its children, held more memory than it may."""


class Process:
    """``command`` with pipes. ``exchange`` sends a line and gives the next; after an exception, ``kill`` it.

    A thread for each pipe, which alone touches it and closes it, so that a limit holds while the process neither reads
    nor writes, and nobody waits for a pipe that something which outlives the process still holds.
    """

    def __init__(self, command, environment=None):
        self._mark = uuid.uuid4().hex
        self._process: Any = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**(os.environ if environment is None else environment), MARK: self._mark},
            start_new_session=os.name == "posix",  # so that its children can be ended with it
        )
        self._requests: queue.SimpleQueue = queue.SimpleQueue()
        self._lines: queue.Queue = queue.Queue(maxsize=64)
        self._tail, self._lock = b"", threading.Lock()
        self._closing = False
        works = (self._write_requests, self._read_lines, self._read_tail)
        self._threads = [threading.Thread(target=work, daemon=True) for work in works]
        for thread in self._threads:
            thread.start()

    def _write_requests(self):
        with suppress(ValueError, OSError), self._process.stdin as pipe:
            while (line := self._requests.get()) is not None:
                pipe.write(line)
                pipe.flush()

    def _read_lines(self):
        with suppress(ValueError, OSError), self._process.stdout as pipe:
            while line := pipe.readline(LONGEST_LINE):
                if not line.endswith(b"\n") and len(line) < LONGEST_LINE:
                    break  # it died in the midst of a line
                self._put(line)
        self._put(None)

    def _put(self, line):
        while not self._closing:
            with suppress(queue.Full):
                self._lines.put(line, timeout=POLL)
                return

    def _read_tail(self):
        with suppress(ValueError, OSError), self._process.stderr as pipe:
            while data := pipe.read1(1 << 16):
                with self._lock:
                    self._tail = (self._tail + data)[-TAIL:]

    @property
    def pid(self):
        return self._process.pid

    def exchange(self, line, seconds, memory=None):
        """The next line after ``line``. Raises: Died, TookTooLong, TookTooMuch (``memory`` is in bytes)."""
        deadline = time.monotonic() + seconds
        self._requests.put(line)
        while True:
            ended = self._process.poll() is not None
            left = deadline - time.monotonic()
            try:
                answer = self._lines.get(timeout=max(min(POLL, left), 0.001))
            except queue.Empty:
                if ended:  # and nothing more came, though something that it started may hold its standard output
                    raise Died(self.ending()) from None
                if left <= 0:
                    raise TookTooLong(f"no answer within {seconds:g} s") from None
                held = self.memory() if memory else 0
                if memory and held > memory:
                    raise TookTooMuch(f"it held {held / 2**30:.1f} GiB, {memory / 2**30:.1f} are allowed") from None
                continue
            if answer is None:
                raise Died(self.ending())
            return answer

    def unread(self):
        """Whether lines lie there that nobody asked for."""
        return not self._lines.empty()

    def resident(self):
        """Bytes held by the process alone, which is quickly said; 0 if it is gone."""
        with suppress(psutil.Error):
            return psutil.Process(self.pid).memory_info().rss
        return 0

    def memory(self):
        """Bytes held by the process and its children."""
        total = 0
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            total = process.memory_info().rss
            for child in process.children(recursive=True):
                with suppress(psutil.Error):
                    total += child.memory_info().rss
        return total

    def tail(self):
        """The end of what it wrote to standard error; all of it has been read once it was killed."""
        with self._lock:
            return self._tail.decode(errors="replace").strip()

    def ending(self):
        """How it ended, in words."""
        try:
            code = self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return "its process closed its standard output"
        if code < 0:
            with suppress(ValueError):
                return f"its process died of {signal.Signals(-code).name}"
        return f"its process ended with exit code {code}"

    def close(self):
        """Ask it to leave by the end of its input; ``kill`` it if it stays."""
        self._requests.put(None)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self.kill()

    def kill(self):
        """End it and whatever it started, and let go of pipes and threads."""
        self._closing = True
        self._requests.put(None)
        if os.name == "posix":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._kill_strays()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _kill_strays(self):
        """End what it started in sessions of their own, where no signal to its group comes, and see it ended. Out of
        reach is only what has emptied its environment besides.
        """
        killed = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.pid != os.getpid() and process.environ().get(MARK) == self._mark:
                    process.kill()
                    killed.append(process)
        deadline = time.monotonic() + PATIENCE
        while any(map(_runs, killed)) and time.monotonic() < deadline:
            time.sleep(0.005)


def _runs(process):
    """Whether ``process`` does: a signal is sent at once, but obeyed when the system gets to it."""
    with suppress(psutil.Error):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
