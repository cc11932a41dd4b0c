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
SLOW = ("keras-jax", "keras-tensorflow", "keras-openvino")  # the longest: these start first
LONGEST = 3600.0  # seconds that a run may take


def run_all(names, jobs, max_examples):
    """A report for each implementation, in their order: that of its run, or ``{"implementation", "broken"}``.

    A name may be ``NAME=PYTHON``, the interpreter of an environment in which it is installed; else ``.tox/impl-NAME``
    is used where it exists, and this interpreter where not. Raises: ValueError for a name given twice.
    """
    wanted = [(name, python or _python(name)) for name, _, python in (n.partition("=") for n in names or DEFAULT)]
    if not all(name.strip() for name, _ in wanted):
        raise ValueError("matrix: an implementation must have a name, got ''")
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
            path = Path(folder) / f"{len(name)}-{name.replace(os.sep, '_')}.json"
            report = _run(_command(name, python, path, max_examples), _environment(jobs), name, path, started, lock)
            progress.update(task, description=f"{name}: {report.get('broken') or _score(report)}", completed=1, total=1)
            return report

        try:
            order = sorted(wanted, key=lambda pair: pair[0] not in SLOW)
            reports = dict(zip(order, pool.map(lambda pair: run(*pair), order), strict=True))
            return [reports[pair] for pair in wanted]
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


def _command(name, python, path, max_examples):
    command = [python, "-m", "pytest", "-q", "-p", "conformance.plugin", "-p", "no:cacheprovider", str(ROOT)]
    command += ["--rootdir", str(ROOT), "--impl", name, "--isolate", "--report", str(path)]
    return [*command, "--max-examples", str(max_examples)]


def _environment(jobs):
    """This suite, from wherever it is; and the cores are shared among the runs, where nobody has said otherwise."""
    threads = str(max(1, (os.cpu_count() or 1) // jobs))
    path = os.pathsep.join([str(ROOT.parent), os.environ.get("PYTHONPATH", "")])
    return {"OMP_NUM_THREADS": threads, **os.environ, "PYTHONPATH": path}


def _run(command, environment, name, path, started, lock):
    try:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True, errors="replace"
        )
    except OSError as error:
        return _broken(name, f"{command[0]}: {error.strerror}")
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
