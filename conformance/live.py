"""Fresh cases: a stored case with other numbers in it, asked of Keras on TensorFlow here and now, in a worker.

Inputs are drawn anew in the shapes that they have: spread more widely or more narrowly, rounded to halves so that there
are ties and kinks, with zeros among them, or the old ones in another order. Weights and cotangents stay. A pipeline of
data goes on with random steps (``steps``). It has the functions of a relation.
"""

import json

import numpy as np
from hypothesis import strategies as st

from conformance.asking import ask
from conformance.implementations import isolated
from conformance.relations.change import changed
from conformance.steps import BEGINNINGS, MOST, OF_SPEC, further
from golden.case import Golden
from golden.errors import KIND_OF_ERROR
from golden.kinds.common import is_float
from golden.namespace import Refused, Unsupported
from golden.truth import truth_of
from golden.verdict import Verdict

KINDS = ("op", "layer", "loss", "metric")


def _normal(x, rng):
    return rng.standard_normal(x.shape) * (np.std(x) or 1.0)


def _wide(x, rng):
    return x * 2.0 ** rng.integers(0, 6)


def _narrow(x, rng):
    return x * 2.0 ** -rng.integers(1, 12)


def _halves(x, rng):
    return np.round(2 * x) / 2


def _with_zeros(x, rng):
    return np.where(rng.random(x.shape) < 0.3, 0.0, x)


def _permuted(x, rng):
    return rng.permutation(x.ravel()).reshape(x.shape)


OTHER_SIZES = {"wide", "narrow"}
DRAWS = {f.__name__.strip("_"): f for f in (_normal, _wide, _narrow, _halves, _with_zeros, _permuted)}


def holds(golden):
    """Whether fresh numbers may stand in a case: not where it is refused, nor where special values are its point."""
    case = golden.case
    if case.kind == "dataset":
        known = not golden.raises and case.symbol.split(".")[-1] in BEGINNINGS
        text = _text(golden.answers["element_spec"]) if known else ""
        known = known and ("dataset" not in text or text in OF_SPEC)  # of datasets in tuples little can be made
        return known and len(case.spec["steps"]) < MOST and case.spec.get("limit") is None
    finite = all(np.isfinite(np.asarray(case.tensors[n], np.float64)).all() for n in _inputs(case))
    return case.kind in KINDS and not golden.raises and "seed-exact" not in case.tags and finite and bool(_inputs(case))


def _inputs(case):
    """The floating inputs of a case."""
    kept = ("weights.", "cotangent")
    return [n for n, a in case.tensors.items() if is_float(np.asarray(a)) and not n.startswith(kept)]


def _text(spec):
    return spec if isinstance(spec, str) else json.dumps(spec)


class Live:
    """The search for fresh cases, by one oracle; ``close`` ends its worker. Raises: NoImplementation without one."""

    def __init__(self):
        self.oracle = isolated("keras-tensorflow")

    def examples(self, golden):
        """For each floating input how it is drawn, and a seed.

        Long chains keep the size of their inputs: of wide ones their gates saturate, of narrow ones (keys that are
        nearly equal) their gradients are differences of equal terms, and little but rounding is left, in TensorFlow's
        answer as well.
        """
        if golden.case.kind == "dataset":
            what = OF_SPEC.get(_text(golden.answers["element_spec"]), "other")
            return further(what, MOST - len(golden.case.spec["steps"]))
        draws = sorted(DRAWS.keys() - (OTHER_SIZES if golden.case.op_class == "iterated" else set()))
        drawn = st.tuples(st.sampled_from(draws), st.integers(0, 2**16))
        return st.fixed_dictionaries(dict.fromkeys(_inputs(golden.case), drawn))

    def question(self, golden, example):
        """The case with the numbers of an example."""
        if golden.case.kind == "dataset":
            spec = {"steps": [*golden.case.spec["steps"], *example], "epochs": 1, "limit": 40}
            return changed(golden, tensors={"zero": np.array(0, np.int64)}, spec=spec).case
        tensors = {}
        for name, (draw, seed) in example.items():
            old = np.asarray(golden.case.tensors[name])
            with np.errstate(over="ignore"):
                tensors[name] = DRAWS[draw](np.float64(old), np.random.default_rng(seed)).astype(old.dtype)
        return changed(golden, tensors=tensors).case

    def answered(self, case):
        """The Golden of a case, as the oracle answers it now; or what came instead, if it is no answer of Keras."""
        answers = self.oracle.answer(case)
        if isinstance(answers, Refused) and answers.kind in KIND_OF_ERROR:
            return Golden(case, raises=answers.kind)
        if isinstance(answers, Exception):
            return answers

        def in_float64(wide):
            found = self.oracle.answer(wide, "float64")
            if isinstance(found, Exception):
                raise found
            return found

        truth, why = truth_of(case, answers, in_float64)
        return Golden(case, answers, truth, why)

    def verdict(self, golden, example, implementation):
        fresh = self.answered(self.question(golden, example))
        if isinstance(fresh, Unsupported):
            return Verdict("unsupported", f"the oracle cannot answer: {fresh}")
        if isinstance(fresh, Exception):
            raise fresh  # the oracle is lost: no fault of the implementation
        return ask(fresh, implementation)

    def close(self):
        self.oracle.close()
