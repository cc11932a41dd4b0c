"""``--impl refimpl``: the reference implementation of this project. The only importer of ``refimpl`` in the suite."""

import numpy as np

import refimpl
from golden.namespace import KerasShaped


def implementation():
    return Refimpl()


class Refimpl(KerasShaped):
    """Arrays are NumPy's own; gradients come from ``refimpl.autodiff``, of variables by binding them."""

    claims = frozenset({"gradients", "symbolic", "float64", "seed-exact", "files", "iterators"})

    def __init__(self, module=refimpl):
        super().__init__(module, "refimpl", getattr(module, "__version__", ""))

    def array(self, array):
        return array

    def numpy(self, native):
        return np.array(native)  # a copy: metrics add to their state in place

    def fresh(self):
        super().fresh()
        self.module.random.seed_generator.set_global_seed(None)

    def moved(self, iterator, dataset):
        states = self.module.data.states
        return dataset.iterator(states.decoded(states.encoded(iterator.state())))

    def vjp(self, fn, inputs, variables, cotangents):
        autodiff, bound = self.module.autodiff, self.module.variables.bound
        count = len(inputs)

        def outputs(*values):
            with bound(variables, values[count:]):
                return list(fn(*values[:count]))

        outs, pullback = autodiff.vjp(outputs, *inputs, *(v.numpy() for v in variables))
        gradients = pullback(list(cotangents))
        return outs, gradients[:count], gradients[count:]
