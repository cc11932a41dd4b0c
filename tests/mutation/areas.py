"""The areas of refimpl, and who judges a mutant of each: the stored cases and relations that belong to it."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Area:
    """A folder of refimpl; ``cases`` are the areas of the store whose cases run through it, ``relations`` likewise.

    What stands below others is also what those are made of: the layers show what an op does, models what a layer does.
    """

    name: str
    cases: tuple[str, ...]
    relations: tuple[str, ...]

    def files(self, root):
        """The area's sources, sorted, as paths relative to ``root``."""
        return [path.relative_to(root) for path in sorted(Path(root, "refimpl", self.name).rglob("*.py"))]

    @property
    def command(self):
        """The test command: the cases and, if none of them is red, the relations; until one is red."""
        pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider -p no_skips"
        tests = " ".join(f"conformance/test_{area}.py" for area in self.cases)
        chosen = " or ".join(f"{area}." for area in self.relations)
        return shlex.join(["sh", "-c", f"{pytest} {tests} && {pytest} conformance/test_relations.py -k '{chosen}'"])


AREAS = (
    Area("losses", ("losses", "metrics"), ("losses",)),
    Area("metrics", ("metrics",), ("metrics",)),
    Area("optimizers", ("optimizers",), ("optimizers",)),
    Area("layers", ("layers", "models"), ("layers",)),
    Area("ops", ("ops", "activations", "layers", "losses", "models"), ("ops", "activations")),
)
