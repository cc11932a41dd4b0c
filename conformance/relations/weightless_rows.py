"""Samples of weight zero count for nothing: with more of them, a weighted sum or mean comes to the same."""

import numpy as np
from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed, tensors_only
from conformance.relations.rows import names, rows

REDUCTIONS = ("sum", "mean_with_sample_weight")  # the others divide by the number of samples


def holds(golden):
    case = golden.case
    if case.kind not in ("metric", "loss") or rows(golden) is None:
        return False
    if case.kind == "loss" and case.spec.get("config", {}).get("reduction", "") not in REDUCTIONS:
        return False
    return all(_weights(call) and case.tensors[_weights(call)].ndim == 1 for call in _calls(case))


def _calls(case):
    return case.spec["updates"] if case.kind == "metric" else [case.spec]


def _weights(call):
    """The name of the tensor of weights, if there is one."""
    given = call.get("kwargs", {}).get("sample_weight") or (call["args"][2] if len(call["args"]) > 2 else None)
    return next(iter(names([given])), None)


def examples(golden):
    """How many rows are put behind each batch, all copies of its first."""
    return st.tuples(*(st.integers(1, 3) for _ in rows(golden).groups))


def question(golden, example):
    return _asked(golden, example).case


def _asked(golden, example):
    tensors = {}
    weights = {_weights(call) for call in _calls(golden.case)}
    for (_, members), more in zip(rows(golden).groups, example, strict=True):
        for name in members:
            x = golden.case.tensors[name]
            behind = np.repeat(x[:1], more, axis=0)
            tensors[name] = np.concatenate([x, np.zeros_like(behind) if name in weights else behind])
    plain = tensors_only(golden)
    of_rows = {f"grad.{name}" for name in tensors}
    return changed(plain, tensors=tensors, answers={n: a for n, a in plain.answers.items() if n not in of_rows})


def verdict(golden, example, implementation):
    return ask(_asked(golden, example), implementation)
