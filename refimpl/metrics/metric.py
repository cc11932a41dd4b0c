"""Metric: a number made up batch by batch. Its state is Variables, its work plain NumPy."""

import numpy as np

from refimpl import config, initializers
from refimpl.dtypes import get_policy
from refimpl.names import auto_name, snake_case
from refimpl.serialization import export
from refimpl.variables import Variable


def published(*aliases, better=None):
    """Decorator: a class of keras.metrics, which also goes by its name in snake case and by ``aliases``.

    ``better`` says where it is to go, "up" or "down", for callbacks that watch it; None where neither is better.
    """

    def publish(cls):
        cls._direction = better
        return export("keras.metrics", snake_case(cls.__name__), *aliases)(cls)

    return publish


def accumulate(variable, amount):
    """variable <- variable + amount, in place."""
    np.add(variable.value, amount, out=variable.value, casting="same_kind")


@published()
@export("keras")
class Metric:
    """Subclasses make their state with ``add_variable`` and give ``update_state(...)`` and ``result()``.

    Spec: keras.metrics.Metric.
    """

    def __init__(self, dtype=None, name=None):
        self.name = name or auto_name(type(self).__name__)
        self.dtype = get_policy(dtype or config.floatx()).compute_dtype
        self._variables = []

    def add_variable(self, shape, initializer, dtype=None, aggregation="sum", name=None):
        """A Variable of the state, kept apart from those of models. Spec: keras.metrics.Metric.add_variable."""
        if "_variables" not in self.__dict__:
            raise RuntimeError(f"{type(self).__name__}: super().__init__() must be called in __init__ first")
        variable = Variable(initializers.get(initializer), tuple(shape), dtype, trainable=False, name=name)
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_weight(self, shape=(), initializer=None, dtype=None, name=None):
        """``add_variable``, scalar and zero by default. Spec: keras.metrics.Metric.add_weight."""
        return self.add_variable(shape, initializer or "zeros", dtype, name=name)

    @property
    def variables(self):
        """The state: this metric's, then that of the metrics among its attributes."""
        inner = [x for x in self.__dict__.values() if isinstance(x, Metric)]
        return [*self._variables, *(v for metric in inner for v in metric.variables)]

    def update_state(self, *args, **kwargs):
        """Take one batch into account."""
        raise NotImplementedError(f"{type(self).__name__}: update_state must be defined by a metric")

    def result(self):
        """The number so far."""
        raise NotImplementedError(f"{type(self).__name__}: result must be defined by a metric")

    def reset_state(self):
        """Begin anew, with zeros."""
        for variable in self.variables:
            variable.value.fill(0)

    def __call__(self, *args, **kwargs):
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self):
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config):
        return cls(**config)

    def __repr__(self):
        return f"<{type(self).__name__} name={self.name}>"
