"""Batches that a case brings itself, as fit, evaluate and predict take them in the place of x and y.

"feed" (and "validation_feed") of an action is one of

{"py_dataset": {"batches": [BATCH, ...], ...}}   a keras.utils.PyDataset. "endless": true is one without a number of
    batches, which begins anew; "has": "length" gives ``__len__`` in the place of ``num_batches``; with "calls": true it
    is written down when its hooks are called; what else is there are arguments of the constructor: workers,
    max_queue_size
{"generator": {"batches": [BATCH, ...]}}   a generator; "endless": true is one that begins anew

A BATCH is a list [x], [x, y] or [x, y, sample_weight], which becomes a tuple; {"alone": x}, {"list": [...]} or
{"dict": {...}} are what they say.

answers: calls (validation_calls), the hooks of a PyDataset in the order in which they were called: "begin" and "end"
"""

import itertools


def feeds(given, ns):
    """``given`` with what is fed as x or validation_data, and {answer: list that its hooks add to}."""
    made, calls = dict(given), {}
    for name, argument in (("feed", "x"), ("validation_feed", "validation_data")):
        if name in made:
            (kind, spec), = made.pop(name).items()  # fmt: skip
            seen = []
            if spec.get("calls"):
                calls[name.replace("feed", "calls")] = seen
            made[argument] = FEEDS[kind](spec, ns, seen)
    return made, calls


def _batch(spec):
    if isinstance(spec, dict):
        (_, value), = spec.items()  # fmt: skip
        return value
    return tuple(spec)


def _py_dataset(spec, ns, calls):
    spec = {key: value for key, value in spec.items() if key != "calls"}
    batches, endless, has = [_batch(b) for b in spec.pop("batches")], spec.pop("endless", False), spec.pop("has", "")
    count = None if endless else len(batches)
    members = {
        "__getitem__": lambda self, index: batches[index % len(batches) if endless else index],
        "on_epoch_begin": lambda self: calls.append("begin"),
        "on_epoch_end": lambda self: calls.append("end"),
        **({"__len__": lambda self: count} if has == "length" else {"num_batches": property(lambda self: count)}),
    }
    return type("Batches", (ns.resolve("keras.utils.PyDataset"),), members)(**spec)


def _generator(spec, ns, calls):
    batches = [_batch(b) for b in spec["batches"]]
    return (b for b in (itertools.cycle(batches) if spec.get("endless") else batches))


FEEDS = {"py_dataset": _py_dataset, "generator": _generator}
