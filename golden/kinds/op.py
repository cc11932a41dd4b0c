"""A function of tensors, or an object made from a config and then called like one (activations, regularizers).

spec: {"args": [...], "kwargs": {...}, "config": {...} if it is made first, "symbolic": false to leave that out}
answers: output (or output.0 ...), grad.NAME for each floating tensor among the arguments, symbolic (shape and dtype of
the outputs for symbolic arguments whose first axis is unknown), config.
"""

from dataclasses import replace

from golden.case import fill, names
from golden.kinds import common


def _callable(case, ns):
    return common.make(case, ns) if "config" in case.spec else ns.resolve(case.symbol)


def _call(case, function, tensors):
    args = [_as_tuple(a) for a in fill(case.spec.get("args", []), tensors)]
    kwargs = {key: _as_tuple(a) for key, a in fill(case.spec.get("kwargs", {}), tensors).items()}
    return function(*args, **kwargs)


def _as_tuple(value):
    """Axes, sizes and widths are tuples, which JSON writes as lists; a list of tensors stays one."""
    if isinstance(value, list) and all(isinstance(item, (int, list)) for item in value):
        return tuple(_as_tuple(item) for item in value)
    return value


def _differentiable(case):
    used = names([case.spec.get("args", []), case.spec.get("kwargs", {})])
    return [n for n in dict.fromkeys(used) if common.is_float(case.tensors[n])]


def run(case, ns):
    function = _callable(case, ns)
    tensors = common.native(case, ns)
    outputs = [ns.numpy(x) for x in common.flat(_call(case, function, tensors))]
    answers = common.numbered("output", outputs)
    wanted = _differentiable(case)
    if common.has_cotangent(case) and wanted:

        def fn(*values):
            return common.flat(_call(case, function, {**tensors, **dict(zip(wanted, values, strict=True))}))

        inputs = {name: tensors[name] for name in wanted}
        answers.update(common.gradients(case, ns, fn, inputs, [], outputs))
    if case.spec.get("symbolic") and "symbolic" in ns.claims:
        answers["symbolic"] = _symbolic(case, ns, function, tensors)
    if "config" in case.spec:
        answers.update(common.config_of(function))
    return answers


def _symbolic(case, ns, function, tensors):
    """Shapes and dtypes of the outputs when the first tensor, and those with as many rows, are symbolic, sizeless."""
    used = names(case.spec.get("args", []))
    shape = case.tensors[used[0]].shape
    symbols = {
        name: ns.resolve("keras.KerasTensor")((None, *array.shape[1:]), dtype=ns.numpy(tensors[name]).dtype.name)
        for name, array in case.tensors.items()
        if name in used and array.ndim == len(shape) and array.shape[:1] == shape[:1]
    }
    outputs = common.flat(_call(case, function, {**tensors, **symbols}))
    return [{"shape": list(x.shape), "dtype": getattr(x.dtype, "name", x.dtype)} for x in outputs]


def complete(case, ns):
    if "error" in case.tags or common.has_cotangent(case) or not _differentiable(case):
        return case
    outputs = [ns.numpy(x) for x in common.flat(_call(case, _callable(case, ns), common.native(case, ns)))]
    return replace(case, tensors={**case.tensors, **common.cotangents_for(case, outputs)})


def length(case):
    return max((a.size for a in case.tensors.values()), default=1)
