"""A layer, made from its config, built by a call, given its weights, and called.

spec: {"config": {...}, "inputs": tensor or list, "call": {"training": ...}}; tensors weights.0 ... in the layer's order
       "policy": the name of the global dtype policy meanwhile
       "times": how often it is called; then the states of its seed generators are answers, too
       A call may hold further tensors by name: a mask, an initial_state, the value of an attention
       "then": [...], further calls of the same layer, each {"inputs", "call"} or {"reset": true} (reset_state)
       "left_out": [N, ...], weights whose gradients nobody can answer: they are nothing but rounding
       "output_shape": false, if the layer has no compute_output_shape
       "ways": [...], further ways to come to the same answers, some of: "unbuilt" (a new layer, which its first call
       builds), "keywords" (inputs given by name), "restored" (serialized and made anew), "initial" (the
       weights that it begins with), "mask" (what compute_mask makes of the inputs and the call's mask), "adapted" and
       "adapted_by_batches" (to its inputs, before it is called on them)
answers: output, grad of every floating input and trainable weight, state.N (weights that are not trained, after the
call), losses, weights (names, shapes, whether trained), config, output_shape; then.N.output; WAY.output of each way,
unbuilt.output_shape, restored.text, initial.weights.N, mask.given (whether there is one for each output), mask.N; with
"times", seeds.N and the outputs of all calls. Gradients are those of the first call, of a layer that is reset.
"""

import inspect
from dataclasses import replace

import numpy as np

from golden.case import fill, names
from golden.kinds import common


def _made(case, ns):
    """The layer and its inputs; the name is the case's own, so that configs do not depend on what ran before."""
    layer = common.make(case, ns, **({} if "name" in case.spec.get("config", {}) else {"name": "layer"}))
    return layer, common.native(case, ns)


def _call(case, layer, tensors, spec=None):
    """The outputs of a call, or of all of them where the spec says how many."""
    spec = spec or case.spec
    kwargs = fill(spec.get("call", {}), tensors)
    calls = [layer(fill(spec["inputs"], tensors), **kwargs) for _ in range(spec.get("times", 1))]
    return calls if "times" in spec else calls[0]


def _built(case, ns):
    layer, tensors = _made(case, ns)
    if not getattr(layer, "built", False) and hasattr(layer, "build"):
        shape, more = _shapes(case, layer.build, lambda shape: tuple(shape))
        layer.build(shape, **more)
    return layer, tensors


def _shapes(case, method, of):
    """The shapes of the inputs, and by name those of the call's tensors for which a method has a parameter."""
    shapes = {n: of(a.shape) for n, a in case.tensors.items()}
    taken = inspect.signature(method).parameters
    more = {f"{name}_shape": value for name, value in case.spec.get("call", {}).items() if names(value)}
    return fill(case.spec["inputs"], shapes), {k: fill(v, shapes) for k, v in more.items() if k in taken}


def _output_shape(case, layer, of):
    """The answer ``output_shape`` for inputs of the shapes ``of(shape)``, of a layer that can tell it beforehand."""
    if not hasattr(layer, "compute_output_shape"):
        return {}

    def found():
        shape, more = _shapes(case, layer.compute_output_shape, of)
        return {"output_shape": common.plain_json(layer.compute_output_shape(shape, **more))}

    return common.if_offered(case, found)


def _reset(layer):
    if getattr(layer, "stateful", False):
        layer.reset_state()


def _weights(case):
    return [case.tensors[f"weights.{i}"] for i in range(sum(n.startswith("weights.") for n in case.tensors))]


@common.under_policy
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
    if "times" in case.spec:
        seeds = [v for v in layer.variables if all(v is not w for w in weights)]
        answers.update({f"seeds.{i}": ns.numpy(v) for i, v in enumerate(seeds)})
    losses = [ns.numpy(x) for x in getattr(layer, "losses", ())]
    if losses:
        answers["losses"] = np.stack(losses)
    if hasattr(layer, "weights") and all(hasattr(v, "trainable") for v in weights):
        answers["weights"] = [
            {"name": ns.variable_name(v), "shape": list(v.shape), "trainable": bool(v.trainable)} for v in weights
        ]
    answers.update(common.config_of(case, layer))
    if case.spec.get("output_shape", True):
        answers.update(_output_shape(case, layer, lambda shape: (None, *shape[1:])))
    for number, further in enumerate(case.spec.get("then", ())):
        answers.update(_further(case, ns, layer, tensors, further, f"then.{number}"))
    for way in case.spec.get("ways", ()):
        found = common.if_offered(case, WAYS[way], case, ns, stored)
        answers.update({f"{way}.{name}": value for name, value in found.items()})
    if common.has_cotangent(case) and "gradients" in ns.claims:
        answers.update(_gradients(case, ns, layer, tensors, outputs, stored))
    return answers


def _further(case, ns, layer, tensors, spec, name):
    if spec.get("reset"):
        layer.reset_state()
        return {}
    return {f"{name}.{key}": x for key, x in _outputs(ns, _call(case, layer, tensors, spec)).items()}


def _outputs(ns, result):
    return {name: ns.numpy(x) for name, x in common.numbered("output", common.flat(result)).items()}


def _unbuilt(case, ns, stored):
    layer, tensors = _made(case, ns)
    answers = _output_shape(case, layer, lambda shape: shape)
    layer, tensors = _made(case, ns)
    _call(case, layer, tensors)
    if stored:
        layer.set_weights(stored)
    _reset(layer)
    return {**_outputs(ns, _call(case, layer, tensors)), **answers}


def _keywords(case, ns, stored):
    layer, tensors = _made(case, ns)
    first = next(iter(inspect.signature(layer.call).parameters)) if hasattr(layer, "call") else "inputs"
    kwargs = {first: fill(case.spec["inputs"], tensors), **fill(case.spec.get("call", {}), tensors)}
    layer(**kwargs)
    if stored:
        layer.set_weights(stored)
    _reset(layer)
    return _outputs(ns, layer(**kwargs))


def _restored(case, ns, stored):
    layer, tensors = _built(case, ns)
    _call(case, layer, tensors)
    text = common.plain_json(ns.resolve("keras.saving.serialize_keras_object")(layer))
    again = ns.resolve("keras.saving.deserialize_keras_object")(common.plain_json(text))  # which Keras may change
    again.set_weights(stored)
    return {**_outputs(ns, _call(case, again, tensors)), "text": text}


def _initial(case, ns, stored):
    return {f"weights.{i}": ns.numpy(v) for i, v in enumerate(_built(case, ns)[0].weights)}


def _mask(case, ns, stored):
    layer, tensors = _built(case, ns)
    if not hasattr(layer, "compute_mask"):
        return {}
    given = fill(case.spec.get("call", {}).get("mask"), tensors)
    found = common.flat(layer.compute_mask(fill(case.spec["inputs"], tensors), given))
    masks = {str(i): ns.numpy(mask) for i, mask in enumerate(found) if mask is not None}
    return {"given": [mask is not None for mask in found], **masks}


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
    "mask": _mask,
    "adapted": _adapted,
    "adapted_by_batches": _adapted_by_batches,
}


def _gradients(case, ns, layer, tensors, outputs, stored):
    """On the stored weights again, since the call may have moved some."""
    if stored:
        layer.set_weights(stored)
    _reset(layer)
    used = names([case.spec["inputs"], case.spec.get("call", {})])
    wanted = [n for n in dict.fromkeys(used) if common.is_float(case.tensors[n])]

    def fn(*values):
        return common.flat(_call(case, layer, {**tensors, **dict(zip(wanted, values, strict=True))}))

    inputs = {name: tensors[name] for name in wanted}
    found = common.gradients(case, ns, fn, inputs, list(layer.trainable_weights), outputs)
    return {k: g for k, g in found.items() if k not in {f"grad.weights.{i}" for i in case.spec.get("left_out", ())}}


@common.under_policy
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
