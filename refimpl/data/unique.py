"""Each element once."""

import numpy as np

from refimpl.data.machine import UNKNOWN, Unary
from refimpl.data.structure import leaves


class Unique(Unary):
    """The elements that were not there before. State: the source's, and what was there.

    Raises: TypeError unless they are int32, int64 or strings; ValueError for several components.
    Spec: tf.data.Dataset.unique.
    """

    def __init__(self, source):
        super().__init__(source)
        spec = source.element_spec
        if any(getattr(leaf, "dtype", "") not in ("int32", "int64", "string") for leaf in leaves(spec)):
            raise TypeError(f"unique: elements must be int32, int64 or strings, got {spec}")
        if len(leaves(spec)) > 1:
            raise ValueError(f"unique: elements must be one tensor, got {spec}")

    def start(self, live):
        return [self.source.start(live), {}]

    def step(self, state, live):
        while True:
            state[0], element = self.source.step(state[0], live)
            key = element if isinstance(element, bytes) else repr((np.shape(element), np.asarray(element).tolist()))
            if key not in state[1]:
                state[1][key] = True
                return state, element

    def cardinality(self):
        return UNKNOWN
