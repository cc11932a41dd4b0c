"""What the relations on pipelines share: pipelines of one epoch, and their elements."""

from dataclasses import replace

from conformance.relations.change import changed
from conformance.steps import BEGINNINGS

FIRST = "elements.0"
DRAWN = ("shuffle", "random", "sample_from_datasets")


def first_epoch(golden):
    """The golden with the elements of its first epoch alone."""
    answers = {FIRST: golden.answers[FIRST]}
    return changed(replace(golden, answers=answers), spec={"epochs": 1, "limit": _limit(golden)})


def _limit(golden):
    limit = golden.case.spec.get("limit", 20)
    return limit[0] if isinstance(limit, list) else limit


def is_whole(golden):
    """Whether it is a pipeline of the sort that others go on from, with an end, to which it comes without an error."""
    case = golden.case
    if case.kind != "dataset" or golden.raises or case.symbol.split(".")[-1] not in BEGINNINGS:
        return False
    elements = golden.answers[FIRST]
    return len(elements) < _limit(golden) and not any("raises" in e for e in elements if isinstance(e, dict))


def has_own_seeds(golden):
    """Whether two pipelines of these steps draw alike: every step that draws has a seed of its own."""
    return "seed" not in golden.case.spec


def asked(golden, steps, elements=None, tensors=()):
    """The golden with other steps, of which the first epoch's elements are as before, or as given."""
    answers = {FIRST: golden.answers[FIRST] if elements is None else elements}
    return changed(golden, tensors=tensors, answers=answers, spec={"steps": steps, "epochs": 1, "limit": 1000})
