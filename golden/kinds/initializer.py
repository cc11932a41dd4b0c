"""An initializer, made from its config and called for a shape.

spec: {"config": {...}, "shape": [...], "dtype": name or null}
answers: output, config.
"""

from golden.kinds import common


def run(case, ns):
    initializer = common.make(case, ns)
    output = ns.numpy(initializer(tuple(case.spec["shape"]), dtype=case.spec.get("dtype")))
    return {"output": output, **common.config_of(initializer)}


def complete(case, ns):
    return case


def length(case):
    return 1
