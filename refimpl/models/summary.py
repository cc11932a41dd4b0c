"""``model.summary()``: the layers as a table, and how many numbers they hold.

Spec: keras.Model.summary.
"""

import math
import re
import shutil

import optree
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from refimpl.graph import OpCall


def readable_size(count):
    """Bytes with a unit: ``1536 -> "1.50 KB"``."""
    power = min(int(math.log(count, 1024)), 5) if count >= 1 else 0
    return f"{count / 1024**power:.2f} {('B', 'KB', 'MB', 'GB', 'TB', 'PB')[power]}"


def _count(variables):
    """How many numbers, and how many bytes."""
    unique = {id(v): v for v in variables}.values()
    return sum(math.prod(v.shape) for v in variables), sum(math.prod(v.shape) * v.dtype.itemsize for v in unique)


def _colored(value, color=34):
    return f"[color({45 if value is None else color})]{value}[/]"


def _shape_text(shape):
    return f"({', '.join(map(_colored, shape))})"


def _output_shape(layer):
    if layer.inbound_nodes:
        shapes = [_shape_text(x.shape) for x in layer.inbound_nodes[-1].output_tensors]
    elif getattr(layer, "build_shape", None) is not None:
        try:
            shapes = optree.tree_map(
                _shape_text,
                layer.compute_output_shape(layer.build_shape),
                is_leaf=lambda s: isinstance(s, tuple),
            )
        except (NotImplementedError, ValueError, TypeError):
            return "?"
    else:
        return "?"
    flat = optree.tree_leaves(shapes)
    return flat[0] if len(flat) == 1 else str(shapes).replace("'", "")


def _is_chain(nodes_by_depth):
    """Whether the graph is a line: one node at each depth, of one input, and no layer twice."""
    groups = list(nodes_by_depth.values())
    operations = [group[0].operation for group in groups]
    one_each = all(len(group) == 1 and len(group[0].inputs) <= 1 for group in groups)
    return one_each and len(set(map(id, operations))) == len(operations)


def _connections(operation, nodes):
    sources = [x.history for node in operation.inbound_nodes if node in nodes for x in node.inputs]
    return (
        ", ".join(f"{h.operation.name}[{_colored(h.node_index)}][{_colored(h.tensor_index)}]" for h in sources) or "-"
    )


def _parameters(layer):
    if isinstance(layer, OpCall):
        return _colored(0)
    return _colored(f"{layer.count_params():,}") if layer.built else f"{_colored(0)} (unbuilt)"


def _trainable(layer):
    if not getattr(layer, "weights", ()):
        return "[bold]-[/]"
    return "[bold][color(34)]Y[/][/]" if layer.trainable else "[bold][color(9)]N[/][/]"


def layer_range_bounds(layers, layer_range):
    """The slice of layers from the first that matches one pattern to the last that matches the other.

    Raises: ValueError unless there are two strings that match some layer in this order.
    """
    if layer_range is None:
        return slice(None)
    if len(layer_range) != 2 or not all(isinstance(p, str) for p in layer_range):
        raise ValueError(f"summary: layer_range must be two names or patterns, got {layer_range!r}")
    starts = [i for i, layer in enumerate(layers) if re.match(layer_range[0], layer.name)]
    ends = [i for i, layer in enumerate(layers) if re.match(layer_range[1], layer.name)]
    if not starts or not ends:
        raise ValueError(f"summary: layer_range must match layers of the model, got {layer_range!r}")
    return slice(min(starts[0], ends[-1]), max(starts[0], ends[-1]) + 1)


def print_summary(model, line_length=None, positions=None, print_fn=None, expand_nested=False, show_trainable=False, layer_range=None):  # fmt: skip  # noqa: E501
    """Print the table, or hand it to ``print_fn`` as one string.

    Raises: ValueError if the lines are too short for the columns, or layer_range matches nothing.
    Spec: keras.Model.summary.
    """
    nodes_by_depth = getattr(model, "nodes_by_depth", None)
    chain = nodes_by_depth is None or _is_chain(nodes_by_depth)
    layers = model.layers if nodes_by_depth is None else model.operations
    header = ["Layer (type)", "Output Shape", "Param #"] + ([] if chain else ["Connected to"])
    width, positions = (88, positions or [0.45, 0.8, 1.0]) if chain else (108, positions or [0.3, 0.56, 0.74, 1.0])
    if show_trainable:
        header, width, positions = [*header, "Trainable"], width + 12, [p * 0.9 for p in positions] + [1.0]
    line_length = line_length or min(width, shutil.get_terminal_size().columns - 4)
    ends = [int(p * line_length) for p in positions]
    widths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    if min(widths) < 4:
        raise ValueError(f"summary: line_length must leave every column 4 characters, got {line_length}")
    justify = {"Param #": "right", "Trainable": "center"}
    columns = [Column(n, justify=justify.get(n, "left"), width=w) for n, w in zip(header, widths, strict=True)]
    table = Table(*columns, width=line_length, show_lines=True)
    nodes = {node for group in (nodes_by_depth or {}).values() for node in group}

    def add_rows(layer, level=0):
        prefix = "   " * level + "└ " if level else ""
        kind = layer.class_name if isinstance(layer, OpCall) else type(layer).__name__
        row = [
            f"{escape(prefix + layer.name)} ({_colored(escape(kind), 33)})",
            _output_shape(layer),
            _parameters(layer),
        ]
        row += [] if chain else [_connections(layer, nodes)]
        table.add_row(*row, *([_trainable(layer)] if show_trainable else []))
        for inner in getattr(layer, "layers", ()) if expand_nested else ():
            add_rows(inner, level + 1)

    for layer in layers[layer_range_bounds(layers, layer_range)]:
        add_rows(layer)
    counts = {
        "Trainable": _count(model.trainable_weights),
        "Non-trainable": _count(model.non_trainable_weights),
    }
    optimizer = getattr(model, "optimizer", None)
    if optimizer is not None and optimizer.built:
        counts["Optimizer"] = _count(optimizer.variables)
    counts = {"Total": tuple(map(sum, zip(*counts.values(), strict=True))), **counts}

    plain = {"force_terminal": False, "color_system": None} if print_fn else {}
    console = Console(highlight=False, **plain)
    if print_fn:
        console.begin_capture()
    console.print(f'[bold]Model: "{escape(model.name)}"[/]')
    console.print(table)
    for what, (count, size) in counts.items():
        console.print(f"[bold] {what} params: [/]{_colored(f'{count:,}')} ({readable_size(size)})")
    if print_fn:
        print_fn(console.end_capture())
