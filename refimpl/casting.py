"""The cast that comes of itself: mixed precision.

A layer whose policy is mixed keeps its weights in float32 and computes in half floats. While it is called, Variables
that are floating are seen in its compute dtype; the gradient of that cast brings theirs back to float32.
Source: Micikevicius et al., "Mixed precision training", 2018. Spec: keras.DTypePolicy.
"""

import threading

from refimpl.autodiff import cast
from refimpl.dtypes import is_float


class Autocasting(threading.local):
    """In which dtype the layer that is being called sees its weights.

    ``dtype`` is None where no layer around is mixed, and "" within a layer that wants no casts inside a mixed one.
    """

    dtype = None

    def view(self, value):
        """The value of a Variable as it is seen."""
        if not self.dtype or not is_float(value.dtype) or value.dtype.name == self.dtype:
            return value
        return cast(value, self.dtype)


autocasting = Autocasting()
