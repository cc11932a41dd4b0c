"""A pipeline zipped with itself, made twice, gives each element twice: maps to either half give the elements."""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.pipelines import asked, has_own_seeds, is_whole
from golden.catalog.tables import function, step, tuple_of


def holds(golden):
    return is_whole(golden) and has_own_seeds(golden)


def examples(golden):
    """Which half, and how many swaps before."""
    return st.integers(0, 3)


def question(golden, example):
    return _changed(golden, example).case


def _changed(golden, example):
    one = {"pipeline": golden.case.spec["steps"]}
    swaps = [step("map", function("swap"))] * example
    return asked(golden, [step("zip", tuple_of(one, one)), *swaps, step("map", function("first"))])


def verdict(golden, example, implementation):
    return ask(_changed(golden, example), implementation)
