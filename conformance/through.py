"""Ways that every object of an implementation goes before it is used: they must change no answer."""

import inspect


class ThroughConfig:
    """A namespace whose objects are all made anew, by ``from_config(get_config())``."""

    def __init__(self, namespace):
        self._namespace = namespace

    def __getattr__(self, name):
        return getattr(self._namespace, name)

    def resolve(self, symbol):
        found = self._namespace.resolve(symbol)
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


THROUGH = {None: lambda namespace: namespace, "config": ThroughConfig}
