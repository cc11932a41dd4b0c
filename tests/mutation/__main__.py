"""``python -m tests.mutation``: draw mutants of refimpl, judge each by the cases of its area, list the survivors.

Exit codes: 0 the score is high enough; 1 it is not; 2 the tests are red before, or the list of equivalents is stale.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

from tests.mutation import equivalents
from tests.mutation.areas import AREAS
from tests.mutation.session import ROOT, copy_of_the_tree, judge, sample

SEED, SAMPLE, WANTED = 3, 700, 95.0


def arguments(argv):
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, default=SAMPLE, metavar="N", help=f"how many mutants ({SAMPLE})")
    parser.add_argument("--each", type=int, metavar="N", help="so many of each area, in place of a sample of all")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the sample ({SEED})")
    parser.add_argument(
        "--area", action="append", choices=[a.name for a in AREAS], help="only this one; may be repeated"
    )
    parser.add_argument("--keep-killed", action="store_true", help="judge again only what was not killed last time")
    parser.add_argument("--list", action="store_true", help="print the sample and stop")
    parser.add_argument(
        "--folder",
        type=Path,
        default=ROOT / "report" / "mutation",
        help="for databases and the report (report/mutation)",
    )
    return parser.parse_args(argv)


def progress(area, number, count, candidate, result):
    if not result.is_killed or number % 10 == 0 or number == count:
        fate = "" if result.is_killed else f"  survived: {candidate.file}:{candidate.start[0]} {candidate.operator}"
        print(f"{area.name} {number}/{count}{fate}", file=sys.stderr, flush=True)


def score(results):
    return 100 * sum(r.is_killed for r in results) / len(results) if results else 100.0


def run(options):
    known = equivalents.table(equivalents.load(ROOT))
    areas = [a for a in AREAS if not options.area or a.name in options.area]
    folder = options.folder.absolute()
    with copy_of_the_tree() as root:
        drawn, counts = sample(root, AREAS, areas, options.sample, options.seed, known, options.each)
        if options.list:
            for chosen in drawn.values():
                for candidate in chosen:
                    print(f"{candidate.file}:{candidate.start[0]} {candidate.operator}: {candidate.lines(root)[1]}")
            return 0
        found = {
            area: judge(area, chosen, folder / f"{area.name}.sqlite", options.keep_killed, progress)
            for area, chosen in drawn.items()
        }
        rows, survivors = [], []
        for area, results in found.items():
            killed = sum(r.is_killed for r in results.values())
            rows.append((area.name, counts[area], len(results), killed, score(results.values())))
            for candidate, result in results.items():
                if not result.is_killed:
                    line, becomes = candidate.lines(root)
                    place = {"file": candidate.file, "number": candidate.start[0], "operator": candidate.operator}
                    survivors.append({**place, "line": line, "becomes": becomes})
    total = score([r for results in found.values() for r in results.values()])
    report = {
        "seed": options.seed,
        "sample": options.each or options.sample,
        "score": total,
        "areas": rows,
        "survivors": survivors,
    }
    (folder / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for survivor in survivors:
        print(f"\n{survivor['file']}:{survivor['number']}\n  - {survivor['line']}\n  + {survivor['becomes']}")
    print(f"\n{'area':12}{'mutants':>9}{'sampled':>9}{'killed':>8}{'survived':>10}{'score':>9}")
    for name, count, sampled, killed, percent in rows:
        print(f"{name:12}{count:9}{sampled:9}{killed:8}{sampled - killed:10}{percent:8.1f}%")
    sampled = sum(row[2] for row in rows)
    print(f"{sampled} mutants, seed {options.seed}: {total:.1f}% killed ({WANTED:g}% wanted)")
    return 0 if total >= WANTED else 1


def main(argv=None):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the copy of the tree is removed then, too
    try:
        return run(arguments(argv))
    except (RuntimeError, ValueError) as error:
        print(f"mutation: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
