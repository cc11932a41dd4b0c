"""The matrix as Markdown: a table of implementations, and their passes by area."""

import re

from conformance.outcomes import OUTCOMES


def markdown(matrix):
    """The document as text."""
    return "\n".join(lines(matrix)) + "\n"


def lines(matrix):
    implementations, total = matrix["implementations"], matrix["total"]
    suite = f", suite {plain(matrix['suite'])}" if matrix["suite"] else ""
    yield from (
        "# Conformance to Keras",
        "",
        f"{total} stored cases{suite}. Per cent are passes of all stored cases.",
        "",
    )
    if not implementations:
        yield "No implementation was run."
        return
    seen = [outcome for outcome in OUTCOMES if any(outcome in i["counts"] for i in implementations)]
    yield from table(["Implementation", "Version", "Per cent", *seen, "not run", "Accuracy"], left=2)
    for i in implementations:
        score = "did not run" if i["broken"] else percent(i["counts"].get("pass", 0), total)
        counted = [str(i["counts"].get(outcome, 0)) for outcome in seen] + [str(total - i["run"])]
        yield cells([i["name"], i["version"], score, *counted, accuracy(i["accuracy"])])
    yield from ("", "Accuracy: error over Keras' own float32 error, median and worst.", "")
    for i in implementations:
        if i["broken"]:
            yield f"- {plain(i['name'])} did not run: {plain(i['broken'])}"
    yield from ("", "## By area", "")
    yield from table(["Area", "Cases", *(i["name"] for i in implementations)], left=1)
    for area in matrix["areas"]:
        scores = [share(area["cells"].get(i["name"]), area["total"]) for i in implementations]
        yield cells([area["name"], str(area["total"]), *scores])


def table(titles, left):
    """The head of a table, numbers to the right."""
    yield cells(titles)
    yield "|" + "|".join("---" if number < left else "---:" for number in range(len(titles))) + "|"


def cells(texts):
    return "| " + " | ".join(plain(text) for text in texts) + " |"


def share(cell, total):
    if cell is None:
        return "did not run"
    passed = cell["counts"].get("pass", 0)
    return f"{passed} ({percent(passed, total)})"


def percent(passed, total):
    """One decimal, never rounded up to a hundred."""
    if not total:
        return "0.0 %"
    return f"{100.0 if passed == total else min(100.0 * passed / total, 99.9):.1f} %"


def accuracy(found):
    return "" if found is None else f"{found['median']:.3g}, {found['worst']:.3g}"


def plain(value):
    """Text that means itself in Markdown, on one line."""
    escaped = re.sub(r"([\\`*_{}\[\]|~])", r"\\\1", " ".join(str(value).split()))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
