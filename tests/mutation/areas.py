"""The areas of refimpl, and who judges a mutant of each: the stored cases and relations that belong to it."""

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Area:
    """Sources of refimpl, and the areas of the store whose ``cases`` and ``relations`` run through them.

    ``places`` are files and folders, by default the folder of the area's name; a file belongs to the area that names
    it most closely. ``only`` chooses among cases and relations, as pytest's -k does. ``tests`` are files that judge
    what no case can ask: distributions whose bits are free, killed trainings, files that must be refused.
    What stands below others is also what those are made of: the layers show what an op does, models what a layer does.
    """

    name: str
    cases: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    only: str = ""
    tests: tuple[str, ...] = ()

    def covers(self, path):
        """How closely the area names a source: by how many parts of its path."""
        named = [Path("refimpl", place) for place in self.places or (self.name,)]
        return max((len(place.parts) for place in named if place in (path, *path.parents)), default=0)

    def files(self, root):
        """The area's sources, sorted, as paths relative to ``root``."""
        paths = [path.relative_to(root) for path in sorted(Path(root, "refimpl").rglob("*.py"))]
        return [path for path in paths if self.covers(path) == max(area.covers(path) for area in AREAS) > 0]

    @property
    def command(self):
        """The test command: the cases, the relations, the tests, each if those before are green; until one is red."""
        pytest = f"{sys.executable} -m pytest -x -q -p no:cacheprovider -p no_skips"
        runs = []
        if self.cases:
            chosen = f" -k '{self.only}'" if self.only else ""
            runs.append(f"{pytest} {' '.join(f'conformance/test_{area}.py' for area in self.cases)}{chosen}")
        if self.relations:
            chosen = f"({' or '.join(f'{area}.' for area in self.relations)})"
            chosen += f" and ({self.only})" if self.only else ""
            runs.append(f"{pytest} conformance/test_relations.py -k '{chosen}'")
        if self.tests:
            runs.append(f"{pytest} {' '.join(f'tests/refimpl/{name}.py' for name in self.tests)}")
        return shlex.join(["sh", "-c", " && ".join(runs)])


AREAS = (
    Area("losses", ("losses", "metrics"), ("losses",)),
    Area("metrics", ("metrics",), ("metrics",)),
    Area("optimizers", ("optimizers",), ("optimizers",)),
    Area("layers", ("layers", "models"), ("layers",)),
    Area(
        "recurrent",
        ("layers", "models"),
        ("layers",),
        places=("layers/recurrent",),
        only="RNN or LSTM or GRU or Bidirectional or TimeDistributed or test_models",
        tests=("test_recurrent",),
    ),
    Area(
        "attention",
        ("layers",),
        ("layers",),
        places=("layers/attention",),
        only="Attention",
        tests=("test_recurrent",),
    ),
    Area("ops", ("ops", "activations", "layers", "losses", "models"), ("ops", "activations")),
    Area("random", ("random", "initializers"), tests=("test_random", "test_random_distributions")),
    Area("initializers", ("initializers",), places=("initializers.py",)),
    Area(
        "callbacks",
        ("callbacks",),
        tests=("test_training_callbacks", "test_backup_and_restore", "test_tensorboard", "test_remote_monitor"),
    ),
    Area(
        "saving",
        ("saving", "models"),
        places=("saving", "serialization.py"),
        tests=("test_saving", "test_saving_refusals", "test_serialization"),
    ),
    Area("wrappers", tests=("test_wrappers",)),
    Area(
        "data",
        ("data", "utils"),
        ("tf",),
        places=("data", "training/data.py", "training/py_dataset.py", "training/workers.py"),
        tests=("test_data", "data/test_workers", "test_training_data", "test_training_datasets"),
    ),
    Area(
        "utils",
        ("utils",),
        places=("utils", "datasets"),
        tests=("data/test_datasets", "data/test_directories", "data/test_get_file"),
    ),
    Area(
        "precision",
        ("ops", "layers", "models", "optimizers"),
        ("layers",),
        places=("casting.py", "dtypes.py", "dtype_policies.py", "mixed_precision.py", "optimizers/loss_scale.py"),
        only="mixed or LossScale or policy or test_ops",
        tests=("test_precision",),
    ),
)
