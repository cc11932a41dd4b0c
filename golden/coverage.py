"""How much of Keras' public API the goldens ask about: each symbol is covered, exempt with a reason, or missing."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

EXEMPT = Path(__file__).parent / "catalog" / "exempt.toml"


@dataclass(frozen=True)
class Coverage:
    """The public symbols of Keras, by what is known of them; ``exempt`` maps each to its reason."""

    covered: list
    exempt: dict
    missing: list

    def by_module(self):
        """{module: (covered, exempt, missing)} in numbers."""
        counts = {}
        for column, names in enumerate((self.covered, self.exempt, self.missing)):
            for name in names:
                counts.setdefault(name.rpartition(".")[0], [0, 0, 0])[column] += 1
        return dict(sorted(counts.items()))


def exemptions(path=EXEMPT):
    """[(pattern, reason)]. Raises: ValueError for one without a reason."""
    entries = tomllib.loads(path.read_text())["exempt"]
    for entry in entries:
        if not entry.get("symbols") or not entry.get("reason"):
            raise ValueError(f"{path}: each entry must have symbols and a reason, got {entry}")
    return [(pattern, entry["reason"]) for entry in entries for pattern in entry["symbols"]]


def coverage(store, rules=None):
    """The Coverage of a store against the API that the oracle listed when it was recorded.

    A symbol of several names counts once, under the shortest, and is covered or exempt under any of them.
    """
    stored, rules = set(store.symbols()), exemptions() if rules is None else rules
    covered, exempt, missing = [], {}, []
    for symbol, others in store.api().items():
        names = [symbol, *others]
        reason = next((why for pattern, why in rules if any(fnmatchcase(name, pattern) for name in names)), None)
        if stored.intersection(names):
            covered.append(symbol)
        elif reason:
            exempt[symbol] = reason
        else:
            missing.append(symbol)
    return Coverage(covered, exempt, missing)
