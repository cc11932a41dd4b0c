"""Functional: a model that is a graph of layers between symbolic inputs and outputs."""

import optree

from refimpl.graph import KerasTensor, fill, sort_nodes
from refimpl.layers.context import call_context
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.models.graph_config import config_of_graph, graph_from_config
from refimpl.models.model import Model
from refimpl.ops import cast, expand_dims, squeeze
from refimpl.ops.attached import masks
from refimpl.serialization import export


@export("keras")
@export("keras.src.models.functional")
class Functional(Model):
    """The layers between ``inputs`` and ``outputs``, KerasTensors or nested lists, tuples and dicts of them.

    A call runs the nodes of the graph in order; inputs may come in their structure, as a list, or by name.
    Raises: ValueError if outputs rest on an Input that is not among the inputs, or two layers share a name.
    Spec: keras.Model.
    """

    untracked = ("inputs", "outputs")
    layers_first, unsaved = True, ("operations",)
    casts_inputs = False

    def __init__(self, inputs, outputs, name=None, **kwargs):
        for argument, structure in (("inputs", inputs), ("outputs", outputs)):
            for x in optree.tree_leaves(structure):
                if not isinstance(x, KerasTensor):
                    raise ValueError(
                        f"Functional: {argument} must be KerasTensors, as Input and layers give them; got {x!r}"
                    )
        Model.__init__(self, name=name, **kwargs)
        self.inputs_structure, self.outputs_structure = inputs, outputs
        self.inputs, self.outputs = optree.tree_leaves(inputs), optree.tree_leaves(outputs)
        self.nodes_by_depth, self.operations = sort_nodes(self.inputs, self.outputs)
        fed = {id(x) for x in self.inputs}
        self.order = [
            node
            for nodes in self.nodes_by_depth.values()
            for node in nodes
            if not any(id(x) in fed for x in node.output_tensors)
        ]
        specs = [
            InputSpec(
                shape=(None, *x.shape[1:]),
                allow_last_axis_squeeze=True,
                optional=getattr(x.history.operation, "optional", False),
            )
            for x in self.inputs
        ]
        self.input_spec = specs[0] if len(specs) == 1 else specs
        self.built = True

    @property
    def layers(self):
        return [operation for operation in self.operations if isinstance(operation, Layer)]

    @property
    def input_names(self):
        return [x.history.operation.name for x in self.inputs]

    @property
    def output_names(self):
        return [x.history.operation.name for x in self.outputs]

    @property
    def input_shape(self):
        return optree.tree_map(lambda x: x.shape, _lone(self.inputs_structure))

    @property
    def output_shape(self):
        return optree.tree_map(lambda x: x.shape, _lone(self.outputs_structure))

    @property
    def input(self):
        return self.inputs_structure

    @property
    def output(self):
        return self.outputs_structure

    def __call__(self, *args, **kwargs):
        if args:
            args = (self._by_place(args[0]), *args[1:])
        return super().__call__(*args, **kwargs)

    def call(self, inputs, training=None, mask=None):
        given = (
            [inputs]
            if len(self.inputs) == 1 and hasattr(inputs, "shape")
            else optree.tree_leaves(inputs, none_is_leaf=True)
        )
        training = call_context.training if training is None else training
        values = {id(x): _fitted(value, x) for x, value in zip(self.inputs, given, strict=True)}
        for node in self.order:
            node.run(values, training)
        return fill(_lone(self.outputs_structure), lambda x: values[id(x)])

    def _by_place(self, inputs):
        """Inputs given by name, or in a structure of their own, as the list or the one that the graph begins with."""
        if isinstance(inputs, dict) and not isinstance(self.inputs_structure, dict):
            missing = [name for name in self.input_names if name not in inputs]
            if missing:
                raise ValueError(f"{self.name}: inputs must hold {self.input_names}, got only {list(inputs)}")
            inputs = [inputs[name] for name in self.input_names]
            return inputs[0] if len(inputs) == 1 else inputs
        if isinstance(self.inputs_structure, dict) and isinstance(inputs, dict):
            return {name: inputs[name] for name in self.inputs_structure}  # what is more in the data is left alone
        if isinstance(inputs, (list, tuple)) and len(inputs) == len(self.inputs) == 1 and hasattr(inputs[0], "shape"):
            return inputs[0]
        return inputs

    def compute_output_spec(self, inputs, training=None, mask=None):
        given = optree.tree_leaves(inputs)
        if [x.shape for x in given] == [x.shape for x in self.inputs]:
            return fill(_lone(self.outputs_structure), lambda x: KerasTensor(x.shape, x.dtype))
        return Layer.compute_output_spec(self, inputs)

    def get_config(self):
        return {"name": self.name, "trainable": self.trainable, **config_of_graph(self)}

    def get_build_config(self):
        """That it is built: its shapes stand in its graph."""
        return {"input_shape": None}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """The graph that ``get_config`` wrote, with new layers. Raises: ValueError for a node of unknown inputs."""
        inputs, outputs = graph_from_config(config, custom_objects)
        chosen = Model if cls is Functional else cls
        return chosen(inputs=inputs, outputs=outputs, name=config.get("name"), trainable=config.get("trainable", True))


def _lone(structure):
    """The only tensor of a list that holds one: so a model answers, though its graph keeps the list."""
    return structure[0] if isinstance(structure, (list, tuple)) and len(structure) == 1 else structure


def _fitted(x, tensor):
    """``x`` in the dtype of an Input's tensor, with a last axis of size 1 more or less, if only that is missing."""
    if x is None:
        return x
    rank, fitted = len(tensor.shape), x if x.dtype == tensor.dtype else cast(x, tensor.dtype)
    if x.ndim != rank:
        fitted = expand_dims(fitted, -1) if x.ndim == rank - 1 else squeeze(fitted, -1)
    if fitted is not x and (mask := masks.recall(x)) is not None:
        masks.remember(fitted, mask)
    return fitted


Model.functional_class = Functional
