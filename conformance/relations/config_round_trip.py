"""``from_config(get_config())`` is the same object again: it gives the same answers."""

from hypothesis import strategies as st

from conformance.asking import ask

KINDS = ("op", "layer", "loss", "metric", "optimizer", "initializer")


def holds(golden):
    case, spec = golden.case, golden.case.spec
    if golden.raises or case.kind not in KINDS or "config" not in spec or "config" not in golden.answers:
        return False
    return set(spec["config"] or ()) <= set(golden.answers["config"])  # Keras' own config leaves out an argument or two


def examples(golden):
    """There is one."""
    return st.none()


def verdict(golden, example, implementation):
    return ask(golden, implementation, through="config")
