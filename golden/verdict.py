"""The judgement of an implementation's answers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from golden import tolerance
from golden.errors import error_kind
from golden.kinds import KINDS
from golden.kinds.common import is_float
from golden.kinds.layer import WAYS
from golden.namespace import Refused, Unsupported


@dataclass(frozen=True)
class Finding:
    """One answer that was looked at. ``margin`` is error over bound, 0 for equality; over 1 is a failure."""

    name: str
    margin: float
    reason: str = ""
    index: tuple = ()
    expected: object = None
    truth: object = None
    got: object = None
    error_ulp: float = 0.0
    bound_ulp: float = 0.0
    message: str = ""


@dataclass(frozen=True)
class Verdict:
    """``outcome`` is pass, fail, error or unsupported; ``reason`` says of which kind a failure is."""

    outcome: str
    reason: str = ""
    margin: float | None = None
    findings: list = field(default_factory=list)


def judge(golden, answers, scales=None):
    """The Verdict on answers by name, or on the exception that came instead.

    ``scales`` holds, by name, the magnitude of the terms of answers that are sums (see ``tolerance.bound``).
    A NotImplementedError says that the implementation does not have this: it is unsupported, as without the symbol.
    """
    if isinstance(answers, Unsupported):
        return Verdict("unsupported", str(answers))
    if isinstance(answers, BaseException) and error_kind(answers) == "NotImplementedError" != golden.raises:
        return Verdict("unsupported", f"NotImplementedError: {_first_line(answers)}")
    if golden.raises:
        return _judge_error(golden.raises, answers)
    if isinstance(answers, BaseException):
        return Verdict("error", f"{_name(answers)}: {_first_line(answers)}")
    if not isinstance(answers, Mapping):
        message = f"answers must be a dict by name, got {type(answers).__name__}"
        return Verdict("fail", "structure", np.inf, [Finding("answers", np.inf, "structure", message=message)])
    findings = [
        _judge_one(golden, name, answers, scales or {})
        for name in golden.answers
        if name in answers or not _optional(golden.case, name, answers)
    ]
    extra = sorted(map(str, set(answers) - set(golden.answers)))
    if extra:
        message = f"answers that Keras does not give: {cut(', '.join(extra))}"
        findings.append(Finding(cut(extra[0]), np.inf, "structure", message=message))
    missing = [name for name in golden.answers if name not in answers and _optional(golden.case, name, answers)]
    failed = [f for f in findings if f.reason]
    margin = max((f.margin for f in findings), default=0.0)
    if failed:
        return Verdict("fail", failed[0].reason, margin, findings)
    if missing:
        right = ", ".join(f.name for f in findings)
        return Verdict(
            "unsupported", f"{f'right in {right}; ' * bool(right)}not offered: {', '.join(missing)}", margin, findings
        )
    return Verdict("pass", "", margin, findings)


OFFERED = frozenset({"symbolic", "config", "output_shape", "weights", "learning_rate", "iterations", "text"})
OFFERED_PARTS = ("grad.", "slot.", *(f"{way}." for way in WAYS))


def _optional(case, name, answers):
    """Answers that an implementation may not offer: it is then unsupported, if the others are right."""
    if case.kind == "model":  # actions after the last that it answered
        return _action(name) > max(map(_action, answers), default=math.inf)
    return name.startswith(OFFERED_PARTS) or name in OFFERED


def _action(name):
    number = str(name).partition(".")[0]
    return int(number) if number.isdecimal() and len(number) < 10 else -1


def _first_line(error):
    return cut((str(error).strip().splitlines() or [""])[0])


def _name(error):
    return error.kind if isinstance(error, Refused) else type(error).__name__


def _judge_error(expected, answers):
    if not isinstance(answers, BaseException):
        message = f"Keras raises {expected}; this gave an answer"
        return Verdict("fail", "wrong error", None, [Finding("error", np.inf, "wrong error", message=message)])
    got = error_kind(answers)
    if got != expected:
        message = f"Keras raises {expected}; this raised {_name(answers)}: {_first_line(answers)}"
        return Verdict("fail", "wrong error", None, [Finding("error", np.inf, "wrong error", message=message)])
    return Verdict("pass", "", 0.0, [Finding("error", 0.0)])


def _judge_one(golden, name, answers, scales):
    expected, truth = golden.answers[name], golden.truth.get(name)
    if name not in answers:
        return Finding(name, np.inf, "structure", message="this answer is missing")
    got = answers[name]
    if not isinstance(expected, np.ndarray):
        return _judge_plain(name, expected, got)
    if not isinstance(got, (np.ndarray, np.generic)):
        return Finding(name, np.inf, "structure", message=f"must be a tensor, got {cut(repr(got))}")
    got = np.asarray(got)
    if got.dtype != expected.dtype:
        return Finding(name, np.inf, "dtype", message=f"dtype must be {expected.dtype}, got {got.dtype}")
    if got.shape != expected.shape:
        return Finding(name, np.inf, "shape", message=f"shape must be {expected.shape}, got {got.shape}")
    if not is_float(expected):
        return _judge_exact(name, expected, got)
    return _judge_floats(golden, name, expected, truth, got, scales.get(name, 0.0))


def _judge_plain(name, expected, got):
    if _same(expected, got):
        return Finding(name, 0.0)
    reason = "config" if name.endswith("config") else "structure"
    path, e, g = _first_difference(expected, got)
    if isinstance(e, str) and isinstance(g, str) and "\n" in e + g:
        return _judge_text(name, e, g)
    message = f"{cut(path or name)} must be {cut(repr(e))}, got {cut(repr(g))}"
    return Finding(name, np.inf, reason, expected=expected, got=got, message=message)


def cut(text, length=300):
    """The beginning of a text of any length, and of anything: halves of surrogate pairs become question marks."""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= length else f"{text[:length]} ... ({len(text)} characters)"


def _judge_text(name, expected, got):
    """A Finding that shows the first line in which two texts differ."""
    pairs = zip_longest(expected.splitlines(), got.splitlines(), fillvalue="(no line)")
    number, (e, g) = next((i, pair) for i, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    message = f"line {number} must be {cut(repr(e))}, got {cut(repr(g))}"
    return Finding(name, np.inf, "structure", expected=e, got=g, message=message)


ELSEWHERE = frozenset({"module", "registered_name", "build_config"})


def _compared(expected, got):
    """The keys by which two objects are compared.

    Where a serialized class stands is an implementation's own business; that it has this name and config is not. Only
    what has a ``class_name`` is such an object: elsewhere a key called "module" counts as any other.
    """
    keys = {*expected, *got}
    return sorted(keys - ELSEWHERE if "class_name" in keys else keys)


def _same(expected, got):
    return _first_difference(expected, got) is None


def _first_difference(expected, got, path=""):
    """(path, expected, got) of the first place where JSON values differ, or None.

    A float equals what it is when rounded to float32, as Keras rounds some (a learning rate); whole numbers are exact.
    """
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in _compared(expected, got):
            if (key in expected) != (key in got):
                return f"{path}.{key}", expected.get(key, "absent"), got.get(key, "absent")
            found = _first_difference(expected[key], got[key], f"{path}.{key}")
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        found = (_first_difference(e, g, f"{path}[{i}]") for i, (e, g) in enumerate(zip(expected, got, strict=True)))
        return next((f for f in found if f), None)
    same = _same_number if _number(expected) and _number(got) else _same_other
    return None if same(expected, got) else (path, expected, got)


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_number(expected, got):
    if expected == got or (isinstance(expected, int) and isinstance(got, int)):
        return expected == got
    try:
        with np.errstate(over="ignore"):
            expected, got = float(np.float32(expected)), float(np.float32(got))
    except OverflowError:  # a whole number that no float holds
        return False
    return expected == got and math.isfinite(got)


def _same_other(expected, got):
    return type(expected) is type(got) and expected == got


def _judge_exact(name, expected, got):
    different = np.argwhere(np.atleast_1d(expected != got))
    if not len(different):
        return Finding(name, 0.0)
    index = tuple(int(i) for i in different[0])[: expected.ndim]
    return Finding(name, np.inf, "numeric", index, expected[index], None, got[index], np.inf, 0.0)


def op_class_of(golden, name):
    """The op class by which one answer is judged: gradients sum over what the op spread out."""
    op_class = golden.case.op_class
    return tolerance.GRADIENT_CLASS[op_class] if name.startswith("grad.") else op_class


def _judge_floats(golden, name, expected, truth, got, scale):
    length = KINDS[golden.case.kind].length(golden.case)
    if expected.dtype == np.float64:
        truth = None
    limits = tolerance.bound(op_class_of(golden, name), length, expected, truth, scale)
    special = ~np.isfinite(np.asarray(expected, np.float64)) | ~np.isfinite(np.asarray(got, np.float64))
    alike = (np.isnan(expected) & np.isnan(got)) | (expected == got)
    if "signed-zero" in golden.case.tags and name.startswith("output"):
        alike &= np.isnan(expected) | (np.signbit(expected) == np.signbit(got)) | (expected != 0)
        special |= expected == 0
    with np.errstate(all="ignore"):
        error = np.abs(np.asarray(got, np.float64) - limits.expected)
        margin = np.where(error == 0, 0.0, error / limits.allowed)
    margin = np.where(special, np.where(alike, 0.0, np.inf), margin)
    margin = np.where(np.isnan(margin), np.inf, margin)  # what cannot be measured has not passed
    if not margin.size:
        return Finding(name, 0.0)
    worst = np.unravel_index(int(np.argmax(margin)), margin.shape)
    unit = limits.unit[worst]
    return Finding(
        name,
        float(margin[worst]),
        "numeric" if margin[worst] > 1 else "",
        tuple(int(i) for i in worst),
        expected[worst],
        None if truth is None else truth[worst],
        got[worst],
        float(error[worst] / unit) if np.isfinite(error[worst]) else np.inf,
        float(limits.allowed[worst] / unit),
    )


def run_and_judge(golden, namespace):
    """Carry the case out on a namespace and judge what comes."""
    case = golden.case
    missing = [tag for tag in case.tags if tag == "seed-exact" and tag not in namespace.claims]
    if missing:
        return Verdict("unsupported", f"not claimed: {', '.join(missing)}")
    namespace.fresh()
    try:
        with np.errstate(all="ignore"):
            answers = carry_out(case, namespace)
    except Exception as error:
        answers = error
    return judge(golden, answers)


def carry_out(case, namespace):
    """The answers of a namespace; without gradients if it does not claim them."""
    return KINDS[case.kind].run(case, namespace)
