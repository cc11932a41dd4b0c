"""Rows of a batch several times over: each time the same answer. What sums over the batch is not asked."""

from hypothesis import strategies as st

from conformance.relations.regrouped import verdict_of_rows
from conformance.relations.rows import rows, take


def holds(golden):
    found = rows(golden)
    return found is not None and found.outputs


def examples(golden):
    """The rows to take, some left out and some repeated; up to twice as many as there are."""
    n = rows(golden).groups[0][0]
    return st.lists(st.integers(0, n - 1), min_size=1, max_size=2 * n)


def question(golden, example):
    return take(golden, rows(golden), [example])


def verdict(golden, example, implementation):
    return verdict_of_rows(golden, rows(golden), [example], implementation, keep_sums=False)
