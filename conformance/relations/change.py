"""A golden with some of its parts exchanged."""

from dataclasses import replace

import numpy as np


def tensors_only(golden):
    """The golden without answers that are JSON (configs, symbolic shapes): most changes do not touch them."""
    answers = {name: a for name, a in golden.answers.items() if isinstance(a, np.ndarray)}
    return changed(golden, answers=answers, spec={"symbolic": False} if golden.case.kind == "op" else ())


def changed(golden, tensors=(), answers=None, truth=None, spec=()):
    """The golden with new tensors and spec entries by name, and with other answers where given."""
    case = replace(
        golden.case,
        tensors={**golden.case.tensors, **dict(tensors)},
        spec={**golden.case.spec, **dict(spec)},
    )
    return replace(
        golden,
        case=case,
        answers=golden.answers if answers is None else answers,
        truth=golden.truth if truth is None else truth,
    )
