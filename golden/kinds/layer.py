"""A layer, made from its config, built by a call, given its weights, and called.

spec: {"config": {...}, "inputs": tensor or list, "call": {"training": ...}}; tensors weights.0 ... in the layer's order
       "ways": [...], further ways to come to the same answers, some of: "unbuilt" (a new layer, which its first call
       builds), "keywords" (inputs given by name), "restored" (serialized and made anew), "initial" (the
       weights that it begins with), "adapted" and "adapted_by_batches" (to its inputs, before it is called on them)
answers: output, grad of every floating input and trainable weight, state.N (weights that are not trained, after the
call), losses, weights (names, shapes, whether trained), config, output_shape; WAY.output of each way,
unbuilt.output_shape, restored.text, initial.weights.N.
"""

from dataclasses import replace

import numpy as np

from golden.case import fill, names
from golden.kinds import common


def _made(case, ns):
    """The layer and its inputs; the name is the case's own, so that configs do not depend on what ran before."""
    layer = common.make(case, ns, **({} if "name" in case.spec.get("config", {}) else {"name": "layer"}))
    return layer, common.native(case, ns)


def _call(case, layer, tensors):
    kwargs = fill(case.spec.get("call", {}), tensors)
    return layer(fill(case.spec["inputs"], tensors), **kwargs)


def _built(case, ns):
    layer, tensors = _made(case, ns)
    shape = fill(case.spec["inputs"], {n: tuple(a.shape) for n, a in case.tensors.items()})
    if not getattr(layer, "built", False) and hasattr(layer, "build"):
        layer.build(shape)
    return layer, tensors


def _weights(case):
    return [case.tensors[f"weights.{i}"] for i in range(sum(n.startswith("weights.") for n in case.tensors))]


def run(case, ns):
    if "error" in case.tags:
        layer, tensors = _made(case, ns)
        return {"output": ns.numpy(_call(case, layer, tensors))}
    layer, tensors = _built(case, ns)
    weights = list(getattr(layer, "weights", ()))
    dtype = next((ns.numpy(v).dtype for v in weights), None)
    stored = [w.astype(dtype) if dtype and common.is_float(w) else w for w in _weights(case)]
    if stored:
        layer.set_weights(stored)
    result = _call(case, layer, tensors)
    outputs = [ns.numpy(x) for x in common.flat(result)]
    answers = common.numbered("output", outputs)
    still = [v for v in weights if not getattr(v, "trainable", True)]
    answers.update({f"state.{i}": ns.numpy(v) for i, v in enumerate(still)})
    losses = [ns.numpy(x) for x in getattr(layer, "losses", ())]
    if losses:
        answers["losses"] = np.stack(losses)
    if hasattr(layer, "weights") and all(hasattr(v, "trainable") for v in weights):
        answers["weights"] = [
            {"name": ns.variable_name(v), "shape": list(v.shape), "trainable": bool(v.trainable)} for v in weights
        ]
    answers.update(common.config_of(layer))
    if hasattr(layer, "compute_output_shape"):
        shape = fill(case.spec["inputs"], {n: (None, *a.shape[1:]) for n, a in case.tensors.items()})
        answers["output_shape"] = common.plain_json(layer.compute_output_shape(shape))
    for way in case.spec.get("ways", ()):
        answers.update({f"{way}.{name}": value for name, value in WAYS[way](case, ns, stored).items()})
    if common.has_cotangent(case) and "gradients" in ns.claims:
        answers.update(_gradients(case, ns, layer, tensors, outputs, stored))
    return answers


def _unbuilt(case, ns, stored):
    layer, tensors = _made(case, ns)
    shape = layer.compute_output_shape(fill(case.spec["inputs"], {n: a.shape for n, a in case.tensors.items()}))
    layer, tensors = _made(case, ns)
    _call(case, layer, tensors)
    layer.set_weights(stored)
    return {"output": ns.numpy(_call(case, layer, tensors)), "output_shape": common.plain_json(shape)}


def _keywords(case, ns, stored):
    layer, tensors = _made(case, ns)
    kwargs = {"inputs": fill(case.spec["inputs"], tensors), **fill(case.spec.get("call", {}), tensors)}
    layer(**kwargs)
    layer.set_weights(stored)
    return {"output": ns.numpy(layer(**kwargs))}


def _restored(case, ns, stored):
    layer, tensors = _built(case, ns)
    _call(case, layer, tensors)
    text = common.plain_json(ns.resolve("keras.saving.serialize_keras_object")(layer))
    again = ns.resolve("keras.saving.deserialize_keras_object")(text)
    again.set_weights(stored)
    return {"output": ns.numpy(_call(case, again, tensors)), "text": text}


def _initial(case, ns, stored):
    return {f"weights.{i}": ns.numpy(v) for i, v in enumerate(_built(case, ns)[0].weights)}


def _adapted(case, ns, stored):
    (name,) = names(case.spec["inputs"])
    return _after_adapt(case, ns, case.tensors[name])


def _adapted_by_batches(case, ns, stored):
    (name,) = names(case.spec["inputs"])
    data = case.tensors[name]
    return _after_adapt(case, ns, [data[i : i + 4] for i in range(0, len(data), 4)])  # the last one is smaller


def _after_adapt(case, ns, data):
    layer, tensors = _made(case, ns)
    layer.adapt(data)
    state = {f"state.{i}": ns.numpy(v) for i, v in enumerate(layer.weights)}
    return {"output": ns.numpy(_call(case, layer, tensors)), **state}


WAYS = {
    "unbuilt": _unbuilt,
    "keywords": _keywords,
    "restored": _restored,
    "initial": _initial,
    "adapted": _adapted,
    "adapted_by_batches": _adapted_by_batches,
}


def _gradients(case, ns, layer, tensors, outputs, stored):
    """On the stored weights again, since the call may have moved some."""
    if stored:
        layer.set_weights(stored)
    wanted = [n for n in dict.fromkeys(names(case.spec["inputs"])) if common.is_float(case.tensors[n])]

    def fn(*values):
        return common.flat(_call(case, layer, {**tensors, **dict(zip(wanted, values, strict=True))}))

    inputs = {name: tensors[name] for name in wanted}
    return common.gradients(case, ns, fn, inputs, list(layer.trainable_weights), outputs)


def complete(case, ns):
    if "error" in case.tags:
        return case
    layer, tensors = _built(case, ns)
    drawn = {}
    for i, v in enumerate(layer.weights):
        name = f"weights.{i}"
        if name not in case.tensors:
            rng = common.rng_for(case, name)
            positive = "variance" in v.name or v.name == "gamma"
            value = rng.uniform(0.5, 1.5, v.shape) if positive else 0.5 * rng.standard_normal(v.shape)
            drawn[name] = value.astype(np.float32)
    case = replace(case, tensors={**case.tensors, **drawn})
    layer.set_weights(_weights(case))
    if common.has_cotangent(case) or not any(common.is_float(case.tensors[n]) for n in names(case.spec["inputs"])):
        return case
    outputs = [ns.numpy(x) for x in common.flat(_call(case, layer, tensors))]
    return replace(case, tensors={**case.tensors, **common.cotangents_for(case, outputs)})


def length(case):
    return max((a.size for a in case.tensors.values()), default=1)
