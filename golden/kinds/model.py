"""A model as data: layers, weights, and what is done with it, one action after another.

spec: {"build": {"sequential": [[symbol, config], ...]} or {"functional": [{"name", "symbol", "config", "inputs":
[names]}], "outputs": [names]}, "actions": [{"do": NAME, ...}]}; tensors weights.0 ... in the model's order
actions: compile, fit, evaluate, predict, train_on_batch, add, pop, summary, config, weights, set_trainable (of the
layer at a path of names, of the model at an empty one; answers how many numbers are trained, and how many are not)
answers: N.ACTION.KEY for the action at place N; a loss or metric is a vector, one entry for each step.
"""

import os
from dataclasses import replace

import numpy as np

from golden.case import fill
from golden.kinds import common


def _build(case, ns):
    spec = case.spec["build"]
    if "sequential" in spec:
        made = [ns.resolve(symbol)(**common.objects(config, ns)) for symbol, config in spec["sequential"]]
        return ns.resolve("keras.Sequential")(made, **spec.get("config", {}))
    outputs, makers = {}, {}
    for entry in spec["functional"]:
        name, inputs = entry["name"], [outputs[i] for i in entry.get("inputs", [])]
        if entry["symbol"] == "keras.Input":
            outputs[name] = ns.resolve("keras.Input")(**entry["config"], name=name)
            continue
        if "shares" in entry:
            layer = makers[entry["shares"]]
        elif entry["symbol"] == "keras.Sequential":
            layer = _nested(entry, ns)
        else:
            layer = ns.resolve(entry["symbol"])(**common.objects(entry["config"], ns), name=name)
        makers[name] = layer
        outputs[name] = layer(inputs[0] if len(inputs) == 1 else inputs, **entry.get("call", {}))
    first = [outputs[e["name"]] for e in spec["functional"] if e["symbol"] == "keras.Input"]
    last = [outputs[name] for name in spec["outputs"]]
    model = ns.resolve("keras.Model")
    return model(
        inputs=first[0] if len(first) == 1 else first, outputs=last[0] if len(last) == 1 else last, name="model"
    )


def _nested(entry, ns):
    made = [ns.resolve(symbol)(**common.objects(config, ns)) for symbol, config in entry["config"]["layers"]]
    return ns.resolve("keras.Sequential")(made, name=entry["name"])


def _weights(case):
    count = sum(name.startswith("weights.") for name in case.tensors)
    return [case.tensors[f"weights.{i}"] for i in range(count)]


def _set_weights(case, model):
    stored = _weights(case)
    if stored:
        dtypes = [np.dtype(getattr(v.dtype, "name", v.dtype)) for v in model.weights]
        model.set_weights([w.astype(d) for w, d in zip(stored, dtypes, strict=True)])


def _recorder(ns):
    """A callback that keeps the logs of every training step."""

    class Recorder(ns.resolve("keras.callbacks.Callback")):
        def __init__(self):
            super().__init__()
            self.logs = []

        def on_train_batch_end(self, batch, logs=None):
            self.logs.append(dict(logs or {}))

    return Recorder()


def run(case, ns):
    model = _build(case, ns)
    _set_weights(case, model)
    answers = {}
    for number, action in enumerate(case.spec["actions"]):
        given = {key: value for key, value in action.items() if key != "do"}
        for key, value in DO[action["do"]](case, ns, model, given).items():
            answers[f"{number}.{action['do']}{'.' if key else ''}{key}"] = value
    return answers


def _arrays(case, given, dtype=None):
    """The arguments of an action with the arrays in place, as NumPy has them: that is what fit is given."""
    return fill(given, case.tensors)


def _compile(case, ns, model, given):
    model.compile(**common.objects(given, ns))
    return {}


def _fit(case, ns, model, given):
    recorder = _recorder(ns)
    given = _arrays(case, given)
    if "class_weight" in given:
        given["class_weight"] = {int(k): v for k, v in given["class_weight"].items()}
    if "validation_data" in given:
        given["validation_data"] = tuple(given["validation_data"])
    history = model.fit(**given, callbacks=[recorder], verbose=0)
    answers = {f"history.{key}": np.asarray(values, float_type(ns)) for key, values in history.history.items()}
    for key in recorder.logs[0] if recorder.logs else ():
        answers[f"batch.{key}"] = np.asarray(
            [float(np.asarray(ns_number(logs[key]))) for logs in recorder.logs], float_type(ns)
        )
    return answers


def ns_number(value):
    return value.numpy() if hasattr(value, "numpy") else value


def float_type(ns):
    return np.dtype(ns.floatx_now())


def _logs(ns, result):
    return {key: np.asarray(float(np.asarray(ns_number(value))), float_type(ns)) for key, value in result.items()}


def _evaluate(case, ns, model, given):
    return _logs(ns, model.evaluate(**_arrays(case, given), verbose=0, return_dict=True))


def _predict(case, ns, model, given):
    outputs = common.flat(model.predict(**_arrays(case, given), verbose=0))
    return common.numbered("output", [np.asarray(x) for x in outputs])


def _train_on_batch(case, ns, model, given):
    return _logs(ns, model.train_on_batch(**_arrays(case, given), return_dict=True))


def _summary(case, ns, model, given):
    text, before = [], os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "100"  # as wide as this wherever it is printed
    try:
        model.summary(print_fn=lambda line, **_: text.append(line), **{"line_length": 90, **given})
    finally:
        os.environ.pop("COLUMNS") if before is None else os.environ.update(COLUMNS=before)
    return {"": "\n".join(text).rstrip("\n")}


def _config(case, ns, model, given):
    return {"": common.plain_json(model.get_config())}


def _weights_now(case, ns, model, given):
    """All weights but those ``left_out`` by number."""
    return {str(i): ns.numpy(v) for i, v in enumerate(model.weights) if i not in given.get("left_out", ())}


def _add(case, ns, model, given):
    model.add(ns.resolve(given["symbol"])(**common.objects(given["config"], ns)))
    return {"output_shape": common.plain_json(model.output_shape)}


def _set_trainable(case, ns, model, given):
    layer = model
    for name in given["layer"]:
        layer = layer.get_layer(name)
    layer.trainable = given["value"]
    parts = {"trained": model.trainable_weights, "still": model.non_trainable_weights}
    return {key: sum(int(np.prod(v.shape)) for v in weights) for key, weights in parts.items()}


def _pop(case, ns, model, given):
    model.pop()
    return {"output_shape": common.plain_json(model.output_shape)}


DO = {
    "compile": _compile,
    "fit": _fit,
    "evaluate": _evaluate,
    "predict": _predict,
    "train_on_batch": _train_on_batch,
    "summary": _summary,
    "config": _config,
    "weights": _weights_now,
    "add": _add,
    "pop": _pop,
    "set_trainable": _set_trainable,
}


def complete(case, ns):
    """Initial weights of about the size that Glorot and He would draw."""
    if "error" in case.tags and not case.spec["build"]:
        return case
    drawn = {}
    for i, v in enumerate(_build(case, ns).weights):
        rng = common.rng_for(case, f"weights.{i}")
        shape = tuple(v.shape)
        if v.name == "kernel":
            value = rng.uniform(-1, 1, shape) * np.sqrt(6 / (np.prod(shape[:-1]) + shape[-1]))
        elif v.name in ("gamma", "moving_variance"):
            value = rng.uniform(0.8, 1.2, shape)
        else:
            value = 0.05 * rng.standard_normal(shape)
        drawn[f"weights.{i}"] = value.astype(np.float32)
    return replace(case, tensors={**case.tensors, **{n: a for n, a in drawn.items() if n not in case.tensors}})


def length(case):
    return max((a.size for a in case.tensors.values()), default=1)
