"""An iterator that is saved, and a new one over a pipeline made anew that goes on from there: the same elements.

It is saved after some elements, or after every single one: so what comes after each step is compared.
"""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed
from conformance.relations.pipelines import FIRST, first_epoch

NEEDS = "iterators"


def holds(golden):
    return golden.case.kind == "dataset" and not golden.raises and "then" not in golden.case.spec


def examples(golden):
    """After how many elements it is saved, and goes on elsewhere."""
    count = len(golden.answers[FIRST])
    return st.one_of(st.just(list(range(count + 1))), st.lists(st.integers(0, count), max_size=2, unique=True))


def question(golden, example):
    return changed(first_epoch(golden), spec={"moved": sorted(example)}).case


def verdict(golden, example, implementation):
    return ask(changed(first_epoch(golden), spec={"moved": sorted(example)}), implementation)
