"""A case and its answers for a reader."""

import json

import numpy as np
from rich.table import Table
from rich.text import Text

SMALL = 24


def brief(array):
    """A tensor's dtype and shape, with its numbers if they are few, else their range."""
    array = np.asarray(array)
    head = f"{array.dtype.name}{list(array.shape)}"
    if array.size <= SMALL:
        numbers = np.array2string(array, precision=8, separator=", ", threshold=SMALL, max_line_width=100)
        return f"{head} {numbers}"
    low, high = np.min(array), np.max(array)
    return f"{head} from {low:.6g} to {high:.6g}, mean {np.mean(array, dtype=np.float64):.6g}"


def show(golden, console):
    """Print a golden."""
    case = golden.case
    facts = Table.grid(padding=(0, 2))
    rows = [
        ("case", case.id),
        ("kind", f"{case.kind}, judged as {case.op_class}"),
        ("tags", ", ".join(case.tags) or "none"),
        ("spec", json.dumps(case.spec, indent=1)),
        *((f"in {name}", brief(a)) for name, a in case.tensors.items()),
    ]
    if golden.raises:
        rows.append(("Keras raises", golden.raises))
    for name, answer in golden.answers.items():
        rows.append((f"out {name}", brief(answer) if isinstance(answer, np.ndarray) else _text(answer)))
        if name in golden.truth:
            with np.errstate(invalid="ignore"):
                error = np.abs(np.asarray(answer, np.float64) - golden.truth[name])
            error = np.max(error, where=np.isfinite(error), initial=0.0)
            rows.append(("", f"the float32 answer is off the float64 truth by at most {error:.3g}"))
    if golden.no_truth:
        rows.append(("no truth", golden.no_truth))
    for key, value in rows:
        facts.add_row(Text(key, "bold"), Text(value))
    console.print(facts)


def _text(answer):
    return answer if isinstance(answer, str) else json.dumps(answer)
