"""Pipelines as data: the functions and generators that their steps name, and how steps are carried out.

A step is [METHOD, {ARGUMENT: VALUE}], the first one a static method of Dataset; "args" holds those without a name. A
value is JSON, or stands for something:

{"tensor": NAME}      a tensor of the case
{"tuple": [...]}      a tuple, where a list is a tensor
{"dict": {...}}       a dict
{"function": NAME}    one of FUNCTIONS
{"generator": NAME}   one of GENERATORS
{"pipeline": [...]}   another dataset
{"path": NAME}        a path, or a pattern of paths, in the case's folder

A function is made of operators only, so that it means the same on arrays of any library.
"""

# by name: what gives the function, for the implementation's Dataset
FUNCTIONS = {
    "same": lambda dataset: lambda *x: x if len(x) > 1 else x[0],
    "double": lambda dataset: lambda x: x * 2,
    "half": lambda dataset: lambda x: x * 0.5,
    "negative": lambda dataset: lambda x: -x,
    "square": lambda dataset: lambda x: x * x,
    "from-five": lambda dataset: lambda x: 5 - x,
    "pair": lambda dataset: lambda x: (x, x + 1),
    "list": lambda dataset: lambda x: [x, x + 1],
    "twice": lambda dataset: lambda *x: (x, x) if len(x) > 1 else (x[0], x[0]),
    "first": lambda dataset: lambda x, y: x,
    "swap": lambda dataset: lambda x, y: (y, x),
    "add": lambda dataset: lambda x, y: x + y,
    "named": lambda dataset: lambda x: {"b": x, "a": (x, x * 2)},
    "of-named": lambda dataset: lambda x: x["b"] - x["a"][1],
    "one-component": lambda dataset: lambda x: (x,),
    "constant": lambda dataset: lambda x: 3,
    "fraction": lambda dataset: lambda x: 0.25,
    "truth": lambda dataset: lambda x: True,
    "text": lambda dataset: lambda x: "text",
    "head": lambda dataset: lambda row, n: row[:n],
    "head-and-length": lambda dataset: lambda row, n: (row[:n], n),
    "first-row": lambda dataset: lambda x: x[0],
    "backwards": lambda dataset: lambda x: x[::-1],
    "even": lambda dataset: lambda x: x % 2 == 0,
    "below-3": lambda dataset: lambda x: x < 3,
    "above-9": lambda dataset: lambda x: x > 9,
    "first-is-even": lambda dataset: lambda x, y: x % 2 == 0,
    "number": lambda dataset: lambda x: x,
    "modulo-3": lambda dataset: lambda x: x % 3,
    "up-to": lambda dataset: lambda x: dataset.range(x),
    "itself-often": lambda dataset: lambda x: dataset.from_tensors(x).repeat(x),
    "endless": lambda dataset: lambda x: dataset.from_tensors(x).repeat(),
    "rows": lambda dataset: lambda *x: dataset.from_tensor_slices(x if len(x) > 1 else x[0]),
    "shuffled": lambda dataset: lambda x: dataset.range(4).shuffle(4, seed=1),
    "shuffled-twice": lambda dataset: lambda x: dataset.range(x, x + 3).shuffle(4, seed=2).repeat(2),
    "nested": lambda dataset: lambda x: dataset.range(x).flat_map(lambda y: dataset.range(y)),
    "batch-of-window": lambda dataset: lambda w: w.batch(3),
    "shuffle-of-window": lambda dataset: lambda w: w.shuffle(3, seed=4).batch(2),
    "batches-of-windows": lambda dataset: lambda a, b: dataset.zip((a.batch(3), b.batch(3))),
    "sum": lambda dataset: lambda s, x: s + x,
    "sum-of-pair": lambda dataset: lambda s, x: s + x[0] * x[1],
    "sums-before": lambda dataset: lambda s, x: (s + x, s),
    "sum-and-count": lambda dataset: lambda s, x: ((s[0] + x, s[1] + 1), (s[0], x)),
    "element-for-state": lambda dataset: lambda s, x: (x, s),
    "no-pair": lambda dataset: lambda s, x: x,
    "batch-of-group": lambda dataset: lambda key, group: group.batch(2),
    "all-of-group": lambda dataset: lambda key, group: group.batch(100),
    "with-key": lambda dataset: lambda key, group: group.map(lambda x: (key, x)),
    "key-and-one": lambda dataset: lambda key: key + 1,
    "length": lambda dataset: lambda row, n: n,
}

GENERATORS = {
    "numbers": lambda: iter([1, 2, 3, 4]),
    "fractions": lambda: iter([1.5, 2.25, -3.0]),
    "ragged": lambda: iter([[1], [2, 3], [], [4, 5, 6]]),
    "pairs": lambda: iter([(1, [2.0]), (3, [4.0, 5.0])]),
    "named": lambda: iter([{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]),
    "none": lambda: iter([]),
    "other-shape": lambda: iter([1, 2, [3]]),
    "counted": lambda n: iter(range(n)),
}


def placed(value, folder):
    """A step, or what is in one, with paths in the folder for their names."""
    if isinstance(value, list):
        return [placed(item, folder) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"path"}:
        return f"{folder}/{value['path']}"
    return {key: placed(item, folder) for key, item in value.items()}


def build(steps, tensors, dataset):
    """The Dataset of a list of steps, by the class ``dataset`` of an implementation."""
    made = dataset
    for method, arguments in steps:
        given = {name: value_of(value, tensors, dataset) for name, value in arguments.items()}
        args = given.pop("args", ())
        made = getattr(made, method)(*args, **given)
    return made


def value_of(value, tensors, dataset):
    """What a value in a step stands for."""
    if isinstance(value, list):
        return [value_of(item, tensors, dataset) for item in value]
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "tensor":
        return tensors[inner]
    if kind == "tuple":
        return tuple(value_of(item, tensors, dataset) for item in inner)
    if kind == "dict":
        return {key: value_of(item, tensors, dataset) for key, item in inner.items()}
    if kind == "function":
        return FUNCTIONS[inner](dataset)
    if kind == "generator":
        return GENERATORS[inner]
    if kind == "pipeline":
        return build(inner, tensors, dataset)
    raise ValueError(f"a value in a step must be of a known kind, got {kind!r}")
