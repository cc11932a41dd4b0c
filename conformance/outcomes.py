"""What a test of an implementation can come to, and how results are counted.

pass         every answer is within its bound
fail         an answer is wrong: its numbers, shape, dtype, structure or config, or it was no error where Keras raises
error        the implementation raised where Keras answers
crash        its process died                    timeout  it did not answer in time
unsupported  it does not claim this: counted, never a pass
skipped      the case was left out by this run   xfail, xpass  it failed, or passed, where a failure was expected

The denominator is the number of cases in the store, whatever was chosen to run: a score cannot rise by leaving out.
"""

import math
from collections import Counter
from dataclasses import asdict, dataclass

OUTCOMES = ("pass", "fail", "error", "crash", "timeout", "unsupported", "skipped", "xfail", "xpass")


@dataclass(frozen=True)
class Result:
    """One stored case, or one relation on one case (``relation`` is its name), on one implementation.

    ``margin`` is the largest error over its bound, of the answer named ``worst``; None where nothing was measured.
    ``accuracy`` is the largest error over Keras' own float32 error, likewise. ``expected`` is the reason why a failure
    is known, with a ``link``; ``report`` the text of what did not pass, ``wrong`` the names of the answers to blame.
    """

    id: str
    symbol: str
    outcome: str
    relation: str | None = None
    reason: str = ""
    margin: float | None = None
    worst: str = ""
    seconds: float = 0.0
    accuracy: float | None = None
    expected: str = ""
    link: str = ""
    report: str = ""
    wrong: tuple[str, ...] = ()

    def as_json(self) -> dict:
        """A dict for JSON, where a margin that is not finite is null: the outcome says that it failed."""
        measures = {name: _finite(getattr(self, name)) for name in ("margin", "accuracy")}
        return {**asdict(self), **measures, "seconds": round(self.seconds, 6)}


def _finite(x):
    return x if x is not None and math.isfinite(x) else None


@dataclass(frozen=True)
class Tally:
    """Results by outcome, beside the number of cases that there are to answer."""

    counts: dict[str, int]
    total: int

    @classmethod
    def of(cls, results, total):
        found = Counter(r.outcome for r in results)
        return cls({outcome: found[outcome] for outcome in OUTCOMES if found[outcome]}, total)

    @property
    def run(self) -> int:
        return sum(self.counts.values())

    @property
    def percent(self) -> float:
        """Passes per cent of all stored cases."""
        return 100.0 * self.counts.get("pass", 0) / self.total if self.total else 0.0


def worst_margins(results, count=5):
    """The results nearest to their bound, or farthest beyond it, worst first; what is known to fail is left out."""
    measured = [r for r in results if r.margin is not None and not math.isnan(r.margin) and r.outcome != "xfail"]
    return sorted(measured, key=lambda r: (-r.margin, r.id))[:count]
