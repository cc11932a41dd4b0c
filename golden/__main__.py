"""``python -m golden``: record what real Keras answers, and see whether it still does.

Exit codes: 0 as it should be; 1 answers differ, cases fail, or the store is broken; 2 bad usage, or no oracle.
"""

import argparse
import difflib
import sys
from contextlib import contextmanager
from dataclasses import replace
from fnmatch import fnmatchcase

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from golden import recording
from golden.coverage import coverage
from golden.store import ROOT, Store, StoreError

console = Console(highlight=False, soft_wrap=True)


@contextmanager
def _bar(what, total):
    """A progress bar on a terminal, silence elsewhere; gives a function that counts one on."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty(), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def _chosen(patterns, known, parser):
    """The symbols that the patterns mean: ``Dense``, ``keras.layers.Dense``, ``layers.*``; all without a pattern."""
    if not patterns:
        return list(known)
    found = []
    for pattern in patterns:
        given = pattern.removeprefix("keras.")
        hits = [
            s for s in known if any(fnmatchcase(n, given) for n in (s.removeprefix("keras."), s.rpartition(".")[2]))
        ]
        if not hits:
            leaves = {s.rpartition(".")[2] for s in known}
            near = difflib.get_close_matches(given.rpartition(".")[2], leaves, 3)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            parser.error(f"SYMBOL must be a symbol with goldens, got {pattern!r}{hint}")
        found += [s for s in hits if s not in found]
    return found


def _oracle(parser):
    from golden.oracle import NoOracle, TensorFlowKeras

    try:
        return TensorFlowKeras()
    except NoOracle as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        raise SystemExit(2) from error


def _regenerate(options, parser):
    from golden import catalog
    from golden.oracle import provenance, public_api, record

    store = Store(options.store)
    recorded = set(store.symbols()) if store.is_begun else set()  # refuses a broken one now
    by_symbol = {}
    for case in catalog.cases():
        by_symbol.setdefault(case.symbol, []).append(case)
    by_symbol = {s: by_symbol[s] for s in _chosen(options.symbols, sorted(by_symbol), parser)}
    oracle = _oracle(parser)
    other = oracle.differs_from_pinned()
    write = not other or options.accept_versions
    made = {**provenance(oracle), "generator": recording.commit()}
    with _bar("regenerate", sum(map(len, by_symbol.values()))) as tick:
        changes = recording.regenerate(
            store, by_symbol, lambda case: record(case, oracle), made, options.force, write, tick
        )
    if not options.symbols and write:
        for symbol in sorted(recorded - set(by_symbol)):
            store.remove(symbol)
            changes.lines.append(f"removed  {symbol}: it is not in the catalog")
        recording.write_api(store, public_api(oracle), oracle.versions)
    for line in changes.lines:
        console.print(line, markup=False)
    console.print(
        f"{len(changes.written)} symbols written, {len(changes.unchanged)} unchanged to the bit, {len(changes.within)} "
        f"left as they are (other bits within the bounds, worst margin {changes.worst:.2f}), "
        f"{len(changes.differing)} that differ, {len(changes.failed)} cases failed"
    )
    if changes.within and write and not options.force:
        console.print("--force writes the ones with other bits too")
    if not write:
        console.print(f"Nothing was written: this is {other}. --accept-versions writes the answers all the same.")
    return 1 if changes.failed or changes.differing or not write else 0


def _add(options, parser):
    from golden import catalog
    from golden.catalog.found_by_search import CASES, FOLDER, case_file, file_name, read_case
    from golden.files import write_whole
    from golden.kinds import KINDS
    from golden.oracle import provenance, public_api, record
    from golden.portable import Malformed

    try:
        case = read_case(options.file)
    except Malformed as error:
        parser.error(str(error))
    if options.slug:
        try:
            case = replace(case, id=f"{case.id.split('/')[0]}/{options.slug}")
        except ValueError as error:
            parser.error(f"--slug: {error}")
    store, asked = Store(options.store), catalog.cases()
    if case.id in {known.id for known in [*asked, *_stored_cases(store, case.symbol)]}:
        parser.error(f"FILE: the id {case.id!r} is taken; --slug NAME gives the case another")
    if case.kind not in KINDS:
        parser.error(f"FILE: kind must be one of {', '.join(sorted(KINDS))}, got {case.kind!r}")
    oracle = _oracle(parser)
    other = oracle.differs_from_pinned()
    if other:
        parser.error(f"the oracle is {other}: a case is added with the answers of the pinned versions")
    is_own = store.root.resolve() != ROOT.resolve()
    if is_own:  # it has what was added to it, and not the suite's catalog
        cases = [*_stored_cases(store, case.symbol), case]
    else:
        found = [case, *(known for known in CASES if known.symbol == case.symbol)]
        tables = [known for known in asked if known.symbol == case.symbol and known.id not in {c.id for c in found}]
        cases = [*tables, *sorted(found, key=file_name)]
    made = {**provenance(oracle), "generator": recording.commit()}
    changes = recording.regenerate(store, {case.symbol: cases}, lambda c: record(c, oracle), made)
    for line in changes.lines:
        console.print(line, markup=False)
    if changes.failed:
        return 1
    if is_own:
        if not (store.root / "api.json").exists():
            recording.write_api(store, public_api(oracle), oracle.versions)
        console.print(f"added {case.id} to {store.root.name}/")
        return 0
    write_whole(FOLDER / file_name(case), case_file(case))
    console.print(f"added {case.id}: golden/catalog/found/, and its answers to {store.root.name}/")
    return 0


def _stored_cases(store, symbol):
    """The cases of a symbol that a store has; none where there is no store yet."""
    if not store.is_begun:
        return []
    try:
        return [golden.case for golden in store.load(symbol)]
    except KeyError:
        return []


def _check(options, parser):
    from golden.oracle import public_api, record

    store = Store(options.store)
    symbols = _chosen(options.symbols, store.symbols(), parser)
    manifest, api = store.manifest(), store.api()
    oracle = _oracle(parser)
    other = oracle.differs_from_pinned()
    if other:
        console.print(f"The oracle is {other}: what differs below is what that version changes.")
    with _bar("check", sum(manifest["symbols"][s]["cases"] for s in symbols)) as tick:
        changes = recording.check(store, symbols, lambda case: record(case, oracle), tick)
    for line in changes.lines:
        console.print(line, markup=False)
    if not options.symbols:
        _print_api_changes(set(api), set(public_api(oracle)))
    total = len(changes.unchanged) + len(changes.within) + len(changes.differing) + len(changes.failed)
    console.print(
        f"{total} cases: {len(changes.unchanged)} identical to the bit, {len(changes.within)} within the bounds "
        f"(worst margin {changes.worst:.2f}), {len(changes.differing)} differ, {len(changes.failed)} failed"
    )
    return 1 if changes.differing or changes.failed else 0


def _print_api_changes(before, now):
    for word, names in (("added", now - before), ("gone", before - now)):
        for name in sorted(names):
            console.print(f"{word:8} {name}")


def _verify(options, parser):
    store = Store(options.store)
    problems = store.verify()
    for problem in problems:
        console.print(problem, markup=False)
    if problems:
        return 1
    entries = store.manifest()["symbols"]
    size = sum(p.stat().st_size for p in store.root.rglob("*") if p.is_file())
    count = sum(entry["cases"] for entry in entries.values())
    console.print(f"{count} cases of {len(entries)} symbols in {size / 1e6:.2f} MB: whole")
    return 0


def _coverage(options, parser):
    found = coverage(Store(options.store))
    table = Table("module", "covered", "exempt", "missing")
    for module, counts in found.by_module().items():
        table.add_row(module, *map(str, counts))
    table.add_section()
    table.add_row("all", *(str(len(part)) for part in (found.covered, found.exempt, found.missing)))
    console.print(table)
    if options.missing:
        for symbol in found.missing:
            console.print(symbol)
    return 0


def _show(options, parser):
    from golden.show import show

    goldens = {g.case.id: g for g in Store(options.store).all()}
    wanted = options.id.removeprefix("keras.")
    if wanted not in goldens:
        near = difflib.get_close_matches(wanted, goldens, 3, 0.3)
        hint = f"; near it are {', '.join(near)}" if near else ""
        parser.error(f"ID must be the id of a case, got {options.id!r}{hint}")
    show(goldens[wanted], console)
    return 0


def main(argv=None):
    parser = argparse.ArgumentParser(
        prog="python -m golden", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--store", default=ROOT, help="the folder of the store (the package's own)")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name, run, text):
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(run=run, parser=sub)
        return sub

    sub = command("regenerate", _regenerate, "ask Keras all cases of the catalog, and store what changed")
    sub.add_argument("symbols", nargs="*", metavar="SYMBOL", help="Dense, layers.*, keras.losses.Huber; all by default")
    sub.add_argument("--force", action="store_true", help="write answers that differ in bits alone, too")
    sub.add_argument(
        "--accept-versions", action="store_true", help="write, though Keras or TensorFlow is not the pinned one"
    )
    sub = command("add", _add, "add a case that a search found: to the catalog, and Keras' answers to the store")
    sub.add_argument("file", metavar="FILE", help="a case as pytest conformance/ saves it when a relation fails")
    sub.add_argument("--slug", metavar="NAME", help="another last part of its id, that says what it is about")
    sub = command("check", _check, "ask Keras the stored cases again, and judge its answers by the stored ones")
    sub.add_argument("symbols", nargs="*", metavar="SYMBOL", help="as for regenerate")
    command("verify", _verify, "see whether the store is whole: hashes, schema, ids")
    sub = command("coverage", _coverage, "count Keras' public symbols: covered, exempt, missing")
    sub.add_argument("--missing", action="store_true", help="list the missing ones")
    sub = command("show", _show, "print a case and its answers")
    sub.add_argument("id", metavar="ID", help="layers.Dense/relu-units3")
    options = parser.parse_args(argv)
    try:
        return options.run(options, options.parser)
    except (StoreError, OSError) as error:
        print(f"python -m golden: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(
            f"{options.parser.prog}: {error.name} is missing: pip install 'keras-conformance[oracle]'", file=sys.stderr
        )
        return 2
    except KeyboardInterrupt:
        print(f"{options.parser.prog}: interrupted; each file is whole, the new or the old one", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
