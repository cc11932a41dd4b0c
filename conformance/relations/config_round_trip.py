"""``from_config(get_config())`` is the same object again: it gives the same answers."""

import inspect

from hypothesis import strategies as st

from conformance.asking import ask

KINDS = ("op", "layer", "loss", "metric", "optimizer", "initializer")


class RoundTripped:
    """An implementation whose objects have all gone through their config once."""

    def __init__(self, implementation):
        self._implementation = implementation

    def __getattr__(self, name):
        return getattr(self._implementation, name)

    def resolve(self, symbol):
        found = self._implementation.resolve(symbol)
        if not (inspect.isclass(found) and hasattr(found, "from_config")):
            return found
        return Again(found)


class Again:
    """A class, called as usual: what comes out is made from the config of what the class made."""

    def __init__(self, original):
        self._original = original

    def __call__(self, *args, **kwargs):
        return self.from_config(self._original(*args, **kwargs).get_config())

    def from_config(self, config):
        return self._original.from_config(config)

    def __getattr__(self, name):
        return getattr(self._original, name)


def holds(golden):
    case, spec = golden.case, golden.case.spec
    if golden.raises or case.kind not in KINDS or "config" not in spec or "config" not in golden.answers:
        return False
    return set(spec["config"] or ()) <= set(golden.answers["config"])  # Keras' own config leaves out an argument or two


def examples(golden):
    """There is one."""
    return st.none()


def verdict(golden, example, implementation):
    return ask(golden, RoundTripped(implementation))
