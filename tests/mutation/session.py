"""A copy of the tree, a sample of mutants, and cosmic-ray's verdict on each, kept in its database."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_db import use_db

from tests.mutation.candidates import candidates
from tests.mutation.equivalents import key

ROOT = Path(__file__).parents[2]
COPIED = ("refimpl", "golden", "conformance", "tests", "pyproject.toml")


@contextlib.contextmanager
def copy_of_the_tree():
    """A temporary folder with what the tests need, in which everything may be changed; it is the present folder."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        for name in COPIED:
            source, target = ROOT / name, Path(folder, name)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
            else:
                shutil.copy2(source, target)
        shutil.copy2(Path(__file__).with_name("no_skips.py"), folder)
        before = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = folder
        try:
            with contextlib.chdir(folder):
                yield Path(folder)
        finally:
            os.environ.pop("PYTHONPATH")
            if before is not None:
                os.environ["PYTHONPATH"] = before


def shares(counts, total):
    """``total`` divided among the names in proportion to their counts, by largest remainder."""
    exact = {name: total * count / max(sum(counts.values()), 1) for name, count in counts.items()}
    given = {name: int(share) for name, share in exact.items()}
    for name in sorted(exact, key=lambda n: given[n] - exact[n])[: total - sum(given.values())]:
        given[name] += 1
    return {name: min(share, counts[name]) for name, share in given.items()}


def sample(root, areas, wanted, total, seed, equivalent, each=None):
    """{area: [Candidate]} of the ``wanted`` areas, in proportion to how many mutants each of all ``areas`` has.

    And how many these are: {area: number}. So a part of the areas has the very mutants that it has in the whole.
    ``each``, if it is given, is how many mutants each of the wanted areas has instead.

    Mutants known to be equivalent, and those that are no Python, are passed over and others drawn in their place.
    """
    all_of = {area: sorted(candidates(root, area.files(root)), key=lambda c: c.rank(seed)) for area in areas}
    counts = {area: len(found) for area, found in all_of.items()}
    drawn = {}
    given = shares(counts, total) if each is None else dict.fromkeys(areas, each)
    for area, share in ((area, given[area]) for area in wanted):
        drawn[area] = chosen = []
        for candidate in all_of[area]:
            if len(chosen) == share:
                break
            lines = candidate.lines(root)
            if lines and key(candidate.file, *lines) not in equivalent:
                chosen.append(candidate)
    return drawn, counts


def seconds_of_sound(area):
    """How long the tests of an area take on the sound code. Raises: RuntimeError if they are not green."""
    started = time.monotonic()
    done = subprocess.run(area.command, shell=True, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise RuntimeError(f"{area.name}: the tests are red before anything is changed:\n{done.stdout[-3000:]}")
    return time.monotonic() - started


def judge(area, chosen, database, keep_killed, tell):
    """The outcome of each mutant: {Candidate: WorkResult}. With ``keep_killed``, one killed before stays so."""
    database.parent.mkdir(parents=True, exist_ok=True)
    if not keep_killed:
        database.unlink(missing_ok=True)
    timeout = max(30.0, 5 * seconds_of_sound(area))
    results = {}
    with use_db(str(database)) as db:
        known = dict(db.results)
        present = {item.job_id for item in db.work_items}
        db.add_work_items(c.work_item() for c in chosen if c.job not in present)
        for number, candidate in enumerate(chosen, 1):
            result = known.get(candidate.job)
            if result is None or not result.is_killed:
                result = mutate_and_test(candidate.work_item().mutations, area.command, timeout)
                db.set_result(candidate.job, result)
            results[candidate] = result
            tell(area, number, len(chosen), candidate, result)
    return results
