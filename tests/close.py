"""``x == close(y)``: equal within the bound that golden/tolerance.py derives for a short sum in float32."""

import numpy as np

from golden.tolerance import bound


class close:
    """A number or a list of them, to compare with by ``==``."""

    def __init__(self, expected, length=64):
        self.expected = np.asarray(expected, np.float32)
        self.allowed = bound("contraction", length, self.expected).allowed

    def __eq__(self, got):
        got = np.asarray(got, np.float64)
        return got.shape == self.expected.shape and bool(np.all(np.abs(got - self.expected) <= self.allowed))

    def __repr__(self):
        return f"close to {self.expected}"

    __hash__ = None
