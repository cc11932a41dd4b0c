"""``python -m conformance.worker --impl NAME``: any Python implementation, served over the wire protocol."""

import argparse
import faulthandler
import os
import sys
import threading
import time

from conformance import protocol
from conformance.implementations import NoImplementation, resolve
from conformance.through import THROUGH
from golden.namespace import Refused
from golden.portable import case_from_json

WATCH = 1.0  # seconds between two looks for the parent


def main(arguments=None):
    """Serve until told to stop or the input ends. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m conformance.worker", description=__doc__)
    parser.add_argument("--impl", required=True, metavar="NAME", help="as pytest conformance/ takes it")
    name = parser.parse_args(arguments).impl
    requests, replies = _own_streams()
    faulthandler.enable()
    threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()
    server = Server(name)
    for line in requests:
        reply = server.reply(line)
        replies.write(protocol.encode(reply))
        if server.stopped:
            break
    return 0


def _own_streams():
    """Input and output for the protocol alone: what anything else prints goes to standard error, reads find nothing."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return requests, replies


def _leave_with_parent(parent):
    """End the process once its parent is gone, even in the midst of a case."""
    while os.getppid() == parent:
        time.sleep(WATCH)
    os._exit(1)


class Server:
    """Replies to messages; the implementation is imported at the first hello."""

    def __init__(self, name):
        self.name, self.implementation, self.stopped = name, None, False

    def reply(self, line):
        """The reply to a line: an error for what is no message of the protocol."""
        number = None
        try:
            message = protocol.decode(line)
            number = message.get("id")
            do = self.verbs.get(str(message.get("do")))
            if do is None:
                raise protocol.ProtocolError(f"do must be one of {', '.join(self.verbs)}, got {message.get('do')!r}")
            return {"id": number, **do(self, message)}
        except (protocol.ProtocolError, NoImplementation) as error:
            return {"id": number, "error": {"kind": type(error).__name__, "message": str(error), "where": []}}

    def hello(self, message):
        protocol.check_version(message)
        implementation = self._resolved()
        return {
            "protocol": protocol.VERSION,
            "name": implementation.name,
            "version": implementation.version,
            "claims": sorted({*implementation.claims, "config"}),
        }

    def run(self, message):
        answers = self._answer(message)
        try:
            reply = protocol.answers_to_json(answers)
            protocol.encode(reply)
            return reply
        except (protocol.ProtocolError, ValueError, TypeError) as error:
            raise protocol.ProtocolError(f"an answer cannot be sent: {error}") from None

    def time(self, message):
        """Seconds of each of ``repeats`` answers, after one that is not counted."""
        repeats = message.get("repeats", 1)
        if not isinstance(repeats, int) or isinstance(repeats, bool) or repeats < 1:
            raise protocol.ProtocolError(f"repeats must be a positive integer, got {repeats!r}")
        first, seconds = self._answer(message), []
        if isinstance(first, Exception):
            return protocol.answers_to_json(first)
        for _ in range(repeats):
            begin = time.perf_counter()
            self._answer(message)
            seconds.append(time.perf_counter() - begin)
        return {"seconds": seconds}

    def stop(self, message):
        self.stopped = True
        return {"stopped": True}

    verbs = {"hello": hello, "run": run, "time": time, "stop": stop}

    def _resolved(self):
        if self.implementation is None:
            self.implementation = resolve(self.name)
        return self.implementation

    def _answer(self, message):
        case, floatx, through = (
            case_from_json(message.get("case")),
            message.get("floatx", "float32"),
            message.get("through"),
        )
        if floatx not in ("float32", "float64"):
            raise protocol.ProtocolError(f"floatx must be float32 or float64, got {floatx!r}")
        if through not in THROUGH:
            raise protocol.ProtocolError(f"through must be of {', '.join(filter(None, THROUGH))}, got {through!r}")
        try:
            return self._resolved().answer(case, floatx, through)
        except KeyboardInterrupt as error:  # no keyboard comes here: the implementation raised it
            return Refused("KeyboardInterrupt", str(error))


if __name__ == "__main__":
    sys.exit(main())
