"""The areas of refimpl, and who judges a mutant of each: the stored cases and relations that belong to it."""

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
        """The test command: cases first, relations after them, until one is red."""
        tests = [f"conformance/test_{area}.py" for area in self.cases]
        chosen = " or ".join([*(f"test_{area}" for area in self.cases), *(f"{area}." for area in self.relations)])
        arguments = [*tests, "conformance/test_relations.py", "-k", f'"{chosen}"', "-x -q -p no:cacheprovider"]
        return f"{sys.executable} -m pytest {' '.join(arguments)}"


AREAS = (
    Area("losses", ("losses", "metrics"), ("losses",)),
    Area("metrics", ("metrics",), ("metrics",)),
    Area("optimizers", ("optimizers",), ("optimizers",)),
    Area("layers", ("layers", "models"), ("layers",)),
    Area("ops", ("ops", "activations", "layers", "losses"), ("ops", "activations")),
)
