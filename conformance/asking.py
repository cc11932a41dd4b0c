"""Put one golden to an implementation, and judge only what the golden asks for."""

import numpy as np

from golden.kinds import KINDS
from golden.namespace import Unsupported
from golden.verdict import Verdict, judge


def answer(case, implementation):
    """What the implementation answers: a dict by name, or the exception that it raised."""
    if "seed-exact" in case.tags and "seed-exact" not in implementation.claims:
        return Unsupported("it does not claim TensorFlow's random bits")
    try:
        implementation.fresh()
        with np.errstate(all="ignore"):
            return KINDS[case.kind].run(case, implementation)
    except Exception as error:
        return error


def ask(golden, implementation):
    """The Verdict on what the implementation answers, where the golden asks for less than its kind would record."""
    answers = answer(golden.case, implementation)
    if not isinstance(answers, Exception):
        answers = {name: value for name, value in answers.items() if name in golden.answers}
    return judge(golden, answers)


SEVERITY = ("unsupported", "pass", "fail", "error")


def worst(verdicts):
    """The verdict that says most: an error, then a failure, then the largest margin."""
    return max(verdicts, key=lambda v: (SEVERITY.index(v.outcome), v.margin or 0.0))


def passed(margin=0.0):
    """A pass, as a relation says it of its own measure."""
    return Verdict("pass", "", margin, [])
