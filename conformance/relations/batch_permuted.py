"""The rows of a batch in another order: their answers in that order, and what sums over the batch the same."""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import tensors_only
from conformance.relations.rows import rows, take


def holds(golden):
    return rows(golden) is not None


def examples(golden):
    """A permutation for each batch."""
    return st.tuples(*(st.permutations(range(n)) for n, _ in rows(golden).groups))


def verdict(golden, example, implementation):
    return ask(take(tensors_only(golden), rows(golden), example, keep_sums=True), implementation)
