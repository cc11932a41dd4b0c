"""A function of tensors, or an object made from a config and then called like one (activations, regularizers).

spec: {"args": [...], "kwargs": {...}, "config": {...} if it is made first, "symbolic": false to leave that out,
"numpy": true if it is a function of NumPy arrays, which are handed to it as such, "elements": true if it gives
datasets, of whose elements, in two epochs, are the outputs; where there are no datasets it is unsupported,
"method": the name of what is called of an object that was made, "times": how often it is called, "seed": the seed that
is set before (set_random_seed), "lists": true if lists of whole numbers stay lists (axes, sizes and widths are tuples
otherwise)}; objects among the arguments, such as a SeedGenerator, are the same ones in each call
answers: output (or output.0 ...; those of all calls, one after another), grad.NAME for each floating tensor among the
arguments, symbolic (shape and dtype of the outputs for symbolic arguments whose first axis is unknown), config.
"""

from dataclasses import replace

import numpy as np

from golden.case import fill, names
from golden.kinds import common
from golden.namespace import Unsupported


def _callable(case, ns):
    """What is called, and the object that was made for it, if any."""
    common.set_seed(case, ns)
    made = common.make(case, ns) if "config" in case.spec else ns.resolve(case.symbol)
    return getattr(made, case.spec["method"]) if "method" in case.spec else made, made


def _given(case, ns):
    """The spec of the arguments, with the objects in it made: (args, kwargs)."""
    return common.objects(case.spec.get("args", []), ns), common.objects(case.spec.get("kwargs", {}), ns)


def _call(case, function, given, tensors):
    """The outputs of all calls."""
    sizes = (lambda a: a) if case.spec.get("lists") else _as_tuple
    args = [sizes(a) for a in fill(given[0], tensors)]
    kwargs = {key: sizes(a) for key, a in fill(given[1], tensors).items()}
    if case.spec.get("elements"):
        return _elements(function, args, kwargs)
    return [x for _ in range(case.spec.get("times", 1)) for x in common.flat(function(*args, **kwargs))]


def _elements(function, args, kwargs):
    """Of each dataset that the function gives, all components of its elements, in two epochs."""
    try:
        datasets = common.flat(function(*args, **kwargs))
    except ImportError as error:
        raise Unsupported(f"datasets: {error}") from error
    return [x for dataset in datasets for _ in range(2) for element in dataset for x in common.flat(element)]


def _as_tuple(value):
    """Axes, sizes and widths are tuples, which JSON writes as lists; a list of tensors stays one."""
    if isinstance(value, list) and all(isinstance(item, (int, list)) for item in value):
        return tuple(_as_tuple(item) for item in value)
    return value


def _differentiable(case):
    if case.spec.get("numpy"):
        return []
    used = names([case.spec.get("args", []), case.spec.get("kwargs", {})])
    return [n for n in dict.fromkeys(used) if common.is_float(case.tensors[n])]


def run(case, ns):
    function, made = _callable(case, ns)
    given, of_numpy = _given(case, ns), case.spec.get("numpy")
    tensors = dict(case.tensors) if of_numpy else common.native(case, ns)
    outputs = [np.array(x) if of_numpy else ns.numpy(x) for x in _call(case, function, given, tensors)]
    answers = common.numbered("output", outputs)
    wanted = _differentiable(case)
    if common.has_cotangent(case) and wanted:

        def fn(*values):
            return _call(case, function, given, {**tensors, **dict(zip(wanted, values, strict=True))})

        inputs = {name: tensors[name] for name in wanted}
        answers.update(common.gradients(case, ns, fn, inputs, [], outputs))
    if case.spec.get("symbolic") and "symbolic" in ns.claims:
        answers.update(common.if_offered(case, _symbolic, case, ns, function, given, tensors))
    if "config" in case.spec:
        answers.update(common.config_of(case, made))
    return answers


def _symbolic(case, ns, function, given, tensors):
    """Shapes and dtypes of the outputs when the first tensor, and those with as many rows, are symbolic, sizeless."""
    used = names(case.spec.get("args", []))
    shape = case.tensors[used[0]].shape
    symbols = {
        name: ns.resolve("keras.KerasTensor")((None, *array.shape[1:]), dtype=ns.numpy(tensors[name]).dtype.name)
        for name, array in case.tensors.items()
        if name in used and array.ndim == len(shape) and array.shape[:1] == shape[:1]
    }
    outputs = _call(case, function, given, {**tensors, **symbols})
    return {"symbolic": [{"shape": list(x.shape), "dtype": getattr(x.dtype, "name", x.dtype)} for x in outputs]}


def complete(case, ns):
    if "error" in case.tags or common.has_cotangent(case) or not _differentiable(case):
        return case
    function, _ = _callable(case, ns)
    outputs = [ns.numpy(x) for x in _call(case, function, _given(case, ns), common.native(case, ns))]
    return replace(case, tensors={**case.tensors, **common.cotangents_for(case, outputs)})


def length(case):
    return max((a.size for a in case.tensors.values()), default=1)
