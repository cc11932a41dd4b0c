"""The rows of a batch in another order: their answers in that order, and what sums over the batch the same."""

from hypothesis import strategies as st

from conformance.relations.regrouped import verdict_of_rows
from conformance.relations.rows import rows, take


def holds(golden):
    return rows(golden) is not None


def examples(golden):
    """A permutation for each batch."""
    return st.tuples(*(st.permutations(range(n)) for n, _ in rows(golden).groups))


def question(golden, example):
    return take(golden, rows(golden), example)


def verdict(golden, example, implementation):
    return verdict_of_rows(golden, rows(golden), example, implementation, keep_sums=True)
