"""A loss, made from its config and called on targets and predictions.

spec: {"config": {...}, "args": [y_true, y_pred], "kwargs": {"sample_weight": ...}}
answers: output, grad.NAME of the floating predictions, config.
"""

from dataclasses import replace

import numpy as np

from golden.case import fill, names
from golden.kinds import common


def _call(case, loss, tensors):
    return loss(*fill(case.spec["args"], tensors), **fill(case.spec.get("kwargs", {}), tensors))


def run(case, ns):
    loss, tensors = common.make(case, ns), common.native(case, ns)
    output = ns.numpy(_call(case, loss, tensors))
    answers = {"output": output, **common.config_of(case, loss)}
    wanted = [n for n in names(case.spec["args"][1:]) if common.is_float(case.tensors[n])]
    if common.has_cotangent(case) and wanted:

        def fn(*values):
            return [_call(case, loss, {**tensors, **dict(zip(wanted, values, strict=True))})]

        answers.update(common.gradients(case, ns, fn, {n: tensors[n] for n in wanted}, [], [output]))
    return answers


def complete(case, ns):
    if "error" in case.tags or common.has_cotangent(case):
        return case
    output = ns.numpy(_call(case, common.make(case, ns), common.native(case, ns)))
    if output.shape == ():
        return replace(case, tensors={**case.tensors, "cotangent": np.ones((), output.dtype)})
    return replace(case, tensors={**case.tensors, **common.cotangents_for(case, [output])})


def length(case):
    return max((a.size for a in case.tensors.values()), default=1)
