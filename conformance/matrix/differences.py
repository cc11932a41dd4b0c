"""What changed between two runs: outcomes, cases that came or went, margins that grew.

Worse is: a result that sank (SINKING), one that passed and is gone, a margin that grew by more than the factor, an
implementation that ran and now does not. A case that is new cannot be worse than before, whatever its outcome.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from conformance.matrix.gather import FORMAT, REPORT, VERSION, column, gather
from conformance.matrix.markdown import percent

SINKING = {"pass": 0, "xpass": 1, "xfail": 2, "unsupported": 2, "skipped": 2, "fail": 3, "error": 3, "timeout": 4}
SINKING |= {"crash": 4}
FACTOR = 2.0  # a margin that grew by more is told
LEAST = 0.1  # of the bound: below that, a margin is rounding, and its growth says nothing


@dataclass(frozen=True)
class Changes:
    """``lines`` for people, nothing at all if nothing changed; ``worse`` of them tell of something that got worse."""

    lines: tuple[str, ...]
    worse: int

    @property
    def exit_code(self):
        """1 if anything got worse."""
        return int(self.worse > 0)


def read(path):
    """A report or a matrix from a file. Raises: ValueError in one sentence if it is neither."""
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ValueError(f"{path} is no JSON: {error}") from None
    try:
        as_matrix(document)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return document


def diff(old, new, factor=FACTOR):
    """The Changes from one report or matrix to another. Raises: ValueError if one is neither."""
    old, new = as_matrix(old), as_matrix(new)
    before, after = ({about["name"]: about for about in matrix["implementations"]} for matrix in (old, new))
    if len(before) == len(after) == 1:  # two runs under two names are compared all the same
        before, renamed = {next(iter(after)): next(iter(before.values()))}, next(iter(before))
        old = {**old, "results": {next(iter(after)): old["results"][renamed]}}
    lines, worse = [], 0
    for name in [*before, *(name for name in after if name not in before)]:
        if name not in after or name not in before:
            gone = name not in after
            lines.append(f"{name}: {'gone' if gone else 'new'}")
            worse += gone and not before[name]["broken"]
            continue
        found = list(changes(before[name], after[name], old["results"][name], new["results"][name], factor))
        if found or score(before[name]) != score(after[name]):
            lines.append(f"{name}: {score(before[name])} -> {score(after[name])}")
            lines += [f"  {'worse ' if bad else '      '} {text}" for bad, text in found]
            worse += sum(bad for bad, _ in found)
    return Changes(tuple(lines), worse)


def as_matrix(document):
    """A matrix as it is; a report as the matrix of that one. Raises: ValueError if it is neither, or broken."""
    found = document.get("format") if isinstance(document, dict) else type(document).__name__
    if found == FORMAT:
        if document.get("version") != VERSION:
            raise ValueError(f"expected version {VERSION} of the matrix, got {document.get('version')!r}")
        return document
    if found != REPORT:
        raise ValueError(f"expected a {REPORT} or a {FORMAT}, got {found!r}")
    broken = column(document)["broken"]
    if broken and not document.get("broken"):
        raise ValueError(broken)
    return gather([document])


def changes(before, after, old, new, factor):
    """(worse, text) of one implementation: the worse first, each sort in the order of the ids."""
    if after["broken"] or before["broken"]:
        if bool(after["broken"]) != bool(before["broken"]):
            yield bool(after["broken"]), f"did not run: {after['broken']}" if after["broken"] else "runs again"
        return
    old, new = ({(r["id"], r["relation"]): r for r in results} for results in (old, new))
    found = [
        change(old.get(key), new.get(key), factor) for key in sorted({*old, *new}, key=lambda k: (k[0], k[1] or ""))
    ]
    yield from sorted((c for c in found if c), key=lambda c: not c[0])


def change(old, new, factor):
    """(worse, text) of one case or relation, or None."""
    if old is None:
        return False, f"{title(new)}: new, {new['outcome']}"
    if new is None:
        return old["outcome"] == "pass", f"{title(old)}: gone, was {old['outcome']}"
    if old["outcome"] != new["outcome"]:
        why = f" ({new['reason']})" if new["reason"] and new["outcome"] != "pass" else ""
        return sinks(old, new), f"{title(new)}: {old['outcome']} -> {new['outcome']}{why}"
    before, now = old["margin"], new["margin"]
    if before is not None and now is not None and now > LEAST and now > factor * before:
        times = f", {now / before:.3g} times" if before else ""
        return True, f"{title(new)}: margin {before:.3g} -> {now:.3g}{times}"
    return None


def sinks(old, new):
    return SINKING[new["outcome"]] > SINKING[old["outcome"]]


def title(r):
    return r["id"] + (f" under {r['relation']}" if r["relation"] else "")


def score(about):
    """ "861 of 875 pass, 98.4 %", with the other outcomes of the cases."""
    if about["broken"]:
        return "did not run"
    passed, total = about["counts"].get("pass", 0), about["total"]
    others = Counter({k: n for k, n in about["counts"].items() if k != "pass"})
    return f"{passed} of {total} pass, {percent(passed, total)}" + "".join(f", {n} {k}" for k, n in others.items())
