"""A batch in two pieces: the answers are the pieces of the answer. What sums over the batch is not asked."""

from hypothesis import strategies as st

from conformance.asking import worst
from conformance.relations.regrouped import verdict_of_rows
from conformance.relations.rows import rows, take


def holds(golden):
    found = rows(golden)
    return found is not None and found.outputs


def examples(golden):
    """How many rows the first piece has."""
    return st.integers(1, rows(golden).groups[0][0] - 1)


def question(golden, example):
    return take(golden, rows(golden), [range(example)])


def verdict(golden, example, implementation):
    found = rows(golden)
    pieces = (range(example), range(example, found.groups[0][0]))
    return worst([verdict_of_rows(golden, found, [piece], implementation, keep_sums=False) for piece in pieces])
