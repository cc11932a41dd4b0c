"""The float64 truth beside float32 answers."""

from dataclasses import replace

import numpy as np

from golden.kinds.common import is_float


def truth_of(case, answers, answer):
    """The floating answers again in float64, by name; or none, and why.

    ``answer(case)`` answers a case with tensors in float64, in that dtype, or raises. Where precision is mixed, the
    truth is what the same layers say in float64 throughout.
    """
    wanted = [name for name, a in answers.items() if isinstance(a, np.ndarray) and is_float(a)]
    if not wanted or case.op_class == "exact":
        return {}, None
    if "seed-exact" in case.tags:
        return {}, "float64 draws other random bits"
    if any(answers[name].dtype == np.float64 for name in wanted):
        return {}, "the answer is float64 already"
    wide = {n: a.astype(np.float64) if is_float(a) else a for n, a in case.tensors.items()}
    try:
        found = answer(replace(case, spec=unmixed(case.spec), tensors=wide))
    except Exception as error:
        return {}, f"no float64: {type(error).__name__}"
    truth = {n: found[n] for n in wanted if n in found and np.shape(found[n]) == answers[n].shape}
    if len(truth) < len(wanted) or any(a.dtype != np.float64 for a in truth.values()):
        return {}, "float64 gives answers of another dtype or shape"
    return truth, None


_MIXED = ("mixed_float16", "mixed_bfloat16")


def mixes(spec):
    """Whether a policy of mixed precision stands somewhere in a spec."""
    if isinstance(spec, (dict, list, tuple)):
        return any(map(mixes, spec.values() if isinstance(spec, dict) else spec))
    return isinstance(spec, str) and spec in _MIXED


def unmixed(spec):
    """A spec with float64 in the place of each policy, if it mixes precisions."""
    return _with_float64(spec) if mixes(spec) else spec


def _with_float64(spec):
    if isinstance(spec, dict):
        return {key: _with_float64(value) for key, value in spec.items()}
    if isinstance(spec, (list, tuple)):
        return [_with_float64(value) for value in spec]
    return "float64" if isinstance(spec, str) and spec in (*_MIXED, "float32") else spec
