"""The command that runs one test again, to be pasted into the shell from which the run was started."""

import os
import shlex
import shutil
import sys
from pathlib import Path

from conformance import ROOT


def command(config, keyword):
    """``pytest conformance/ --impl X -k '[layers.Dense/relu]'`` as this run would have it.

    ``keyword`` with its brackets chooses exactly one test. Options that change the question are passed on, and so is
    KERAS_BACKEND where it is set and Keras itself was run.
    """
    words = [*program(), *target(Path(str(config.invocation_params.dir)))]
    if "conformance.plugin" in map(str, config.invocation_params.args):  # asked for by name: it is not installed
        words += ["-p", "conformance.plugin"]
    implementation = config.getoption("impl") or "refimpl"
    if config.getoption("impl_command"):
        words += ["--impl-command", config.getoption("impl_command")]
    else:
        words += ["--impl", implementation, *["--isolate"] * bool(config.getoption("isolate"))]
    for option in ("case_timeout", "case_memory", "expectations", "store", "max_examples"):
        if config.getoption(option) is not None:
            words += [f"--{option.replace('_', '-')}", str(config.getoption(option))]
    words += ["-k", keyword]
    backend = os.environ.get("KERAS_BACKEND") if implementation == "keras" else None
    prefix = f"KERAS_BACKEND={shlex.quote(backend)} " if backend else ""
    return prefix + shlex.join(words)


def program():
    """``pytest``, or ``python -m pytest`` if the run was started so, by the shortest name that finds it."""
    if Path(sys.argv[0]).name in ("pytest", "pytest.exe", "py.test"):
        own = Path(sys.argv[0])
        found = shutil.which("pytest")
        return ["pytest" if found and Path(found).resolve() == own.resolve() else shorter(own)]
    found = shutil.which("python")
    same = found and Path(found).absolute() == Path(sys.executable).absolute()
    return ["python" if same else shorter(Path(sys.executable)), "-m", "pytest"]


def shorter(path):
    """The path from the current directory if it lies below, else the path itself."""
    absolute, here = path.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(path)


def target(directory):
    """``conformance/`` from the checkout, ``--pyargs conformance`` from anywhere else."""
    return ["conformance/"] if directory.resolve() == ROOT.parent else ["--pyargs", "conformance"]
