"""``from_config(get_config())`` is the same object again: it gives the same answers."""

from hypothesis import strategies as st

from conformance.asking import ask

KINDS = ("op", "layer", "loss", "metric", "optimizer", "initializer")


def holds(golden):
    case, spec = golden.case, golden.case.spec
    if golden.raises or case.kind not in KINDS or "config" not in spec or "config" not in golden.answers:
        return False
    given, kept = spec["config"] or {}, golden.answers["config"]
    if "seed" in spec:  # what is made twice draws its default seed twice
        return False
    if isinstance(kept.get("dtype"), str) and kept["dtype"] != given.get("dtype", kept["dtype"]):
        return False  # SpatialDropout's own config keeps the dtype of weights, and no policy
    return set(given) <= set(kept)  # Keras' own config leaves out an argument or two


def examples(golden):
    """There is one."""
    return st.none()


def verdict(golden, example, implementation):
    return ask(golden, implementation, through="config")
