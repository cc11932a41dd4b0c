"""The gradient is linear in the cotangent: that of a c1 + b c2 is a times that of c1 plus b times that of c2."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from conformance.asking import answer, ask
from conformance.relations.change import changed, tensors_only
from conformance.relations.gradients import cotangents, differentiable
from golden.verdict import Verdict, judge

FACTORS = (-2.0, -1.0, 0.5, 3.0)


def holds(golden):
    return differentiable(golden)


def examples(golden):
    """(a, b, seed of the second cotangent)."""
    return st.tuples(st.sampled_from(FACTORS), st.sampled_from(FACTORS), st.integers(0, 2**16))


def verdict(golden, example, implementation):
    a, b, seed = example
    golden = tensors_only(golden)
    rng = np.random.default_rng(seed)
    first = {name: golden.case.tensors[name] for name in cotangents(golden.case)}
    second = {name: rng.standard_normal(c.shape).astype(c.dtype) for name, c in first.items()}
    both = {name: (a * first[name] + b * second[name]).astype(c.dtype) for name, c in first.items()}
    gradients = [name for name in golden.answers if name.startswith("grad.")]
    answers = [answer(changed(golden, tensors=c).case, implementation) for c in (first, second)]
    for given in answers:
        if isinstance(given, Exception):
            return judge(golden, given)
    of_first, of_second = answers
    if not any(name in of_first for name in gradients):
        return Verdict("unsupported", "it does not claim gradients")
    combined = {
        name: (a * np.float64(of_first[name]) + b * np.float64(of_second[name])).astype(np.float32)
        for name in gradients
        if name in of_first and name in of_second
    }
    new = changed(golden, tensors=both, answers=combined, truth={})
    case = replace(new.case, op_class="contraction")  # a sum: what cancels is as uncertain as its terms
    return ask(replace(new, case=case, no_truth="the sum of two answers"), implementation)
