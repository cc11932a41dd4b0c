"""Ask for other rows than the stored batch has, and judge each by the bounds of the batch from which it comes."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from conformance.asking import verdict_on, worst
from conformance.relations.change import tensors_only
from conformance.relations.rows import row_answers, take
from golden.verdict import judge


def verdict_of_rows(golden, rows, indices, implementation, keep_sums):
    """The Verdict on the rows ``indices`` (one list a group) of the case.

    What runs over the whole batch (gradients of weights, losses, a reduced output) is asked for only where
    ``keep_sums`` says that the change leaves it alone.
    """
    golden = tensors_only(golden)
    answers = implementation.answer(take(golden, rows, indices))
    if isinstance(answers, Exception):
        return verdict_on(golden, answers)
    moved = row_answers(golden, rows)
    kept = [name for name in golden.answers if keep_sums or name in moved]
    moved = [name for name in moved if name in answers]  # what is not offered is found missing by the judge
    asked = replace(golden, answers={name: golden.answers[name] for name in kept})
    answers = {name: np.asarray(a) for name, a in answers.items() if name in kept}
    for name in moved:
        stored = golden.answers[name]
        if answers[name].dtype != stored.dtype:
            return judge(asked, answers)
        if answers[name].shape != (len(indices[0]), *stored.shape[1:]):
            return judge(replace(asked, answers={name: stored[list(indices[0])]}, truth={}), {name: answers[name]})
    return worst([judge(asked, answers | placed) for placed in _in_place(golden, moved, indices[0], answers)])


def _in_place(golden, moved, indices, answers):
    """The stored answers with the rows that were answered in their places: once for each time that a row was asked."""
    rounds = defaultdict(list)
    times: dict[int, int] = defaultdict(int)
    for position, row in enumerate(indices):
        rounds[times[row]].append((position, row))
        times[row] += 1
    for pairs in rounds.values():
        positions, rows = (list(column) for column in zip(*pairs, strict=True))
        placed = {name: np.array(golden.answers[name]) for name in moved}
        for name, full in placed.items():
            full[rows] = answers[name][positions]
        yield placed
