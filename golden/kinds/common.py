"""What several kinds do alike: tensors in and out, names of outputs, gradients, configs."""

import hashlib
import json
from functools import wraps

import numpy as np

from golden.namespace import Unsupported


def if_offered(case, ask, *args):
    """The answers of a part that an implementation may not have: none where it says so, the others still count.

    It says so by Unsupported or NotImplementedError; of a case that is an error, such an error is the answer.
    """
    try:
        return ask(*args)
    except (Unsupported, NotImplementedError):
        if "error" in case.tags:
            raise
        return {}


def rng_for(case, name):
    """A generator for one tensor of one case, the same wherever and in whatever order it is asked for."""
    digest = hashlib.sha256(f"{case.id} {name}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "little")))


def is_float(array):
    return array.dtype.kind == "f" or array.dtype.name == "bfloat16"


def native(case, ns):
    """The case's tensors as the implementation's."""
    return {name: ns.array(array) for name, array in case.tensors.items()}


def flat(out):
    """The tensors of an output that may be one, or lists, tuples and dicts of them."""
    if isinstance(out, dict):
        return [x for key in sorted(out) for x in flat(out[key])]
    if isinstance(out, (list, tuple)):
        return [x for item in out for x in flat(item)]
    return [out]


def numbered(prefix, items):
    """``{prefix: x}`` for a single item, else ``{prefix.0: x, ...}``."""
    return {prefix: items[0]} if len(items) == 1 else {f"{prefix}.{i}": x for i, x in enumerate(items)}


def by_name(prefix, variables, ns):
    """``{prefix.NAME: variable}``; a name that stood before has a number after it."""
    found = {}
    for v in variables:
        name = f"{prefix}.{ns.variable_name(v)}"
        found[name if name not in found else f"{name}.{len(found)}"] = v
    return found


def plain_json(value):
    """``value`` as JSON would bring it back: tuples as lists, NumPy numbers as Python's."""
    return json.loads(json.dumps(value, default=_plain))


def _plain(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, np.generic):
        return value.item()
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if hasattr(value, "as_list"):  # tf.TensorShape
        return value.as_list()
    return getattr(value, "__name__", None) or str(value)


def make(case, ns, **more):
    """The object of the case's symbol and config; ``{"keras": SYMBOL, "config": {...}}`` in it stands for an object."""
    return ns.resolve(case.symbol)(**objects(case.spec.get("config") or {}, ns), **more)


def set_seed(case, ns):
    """Seed the whole of Keras by the case's own seed, if it has one: ``"seed"`` in its spec."""
    if "seed" in case.spec:
        ns.resolve("keras.utils.set_random_seed")(case.spec["seed"])


def under_policy(fun):
    """Decorator of ``run`` and ``complete``: the dtype policy that the case's spec names under "policy" is the global
    one meanwhile, and the one before is back afterwards, whatever happens.
    """

    @wraps(fun)
    def wrapper(case, ns):
        if "policy" not in case.spec:
            return fun(case, ns)
        set_policy = ns.resolve("keras.config.set_dtype_policy")
        before = ns.resolve("keras.config.dtype_policy")()
        set_policy(case.spec["policy"])
        try:
            return fun(case, ns)
        finally:
            set_policy(before)

    return wrapper


def config_of(case, made):
    """The answer ``config``, of an object that has one to give."""
    if not hasattr(made, "get_config"):
        return {}
    return if_offered(case, lambda: {"config": plain_json(made.get_config())})


def objects(config, ns):
    """A config with the objects that it describes made; ``{"named": SYMBOL}`` is a function or class itself."""
    if isinstance(config, dict):
        if set(config) == {"named"}:
            return ns.resolve(config["named"])
        if "keras" in config:
            return ns.resolve(config["keras"])(**objects(config.get("config", {}), ns))
        return {key: objects(value, ns) for key, value in config.items()}
    if isinstance(config, list):
        return [objects(value, ns) for value in config]
    return config


def gradients(case, ns, fn, inputs, variables, outputs):
    """Gradients of Σ output * cotangent for named inputs and variables, as ``grad.NAME`` and ``grad.weights.N``.

    Nothing if the namespace does not claim gradients or has none of this, or if an output has another shape than
    Keras': the verdict is that on the output.
    """
    if "gradients" not in ns.claims:
        return {}
    cotangents = [case.tensors[name] for name in cotangent_names(len(outputs)) if name in case.tensors]
    if [c.shape for c in cotangents] != [np.shape(x) for x in outputs]:
        return {}

    def found():
        given = [ns.array(c) for c in cotangents]
        _, of_inputs, of_variables = ns.vjp(fn, list(inputs.values()), variables, given)
        answers = {f"grad.{name}": ns.numpy(g) for name, g in zip(inputs, of_inputs, strict=True)}
        return {**answers, **{f"grad.weights.{i}": ns.numpy(g) for i, g in enumerate(of_variables)}}

    return if_offered(case, found)


def cotangent_names(count):
    return ["cotangent"] if count == 1 else [f"cotangent.{i}" for i in range(count)]


def cotangents_for(case, outputs):
    """Drawn cotangents for outputs that are all floating; none otherwise."""
    outputs = [np.asarray(x) for x in outputs]
    if not outputs or not all(is_float(x) for x in outputs):
        return {}
    drawn = zip(cotangent_names(len(outputs)), outputs, strict=True)
    return {n: rng_for(case, n).standard_normal(x.shape).astype(x.dtype) for n, x in drawn if n not in case.tensors}


def has_cotangent(case):
    return "cotangent" in case.tensors or "cotangent.0" in case.tensors
