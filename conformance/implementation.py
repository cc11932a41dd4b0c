"""An implementation as the suite sees it: a name, claims, and an answer to each case."""

from abc import ABC, abstractmethod

import numpy as np

from conformance.through import THROUGH
from golden.kinds import KINDS
from golden.namespace import Refused, Unsupported
from golden.verdict import error_kind


class Lost(Exception):
    """A worker did not survive a case: what became of it, and the end of what it wrote to standard error."""

    outcome = "error"

    def __init__(self, message, tail=""):
        super().__init__(message)
        self.tail = tail


class Crash(Lost):
    """Its process died, or was ended for the memory that it took."""

    outcome = "crash"


class Timeout(Lost):
    """It did not answer in time."""

    outcome = "timeout"


class Garbled(Lost):
    """What it wrote is no reply."""


class Implementation(ABC):
    """What is tested. ``claims`` is what it offers beyond forward answers, as ``golden.namespace.Namespace`` says."""

    name: str = "unnamed"
    version: str = ""
    claims: frozenset[str] = frozenset()

    def answer(self, case, floatx="float32", through=None):
        """The answers to a case by name, or the exception that came in their place.

        ``floatx`` is the dtype of new floats; ``through`` a way that every object goes before it is used, one of
        ``conformance.through.THROUGH``.
        """
        if "seed-exact" in case.tags and "seed-exact" not in self.claims:
            return Unsupported("it does not claim TensorFlow's random bits")
        if "float64" not in self.claims and (floatx == "float64" or _holds_float64(case)):
            return Unsupported("it does not claim float64")
        return self._answer(case, floatx, through)

    @abstractmethod
    def _answer(self, case, floatx, through): ...

    def close(self):  # noqa: B027 - most implementations hold nothing
        """Let go of processes."""


def _sayable(error):
    """The error, or one in its place if it fails to say what it is."""
    try:
        str(error)
        return error
    except Exception as fault:
        kind = type(error).__name__
        return Refused(error_kind(error), f"its {kind} cannot be shown: {type(fault).__name__}")


def _holds_float64(case):
    return any(np.asarray(array).dtype == np.float64 for array in case.tensors.values())


class Local(Implementation):
    """A ``golden.namespace.Namespace`` in this very process."""

    def __init__(self, namespace):
        self.namespace = namespace
        self.name, self.version, self.claims = namespace.name, namespace.version, namespace.claims

    def _answer(self, case, floatx, through):
        if case.kind not in KINDS:
            return Unsupported(f"cases of the kind {case.kind!r}")
        namespace = THROUGH[through](self.namespace)
        try:
            namespace.fresh()
            with np.errstate(all="ignore"), namespace.floatx(floatx):
                return KINDS[case.kind].run(case, namespace)
        except Exception as error:
            return _sayable(error)
        except SystemExit as error:  # the case's end, not the run's
            return Refused("SystemExit", str(error))
