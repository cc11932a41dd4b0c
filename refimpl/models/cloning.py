"""clone_model: the same architecture with new layers and new weights."""

import optree

from refimpl.graph import KerasTensor, OpCall, fill
from refimpl.layers.core import Input, InputLayer
from refimpl.models.functional import Functional
from refimpl.models.sequential import Sequential


def clone_model(model, input_tensors=None, clone_function=None, call_function=None, recursive=False):
    """A model of new layers, each made by ``clone_function(layer)``, by default from its config.

    ``call_function(layer, *args, **kwargs)`` calls a layer of a functional model; with ``recursive``, models within
    are cloned layer by layer too. A model that is compiled has a clone that is compiled alike.
    Raises: ValueError for a subclassed model with a function or input tensors of its own.
    Spec: keras.models.clone_model.
    """
    make = clone_function or (lambda layer: type(layer).from_config(layer.get_config()))
    call = call_function or (lambda layer, *args, **kwargs: layer(*args, **kwargs))

    def copied(layer):
        if recursive and isinstance(layer, (Functional, Sequential)):
            return clone_model(layer, None, clone_function, call_function, recursive=True)
        return make(layer)

    if isinstance(input_tensors, KerasTensor):
        input_tensors = [input_tensors]
    if isinstance(model, Sequential):
        first = model.stages[:1] if isinstance(next(iter(model.stages), None), InputLayer) else []
        first = input_tensors[:1] if input_tensors else [InputLayer.from_config(layer.get_config()) for layer in first]
        return _compiled_as(
            model, Sequential([*first, *map(copied, model.layers)], trainable=model.trainable, name=model.name)
        )
    if isinstance(model, Functional):
        return _compiled_as(model, _clone_graph(model, input_tensors, copied, call))
    if clone_function or call_function or input_tensors:
        raise ValueError(f"clone_model: model must be Sequential or functional for these arguments, got {model!r}")
    return type(model).from_config(model.get_config())


def _compiled_as(model, clone):
    if model.compiled:
        clone.compile_from_config(model.get_compile_config())
    return clone


def _clone_graph(model, input_tensors, copied, call):
    given = input_tensors or [
        Input(batch_shape=x.shape, dtype=x.dtype.name, name=x.history.operation.name) for x in model.inputs
    ]
    tensors = {id(x): new for x, new in zip(model.inputs, given, strict=True)}
    copies = {}
    for node in model.order:
        operation = node.operation
        args, kwargs = fill((node.args, node.kwargs), lambda x: tensors[id(x)])
        if isinstance(operation, OpCall):
            out = OpCall(operation.op, operation.name).symbolic_call(args, kwargs)
        else:
            if operation not in copies:
                copies[operation] = copied(operation)
            out = call(copies[operation], *args, **kwargs)
        for old, new in zip(node.output_tensors, optree.tree_leaves(out), strict=True):
            tensors[id(old)] = new
    inputs, outputs = fill((model.inputs_structure, model.outputs_structure), lambda x: tensors[id(x)])
    return Functional(inputs, outputs, name=model.name)
