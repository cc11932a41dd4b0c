"""Batches of any size, taken apart again, are the elements that were there before."""

import json

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.pipelines import asked, is_whole
from golden.catalog.tables import step


def holds(golden):
    """Where elements are known to be of one shape: those of others do not make a batch."""
    if not is_whole(golden):
        return False
    spec = json.dumps(golden.answers["element_spec"])
    return "?" not in spec and "*" not in spec and "dataset" not in spec


def examples(golden):
    return st.integers(1, 5)


def question(golden, example):
    return _changed(golden, example).case


def _changed(golden, example):
    return asked(golden, [*golden.case.spec["steps"], step("batch", example), step("unbatch")])


def verdict(golden, example, implementation):
    return ask(_changed(golden, example), implementation)
