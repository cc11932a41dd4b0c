"""The report file of ``--report FILE``: every outcome and margin of a run, as JSON for other programs.

{"format": "keras-conformance-report", "version": 2, "suite": ..., "implementation": {"name", "version", "claims"},
 "store": {"path", "cases"}, "platform": {...}, "counts": {outcome: n}, "total": n, "percent": p,
 "relations": {outcome: n},
 "results": [{"id", "symbol", "outcome", "relation", "reason", "margin", "worst", "seconds",
  "accuracy", "expected", "link", "report", "wrong"}]}

``version`` grows when a reader would have to change. ``total`` is the number of stored cases, the denominator.
"""

import platform
from importlib import metadata
from pathlib import Path

import numpy as np

from conformance.outcomes import Tally
from golden.files import as_json, write_whole

VERSION = 2


def document(results, implementation, store_path, total):
    """The report as a dict, results in the order of their ids."""
    cases = [r for r in results if r.relation is None]
    tally = Tally.of(cases, total)
    return {
        "format": "keras-conformance-report",
        "version": VERSION,
        "suite": suite_version(),
        "implementation": {
            "name": implementation.name,
            "version": implementation.version,
            "claims": sorted(implementation.claims),
        },
        "store": {"path": Path(store_path).name, "cases": total},
        "platform": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "system": platform.system(),
            "machine": platform.machine(),
        },
        "counts": tally.counts,
        "total": total,
        "percent": tally.percent,
        "relations": Tally.of([r for r in results if r.relation], 0).counts,
        "results": [r.as_json() for r in sorted(results, key=lambda r: (r.relation or "", r.id))],
    }


def suite_version():
    """The version of the distribution, or "unknown" in a checkout that is not installed."""
    try:
        return metadata.version("keras-conformance")
    except metadata.PackageNotFoundError:
        return "unknown"


def write(path, report):
    """Write the report whole, or leave what was there. Raises: OSError."""
    write_whole(Path(path), as_json(report))
