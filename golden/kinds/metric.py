"""A metric, made from its config and updated several times.

spec: {"config": {...}, "updates": [{"args": [...], "kwargs": {...}}, ...]}
answers: result.N and state.N.NAME after each update (0 is before the first), after_reset.NAME, config.
"""

import numpy as np

from golden.case import fill
from golden.kinds import common


def _state(metric, ns, prefix):
    return {name: ns.numpy(v) for name, v in common.by_name(prefix, metric.variables, ns).items()}


def _results(metric, ns, number):
    result = metric.result()
    if isinstance(result, dict):
        return {f"result.{number}.{key}": np.asarray(ns.numpy(value)) for key, value in result.items()}
    return {f"result.{number}": np.asarray(ns.numpy(result))}


def run(case, ns):
    metric = common.make(case, ns)
    tensors = common.native(case, ns)
    answers = {}
    for number, update in enumerate([None, *case.spec["updates"]]):
        if update is not None:
            metric.update_state(*fill(update.get("args", []), tensors), **fill(update.get("kwargs", {}), tensors))
            answers.update(_state(metric, ns, f"state.{number}"))
        if update is not None or not case.spec["updates"] or case.spec.get("before"):
            answers.update(_results(metric, ns, number))
    metric.reset_state()
    answers.update(_state(metric, ns, "after_reset"))
    return {**answers, **common.config_of(case, metric)}


def complete(case, ns):
    return case


def length(case):
    return max(sum(a.size for a in case.tensors.values()), 1)
