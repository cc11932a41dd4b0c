"""``--impl module:object`` for an object that looks like the module ``keras``."""

import numpy as np

from golden.namespace import KerasShaped

ROOMS = ("layers", "ops", "losses", "metrics", "optimizers", "initializers", "regularizers", "activations", "random")


class Yours(KerasShaped):
    """Forward answers only, on arrays that NumPy can read: gradients need a ``golden.namespace.Namespace``."""

    claims = frozenset({"symbolic"})

    def __init__(self, module, name):
        super().__init__(module, name, str(getattr(module, "__version__", "")))

    def array(self, array):
        return np.array(array)  # its own, into which it may write

    def numpy(self, native):
        return np.array(native)  # as it stands now: a state may be written into in place
