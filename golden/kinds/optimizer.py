"""An optimizer, made from its config, and the way that variables take under given gradients.

spec: {"config": {...}, "variables": [tensor names], "gradients": [[tensor names] for each step],
"learning_rate_callable": a name from CALLABLES, "exclude": {"var_list": [numbers], "var_names": [names]}, what does
not decay (variables are named v0, v1 ...), "known": true if apply is not given the variables again, "resumed": the
number of the step before which another optimizer goes on, made of this one's config and variables}
answers: variable.K and slot.K.NAME as they stand after each step (steps, *shape), learning_rate after each step,
iterations, config.
"""

import numpy as np

from golden.kinds import common


def _constant():
    return lambda: 0.05


def _halving():
    """A learning rate that halves each time it is asked for."""
    calls = iter(range(1000))
    return lambda: 0.1 * 0.5 ** next(calls)


CALLABLES = {"constant": _constant, "halves": _halving}


def _made(case, ns):
    named = case.spec.get("learning_rate_callable")
    return common.make(case, ns, learning_rate=CALLABLES[named]()) if named else common.make(case, ns)


def _built(optimizer, case, variables):
    if "exclude" in case.spec:
        excluded = case.spec["exclude"]
        kept = [variables[i] for i in excluded["var_list"]] if "var_list" in excluded else None
        optimizer.exclude_from_weight_decay(var_list=kept, var_names=excluded.get("var_names"))
    optimizer.build(variables)
    return optimizer


def _again(optimizer, case, variables):
    """Another optimizer, of the config and in the state of this one."""
    again = _built(type(optimizer).from_config(optimizer.get_config()), case, variables)
    for v, before in zip(again.variables, optimizer.variables, strict=True):
        v.assign(before)
    return again


def _slots(optimizer, ns):
    return [v for v in optimizer.variables if ns.variable_name(v) not in ("iteration", "learning_rate")]


def run(case, ns):
    dtype = ns.floatx_now()
    variables = [
        ns.variable(case.tensors[name].astype(dtype), f"v{i}") for i, name in enumerate(case.spec["variables"])
    ]
    optimizer = _built(_made(case, ns), case, variables)
    slots = _slots(optimizer, ns)
    tracks = {f"variable.{i}": [] for i in range(len(variables))}
    tracks.update({name: [] for name in common.by_name("slot", slots, ns)})
    rates = []
    for number, step in enumerate(case.spec["gradients"]):
        if number == case.spec.get("resumed"):
            optimizer = _again(optimizer, case, variables)
            slots = _slots(optimizer, ns)
        grads = [None if name is None else ns.array(case.tensors[name].astype(dtype)) for name in step]
        optimizer.apply(grads, *([] if case.spec.get("known") else [variables]))
        for track, v in zip(tracks.values(), (*variables, *slots), strict=True):
            track.append(np.array(ns.numpy(v)))
        rates.append(np.asarray(ns.numpy(optimizer.learning_rate)))
    answers = {name: np.stack(track) for name, track in tracks.items() if track}
    if rates:
        answers["learning_rate"] = np.stack(rates)
    answers["iterations"] = int(np.asarray(ns.numpy(optimizer.iterations)))
    if not case.spec.get("learning_rate_callable"):
        answers.update(common.config_of(case, optimizer))
    return answers


def complete(case, ns):
    return case


def length(case):
    return max(sum(a.size for a in case.tensors.values()), 1)
