"""Which cases have a gradient that relations can speak of."""

import numpy as np


def differentiable(golden):
    """Whether finite gradients are recorded, of tensors that all are finite, by a kind that takes cotangents."""
    case = golden.case
    if golden.raises or case.kind not in ("op", "layer", "loss") or "seed-exact" in case.tags:
        return False
    gradients = [a for name, a in golden.answers.items() if name.startswith("grad.")]
    floats = [t for t in case.tensors.values() if np.asarray(t).dtype.kind == "f"]
    return bool(gradients and cotangents(case)) and all(np.isfinite(x).all() for x in (*gradients, *floats))


def cotangents(case):
    """The names of the tensors by which outputs are weighted."""
    return [name for name in case.tensors if name == "cotangent" or name.startswith("cotangent.")]
