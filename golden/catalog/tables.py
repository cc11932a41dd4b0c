"""From a table's rows to cases: draws become tensors, named by where they stand."""

import numpy as np

from golden.case import Case
from golden.catalog.draws import Draw
from golden.kinds.common import rng_for


def case(symbol, kind, op_class, slug, spec, tags=(), names=None):
    """A Case from a spec in which Draws stand for tensors.

    A draw is named by ``names`` (in the order of the spec), else x, y, z ...
    """
    found = {}

    def place(value):
        if isinstance(value, Draw):
            name = next(free)
            found[name] = value
            return {"tensor": name}
        if isinstance(value, dict):
            return {key: place(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [place(item) for item in value]
        return value

    free = iter(names or ("x", "y", "z", *(f"t{i}" for i in range(100))))
    spec = place(spec)
    shell = Case(f"{symbol.removeprefix('keras.')}/{slug}", kind, symbol, spec, {}, op_class, tuple(tags))
    tensors = {name: np.asarray(draw.make(rng_for(shell, name))) for name, draw in found.items()}
    return Case(shell.id, kind, symbol, spec, tensors, op_class, tuple(tags))


def ops(symbol, op_class, rows, **common):
    """Op cases: ``slug: (args..., {kwargs}?)``. ``symbolic`` is asked of all that have a tensor first; with
    ``lists``, axes are lists, where that is what Keras documents."""
    cases = []
    for slug, row in rows.items():
        row = row if isinstance(row, tuple) else (row,)
        kwargs = row[-1] if row and isinstance(row[-1], dict) else {}
        args = row[:-1] if row and isinstance(row[-1], dict) else row
        tags = common.get("tags", ())
        spec = {"args": list(args), "kwargs": kwargs}
        if args and isinstance(args[0], Draw) and common.get("symbolic", True) and "error" not in tags:
            spec["symbolic"] = True
        if common.get("lists"):
            spec["lists"] = True
        cases.append(case(symbol, "op", common.get("classes", {}).get(slug, op_class), slug, spec, tags))
    return cases


def made(symbol, op_class, rows, tags=()):
    """Op cases of an object made from a config: ``slug: (config, args...)``."""
    return [
        case(symbol, "op", op_class, slug, {"config": config, "args": list(args), "kwargs": {}}, tags)
        for slug, (config, *args) in rows.items()
    ]


def layers(symbol, op_class, rows, tags=(), more=None):
    """Layer cases: ``slug: (config, inputs, {call}?, [ways]?, [then]?)``; ``more`` of the spec is alike for all."""
    cases = []
    for slug, (config, inputs, *call) in rows.items():
        spec = {"config": config, "inputs": inputs, "call": call[0] if call else {}}
        spec.update(zip(("ways", "then"), call[1:], strict=False))
        spec.update(more or {})
        cases.append(case(symbol, "layer", op_class, slug, spec, tags))
    return cases


def losses(symbol, op_class, rows, tags=()):
    """Loss cases: ``slug: (config, y_true, y_pred, sample_weight?)``."""
    return [
        case(
            symbol,
            "loss",
            op_class,
            slug,
            {"config": config, "args": [y_true, y_pred], "kwargs": {"sample_weight": weight[0]} if weight else {}},
            tags,
            ("y_true", "y_pred", "sample_weight"),
        )
        for slug, (config, y_true, y_pred, *weight) in rows.items()
    ]


def metrics(symbol, rows, tags=(), op_class="reduction"):
    """Metric cases: ``slug: (config, update, ...)``, an update being (args...) with a dict of keywords last."""
    cases = []
    for slug, (config, *updates) in rows.items():
        steps = []
        for update in updates:
            kwargs = update[-1] if isinstance(update[-1], dict) else {}
            steps.append({"args": list(update[:-1] if kwargs else update), "kwargs": kwargs})
        spec = {"config": config, "updates": steps}
        cases.append(case(symbol, "metric", op_class, slug, spec, tags, tuple(f"u{i}" for i in range(40))))
    return cases


def optimizers(symbol, rows, steps, shapes, tags=(), gradients=None):
    """Optimizer cases: ``slug: config`` or ``(config, {more of the spec})``; variables and gradients are drawn."""
    from golden.catalog.draws import normal

    cases = []
    for slug, row in rows.items():
        config, more = row if isinstance(row, tuple) else (row, {})
        spec = {
            "config": config,
            "variables": [normal(*shape) for shape in shapes],
            "gradients": [[normal(*shape) for shape in shapes] for _ in range(steps)]
            if gradients is None
            else gradients,
            **more,
        }
        names = [f"w.{i}" for i in range(len(shapes))]
        names += [f"g.{t}.{i}" for t in range(steps) for i in range(len(shapes))]
        made_case = case(symbol, "optimizer", "iterated", slug, spec, tags, names)
        plain = {
            **made_case.spec,
            "variables": [v["tensor"] for v in made_case.spec["variables"]],
            "gradients": [[g and g["tensor"] for g in step] for step in made_case.spec["gradients"]],
        }
        cases.append(Case(made_case.id, "optimizer", symbol, plain, made_case.tensors, "iterated", tuple(tags)))
    return cases


def initializers(symbol, op_class, rows, tags=()):
    """Initializer cases: ``slug: (config, shape, dtype?)``."""
    return [
        case(
            symbol,
            "initializer",
            op_class,
            slug,
            {"config": config, "shape": list(shape), "dtype": dtype[0] if dtype else None},
            tags,
        )
        for slug, (config, shape, *dtype) in rows.items()
    ]


def step(method, *args, **kwargs):
    """A step of a pipeline, as ``golden.kinds.pipelines`` says it."""
    return [method, {**({"args": list(args)} if args else {}), **kwargs}]


def function(name):
    """One of ``golden.kinds.pipelines.FUNCTIONS``, as a step names it."""
    return {"function": name}


def tuple_of(*items):
    return {"tuple": list(items)}


def pipelines(symbol, rows, tags=(), **common):
    """Dataset cases of a method of tf.data.Dataset: ``slug: (step, ..., {more of the spec}?)``; two epochs each."""
    cases = []
    for slug, row in rows.items():
        more = row[-1] if isinstance(row[-1], dict) else {}
        steps = list(row[:-1] if more else row)
        spec = {"steps": steps, **({} if "then" in more else {"epochs": 2}), **common, **more}
        cases.append(case(f"tf.data.Dataset.{symbol}", "dataset", "exact", slug, spec, tags))
    return cases
