"""For which cases the rows of a batch are answered each for itself, and which answers go with the rows.

The table is the only place that says so. Not in it: BatchNormalization and Dropout in training, whose rows depend on
each other or on the draw, and anything along the first axis.
"""

from dataclasses import dataclass

import numpy as np

from conformance.relations.change import changed


def always(config, case):
    return True


def not_along_rows(config, case, tensors=None):
    """The axis, or axes, of these tensors (all that it is called on) are not the first; a negative one depends on their
    rank.
    """
    axis = config.get("axis", -1)
    rank = min((case.tensors[name].ndim for name in tensors or operands(case)), default=0)
    axes = axis if isinstance(axis, (list, tuple)) else [axis]
    return axis is not None and rank > 1 and all(a % rank != 0 for a in axes)


def inference(config, case):
    return not case.spec.get("call", {}).get("training", False) and not_along_rows(config, case)


def no_draw(config, case):
    return not case.spec.get("call", {}).get("training", False)


def has_rows(config, case):
    return all(case.tensors[name].ndim > 1 for name in operands(case))


def stateless(config, case):
    """Nothing is drawn, and no state of one call begins the next, which would ask for as many rows."""
    layer = config.get("layer", {}).get("config", {}) if isinstance(config.get("layer"), dict) else {}
    return (
        no_draw(config, case) and not config.get("stateful") and not layer.get("stateful") and "then" not in case.spec
    )


LAYERS = {
    "Activation": has_rows,
    "Add": always,
    "AdditiveAttention": no_draw,
    "Attention": no_draw,
    "Average": always,
    "BatchNormalization": inference,
    "Bidirectional": stateless,
    "Concatenate": not_along_rows,
    "Conv2D": always,
    "Dense": always,
    "Dot": always,
    "Dropout": no_draw,
    "Embedding": always,
    "Flatten": always,
    "GRU": stateless,
    "GlobalAveragePooling1D": always,
    "GlobalAveragePooling2D": always,
    "GlobalMaxPooling1D": always,
    "LSTM": stateless,
    "LayerNormalization": not_along_rows,
    "MaxPooling2D": always,
    "Maximum": always,
    "Minimum": always,
    "MultiHeadAttention": no_draw,
    "Multiply": always,
    "Permute": always,
    "RMSNormalization": not_along_rows,
    "RNN": stateless,
    "ReLU": always,
    "RepeatVector": always,
    "Reshape": always,
    "SimpleRNN": stateless,
    "Softmax": not_along_rows,
    "Subtract": always,
}

# operands of one shape; a broadcast operand may serve every row
ELEMENTWISE = frozenset(
    """abs absolute add cast ceil celu clip cos divide elu equal erf exp exponential expm1 floor gelu greater
    greater_equal hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh isfinite isinf isnan leaky_relu less
    less_equal linear log log1p log_sigmoid maximum minimum mish multiply negative not_equal power reciprocal relu
    relu6 round rsqrt selu sigmoid sign silu sin soft_shrink softplus softsign sparse_plus sparse_sigmoid sqrt square
    squareplus subtract swish tanh tanh_shrink threshold true_divide where""".split()  # noqa: SIM905
)
ALONG_AXIS = frozenset({"softmax", "log_softmax", "categorical_crossentropy", "sparse_categorical_crossentropy"})
IMAGES = frozenset({"max_pool", "average_pool"})


@dataclass(frozen=True)
class Rows:
    """``groups``: for each batch of the case its length and its tensors. ``outputs``: whether the output has rows."""

    groups: tuple[tuple[int, tuple[str, ...]], ...]
    outputs: bool


def operands(case):
    """The names of the tensors that a layer, op or loss is called on."""
    spec = case.spec
    if case.kind == "layer":
        return list(names(spec["inputs"]))
    return list(names([spec.get("args", []), spec.get("kwargs", {})]))


def names(structure):
    """The tensors named in a spec, in order."""
    if isinstance(structure, dict):
        if set(structure) == {"tensor"}:
            yield structure["tensor"]
            return
        structure = list(structure.values())
    if isinstance(structure, (list, tuple)):
        for part in structure:
            yield from names(part)


def rows(golden):
    """The rows of a case, or None where they are not answered each for itself."""
    case = golden.case
    if golden.raises or "seed-exact" in case.tags:
        return None
    find = {"layer": _layer, "op": _op, "loss": _loss, "metric": _metric}.get(case.kind)
    return find(golden, case.symbol.rsplit(".", 1)[1]) if find else None


def _group(case, tensors):
    """One batch of the tensors, if they have a first axis in common that is longer than one."""
    shapes = [case.tensors[name].shape for name in tensors]
    if not shapes or any(not s or s[0] != shapes[0][0] for s in shapes) or shapes[0][0] < 2:
        return None
    return ((shapes[0][0], tuple(tensors)),)


def _layer(golden, name):
    case = golden.case
    condition = LAYERS.get(name)
    groups = _group(case, [*operands(case), *names(case.spec.get("call", {}))])
    if condition is None or groups is None or not condition(case.spec.get("config", {}), case):
        return None
    return Rows(groups, True)


def _op(golden, name):
    case, spec = golden.case, golden.case.spec
    settings = {**spec.get("config", {}), **spec.get("kwargs", {})}
    if name in ELEMENTWISE:
        tensors = operands(case)
        if len({case.tensors[t].shape for t in tensors}) != 1:
            return None
    elif name in ALONG_AXIS:
        tensors = operands(case)
        positional = [a for a in spec["args"] if not isinstance(a, dict)]
        if positional or not tensors or not not_along_rows(settings, case):
            return None
    elif name in IMAGES:
        tensors = operands(case)[:1]
    else:
        return None
    groups = _group(case, tensors)
    output = golden.answers.get("output")
    if groups is None or np.shape(output)[:1] != (groups[0][0],):
        return None
    return Rows(groups, True)


def _loss(golden, name):
    case = golden.case
    predictions = list(names(case.spec["args"]))[-1:]  # beside which labels and weights may have no axis
    if not not_along_rows(case.spec.get("config", {}), case, predictions):
        return None
    groups = _group(case, operands(case))
    none = case.spec.get("config", {}).get("reduction", "sum_over_batch_size") in (None, "none")
    return groups and Rows(groups, none)


def _metric(golden, name):
    groups = [_group(golden.case, list(names([u["args"], u.get("kwargs", {})]))) for u in golden.case.spec["updates"]]
    return Rows(tuple(g[0] for g in groups), False) if groups and all(groups) else None


def row_answers(golden, rows):
    """The answers that have the rows of the batch: gradients of its tensors, and the outputs if they have rows."""
    found = [f"grad.{name}" for _, members in rows.groups for name in members]
    if rows.outputs:
        found += [name for name in golden.answers if name == "output" or name.startswith("output.")]
    return [name for name in found if name in golden.answers]


def take(golden, rows, indices):
    """The case whose batches have the rows ``indices`` (one list a group) of this one; cotangents go with outputs."""
    case, chosen = golden.case, {}
    for (_, members), own in zip(rows.groups, indices, strict=True):
        chosen |= {name: case.tensors[name][list(own)] for name in members}
    if rows.outputs:
        cotangents = [n for n in case.tensors if n == "cotangent" or n.startswith("cotangent.")]
        chosen |= {name: case.tensors[name][list(indices[0])] for name in cotangents}
    return changed(golden, tensors=chosen).case
