"""The computation graph of a functional model: symbolic tensors, and the nodes that made them.

A layer or op called on a KerasTensor computes nothing: the call is written down as a Node, and its outputs are
KerasTensors again. Running the nodes in order on arrays is the model. Shapes come from carrying the call out on
arrays of ones: a size that is unknown is tried with two values, and where the outputs differ, theirs is unknown too.
Spec: keras.KerasTensor; Chollet et al., the functional API guide.
"""

from contextlib import suppress
from typing import NamedTuple

import numpy as np
import optree

from refimpl.autodiff import Symbolic
from refimpl.dtypes import as_dtype
from refimpl.names import auto_name


class KerasTensor(Symbolic):
    """A tensor to come: a shape, in which None is unknown, and a dtype. Spec: keras.KerasTensor."""

    __slots__ = ("shape", "dtype", "name", "history", "mask")

    def __init__(self, shape, dtype="float32", name=None):
        self.shape = tuple(shape)
        self.dtype = as_dtype(dtype)
        self.name = name or auto_name("keras_tensor")
        self.history = None
        self.mask = None

    def record(self, op, args, kwargs):
        return OpCall(op).symbolic_call(args, kwargs)

    def __iter__(self):
        raise TypeError(f"{self!r} has no values yet: it cannot be iterated over")

    def __bool__(self):
        raise TypeError(f"{self!r} has no values yet: it is neither true nor false")

    def __array__(self, dtype=None, copy=None):
        raise ValueError(f"{self!r} has no values yet: call a layer or an op of refimpl.ops on it, not NumPy")

    def __repr__(self):
        return f"<KerasTensor shape={self.shape}, dtype={self.dtype}, name={self.name}>"


class History(NamedTuple):
    """Where a KerasTensor comes from: the output ``tensor_index`` of the call ``node_index`` of an operation."""

    operation: object
    node_index: int
    tensor_index: int


def is_symbolic(structure):
    """Whether a KerasTensor is somewhere in nested lists, tuples and dicts."""
    if isinstance(structure, KerasTensor):
        return True
    return not isinstance(structure, np.ndarray) and any(
        isinstance(x, KerasTensor) for x in optree.tree_leaves(structure)
    )


class Node:
    """One call of an operation: its arguments, in which KerasTensors may be nested, and its outputs."""

    def __init__(self, operation, args, kwargs, outputs):
        self.operation, self.args, self.kwargs, self.outputs = operation, args, kwargs, outputs
        self.inputs = [x for x in optree.tree_leaves((args, kwargs)) if isinstance(x, KerasTensor)]
        index = len(operation.inbound_nodes)
        operation.inbound_nodes.append(self)
        self.output_tensors = optree.tree_leaves(outputs)
        for number, tensor in enumerate(self.output_tensors):
            tensor.history = History(operation, index, number)

    @property
    def parents(self):
        """The nodes that made the inputs, once each."""
        return list(dict.fromkeys(node_of(x) for x in self.inputs))

    @property
    def is_input(self):
        return not self.inputs

    def run(self, values, training=None):
        """Call the operation on the values, by KerasTensor id, of its inputs; adds those of its outputs.

        ``training``, where it is said, holds whatever the call was given when it was written down.
        """
        single = self.args[0] if len(self.args) == 1 and not self.kwargs else None
        if isinstance(single, KerasTensor):  # the common case, without a walk through the arguments
            out = self.operation(values[id(single)])
        else:
            args, kwargs = fill((self.args, self.kwargs), lambda x: values[id(x)])
            if training is not None and "training" in kwargs:
                kwargs["training"] = training
            out = self.operation(*args, **kwargs)
        if len(self.output_tensors) == 1 and not isinstance(out, (list, tuple, dict)):
            values[id(self.output_tensors[0])] = out
        else:
            for tensor, value in zip(self.output_tensors, optree.tree_leaves(out), strict=True):
                values[id(tensor)] = value


def fill(structure, value_of):
    """``structure`` with ``value_of(x)`` in the place of each KerasTensor x."""
    return optree.tree_map(lambda x: value_of(x) if isinstance(x, KerasTensor) else x, structure)


class Operation:
    """What a node calls: a layer, or an op with its settings."""

    def __init__(self, name=None):
        if name is not None and not isinstance(name, str):
            raise ValueError(f"{type(self).__name__}: name must be a string, got {name!r}")
        self.name = name or auto_name(type(self).__name__)
        self.inbound_nodes = []

    def symbolic_call(self, args, kwargs):
        outputs = self.compute_output_spec(*args, **kwargs)
        Node(self, args, kwargs, outputs)
        return outputs

    def compute_output_spec(self, *args, **kwargs):
        """KerasTensors for the outputs of a call."""
        return infer(self.call, args, kwargs)

    @property
    def input(self):
        """The KerasTensor, or list of them, on which this was first called. Raises: AttributeError before that."""
        return _lone(self._first_node("input").inputs)

    @property
    def output(self):
        """The KerasTensor, or list of them, that the first call gave. Raises: AttributeError before that."""
        return _lone(self._first_node("output").output_tensors)

    def _first_node(self, what):
        if not self.inbound_nodes:
            raise AttributeError(f"{self.name}: {what} is defined after a symbolic call, there was none")
        return self.inbound_nodes[0]


def _lone(tensors):
    return tensors[0] if len(tensors) == 1 else tensors


class OpCall(Operation):
    """An op in a graph. In names and in summaries it goes by its own name: ``mean``, of the class ``Mean``."""

    built = True

    def __init__(self, op, name=None):
        super().__init__(name or auto_name(op.class_name))
        self.op = op
        self.class_name = op.class_name

    def __call__(self, *args, **kwargs):
        return self.call(*args, **kwargs)

    def call(self, *args, **kwargs):
        return self.op(*args, **kwargs)


_BATCHES, _OTHERS = (2, 3), (37, 41)  # sizes tried for an unknown first axis, and for any other


def infer(fun, args, kwargs):
    """KerasTensors for what ``fun`` would give. Raises: what ``fun`` raises for shapes and dtypes like these."""

    def attempt(batch, other):
        def ones(x):
            sizes = [(other if i else batch) if n is None else n for i, n in enumerate(x.shape)]
            return np.broadcast_to(np.ones((), x.dtype), sizes)

        filled_args, filled_kwargs = fill((args, kwargs), ones)
        with np.errstate(all="ignore"):
            return fun(*filled_args, **filled_kwargs)

    try:
        first, second = (attempt(*sizes) for sizes in zip(_BATCHES, _OTHERS, strict=True))
    except ValueError as error:  # an array among the arguments may leave one size alone
        sizes = {x.shape[0] for x in optree.tree_leaves((args, kwargs)) if isinstance(x, np.ndarray) and x.ndim}
        for size in sorted(sizes):
            with suppress(ValueError):
                first = second = attempt(size, _OTHERS[0])
                break
        else:
            raise error

    def merge(a, b):
        shape = (m if m == n else None for m, n in zip(np.shape(a), np.shape(b), strict=True))
        return KerasTensor(shape, getattr(a, "dtype", np.asarray(a).dtype))

    return optree.tree_map(merge, first, second)


def sort_nodes(inputs, outputs):
    """The nodes between ``inputs`` and ``outputs`` as {depth: nodes}, deepest first; the operations in Keras' order.

    The depth of a node is the longest way from it to an output; operations of equal depth keep the order in which a
    walk back from the outputs meets them.
    Raises: ValueError if an output does not depend on the inputs alone, or two operations share a name.
    """
    ends = {id(x) for x in inputs}
    met, finished = (
        {},
        {},
    )  # operations in the order of the walk, nodes with all that they rest on before them

    def visit(tensor):
        if tensor.history is None:
            raise ValueError(f"Functional: {tensor!r} comes from no Input and no layer")
        node = node_of(tensor)
        if node in finished:
            return
        met.setdefault(node.operation, len(met))
        if id(tensor) not in ends:
            if node.is_input:
                raise ValueError(f"Functional: inputs must hold every Input of the graph, {tensor!r} is missing")
            for x in node.inputs:
                visit(x)
        finished[node] = id(tensor) in ends

    for tensor in outputs:
        visit(tensor)
    node_depth, depth = {}, {}
    for node, is_end in reversed(finished.items()):
        d = max(node_depth.get(node, 0), depth.get(node.operation, 0))
        node_depth[node] = depth[node.operation] = d
        for x in () if is_end else node.inputs:
            parent = node_of(x)
            node_depth[parent] = max(node_depth.get(parent, 0), d + 1)
    for tensor in inputs:  # an input that no output needs
        node = node_of(tensor)
        node_depth.setdefault(node, depth.setdefault(node.operation, 0))
        met.setdefault(node.operation, len(met))
    by_depth = {}
    for node in sorted(node_depth, key=lambda n: -node_depth[n]):
        by_depth.setdefault(node_depth[node], []).append(node)
    operations = sorted(depth, key=lambda operation: (-depth[operation], met[operation]))
    names = [operation.name for operation in operations]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"Functional: every layer must have a name of its own, {repeated} stand more than once")
    return by_depth, operations


def node_of(tensor):
    """The node that made a KerasTensor."""
    return tensor.history.operation.inbound_nodes[tensor.history.node_index]
