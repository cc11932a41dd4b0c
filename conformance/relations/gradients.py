"""Which cases have a gradient that relations can speak of."""

from dataclasses import replace

import numpy as np


def differentiable(golden):
    """Whether finite gradients are recorded, of finite float32 tensors, by a kind that takes cotangents."""
    case = golden.case
    if golden.raises or case.kind not in ("op", "layer", "loss") or "seed-exact" in case.tags:
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


def without_cotangents(case):
    """The case without gradients: what is left is the forward call."""
    return replace(case, tensors={n: t for n, t in case.tensors.items() if n not in cotangents(case)})


def cotangents(case):
    """The names of the tensors by which outputs are weighted."""
    return [name for name in case.tensors if name == "cotangent" or name.startswith("cotangent.")]
