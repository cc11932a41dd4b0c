"""Which cases have a gradient that relations can speak of."""

from dataclasses import replace

import numpy as np

from golden.kinds import KINDS
from golden.tolerance import bound
from golden.truth import mixes


def differentiable(golden):
    """Whether finite gradients are recorded, of finite float32 tensors, by a kind that takes cotangents."""
    case = golden.case
    if golden.raises or case.kind not in ("op", "layer", "loss") or "seed-exact" in case.tags:
        return False
    if mixes(case.spec):  # float32 gradients that were rounded to half on their way
        return False
    if any(
        np.asarray(t).dtype.kind == "V" or np.asarray(t).dtype in (np.float16, np.float64)
        for t in case.tensors.values()
    ):
        return False
    outputs = [a for name, a in golden.answers.items() if name == "output" or name.startswith("output.")]
    if any(a.dtype != np.float32 for a in outputs):
        return False
    gradients = [a for name, a in golden.answers.items() if name.startswith("grad.")]
    floats = [t for t in case.tensors.values() if np.asarray(t).dtype.kind == "f"]
    return bool(gradients and cotangents(case)) and all(np.isfinite(x).all() for x in (*gradients, *floats))


def precision(golden, implementation):
    """The dtype in which gradients are looked at: float64 where the implementation has it, and Keras had it too."""
    return np.dtype("float64" if "float64" in implementation.claims and golden.truth else "float32")


def well_conditioned(golden):
    """Whether Keras' own float32 gradients are as near to the truth as sums of their length should be."""
    length = KINDS[golden.case.kind].length(golden.case)
    for name, truth in golden.truth.items():
        limit = bound("contraction", length, golden.answers[name])
        if name.startswith("grad.") and not np.all(abs(golden.answers[name] - truth) <= limit.allowed):
            return False
    return True


def in_dtype(tensors, dtype):
    """Floating tensors in that dtype."""
    return {n: t.astype(dtype) if t.dtype.kind == "f" else t for n, t in tensors.items()}


def without_cotangents(case):
    """The case without gradients: what is left is the forward call."""
    return replace(case, tensors={n: t for n, t in case.tensors.items() if n not in cotangents(case)})


def cotangents(case):
    """The names of the tensors by which outputs are weighted."""
    return [name for name in case.tensors if name == "cotangent" or name.startswith("cotangent.")]
