"""An implementation that lacks a part of what a case asks is judged on the rest of it."""

import numpy as np
import pytest

from conformance.implementations.refimpl import Refimpl
from golden.namespace import Unsupported
from golden.store import Store
from golden.verdict import run_and_judge

LACKING = [
    ("ops.softplus/smooth", "vjp", "grad.x"),
    ("ops.softplus/smooth", "keras.KerasTensor", "symbolic"),
    ("activations.softplus/smooth", "vjp", "grad.x"),
    ("losses.Huber/default", "vjp", "grad.y_pred"),
    ("losses.Huber/default", "get_config", "config"),
    ("metrics.Mean/vectors", "get_config", "config"),
    ("optimizers.SGD/default", "get_config", "config"),
    ("initializers.RandomUniform/generator", "get_config", "config"),
    ("initializers.RandomUniform/generator", "keras.initializers.serialize", "text"),
    ("layers.Dense/plain", "vjp", "grad.x"),
    ("layers.Dense/plain", "get_config", "config"),
    ("layers.Dense/plain", "compute_output_shape", "output_shape"),
    ("layers.Dense/ways", "keras.saving.serialize_keras_object", "restored.output"),
    ("Sequential/book-mlp", "summary", "5.summary"),
]


class Lacking(Refimpl):
    """Without one symbol, method or its vector-Jacobian products; ``wrong`` adds one to every float."""

    def __init__(self, part, wrong):
        super().__init__()
        self.part, self.wrong = part, wrong

    def resolve(self, symbol):
        if symbol == self.part:
            raise Unsupported(symbol)
        found = super().resolve(symbol)
        if not isinstance(found, type) or "." in self.part or not hasattr(found, self.part):
            return found

        def lacks(*args, **kwargs):
            raise NotImplementedError(self.part)

        return type(found.__name__, (found,), {self.part: lacks})

    def vjp(self, *args):
        if self.part == "vjp":
            raise NotImplementedError("gradients of this")
        return super().vjp(*args)

    def numpy(self, native):
        array = super().numpy(native)
        return array + np.ones((), array.dtype) if self.wrong and array.dtype.kind == "f" else array


@pytest.fixture(scope="module")
def goldens():
    wanted = {case_id for case_id, _, _ in LACKING}
    return {golden.case.id: golden for golden in Store().all() if golden.case.id in wanted}


@pytest.mark.parametrize(("case_id", "part", "name"), LACKING)
def test_the_rest_counts(goldens, case_id, part, name):
    golden = goldens[case_id]
    assert name in golden.answers
    verdict = run_and_judge(golden, Lacking(part, wrong=False))
    assert verdict.outcome == "unsupported"
    assert verdict.reason.startswith("right in ") and name in verdict.reason.partition("not offered")[2]
    assert run_and_judge(golden, Lacking(part, wrong=True)).outcome == "fail"
