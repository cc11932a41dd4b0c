"""The gradient against central finite differences of the output.

L(x) = sum of output * cotangent is moved along a random direction in all differentiable tensors at once:
L(x+) - L(x-) is, up to curvature and rounding, the gradient times (x+ - x-). In float64 where the implementation has
it, and answers in it. Next to a kink, where the slopes on both sides differ, there is no derivative to compare with,
and where the implementation refuses what lies a step away, no difference: nothing is said.
"""

import numpy as np
from hypothesis import strategies as st

from conformance.asking import passed, verdict_on
from conformance.implementation import Lost
from conformance.relations.change import changed
from conformance.relations.gradients import cotangents, differentiable, in_dtype, precision, without_cotangents
from golden.tolerance import difference_bound, difference_step
from golden.verdict import Finding, Verdict

NEEDS = "gradients"
NOT_THE_DERIVATIVE = {
    "activations.celu/edges": "Keras on TensorFlow gives 2 at 0, where both halves of its formula claim the slope 1",
    "layers.Masking/": "a step that is moved away from the mask value counts all at once",
    "ops.stop_gradient/": "it gives no gradient, which is its purpose",
    "ops.categorical_crossentropy/first-axis": "TensorFlow takes targets to sum to 1; along this axis they do not",
}


def holds(golden):
    return differentiable(golden) and not golden.case.id.startswith(tuple(NOT_THE_DERIVATIVE))


def examples(golden):
    """The seed of a direction."""
    return st.integers(0, 2**16)


def verdict(golden, example, implementation):
    case = golden.case
    for dtype in (precision(golden, implementation), np.dtype("float32")):
        tensors = in_dtype(case.tensors, dtype)
        here = changed(golden, tensors=tensors, spec={"symbolic": False})
        given = implementation.answer(here.case, dtype.name)
        if isinstance(given, Exception):
            return verdict_on(golden, given)
        if all(given[c.replace("cotangent", "output")].dtype == dtype for c in cotangents(case)):
            break
    return _verdict(here, given, np.random.default_rng(example), implementation, dtype)


def _verdict(here, given, rng, implementation, dtype):
    case, tensors = here.case, here.case.tensors
    names = [n.removeprefix("grad.") for n in given if n.startswith("grad.") and n.removeprefix("grad.") in tensors]
    if not names:
        return Verdict("unsupported", "it gave no gradient")
    step = difference_step(dtype)
    directions = {n: (rng.standard_normal(tensors[n].shape) * np.maximum(1, abs(tensors[n]))) for n in names}

    def at(t):
        """L and the tensors moved by t steps."""
        moved = {n: (tensors[n] + t * step * d).astype(dtype) for n, d in directions.items()}
        answers = implementation.answer(without_cotangents(changed(here, tensors=moved).case), dtype.name)
        if isinstance(answers, Exception):
            raise answers
        return weighted(answers, case, tensors), moved

    try:
        (ups, above), (downs, below), (half_ups, _), (half_downs, _) = at(1), at(-1), at(0.5), at(-0.5)
    except Lost as lost:
        return verdict_on(here, lost)
    except Exception:
        return passed()
    values = weighted(given, case, tensors)

    def slope(high, low):
        return sum(float(np.sum(np.float64(given[f"grad.{n}"]) * (np.float64(high[n]) - low[n]))) for n in names)

    expected, got = slope(above, below), ups.sum() - downs.sum()
    if not np.isfinite(got):
        return passed()  # the function ends within a step of here
    curvature = abs((ups.sum() - downs.sum()) - 2 * (half_ups.sum() - half_downs.sum()))
    bound = difference_bound(dtype, abs(values).sum(), curvature)
    # a curve bends a quarter as much in half a step, a kink half as much; two kinks must not hide each other
    kink = [abs(high - 2 * values + low).sum() for high, low in ((ups, downs), (half_ups, half_downs))]
    if kink[1] > 0.35 * kink[0] and kink[0] > bound:
        return passed()
    margin = abs(expected - got) / bound if expected != got else 0.0
    if margin <= 1:
        return passed(margin)
    ulp = np.spacing(max(abs(expected), float(np.finfo(dtype).tiny)))
    message = f"the outputs change by {got!r}, by the gradient it would be {expected!r}"
    finding = Finding(
        "gradient", margin, "numeric", (), got, None, expected, margin * bound / ulp, bound / ulp, message
    )
    return Verdict("fail", "numeric", margin, [finding])


def weighted(answers, case, tensors):
    """Output * cotangent, every element of every output, in float64."""
    outputs = [(answers[name.replace("cotangent", "output")], tensors[name]) for name in cotangents(case)]
    return np.concatenate([(np.float64(output) * np.float64(factor)).ravel() for output, factor in outputs])
