"""A metric fed in other pieces: each batch in two updates comes to the same state and result as in one."""

from dataclasses import replace

from hypothesis import strategies as st

from conformance.asking import verdict_on
from conformance.relations.change import tensors_only
from conformance.relations.rows import names, rows

# a mean of means, or of what each update came to: the size of the pieces matters
BY_UPDATE = frozenset({"MeanMetricWrapper"})


def holds(golden):
    found = rows(golden) if golden.case.kind == "metric" else None
    if found is not None and golden.case.spec["config"].get("axis") == 0:  # it reduces over the samples themselves
        return False
    return found is not None and golden.case.symbol.rsplit(".", 1)[1] not in BY_UPDATE


def examples(golden):
    """Where each batch is cut."""
    return st.tuples(*(st.integers(1, n - 1) for n, _ in rows(golden).groups))


def question(golden, example):
    """The case with two updates in the place of each."""
    case, updates, tensors = golden.case, [], {}
    for update, (n, _), cut in zip(case.spec["updates"], rows(golden).groups, example, strict=True):
        for piece, part in (("a", slice(0, cut)), ("b", slice(cut, n))):
            tensors |= {
                name + piece: case.tensors[name][part] for name in names([update["args"], update.get("kwargs", {})])
            }
            updates.append(_renamed(update, piece))
    return replace(case, spec={**case.spec, "updates": updates}, tensors=tensors)


def _renamed(spec, suffix):
    """A spec whose tensors have a suffix to their names."""
    if isinstance(spec, dict):
        if set(spec) == {"tensor"}:
            return {"tensor": spec["tensor"] + suffix}
        return {key: _renamed(value, suffix) for key, value in spec.items()}
    return [_renamed(value, suffix) for value in spec] if isinstance(spec, list) else spec


def verdict(golden, example, implementation):
    golden, asked = tensors_only(golden), question(golden, example)
    answers = implementation.answer(asked)
    if isinstance(answers, Exception):
        return verdict_on(golden, answers)
    count = len(golden.case.spec["updates"])
    last = {name: name.replace(f".{count}", f".{2 * count}", 1) for name in golden.answers if _is_last(name, count)}
    expected = replace(golden, answers={name: golden.answers[name] for name in last})
    return verdict_on(expected, {name: answers[new] for name, new in last.items() if new in answers})


def _is_last(name, count):
    """Whether an answer is a result or state after the last update."""
    return name.split(".")[:2] in (["result", str(count)], ["state", str(count)])
