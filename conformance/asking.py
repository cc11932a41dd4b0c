"""Put one golden to an implementation, and judge only what the golden asks for."""

import math

from conformance.implementation import Lost
from golden.verdict import Finding, Verdict, judge


def verdict_on(golden, answers):
    """The Verdict on answers by name, or on the exception that came instead."""
    if isinstance(answers, Lost):
        return Verdict(answers.outcome, str(answers), None, [Finding("standard error", math.inf, message=answers.tail)])
    return judge(golden, answers)


def ask(golden, implementation, **how):
    """The Verdict on what the implementation answers, where the golden asks for less than its kind would record."""
    answers = implementation.answer(golden.case, **how)
    if not isinstance(answers, Exception):
        answers = {name: value for name, value in answers.items() if name in golden.answers}
    return verdict_on(golden, answers)


SEVERITY = ("unsupported", "pass", "fail", "error", "timeout", "crash")


def worst(verdicts):
    """The verdict that says most: a crash, an error, then a failure, then the largest margin."""
    return max(verdicts, key=lambda v: (SEVERITY.index(v.outcome), v.margin or 0.0))


def passed(margin=0.0):
    """A pass, as a relation says it of its own measure."""
    return Verdict("pass", "", margin, [])
