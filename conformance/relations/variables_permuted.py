"""An optimizer's variables in another order: each goes the same way."""

from dataclasses import replace

from hypothesis import strategies as st

from conformance.asking import verdict_on


def holds(golden):
    case = golden.case
    return case.kind == "optimizer" and not golden.raises and len(case.spec["variables"]) > 1


def examples(golden):
    """The order."""
    return st.permutations(range(len(golden.case.spec["variables"])))


def question(golden, example):
    spec = golden.case.spec
    moved = {
        "variables": [spec["variables"][i] for i in example],
        "gradients": [[step[i] for i in example] for step in spec["gradients"]],
    }
    return replace(golden.case, spec={**spec, **moved})


def verdict(golden, example, implementation):
    answers = implementation.answer(question(golden, example))
    if isinstance(answers, Exception):
        return verdict_on(golden, answers)
    expected = replace(golden, answers={n: a for n, a in golden.answers.items() if n.startswith("variable.")})
    placed = {f"variable.{i}": answers.get(f"variable.{at}") for at, i in enumerate(example)}
    return verdict_on(expected, {name: array for name, array in placed.items() if array is not None})
