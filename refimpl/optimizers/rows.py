"""Gradients that were added up from rows, as that of an embedding is: its rows are used more than once.

Keras on TensorFlow hands such a gradient to the optimizer in parts, a row for each use. What is linear in it comes out
the same; squares and limits are taken of each part by itself, and then added up.
"""

import numpy as np

from refimpl.attached import parts
from refimpl.ops.arrays import put_at


def each(function, gradient):
    """``function`` of a gradient, or of each of the rows from which it was added up."""
    known = parts.recall(gradient) if parts else None
    if known is None:
        return function(gradient)
    changed = [(indices, function(rows)) for indices, rows in known]
    total = sum(put_at(rows, gradient.shape, (indices,)) for indices, rows in changed)
    return parts.remember(total, changed)


def squared(gradient):
    """gradient², or the sum of the squares of its rows."""
    return each(np.square, gradient)
