"""A failure, written as a bug report: what was asked, what Keras and the implementation answered, how far apart, and
the command that asks again. No traceback of the suite; of the implementation's own, the last frames.
"""

import json
import math
import traceback
from pathlib import Path

import numpy as np

from conformance.implementation import Lost
from golden.namespace import Refused
from golden.verdict import cut

SUITE = tuple(Path(__file__).resolve().parent.parent / room for room in ("conformance", "golden"))
LONGEST = 3000  # characters of a line
SHOWN = 16  # elements of a tensor that are written out


def report(golden, verdict, implementation, command, relation=None, example=None, error=None):
    """The text of a failure, its first line a summary of its own."""
    case = golden.case
    lines = [headline(golden, verdict), ""]
    lines += field("case", case.id + (f", {' '.join(case.tags)}" if case.tags else ""))
    lines += field("outcome", verdict.outcome + (f" ({verdict.reason})" if verdict.reason else ""))
    if relation:
        lines += field("relation", relation.replace("_", " "))
        lines += field("example", repr(example))
    lines += question(case)
    wrong = sorted((f for f in verdict.findings if f.reason), key=lambda f: -f.margin)
    for finding in wrong[:3]:
        lines += ["", *answers(finding, implementation, "expected" if relation else "Keras")]
    if len(wrong) > 3:
        lines += ["", f"  and {len(wrong) - 3} more: " + ", ".join(f.name for f in wrong[3:])]
    if verdict.outcome in ("crash", "timeout") or isinstance(error, Lost):
        lines += ["", *last_words(verdict)]
    elif error is not None:
        name = error.kind if isinstance(error, Refused) else type(error).__name__
        lines += ["", f"  {name}: {str(error).strip()[:2000]}", *frames(error)]
    lines += ["", f"  repeat: {command}"]
    return "\n".join(cut(line, LONGEST) for line in lines)


def headline(golden, verdict):
    """One line: the symbol, and the worst of what is wrong with it."""
    wrong = [f for f in verdict.findings if f.reason]
    if not wrong:
        return f"{golden.case.symbol}: {verdict.outcome}, {verdict.reason}"
    worst = max(wrong, key=lambda f: f.margin)
    return f"{golden.case.symbol}: {worst.name}: {worst.message or distance(worst)}"


def distance(finding):
    """The error and the bound, in ulp."""
    if not math.isfinite(finding.error_ulp):
        return f"{number(finding.expected)} expected, got {number(finding.got)}"
    return f"{finding.error_ulp:.3g} ulp off, the bound is {finding.bound_ulp:.3g}"


def question(case):
    """The configuration, the call and the tensors of a case."""
    spec = case.spec
    for key in ("config", "build", "call", "kwargs", "updates", "actions", "shape", "dtype"):
        if spec.get(key) or (key == "config" and key in spec):
            yield from field(key, json.dumps(spec[key]))
    for number, (name, tensor) in enumerate(case.tensors.items()):
        if number == 8:
            yield from field("", f"... {len(case.tensors)} tensors in all: python -m golden show {case.id}")
            break
        yield from field("input" if not name.startswith(("weights", "cotangent")) else "", f"{name}: {sketch(tensor)}")


def sketch(tensor):
    """A tensor in one line: all of a small one, dtype, shape and range of a larger."""
    tensor = np.asarray(tensor)
    shape = f"{tensor.dtype} {tensor.shape}"
    if tensor.size <= SHOWN:
        return f"{shape} {' '.join(np.array2string(tensor, separator=', ', floatmode='unique').split())}"
    if tensor.dtype.kind in "fiu" and np.isfinite(tensor).all():
        return f"{shape}, {number(tensor.min())} to {number(tensor.max())}"
    return f"{shape}, {int(np.isnan(tensor).sum())} NaN" if tensor.dtype.kind == "f" else shape


def answers(finding, implementation, source):
    """Where an answer is wrong, and the numbers there."""
    where = f"[{', '.join(str(int(i)) for i in finding.index)}]" if finding.index else ""
    yield f"  {finding.name}{where}: {finding.message or finding.reason}"
    if finding.expected is None and finding.got is None:
        return
    width = max(10, len(implementation.name))
    for who, value in ((source, finding.expected), (implementation.name, finding.got), ("truth", finding.truth)):
        if value is not None or who != "truth":
            yield f"    {who:<{width}} {number(value)}"
    if finding.bound_ulp:
        yield f"    {'error':<{width}} {finding.error_ulp:.3g} ulp, the bound is {finding.bound_ulp:.3g}"


def number(value):
    """All digits that a float has; other things as JSON would write them."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (float, np.floating)):
        return repr(float(value)) if np.dtype(type(value)) == np.float64 else str(value)
    return str(value)[:400]


def field(name, text):
    yield f"  {name:<10} {text}"


def last_words(verdict, count=20):
    """The end of what a worker that is gone wrote to standard error."""
    text = verdict.findings[0].message if verdict.findings else ""
    yield "  the end of its standard error:" if text else "  it wrote nothing to standard error"
    yield from (f"    {line}" for line in text.splitlines()[-count:])


def frames(error, count=4):
    """The innermost frames of the implementation: a file, a line, a function each."""
    if isinstance(error, Refused):
        return [f"    {line}" for line in error.where[-count:]]
    own = [
        f
        for f in traceback.extract_tb(error.__traceback__)
        if not any(Path(f.filename).is_relative_to(room) for room in SUITE)
    ]
    return [f"    {f.filename}:{f.lineno} in {f.name}: {f.line}" for f in own[-count:]]
