"""Shards, of which each has every n-th element, are the whole together."""

from hypothesis import strategies as st

from conformance.asking import ask, worst
from conformance.relations.pipelines import FIRST, asked, is_whole
from golden.catalog.tables import step


def holds(golden):
    return is_whole(golden)


def examples(golden):
    """How many shards."""
    return st.integers(1, 4)


def verdict(golden, example, implementation):
    steps, elements = golden.case.spec["steps"], golden.answers[FIRST]
    shards = [asked(golden, [*steps, step("shard", example, i)], elements[i::example]) for i in range(example)]
    return worst([ask(shard, implementation) for shard in shards])
