"""An implementation in a process of its own, asked over the wire protocol."""

from dataclasses import dataclass
from typing import Any

from conformance import process, protocol
from conformance.implementation import Crash, Garbled, Implementation, Timeout
from golden.namespace import Unsupported
from golden.portable import case_to_json

GIVE_UP_AFTER = 3  # starts in a row that fail


class NoAnswerToHello(Exception):
    """The process could not be started, or is no implementation; the message says why."""


@dataclass(frozen=True)
class Command:
    """A program that speaks the wire protocol, and the environment in which it is to run (None: this one)."""

    words: list[str]
    environment: dict[str, str] | None = None


@dataclass(frozen=True)
class Limits:
    """What a worker may take: seconds to start and for a case, and bytes of memory."""

    start: float = 120.0
    case: float = 60.0
    memory: int = 4 << 30


class Remote(Implementation):
    """``command`` is started when the first case comes, and anew after each case that it does not survive.

    A worker that leaves a case with more than half of the memory that it may hold is replaced before the next, so that
    what adds up over many cases is laid to none of them.
    Raises: NoAnswerToHello if it cannot be started at all.
    """

    def __init__(self, command, limits=None):
        self.command, self.limits = command, limits or Limits()
        self._worker: Any = None
        self._number, self._failures = 0, 0
        self._start()

    # -- cases

    def _answer(self, case, floatx, through):
        try:
            request = {"do": "run", "case": case_to_json(case)}
        except protocol.ProtocolError as error:
            return Unsupported(f"the wire protocol cannot carry this case: {error}")
        if floatx != "float32":
            request["floatx"] = floatx
        if through is not None:
            if through not in self.claims:
                return Unsupported(f"it does not claim {through}")
            request["through"] = through
        return self.ask(request, protocol.answers_from_json)

    def ask(self, request, read):
        """``read`` of the reply, or the exception that stands for a worker that did not survive the request."""
        if self._worker is not None and self._worker.unread():
            self._end()  # it talks out of turn: what it says next would be taken for an answer
        if self._worker is None:
            try:
                self._start()
            except NoAnswerToHello as error:
                return Crash(f"no new worker could be started: {error}", "")
        try:
            answers = read(self._exchange(request, self.limits.case))
        except process.TookTooLong as error:
            return Timeout(str(error), self._end())
        except (process.Died, process.TookTooMuch) as error:
            return Crash(str(error), self._end())
        except protocol.ProtocolError as error:
            return Garbled(f"its reply is not of the protocol: {error}", self._end())
        if self._worker.resident() > self.limits.memory // 2:
            self._end()
        return answers

    def _exchange(self, request, seconds):
        self._number += 1
        line = self._worker.exchange(protocol.encode({"id": self._number, **request}), seconds, self.limits.memory)
        reply = protocol.decode(line)
        if reply.get("id") != self._number:
            raise protocol.ProtocolError(f"the reply to message {self._number} has the id {reply.get('id')!r}")
        return reply

    # -- workers

    def _start(self):
        if self._failures >= GIVE_UP_AFTER:
            raise NoAnswerToHello(f"{GIVE_UP_AFTER} in a row did not start")
        try:
            self._worker = process.Process(self.command.words, self.command.environment)
        except OSError as error:
            raise NoAnswerToHello(f"{self.command.words[0]}: {error.strerror or error}") from None
        self._failures += 1
        try:
            self._introduce(self._exchange({"do": "hello", "protocol": protocol.VERSION}, self.limits.start))
        except (process.Died, process.TookTooLong, process.TookTooMuch, protocol.ProtocolError) as error:
            tail = self._end().splitlines()
            raise NoAnswerToHello(f"{error}{f' ({tail[-1]})' if tail else ''}") from None
        except BaseException:
            self._end()
            raise
        self._failures = 0

    def _introduce(self, hello):
        if "error" in hello:
            error = hello["error"]
            raise protocol.ProtocolError(error.get("message", str(error)) if isinstance(error, dict) else str(error))
        self.name, self.version, self.claims = protocol.introduction(hello)

    def _end(self):
        """End the worker; returns the tail of what it wrote to standard error."""
        worker, self._worker = self._worker, None
        worker.kill()
        return worker.tail()

    def close(self):
        """Ask the worker to stop, and see that it does."""
        worker, self._worker = self._worker, None
        if worker is not None:
            try:
                worker.exchange(protocol.encode({"id": self._number + 1, "do": "stop"}), process.PATIENCE)
            except (process.Died, process.TookTooLong):
                pass
            finally:
                worker.close()
