"""A report's unexpected failures, written as an expectations file for somebody to check."""

import json
import re
from collections import defaultdict

from conformance.expected import key_of
from conformance.matrix.gather import column

UNEXPECTED = ("fail", "error", "crash", "timeout")


def proposal(report):
    """TOML: an entry for each group of failures that look alike, the reason left to be written.

    Alike are failures of one outcome whose same answers are wrong, or whose messages differ in numbers alone. Where
    every case of a symbol is in the group, ``SYMBOL/*`` stands for them. Raises: ValueError for a report of several.
    """
    if "results" not in report:
        raise ValueError("--propose needs the report of one run, as pytest --report writes it")
    about = column(report)
    groups, cases = defaultdict(list), defaultdict(set)
    for result in about["results"].values():
        key = key_of(result["id"], result["relation"])
        cases[key.split("/")[0]].add(key)
        if result["outcome"] in UNEXPECTED:
            groups[_likeness(result)].append((key, result))
    lines = [_plain(f"# Proposed for {about['name']} {about['version']}: check each, and say why."), ""]
    for (outcome, _), members in sorted(groups.items(), key=lambda item: -len(item[1])):
        lines += _entry(outcome, members, cases)
    return "\n".join(lines)


def _likeness(result):
    wrong = result["wrong"]
    if result["outcome"] == "fail" and list(wrong) != ["error"]:
        return "fail", tuple(sorted({name.split(".")[0] for name in wrong}))
    return result["outcome"], re.sub(r"[\d.]+|'[^']*'", "#", result["reason"])[:60]


def _entry(outcome, members, cases):
    """The lines of one entry."""
    keys = [key for key, _ in members]
    patterns = []
    for symbol in dict.fromkeys(key.split("/")[0] for key in keys):
        own = [key for key in keys if key.split("/")[0] == symbol]
        patterns += [f"{symbol}/*"] if set(own) == cases[symbol] and len(own) > 1 else own
    wrong = sorted({name for _, result in members for name in result["wrong"]} - {"error"})
    first = members[0][1]
    yield _plain(f"# {first['id']}: {(first['report'].splitlines() or [first['reason']])[0][:150]}")
    yield "[[expected]]"
    yield f"tests = [{_quoted(patterns[0])}]" if len(patterns) == 1 else "tests = ["
    if len(patterns) > 1:
        yield from (f"    {_quoted(pattern)}," for pattern in patterns)
        yield "]"
    yield f"outcome = {json.dumps(outcome)}"
    if wrong:
        yield "answers = [" + ", ".join(map(_quoted, wrong)) + "]"
    yield 'reason = ""'
    yield ""


def _plain(text):
    """``text`` with a question mark for what TOML does not have in a comment: control characters, halves of pairs."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _quoted(text):
    return json.dumps(_plain(text), ensure_ascii=False)
