"""``python -m conformance``: several implementations side by side, what changed, what is known to fail.

implementations           the names that --impl takes
matrix [NAME ...]         run them and write report/: a page, JSON, JUnit, Markdown, badges
diff A.json B.json        what changed between two reports, or two matrices
expectations --propose    what a report's failures would be as an expectations file
"""

import argparse
import math
import sys
from pathlib import Path

from conformance.interrupts import as_keyboard_interrupt


def main(arguments=None):
    """Run one command; returns the exit code: 0 if all is well, 1 if not, 2 for a misuse."""
    parser = argparse.ArgumentParser(
        prog="python -m conformance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("implementations", help="list the names that --impl takes")
    matrix = commands.add_parser("matrix", help="run implementations side by side and write the page")
    matrix.add_argument("names", nargs="*", metavar="NAME", help="implementations, or NAME=PYTHON to run one in (all)")
    matrix.add_argument("--output", default="report", metavar="FOLDER", help="where the files go (report)")
    matrix.add_argument("--jobs", type=int, default=2, metavar="N", help="how many run at once (2)")
    matrix.add_argument("--max-examples", type=int, default=0, metavar="N", help="of each relation too (0: none)")
    matrix.add_argument("--reports", nargs="+", metavar="FILE", help="these reports, in place of running anything")
    diff = commands.add_parser("diff", help="list what changed between two runs; 1 if anything got worse")
    diff.add_argument("old", metavar="A.json")
    diff.add_argument("new", metavar="B.json")
    diff.add_argument("--factor", type=float, default=2.0, help="a margin that grew by more is told (2)")
    known = commands.add_parser("expectations", help="propose what to expect of an implementation")
    known.add_argument("--propose", required=True, metavar="REPORT.json", help="a report of pytest --report")
    known.add_argument("--output", metavar="FILE", help="write the proposal there; by default it is printed")
    options = parser.parse_args(arguments)
    try:
        with as_keyboard_interrupt():
            return COMMANDS[options.command](options)
    except ValueError as error:
        parser.error(str(error))
    except OSError as error:
        if isinstance(error, BrokenPipeError):  # the reader of our output has seen enough
            sys.stderr.close()
            return 0
        parser.error(f"{error.filename}: {error.strerror}")
    except KeyboardInterrupt:
        print("interrupted: nothing was written", file=sys.stderr)
        return 130


def _implementations(options):
    from conformance.implementations import known

    for name, where in known().items():
        print(f"{name:<18} {where}")
    return 0


def _matrix(options):
    from conformance.matrix import gather, read, write
    from conformance.runs import run_all
    from conformance.stored import Stored

    if options.jobs < 1 or options.max_examples < 0:
        raise ValueError("--jobs must be at least 1, --max-examples 0 or more")
    if Path(options.output).exists() and not Path(options.output).is_dir():
        raise ValueError(f"--output must be a folder, and {options.output} is none")
    if options.reports:
        reports = [read(path) for path in options.reports]
    else:
        reports = run_all(options.names, options.jobs, options.max_examples)
    cases = [(golden.case.id, golden.case.symbol) for golden in Stored().goldens]
    written = write(gather(reports, cases), options.output)
    page = next(path for path in written if Path(path).name == "index.html")
    print(f"{len(written)} files under {options.output}; open {page}")
    return int(any("broken" in report or _unexpected(report) for report in reports))


def _unexpected(report):
    """Whether a run did not go as expected."""
    return any(r["outcome"] in ("fail", "error", "crash", "timeout", "xpass") for r in report.get("results", ()))


def _diff(options):
    from conformance.matrix import diff, read

    if not 1 <= options.factor < math.inf:
        raise ValueError(f"--factor must be a number from 1 on, got {options.factor:g}")
    changes = diff(read(options.old), read(options.new), options.factor)
    for line in changes.lines:
        print(line)
    return changes.exit_code


def _expectations(options):
    from conformance.expected import FOLDER
    from conformance.matrix import read
    from conformance.proposal import proposal
    from golden.files import write_whole

    text = proposal(read(options.propose))
    if options.output is None:
        print(text, end="")
        return 0
    path = Path(options.output)
    if path.absolute().parent == FOLDER or path.exists():
        raise ValueError(
            f"--output must be a new file elsewhere than {FOLDER.name}/, got {path}: copy what you checked"
        )
    write_whole(path.absolute(), text.encode())
    return 0


COMMANDS = {"implementations": _implementations, "matrix": _matrix, "diff": _diff, "expectations": _expectations}

if __name__ == "__main__":
    sys.exit(main())
