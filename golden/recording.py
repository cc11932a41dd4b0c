"""Regenerate and check: the oracle asked again, its answers beside the stored ones."""

import builtins
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from golden.case import Golden
from golden.store import StoreError, as_json, write_whole
from golden.verdict import judge


@dataclass
class Changes:
    """What a new answering brought: symbols by what became of them, and lines to print."""

    written: list = field(default_factory=list)
    unchanged: list = field(default_factory=list)
    within: list = field(default_factory=list)
    differing: list = field(default_factory=list)
    failed: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    worst: float = 0.0  # margin of what passed


def identical(one: Golden, other: Golden):
    """Whether two goldens are the same to the bit."""
    if one.raises != other.raises or list(one.answers) != list(other.answers) or one.case.spec != other.case.spec:
        return False
    if one.case.tags != other.case.tags or one.case.op_class != other.case.op_class or one.no_truth != other.no_truth:
        return False
    pairs = [(one.answers, other.answers), (one.truth, other.truth), (one.case.tensors, other.case.tensors)]
    return all(set(a) == set(b) and all(_same(a[n], b[n]) for n in a) for a, b in pairs)


def _same(a, b):
    if isinstance(a, np.ndarray) != isinstance(b, np.ndarray):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    return a == b


def same_question(one, other):
    """Whether two goldens ask the same and know as much: then their answers can be judged beside each other."""
    a, b = one.case, other.case
    if one.no_truth != other.no_truth or set(one.truth) != set(other.truth):
        return False
    if a.spec != b.spec or a.tags != b.tags or a.op_class != b.op_class or set(a.tensors) != set(b.tensors):
        return False
    return all(_same(a.tensors[n], b.tensors[n]) for n in a.tensors)


def verdict_on(stored, new):
    """The verdict on a new answer by the stored one."""
    return judge(stored, _Raised(new.raises) if new.raises else dict(new.answers))


def _Raised(kind):
    """An exception of the kind of this name."""
    return getattr(builtins, kind)("recorded")


def _worst(verdict):
    """The worst of what was found, in words."""
    if not verdict.findings:
        return verdict.reason
    finding = max(verdict.findings, key=lambda f: f.margin)
    detail = finding.message or f"error {finding.error_ulp:.3g} ulp, bound {finding.bound_ulp:.3g}"
    return f"{verdict.reason}: {finding.name} {detail}"


def _failure(case, error):
    text = (str(error).splitlines() or [type(error).__name__])[0]
    return f"failed   {text if text.startswith(case.id) else f'{case.id}: {text}'}"[:400]


def commit(root=Path(__file__).parents[1]):
    """The commit of this checkout, "unknown" outside one; "+" behind it if there are changes."""
    try:
        run = {"cwd": root, "capture_output": True, "text": True, "check": True}
        head = subprocess.run(["git", "rev-parse", "--short=12", "HEAD"], **run).stdout.strip()
        dirty = subprocess.run(["git", "status", "--porcelain", "--", "golden"], **run).stdout
        changed = [line for line in dirty.splitlines() if not line[3:].startswith("golden/data/")]
        return head + ("+" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def regenerate(store, by_symbol, record, provenance, force=False, write=True, tick=lambda: None):
    """Answer all cases and store what changed. ``record(case)`` gives a Golden.

    A symbol whose questions stand and whose answers stay within their bounds keeps its bytes unless ``force``: another
    CPU's last bits are no news. Nothing is written unless ``write``.
    """
    changes = Changes()
    for symbol, cases in by_symbol.items():
        goldens = []
        for case in cases:
            try:
                goldens.append(record(case))
            except Exception as error:
                changes.failed.append(case.id)
                changes.lines.append(_failure(case, error))
            tick()
        if len(goldens) < len(cases):  # nothing of this symbol is written, but what differs is told
            _judge_all(_stored(store, symbol), goldens, changes)
            continue
        fate = _fate(store, symbol, goldens, changes)
        if fate == "unchanged" or (fate == "within" and not force):
            getattr(changes, fate).append(symbol)
        elif write:
            store.write(symbol, goldens, provenance)
            changes.written.append(symbol)
        else:
            changes.differing.append(symbol)
    return changes


def _fate(store, symbol, goldens, changes):
    """new, broken, unchanged, within (other bits, inside the bounds), differing, or asked (other questions)."""
    try:
        stored = {g.case.id: g for g in store.load(symbol)}
    except (KeyError, StoreError) as error:
        if isinstance(error, KeyError) or not store.is_begun:
            changes.lines.append(f"new      {symbol}: {len(goldens)} cases")
            return "new"
        changes.lines.append(f"broken   {symbol}: {error}")
        return "broken"
    if list(stored) != [g.case.id for g in goldens] or not all(same_question(stored[g.case.id], g) for g in goldens):
        changes.lines.append(f"asked    {symbol}: its cases are others than the stored ones")
        return "asked"
    if all(identical(stored[g.case.id], g) for g in goldens):
        return "unchanged"
    return "within" if _judge_all(stored, goldens, changes) else "differing"


def _stored(store, symbol):
    """The stored goldens of a symbol by id; none if there are none, or none that can be read."""
    try:
        return {g.case.id: g for g in store.load(symbol)}
    except (KeyError, StoreError):
        return {}


def _judge_all(stored, goldens, changes):
    """Whether all answers to questions stored unchanged lie within the bounds; a line for each that does not."""
    within = True
    for golden in goldens:
        if golden.case.id not in stored or not same_question(stored[golden.case.id], golden):
            continue
        verdict = verdict_on(stored[golden.case.id], golden)
        if verdict.outcome == "pass":
            changes.worst = max(changes.worst, verdict.margin)
        else:
            within = False
            changes.lines.append(f"differs  {golden.case.id}: {_worst(verdict)}")
    return within


def check(store, symbols, answer, tick=lambda: None):
    """Ask the stored questions again and judge the answers by the stored ones. ``answer(case)`` gives a Golden."""
    changes = Changes()
    for symbol in symbols:
        for stored in store.load(symbol):
            try:
                new = answer(stored.case)
            except Exception as error:
                changes.failed.append(stored.case.id)
                changes.lines.append(_failure(stored.case, error))
                tick()
                continue
            verdict = verdict_on(stored, new)
            changes.worst = max(changes.worst, verdict.margin or 0.0) if verdict.outcome == "pass" else changes.worst
            if identical(stored, new):
                changes.unchanged.append(stored.case.id)
            elif verdict.outcome == "pass":
                changes.within.append(stored.case.id)
            else:
                changes.differing.append(stored.case.id)
                changes.lines.append(f"differs  {stored.case.id}: {_worst(verdict)}")
            tick()
    return changes


def write_api(store, symbols, versions):
    """Keep the public symbols and their other names, by which coverage is counted."""
    data = as_json({"keras": versions["keras"], "symbols": symbols})
    path = store.root / "api.json"
    if not path.exists() or path.read_bytes() != data:
        write_whole(path, data)
