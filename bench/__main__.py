"""``python -m bench``: training steps of refimpl beside its peers, in one interleaved run.

Exit codes: 0 measured; 2 bad usage, or a peer that cannot run.
"""

import argparse
import sys

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bench.measure import PEERS, compare, workers
from bench.workloads import WORKLOADS


def main(argv=None):
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.split("\n")[0])
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}; all by default")
    parser.add_argument("--impl", default="refimpl", choices=PEERS, help="what is measured (refimpl)")
    parser.add_argument("--peer", default="keras-tensorflow", choices=PEERS, help="beside what (keras-tensorflow)")
    parser.add_argument("--pairs", type=int, default=15, help="how many interleaved pairs (15)")
    options = parser.parse_args(argv)
    unknown = [name for name in options.workloads if name not in WORKLOADS]
    if unknown:
        parser.error(f"WORKLOAD must be one of {', '.join(WORKLOADS)}, got {unknown[0]!r}")
    if options.pairs < 1:
        parser.error(f"--pairs must be at least 1, got {options.pairs}")
    chosen = [WORKLOADS[name] for name in options.workloads or WORKLOADS]
    console = Console()
    table = Table("workload", f"{options.impl} (ms a step)", f"{options.peer} (ms a step)", "ratio", "95 %", "goal")
    try:
        bar = Progress(console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True)
        with workers(options.impl, options.peer) as peers, bar as progress:
            task = progress.add_task("pairs", total=options.pairs * len(chosen))
            for w in chosen:
                one, other = peers[options.impl], peers[options.peer]
                r = compare(one, other, w.name, w.steps, options.pairs, lambda: progress.advance(task))
                figures = (f"{1e3 * r.seconds:.3f}", f"{1e3 * r.peer_seconds:.3f}", f"{r.median:.2f}")
                table.add_row(w.name, *figures, f"{r.low:.2f} to {r.high:.2f}", w.target)
    except RuntimeError as error:
        print(f"python -m bench: {error}", file=sys.stderr)
        return 2
    console.print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
