"""``--impl tf-keras``: Keras 2 as the package tf_keras keeps it alive, on TensorFlow.

It has no ``ops``. Names of its weights are paths with an output number, ``layer/kernel:0``: the last word of the path
is what Keras 3 calls the name. Its optimizers' apply_gradients(pairs) is Keras 3's apply(gradients, variables).
"""

import importlib
import os
from contextlib import contextmanager
from functools import cache

import numpy as np

from golden.namespace import KerasShaped
from golden.oracle import quiet


def implementation():
    """tf_keras as it is installed. Raises: ImportError if it is not."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
    with quiet():
        return TfKeras()


class TfKeras(KerasShaped):
    claims = frozenset({"gradients", "float64"})

    def __init__(self):
        self.tf = importlib.import_module("tensorflow")
        self.tf.get_logger().setLevel("ERROR")
        module = importlib.import_module("tf_keras")
        super().__init__(module, "tf-keras", module.__version__)

    def resolve(self, symbol):
        found = super().resolve(symbol)
        return _with_apply(found) if isinstance(found, type) and hasattr(found, "apply_gradients") else found

    def array(self, array):
        return self.tf.convert_to_tensor(np.asarray(array))

    def numpy(self, native):
        return np.asarray(native)

    def variable(self, array, name):
        return self.tf.Variable(array, name=name)

    def variable_name(self, variable):
        return variable.name.split("/")[-1].split(":")[0]

    def vjp(self, fn, inputs, variables, cotangents):
        with self.tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([*inputs, *variables])
            outputs = list(fn(*inputs))
        zero = self.tf.UnconnectedGradients.ZERO
        found = tape.gradient(outputs, [*inputs, *variables], list(cotangents), zero)
        found = [self.tf.convert_to_tensor(g) for g in found]
        return outputs, found[: len(inputs)], found[len(inputs) :]

    @contextmanager
    def floatx(self, name):
        before = self.floatx_now()
        self.module.backend.set_floatx(name)
        try:
            yield
        finally:
            self.module.backend.set_floatx(before)

    def floatx_now(self):
        return self.module.backend.floatx()

    def fresh(self):
        self.module.backend.reset_uids()


@cache
def _with_apply(optimizer):
    """An optimizer's class with the name that Keras 3 has for the step."""

    def apply(self, grads, trainable_variables):
        self.apply_gradients(zip(grads, trainable_variables, strict=True))

    return type(optimizer.__name__, (optimizer,), {"apply": apply})
