"""A mask that masks nothing changes nothing: a Masking layer behind each input, for a value that no input has."""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed, tensors_only

KEPT = ("compile", "fit", "evaluate", "predict", "train_on_batch", "weights")  # actions that a layer more leaves alone
INPUT, MASKING = "keras.Input", "keras.layers.Masking"


def holds(golden):
    case = golden.case
    if case.kind != "model" or golden.raises or any(a["do"] not in KEPT for a in case.spec["actions"]):
        return False
    inputs = _inputs(case.spec["build"])
    return bool(inputs) and all(config.get("dtype", "float32") == "float32" for config in inputs)


def _inputs(build):
    """The configs of the inputs; none if a sequence does not begin with one."""
    if "sequential" in build:
        return [config for symbol, config in build["sequential"][:1] if symbol == INPUT]
    return [entry["config"] for entry in build["functional"] if entry["symbol"] == INPUT]


def examples(golden):
    """A value that is not among the inputs."""
    given = {float(x) for array in golden.case.tensors.values() if array.dtype.kind == "f" for x in array.flat}
    return st.sampled_from([-1.0, 0.5, 7.0, 1e9]).filter(lambda value: value not in given)


def question(golden, example):
    return _asked(golden, example).case


def _asked(golden, example):
    build, config = golden.case.spec["build"], {"mask_value": example}
    if "sequential" in build:
        first, *others = build["sequential"]
        masked = {**build, "sequential": [first, [MASKING, config], *others]}
    else:
        masked = {**build, "functional": list(_behind_inputs(build["functional"], config))}
    return changed(tensors_only(golden), spec={"build": masked})


def _behind_inputs(entries, config):
    masked = {entry["name"]: entry["name"] + "_masked" for entry in entries if entry["symbol"] == INPUT}
    for entry in entries:
        yield {**entry, "inputs": [masked.get(name, name) for name in entry["inputs"]]} if "inputs" in entry else entry
        if entry["symbol"] == INPUT:
            name = entry["name"]
            yield {"name": masked[name], "symbol": MASKING, "config": config, "inputs": [name]}


def verdict(golden, example, implementation):
    return ask(_asked(golden, example), implementation)
