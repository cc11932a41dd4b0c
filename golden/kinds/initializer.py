"""An initializer, made from its config and called for a shape.

spec: {"config": {...}, "shape": [...], "dtype": name or null, "times": how often it is called, "seed": the seed that is
set before (set_random_seed), "identifier": what the symbol (keras.initializers.get) makes one of, in place of a config,
"serialized": true to ask for the text}
answers: output (or output.0 ... of several calls), config, text.
"""

from golden.case import fill
from golden.kinds import common


def _made(case, ns):
    common.set_seed(case, ns)
    if "identifier" not in case.spec:
        return common.make(case, ns)
    return ns.resolve(case.symbol)(fill(common.objects(case.spec["identifier"], ns), common.native(case, ns)))


def run(case, ns):
    initializer, spec = _made(case, ns), case.spec
    outputs = [
        ns.numpy(initializer(tuple(spec["shape"]), dtype=spec.get("dtype"))) for _ in range(spec.get("times", 1))
    ]
    answers = {**common.numbered("output", outputs), **common.config_of(case, initializer)}
    if spec.get("serialized"):
        answers.update(common.if_offered(case, _text, ns, initializer))
    return answers


def _text(ns, initializer):
    return {"text": common.plain_json(ns.resolve("keras.initializers.serialize")(initializer))}


def complete(case, ns):
    return case


def length(case):
    """How many products the longest sum has: those of an orthogonal matrix, which is made of sums of its rows."""
    return max(case.spec["shape"], default=1) if case.symbol.endswith("Orthogonal") else 1
