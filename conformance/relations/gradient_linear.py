"""The gradient is linear in the cotangent: that of a c1 + b c2 is a times that of c1 plus b times that of c2.

In float64 where the implementation has it, since where a gradient cancels, so do the two sides of this equation.
"""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from conformance.asking import passed, verdict_on
from conformance.relations.change import changed, tensors_only
from conformance.relations.gradients import cotangents, differentiable, in_dtype, precision, well_conditioned
from golden.verdict import Verdict, judge

NEEDS = "gradients"
FACTORS = (-2.0, -1.0, 0.5, 3.0)


def holds(golden):
    return differentiable(golden)


def examples(golden):
    """(a, b, seed of the second cotangent)."""
    return st.tuples(st.sampled_from(FACTORS), st.sampled_from(FACTORS), st.integers(0, 2**16))


def verdict(golden, example, implementation):
    dtype = precision(golden, implementation)
    if dtype == np.float32 and not well_conditioned(golden):
        return passed()  # two roundings of such a gradient need not agree
    golden = tensors_only(golden)
    golden = changed(golden, tensors=in_dtype(golden.case.tensors, dtype))
    a, b, seed = example
    rng = np.random.default_rng(seed)
    first = {name: golden.case.tensors[name] for name in cotangents(golden.case)}
    second = {name: rng.standard_normal(c.shape).astype(c.dtype) for name, c in first.items()}
    # rounded once: in float32 throughout, what cancels here would not be a c1 + b c2
    both = {n: (a * np.float64(c) + b * np.float64(second[n])).astype(c.dtype) for n, c in first.items()}
    answers = [implementation.answer(changed(golden, tensors=c).case, dtype.name) for c in (first, second, both)]
    for given in answers:
        if isinstance(given, Exception):
            return verdict_on(golden, given)
    of_first, of_second, of_both = answers
    gradients = [name for name in golden.answers if name.startswith("grad.") and name in of_both]
    if not gradients:
        return Verdict("unsupported", "it gave no gradient")
    terms = {n: (a * np.float64(of_first[n]), b * np.float64(of_second[n])) for n in gradients}
    # a sum: what cancels in it is as uncertain as its terms
    case = replace(golden.case, op_class="contraction")
    combined = {n: np.asarray(sum(pair), np.float32) for n, pair in terms.items()}
    scales = {n: max(np.max(abs(t), initial=0.0, where=np.isfinite(t)) for t in pair) for n, pair in terms.items()}
    asked = replace(golden, case=case, answers=combined, truth={}, no_truth="the sum of two answers")
    return judge(asked, {n: np.asarray(of_both[n], np.float32) for n in gradients}, scales)
