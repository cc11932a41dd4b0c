"""A batch in two pieces: the answers are the pieces of the answer. What sums over the batch is not asked."""

from hypothesis import strategies as st

from conformance.asking import ask, worst
from conformance.relations.change import tensors_only
from conformance.relations.rows import rows, take


def holds(golden):
    found = rows(golden)
    return found is not None and found.outputs


def examples(golden):
    """How many rows the first piece has."""
    return st.integers(1, rows(golden).groups[0][0] - 1)


def verdict(golden, example, implementation):
    found, golden = rows(golden), tensors_only(golden)
    n = found.groups[0][0]
    pieces = [range(example), range(example, n)]
    return worst([ask(take(golden, found, [piece], keep_sums=False), implementation) for piece in pieces])
