"""A model as data: layers, weights, and what is done with it, one action after another.

spec: {"build": BUILD, "actions": [{"do": NAME, ...}]}; tensors weights.0 ... in the model's order, or "seed": a seed
that is set (set_random_seed) before the model is built, which then keeps the weights it begins with; "policy": the name
of the global dtype policy meanwhile
BUILD: {"sequential": [[symbol, config], ...]}, or {"functional": [{"name", "symbol", "config", "inputs": [names],
"arguments": {further tensors by argument: name or [names]}}], "outputs": [names]}, "NAME.1" being the second output of
a layer, or {"file": the bytes of a ``.keras`` file}; with "subclass", a name of golden/kinds/subclasses.py
actions: compile, fit, evaluate, predict, call, train_on_batch, add, pop, summary, config, weights, optimizer,
load_weights, set_trainable (of the layer at a path of names, of the model at an empty one; answers how many numbers are
trained, and how many are not), and those by which another model takes the place of this one: save_and_load,
save_weights_and_load (``model_files.py``); with callbacks, and more that counts of an action, as golden/kinds/stage.py
says; fit, evaluate and predict with a "feed" in the place of x and y, as golden/kinds/feeds.py says
"filed": {"before": N, "do": one of these}: the model goes through a file before the action N, and the answers stand
answers: N.ACTION.KEY for the action at place N; a loss or metric is a vector, one entry for each step.
"""

import os
from dataclasses import replace
from functools import partial

import numpy as np

from golden.case import fill
from golden.kinds import common, model_files
from golden.kinds.feeds import feeds
from golden.kinds.stage import Stage
from golden.kinds.subclasses import subclass
from golden.namespace import Unsupported


def _build(spec, ns):
    if "sequential" in spec:
        made = [ns.resolve(symbol)(**common.objects(config, ns)) for symbol, config in spec["sequential"]]
        return _class("keras.Sequential", spec, ns)(made, **spec.get("config", {}))
    outputs, makers = {}, {}

    def output(name):
        if isinstance(name, list):
            return [output(n) for n in name]
        maker, _, number = name.partition(".")
        return outputs[maker][int(number)] if number else outputs[name]

    for entry in spec["functional"]:
        name, inputs = entry["name"], output(entry.get("inputs", []))
        more = {key: output(names) for key, names in entry.get("arguments", {}).items()}
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
        outputs[name] = layer(inputs[0] if len(inputs) == 1 else inputs, **more, **entry.get("call", {}))
    first = [outputs[e["name"]] for e in spec["functional"] if e["symbol"] == "keras.Input"]
    last = output(spec["outputs"])
    return _class("keras.Model", spec, ns)(
        inputs=first[0] if len(first) == 1 else first, outputs=last[0] if len(last) == 1 else last, name="model"
    )


def _class(symbol, spec, ns):
    base = ns.resolve(symbol)
    return subclass(spec["subclass"], base, ns) if "subclass" in spec else base


def _made(case, ns):
    build = case.spec["build"]
    return model_files.load_file(ns, fill(build["file"], case.tensors)) if "file" in build else _build(build, ns)


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


@common.under_policy
def run(case, ns):
    common.set_seed(case, ns)
    model = _made(case, ns)
    _set_weights(case, model)
    answers, filed = {}, case.spec.get("filed", {})
    with Stage(ns) as stage:
        for number, action in enumerate(case.spec["actions"]):
            if number == filed.get("before"):
                model, _ = EXCHANGE[filed["do"]](ns, model, {})
            name, given = action["do"], {key: value for key, value in action.items() if key != "do"}
            try:
                if name in EXCHANGE:
                    model, found = EXCHANGE[name](ns, model, given)
                else:
                    found = stage.carry_out(partial(DO[name], case, ns, model), given, model)
            except (Unsupported, NotImplementedError):
                if not answers or "error" in case.tags:
                    raise
                break  # it does not have this action: what came before still counts
            answers.update({f"{number}.{name}{'.' if key else ''}{key}": value for key, value in found.items()})
    return answers


def _arrays(case, given, dtype=None):
    """The arguments of an action with the arrays in place, as NumPy has them: that is what fit is given."""
    return fill(given, case.tensors)


def _compile(case, ns, model, given):
    model.compile(**common.objects(given, ns))
    return {}


def _fit(case, ns, model, given):
    recorder = _recorder(ns)
    given, calls = feeds({"verbose": 0, **_arrays(case, given)}, ns)
    callbacks = given.pop("callbacks", [])
    if isinstance(callbacks, list):
        callbacks = [*callbacks, recorder]
    if "class_weight" in given:
        given["class_weight"] = {int(k): v for k, v in given["class_weight"].items()}
    if isinstance(given.get("validation_data"), list):
        given["validation_data"] = tuple(given["validation_data"])
    history = model.fit(**given, callbacks=callbacks)
    answers = {f"history.{key}": np.asarray(values, float_type(ns)) for key, values in history.history.items()}
    for key in recorder.logs[0] if recorder.logs else ():
        answers[f"batch.{key}"] = np.asarray(
            [float(np.asarray(ns_number(logs[key]))) for logs in recorder.logs], float_type(ns)
        )
    return {**answers, **calls}


def ns_number(value):
    return value.numpy() if hasattr(value, "numpy") else value


def float_type(ns):
    return np.dtype(ns.floatx_now())


def _logs(ns, result):
    return {key: np.asarray(float(np.asarray(ns_number(value))), float_type(ns)) for key, value in result.items()}


def _evaluate(case, ns, model, given):
    given, calls = feeds({"verbose": 0, **_arrays(case, given)}, ns)
    return {**_logs(ns, model.evaluate(**given, return_dict=True)), **calls}


def _predict(case, ns, model, given):
    given, calls = feeds({"verbose": 0, **_arrays(case, given)}, ns)
    return {**common.numbered("output", [np.asarray(x) for x in common.flat(model.predict(**given))]), **calls}


def _call(case, ns, model, given):
    """The model as a function, for instance in training, where masks show in its outputs."""
    inputs = fill(given.pop("x"), common.native(case, ns))
    return common.numbered("output", [ns.numpy(x) for x in common.flat(model(inputs, **given))])


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


def _optimizer(case, ns, model, given):
    """Where the optimizer stands; with ``variables``, all of its own."""
    optimizer = model.optimizer
    answers = {
        "iterations": int(np.asarray(ns.numpy(optimizer.iterations))),
        "learning_rate": np.asarray(ns.numpy(optimizer.learning_rate)),
    }
    if given.get("variables"):
        answers.update({f"variables.{i}": ns.numpy(v) for i, v in enumerate(optimizer.variables)})
    return answers


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
    "call": _call,
    "train_on_batch": _train_on_batch,
    "summary": _summary,
    "config": _config,
    "weights": _weights_now,
    "optimizer": _optimizer,
    "add": _add,
    "pop": _pop,
    "load_weights": model_files.load_weights,
    "set_trainable": _set_trainable,
}
EXCHANGE = {
    "save_and_load": model_files.save_and_load,
    "save_weights_and_load": lambda ns, model, given: model_files.save_weights_and_load(
        ns, model, given, lambda spec: _build(spec, ns)
    ),
}


@common.under_policy
def complete(case, ns):
    """Initial weights of about the size that Glorot and He would draw, unless they come from a seed."""
    build = case.spec["build"]
    if "seed" in case.spec or "file" in build or ("error" in case.tags and not build):
        return case
    drawn = {}
    for i, v in enumerate(_build(build, ns).weights):
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
