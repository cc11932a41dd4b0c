"""Graphs as JSON, in the shape that Keras gives them: layers with their calls, tensors named by who made them."""

import inspect

import optree

from refimpl import ops
from refimpl.autodiff import Op
from refimpl.errors import unknown
from refimpl.graph import KerasTensor, OpCall
from refimpl.names import auto_name
from refimpl.ops.arrays import getitem, joined
from refimpl.serialization import deserialize_keras_object, serialize_keras_object

_NN = (
    "refimpl.ops.nn",
    "refimpl.ops.crossentropy",
    "refimpl.ops.convolution",
    "refimpl.ops.depthwise",
    "refimpl.ops.pooling",
    "refimpl.ops.normalization",
)
_IN_NN = ("one_hot", "sigmoid", "softplus")
_IN_CORE = ("cast", "stop_gradient")
_IN_MATH = ("erf", "rsqrt", "logsumexp")


def _keras_module(op):
    """The module of Keras in which the class of an op stands."""
    name, topic = op.__name__, op.fun.__module__
    if name in _IN_CORE:
        return "keras.src.ops.core"
    if name in _IN_MATH:
        return "keras.src.ops.math"
    if topic in _NN or name in _IN_NN:
        return "keras.src.ops.nn"
    return "keras.src.ops.image" if topic.startswith("refimpl.ops.image") else "keras.src.ops.numpy"


def _ops_by_class():
    found = {op.class_name: op for space in (ops, ops.image) for op in vars(space).values() if isinstance(op, Op)}
    return {**found, **{op.class_name: op for op in (getitem, joined)}}


def config_of_graph(model):
    """The layers, their nodes within this model, and which tensors go in and out."""
    numbers = {}  # the place of each node among those of its operation that belong to this model
    kept = {node for nodes in model.nodes_by_depth.values() for node in nodes}
    for operation in model.operations:
        own = [node for node in operation.inbound_nodes if node in kept]
        numbers.update({node: number for number, node in enumerate(own)})

    def address(x):
        node = x.history.operation.inbound_nodes[x.history.node_index]
        return [x.history.operation.name, numbers[node], x.history.tensor_index]

    def written(value):
        if isinstance(value, KerasTensor):
            tensor = {"shape": list(value.shape), "dtype": value.dtype.name, "keras_history": address(value)}
            return {"class_name": "__keras_tensor__", "config": tensor}
        if isinstance(value, (list, tuple)):
            return [written(v) for v in value]
        if isinstance(value, dict):
            return {k: written(v) for k, v in value.items()}
        return serialize_keras_object(value)

    layers = []
    for operation in model.operations:
        own = [node for node in operation.inbound_nodes if node in kept and not node.is_input]
        if isinstance(operation, OpCall):
            layers.append(_op_config(operation, own[0], written))
            continue
        nodes = [{"args": written(node.args), "kwargs": written(node.kwargs)} for node in own]
        layers.append(serialize_keras_object(operation))
        layers[-1].update(name=operation.name, inbound_nodes=nodes)

    def ends(structure):
        if isinstance(structure, KerasTensor):
            return address(structure)
        if isinstance(structure, dict):
            return {k: ends(v) for k, v in structure.items()}
        return [ends(v) for v in structure]

    return {
        "layers": layers,
        "input_layers": ends(model.inputs_structure),
        "output_layers": ends(model.outputs_structure),
    }


def _op_config(operation, node, written):
    """An op's operands stand in its node, its settings in its config."""
    op = operation.op
    n = 2 if op is getitem else op.operands  # to Keras the key is an operand
    config = {"name": operation.name}
    if op.variadic:
        config.update(node.kwargs)
        args = [written(node.args)]
    else:
        given = op.signature.bind(*node.args, **node.kwargs)
        given.apply_defaults()
        settings = list(given.arguments.items())[n:]
        config.update({k: written(v) for k, v in settings})
        args = [written(v) for v in list(given.arguments.values())[:n]]
    return {
        "module": _keras_module(op),
        "class_name": operation.class_name,
        "config": config,
        "registered_name": operation.class_name,
        "name": operation.name,
        "inbound_nodes": [{"args": args, "kwargs": {}}],
    }


def graph_from_config(config, custom_objects=None):
    """New layers, called as the config says; gives the structures of inputs and outputs.

    A layer may be called on what comes later in the list, so calls wait until their inputs are there.
    Raises: ValueError if some never come.
    """
    made, waiting = {}, []
    calls = {}
    for entry in config["layers"]:
        name = entry.get("name") or entry["config"]["name"]
        if entry["module"].startswith("keras.src.ops"):
            made[name] = entry
        else:
            made[name] = deserialize_keras_object(entry, custom_objects=custom_objects)
        calls[name] = []
        if not isinstance(made[name], dict) and not entry["inbound_nodes"]:
            calls[name].append(made[name].output)
        waiting += [(name, node) for node in entry["inbound_nodes"]]
    while waiting:
        left = []
        for name, node in waiting:
            try:
                args = _read(node["args"], calls)
                kwargs = _read(node["kwargs"], calls)
            except LookupError:
                left.append((name, node))
                continue
            calls[name].append(_call(made[name], args, kwargs))
        if len(left) == len(waiting):
            raise ValueError(
                f"Functional: the calls of {sorted({name for name, _ in left})} rest on tensors that nothing makes"
            )
        waiting = left

    def end(x):
        if isinstance(x, dict):
            return {k: end(v) for k, v in x.items()}
        return _tensor(x, calls) if x and isinstance(x[0], str) else [end(v) for v in x]

    return end(config["input_layers"]), end(config["output_layers"])


def _call(made, args, kwargs):
    if not isinstance(made, dict):
        return made(*args, **kwargs)
    settings = {k: _read(v, {}) for k, v in made["config"].items() if k != "name"}
    op = _ops_by_class().get(made["class_name"])
    if op is None:
        raise unknown("op", made["class_name"], _ops_by_class())
    call = OpCall(op, made["config"].get("name") or auto_name(made["class_name"]))
    if op.variadic:
        (args,) = args
    if op is getitem and isinstance(args[1], list):  # JSON knows no tuples
        args = [args[0], tuple(args[1])]
    settings = {k: v for k, v in settings.items() if k in inspect.signature(op.fun).parameters}
    return call.symbolic_call(tuple(args), {**settings, **kwargs})


def _tensor(address, calls):
    name, node, index = address[:3]
    return optree.tree_leaves(calls[name][node])[index]


def _read(value, calls):
    if isinstance(value, list):
        return [_read(v, calls) for v in value]
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return _tensor(value["config"]["keras_history"], calls)
        if "class_name" in value and "config" in value:
            return deserialize_keras_object(value)
        return {k: _read(v, calls) for k, v in value.items()}
    return value
