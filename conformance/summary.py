"""The end of a run on the terminal: outcomes, score on the fixed denominator, narrowest margins."""

from conformance.outcomes import Tally, worst_margins


def lines(results, implementation, total):
    """The summary, line by line."""
    cases = [r for r in results if r.relation is None]
    relations = [r for r in results if r.relation]
    tally = Tally.of(cases, total)
    title = f"{implementation.name} {implementation.version}".strip()
    passed = tally.counts.get("pass", 0)
    yield f"{title}: {passed} of {total} stored cases pass, {percent(tally)}" + (
        f" ({tally.run} of them were run)" if tally.run < total else ""
    )
    if cases:
        yield f"  cases      {counts(tally)}"
        partly = sum(r.outcome == "unsupported" and r.margin is not None for r in cases)
        if partly:
            yield f"             {partly} of the unsupported are right in what they answer"
    if set(tally.counts) == {"unsupported"}:
        yield "             nothing was judged: it offers nothing of what was asked"
    if relations:
        yield f"  relations  {counts(Tally.of(relations, 0))}"
    margins = worst_margins(results)
    if margins:
        yield "  worst margins (error / bound):"
        for r in margins:
            where = r.id + (f" under {r.relation}" if r.relation else "")
            yield f"    {r.margin:9.3g}  {where}  {r.worst}".rstrip()


def counts(tally):
    return ", ".join(f"{outcome} {n}" for outcome, n in tally.counts.items())


def percent(tally):
    """The score with one decimal, never rounded up to a hundred."""
    return f"{min(tally.percent, 99.9) if tally.counts.get('pass', 0) < tally.total else 100.0:.1f} %"
