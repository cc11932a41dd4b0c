"""Inputs that lie otherwise in memory have the same values, so the same answers; and a call leaves its inputs alone.

Layouts: Fortran order, every second element of a larger array, reversed strides, a read-only array, the other byte
order, which may be refused, and which an answer may keep. Only implementations that take NumPy arrays as they are can
see the difference; for others this is the plain case.
"""

import math

import numpy as np
from hypothesis import strategies as st

from conformance.asking import passed, verdict_on
from conformance.relations.change import changed, tensors_only
from golden.verdict import Finding, Verdict


def fortran(x):
    return np.asfortranarray(x)


def strided(x):
    """Every second element along the last axis of an array twice as long."""
    wide = np.zeros((*x.shape[:-1], 2 * x.shape[-1]), x.dtype)
    wide[..., ::2] = x
    return wide[..., ::2]


def reversed_strides(x):
    """The same values in an array that runs backwards."""
    backwards = (slice(None, None, -1),) * x.ndim
    return np.ascontiguousarray(x[backwards])[backwards]


def read_only(x):
    copy = np.array(x)
    copy.flags.writeable = False
    return copy


def other_byte_order(x):
    return x.astype(x.dtype.newbyteorder()) if x.dtype.kind in "iuf" else x  # NumPy knows no other for bfloat16


LAYOUTS = {f.__name__: f for f in (fortran, strided, reversed_strides, read_only, other_byte_order)}


def laid_out(x, layout):
    """A copy of x in that layout; a scalar has but one."""
    x = np.array(x)
    return LAYOUTS[layout](x) if x.ndim else x


def native(x):
    """An array in this machine's byte order."""
    x = np.asarray(x)
    return x.astype(x.dtype.newbyteorder("=")) if x.dtype.kind in "iuf" else x


def holds(golden):
    return not golden.raises and golden.case.kind in ("op", "layer", "loss", "metric") and bool(golden.case.tensors)


def examples(golden):
    """A layout for each tensor."""
    return st.fixed_dictionaries({name: st.sampled_from(sorted(LAYOUTS)) for name in sorted(golden.case.tensors)})


def verdict(golden, example, implementation):
    laid = {name: laid_out(golden.case.tensors[name], layout) for name, layout in example.items()}
    asked = changed(tensors_only(golden), tensors=laid)
    answers = implementation.answer(asked.case)
    if isinstance(answers, (TypeError, ValueError)) and "other_byte_order" in example.values():
        return passed()
    if not isinstance(answers, Exception):
        answers = {name: native(array) for name, array in answers.items() if name in asked.answers}
    result = verdict_on(asked, answers)
    for name, array in laid.items():
        before = golden.case.tensors[name]
        if not np.array_equal(array, before, equal_nan=array.dtype.kind in "fc"):
            finding = Finding(name, math.inf, "input changed", message="the call changed this input")
            return Verdict("fail", "input changed", result.margin, [finding])
    return result
