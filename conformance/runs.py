"""Run several implementations, each in a pytest of its own, some at once; one that cannot run stops no other."""

import os
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from conformance import ROOT
from conformance.implementations import BUILT_IN
from conformance.matrix import read

DEFAULT = [name for name in BUILT_IN if name != "keras"]  # that one is keras-BACKEND by another name
LONGEST = 3600.0  # seconds that a run may take


def run_all(names, jobs, max_examples):
    """A report for each implementation, in their order: that of its run, or ``{"implementation", "broken"}``.

    A name may be ``NAME=PYTHON``, the interpreter of an environment in which it is installed; else ``.tox/impl-NAME``
    is used where it exists, and this interpreter where not. Raises: ValueError for a name given twice.
    """
    wanted = [(name, python or _python(name)) for name, _, python in (n.partition("=") for n in names or DEFAULT)]
    if len({name for name, _ in wanted}) < len(wanted):
        raise ValueError("matrix: an implementation must be named once")
    started: set = set()
    lock = threading.Lock()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with (
        tempfile.TemporaryDirectory(prefix="conformance-") as folder,
        Progress(*columns, console=Console(stderr=True)) as progress,
        ThreadPoolExecutor(jobs) as pool,
    ):

        def run(name, python):
            task = progress.add_task(name)
            report = _run(
                name,
                python,
                Path(folder) / f"{len(name)}-{name.replace(os.sep, '_')}.json",
                max_examples,
                started,
                lock,
            )
            progress.update(task, description=f"{name}: {report.get('broken') or _score(report)}", completed=1, total=1)
            return report

        try:
            return list(pool.map(lambda pair: run(*pair), wanted))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            with lock:
                for process in started:
                    process.kill()
            raise


def _python(name):
    """The interpreter of tox's environment for an implementation, or this one."""
    place = Path(os.environ.get("TOX_WORK_DIR", ROOT.parent / ".tox")) / f"impl-{name}"
    for own in (place / "bin" / "python", place / "Scripts" / "python.exe"):
        if own.is_file():
            return str(own)
    return sys.executable


def _score(report):
    return f"{report['counts'].get('pass', 0)} of {report['total']} pass"


def _run(name, python, path, max_examples, started, lock):
    command = [python, "-m", "pytest", "-q", "-p", "conformance.plugin", "-p", "no:cacheprovider", str(ROOT)]
    command += ["--rootdir", str(ROOT), "--impl", name, "--isolate", "--report", str(path)]
    command += ["--max-examples", str(max_examples)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT.parent), os.environ.get("PYTHONPATH", "")])}
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True, errors="replace"
        )
    except OSError as error:
        return _broken(name, f"{python}: {error.strerror}")
    with lock:
        started.add(process)
    try:
        output, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return _broken(name, f"the run did not end within {LONGEST:g} s")
    finally:
        process.kill()
        process.wait()
        with lock:
            started.discard(process)
    if not path.is_file():
        said = [line for line in output.splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("ERROR")]
        return _broken(name, (errors or said or ["it wrote nothing"])[-1].removeprefix("ERROR: "))
    return read(path)


def _broken(name, why):
    return {"implementation": {"name": name, "version": ""}, "broken": why}
