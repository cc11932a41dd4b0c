"""An optimizer that stops between two steps and is made anew of its config and its variables goes the same way on."""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed


def holds(golden):
    """Whether there is a step to stop before, and all of the optimizer is in its config."""
    case = golden.case
    if case.kind != "optimizer" or golden.raises or len(case.spec["gradients"]) < 2:
        return False
    return "config" in golden.answers and set(case.spec["config"] or ()) <= set(golden.answers["config"])


def examples(golden):
    """The step before which it stops."""
    return st.integers(1, len(golden.case.spec["gradients"]) - 1)


def question(golden, example):
    return changed(golden, spec={"resumed": example}).case


def verdict(golden, example, implementation):
    return ask(changed(golden, spec={"resumed": example}), implementation)
