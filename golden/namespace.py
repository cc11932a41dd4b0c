"""What an implementation must offer so that the kinds can carry cases out on it."""

from abc import ABC, abstractmethod
from contextlib import contextmanager

import numpy as np


class Unsupported(Exception):
    """The implementation does not offer this; the message says what."""


class Refused(Exception):
    """An implementation in another process or language raised: ``kind`` is the name of the exception in Keras' terms,
    ``where`` its innermost frames, a line each.
    """

    def __init__(self, kind, message, where=()):
        super().__init__(message)
        self.kind, self.where = kind, tuple(where)


class Namespace(ABC):
    """An implementation of the Keras API.

    ``claims`` holds what it offers beyond forward answers: "gradients", "symbolic" (calls on KerasTensors),
    "float64" (floatx can be set), "seed-exact" (TensorFlow's random bits from a seed), "files" (models are saved and
    loaded again), "iterators" (of data, which are saved and go on elsewhere).
    """

    name: str = "unnamed"
    version: str = ""
    claims: frozenset[str] = frozenset()

    @abstractmethod
    def resolve(self, symbol: str):
        """The object of a symbol such as ``keras.layers.Dense``. Raises: Unsupported if there is none.

        What stands in TensorFlow beside Keras is asked for as ``tf.data.Dataset``: who has a module ``data`` has it.
        """

    @abstractmethod
    def array(self, array: np.ndarray):
        """A tensor of the implementation."""

    @abstractmethod
    def numpy(self, native) -> np.ndarray:
        """An ndarray from a tensor or variable of the implementation."""

    def vjp(self, fn, inputs, variables, cotangents):
        """(outputs, gradients of the inputs, gradients of the variables) of Σ output * cotangent.

        ``fn(*inputs)`` gives a list of native outputs. Raises: Unsupported without gradients.
        """
        raise Unsupported("gradients")

    def variable(self, array: np.ndarray, name: str):
        """A Variable of the implementation."""
        raise Unsupported("keras.Variable")

    @contextmanager
    def floatx(self, name: str):
        """Within the block, new floats are of this dtype. Raises: Unsupported if it cannot be set."""
        if name != "float32":
            raise Unsupported(f"floatx {name}")
        yield

    def floatx_now(self) -> str:
        """The dtype of new floats."""
        return "float32"

    def variable_name(self, variable) -> str:
        """The name that a weight has within its layer: ``kernel``."""
        return variable.name

    def moved(self, iterator, dataset):
        """An iterator over ``dataset`` that goes on where ``iterator``, over one made alike, stands.

        Raises: Unsupported if iterators cannot be saved.
        """
        raise Unsupported("iterators that are saved")

    def fresh(self):  # noqa: B027 - most implementations have nothing to forget
        """Forget what earlier cases left behind: the numbers in automatic names."""


class KerasShaped(Namespace):
    """An implementation that is a module with Keras' names: it says only how to make arrays and gradients."""

    def __init__(self, module, name, version=""):
        self.module, self.name, self.version = module, name, version

    def resolve(self, symbol):
        found = self.module
        for part in symbol.split(".")[1:]:
            found = getattr(found, part, None)
            if found is None:
                raise Unsupported(symbol)
        return found

    def variable(self, array, name):
        return self.resolve("keras.Variable")(array, dtype=array.dtype.name, name=name)

    @contextmanager
    def floatx(self, name):
        settings = getattr(self.module, "config", None)
        if settings is None or not hasattr(settings, "set_floatx"):
            if name != "float32":
                raise Unsupported(f"floatx {name}")
            yield
            return
        before = settings.floatx()
        settings.set_floatx(name)
        try:
            yield
        finally:
            settings.set_floatx(before)

    def floatx_now(self):
        settings = getattr(self.module, "config", None)
        return "float32" if settings is None else settings.floatx()

    def fresh(self):
        clear = getattr(getattr(self.module, "utils", None), "clear_session", None)
        if clear is None:
            return
        try:
            clear(free_memory=False)  # collecting garbage after each case would take most of the time
        except TypeError:  # versions of Keras without that argument
            clear()
