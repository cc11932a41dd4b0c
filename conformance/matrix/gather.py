"""From reports of runs to one matrix: implementations across, symbols down, every share out of the stored cases.

A matrix is plain data, described by ``matrix.schema.json``; all that is written under ``report/`` is made from it.
"""

import math
import re
from statistics import median

from conformance.outcomes import OUTCOMES
from golden.files import place

FORMAT, VERSION = "keras-conformance-matrix", 1
REPORT, REPORT_VERSIONS = "keras-conformance-report", (1, 2)
AREAS = (
    "layers",
    "ops",
    "activations",
    "losses",
    "metrics",
    "optimizers",
    "initializers",
    "regularizers",
    "random",
    "models",
    "callbacks",
    "utils",
    "saving",
)


def gather(reports, cases=None):
    """The matrix of some reports (``conformance.report``, versions 1 and 2), in their order.

    ``cases``: (id, symbol) of everything stored. Without it, what any of the reports has run stands for the store, and
    the largest store that a report was run on is the denominator of the whole.
    A report that is broken, or says so ({"implementation": {"name"}, "broken": why}), becomes a column that says why.
    """
    columns = unique([column(report) for report in reports])
    stored = {} if cases is None else dict(cases)
    for result in (r for c in columns for r in c["results"].values() if r["relation"] is None and cases is None):
        stored.setdefault(result["id"], result["symbol"])
    total = len(stored) if cases is not None else max([len(stored), *(c["store"] for c in columns)])
    for c in columns if cases is not None else ():
        c["results"] = {key: r for key, r in c["results"].items() if r["id"] in stored}
    for c in columns:
        c["by_case"] = {}
        for r in c["results"].values():
            c["by_case"].setdefault(r["id"], []).append(r)
    return {
        "format": FORMAT,
        "version": VERSION,
        "suite": next((c["suite"] for c in columns if c["suite"]), ""),
        "total": total,
        "implementations": [implementation(c, total) for c in columns],
        "areas": [area(name, symbols, columns) for name, symbols in by_area(stored)],
        "results": {c["name"]: list(c["results"].values()) for c in columns},
    }


def column(report):
    """One report, read with care: its results by (id, relation), or none and ``broken``."""
    report = report if isinstance(report, dict) else {}
    about = report.get("implementation")
    about = about if isinstance(about, dict) else {}
    name, version = str(about.get("name") or "unnamed"), str(about.get("version") or "")
    head = {"name": name, "version": version, "suite": str(report.get("suite") or ""), "broken": None}
    nothing = {"claims": [], "platform": {}, "store": 0, "results": {}}
    if report.get("broken"):
        return {**head, **nothing, "broken": str(report["broken"])}
    try:
        check(report)
        return {**head, **content(report, about)}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        why = f"it lacks {error}" if isinstance(error, KeyError) else str(error)
        return {**head, **nothing, "broken": f"its report cannot be read: {why}"}


def content(report, about):
    """What a report says of its run. Of a result that it holds twice, the last counts."""
    results = sorted((result(r) for r in report["results"]), key=lambda r: (r["relation"] or "", r["id"]))
    return {
        "claims": sorted(str(claim) for claim in about.get("claims") or ()),
        "platform": {str(key): str(value) for key, value in (report.get("platform") or {}).items()},
        "store": int(report.get("total") or 0),
        "results": {(r["id"], r["relation"]): r for r in results},
    }


def check(report):
    """Raises: ValueError if this is no report, or one of a later version."""
    if report.get("format") != REPORT:
        raise ValueError(f"expected the format {REPORT}, got {report.get('format')!r}")
    if report.get("version") not in REPORT_VERSIONS:
        known = ", ".join(map(str, REPORT_VERSIONS))
        raise ValueError(f"expected version {known} of the report, got {report.get('version')!r}")


def result(r):
    """A result with every field there is, absent ones filled in. Raises: ValueError for an outcome nobody knows."""
    if r["outcome"] not in OUTCOMES:
        raise ValueError(f"case {r['id']}: expected an outcome of {', '.join(OUTCOMES)}, got {r['outcome']!r}")
    relation, entry = r.get("relation"), r.get("expected")
    whole = isinstance(entry, dict)  # the reason and the link of the expectation in one
    expected, link = (entry.get("reason"), entry.get("link")) if whole else (entry, r.get("link"))
    return {
        "id": str(r["id"]),
        "symbol": str(r["symbol"]),
        "outcome": r["outcome"],
        "relation": str(relation) if relation else None,
        "reason": str(r.get("reason") or ""),
        "margin": finite(r.get("margin")),
        "worst": str(r.get("worst") or ""),
        "wrong": [str(name) for name in r.get("wrong") or ()],
        "seconds": finite(r.get("seconds")) or 0.0,
        "expected": str(expected) if expected else None,
        "link": str(link) if link else None,
        "report": str(r.get("report") or ""),
        "accuracy": finite(r.get("accuracy")),
    }


def finite(number):
    """A number that JSON can hold, else None."""
    return None if number is None or not math.isfinite(number) else float(number)


def unique(columns):
    """Every column with a name of its own, and the stem of its files: safe in any folder, whatever the name is."""
    names, stems = set(), set()
    for c in columns:
        c["name"] = first_free(c["name"], names, " ({})")
        names.add(c["name"])
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", c["name"]).strip("-.")[:80] or "unnamed"
        c["file"] = first_free(stem, stems, "-{}", key=str.lower)  # a file system may not tell case
        stems.add(c["file"].lower())
    return columns


def first_free(name, taken, suffix, key=str):
    """``name``, or ``name`` with the first number that makes it another."""
    free, number = name, 2
    while key(free) in taken:
        free, number = name + suffix.format(number), number + 1
    return free


def implementation(c, total):
    """The head of a column: who, on what, and the score."""
    cases = [r for r in c["results"].values() if r["relation"] is None]
    counted = counts(cases)
    return {
        **{key: c[key] for key in ("name", "file", "version", "claims", "platform", "broken")},
        "counts": counted,
        "run": len(cases),
        "total": total,
        "percent": 100.0 * counted.get("pass", 0) / total if total else 0.0,
        "relations": counts(r for r in c["results"].values() if r["relation"]),
        "accuracy": accuracy(cases),
        "seconds": round(sum(r["seconds"] for r in c["results"].values()), 3),
    }


def by_area(stored):
    """(area, {symbol: ids}) in the order of AREAS, others after them; symbols and ids in alphabetical order."""
    areas = {}
    for case, symbol in sorted(stored.items(), key=lambda item: (item[1], item[0])):
        areas.setdefault(place(symbol).split("/")[0], {}).setdefault(symbol, []).append(case)
    return sorted(areas.items(), key=lambda a: (AREAS.index(a[0]) if a[0] in AREAS else len(AREAS), a[0]))


def area(name, symbols, columns):
    rows = [row(symbol, ids, columns) for symbol, ids in symbols.items()]
    ids = {case for cases in symbols.values() for case in cases}
    return {"name": name, "total": len(ids), "cells": cells(ids, columns), "symbols": rows}


def row(symbol, ids, columns):
    """A symbol: ``differs`` if two implementations that ran came to different outcomes for a case or a relation."""
    ran = [outcomes(c, ids) for c in columns if not c["broken"]]
    return {"name": symbol, "cases": ids, "differs": any(o != ran[0] for o in ran), "cells": cells(ids, columns)}


def outcomes(c, ids):
    return {(r["id"], r["relation"]): r["outcome"] for r in of(c, ids)}


def of(c, ids):
    """The results of a column for these cases, relations included."""
    return [r for case in ids for r in c["by_case"].get(case, ())]


def cells(ids, columns):
    """By implementation: the outcomes of these cases and of their relations. A broken one has no cell."""
    found = {}
    for c in (c for c in columns if not c["broken"]):
        cases = [r for r in of(c, ids) if r["relation"] is None]
        related = counts(r for r in of(c, ids) if r["relation"])
        found[c["name"]] = {"counts": counts(cases), "relations": related, "accuracy": accuracy(cases)}
    return found


def counts(results):
    """How many of each outcome, those that occur, in the order of OUTCOMES."""
    outcomes = [r["outcome"] for r in results]
    return {outcome: outcomes.count(outcome) for outcome in OUTCOMES if outcome in outcomes}


def accuracy(results):
    """Error over Keras' own float32 error: median, worst, and the case that is the worst; None if unmeasured."""
    measured = [(r["accuracy"], r["id"]) for r in results if r["accuracy"] is not None]
    if not measured:
        return None
    worst, case = max(measured)
    return {"median": median(a for a, _ in measured), "worst": worst, "case": case}
