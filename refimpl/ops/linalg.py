"""Products of matrices. Spec: keras.ops.matmul, keras.ops.dot, keras.ops.tensordot."""

import numpy as np

from refimpl.autodiff import primitive
from refimpl.ops.arrays import expand_dims, reshape, squeeze, sum_to, transpose
from refimpl.ops.elementwise import promoted


def swap_last(x):
    """The matrices of ``x`` transposed."""
    return transpose(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


@primitive
def matmul(x1, x2):
    """Σ_k x1[..., i, k] x2[..., k, j], leading axes broadcast; a vector stands for a row or a column.

    Shapes: (..., n, k), (..., k, m) -> (..., n, m).
    Raises: ValueError if the inner sizes differ. Spec: keras.ops.matmul.
    """
    x1, x2 = promoted(x1, x2)
    if x1.ndim > 2 and x2.ndim == 2:  # one product of matrices in place of a loop over small ones
        return np.matmul(x1.reshape(-1, x1.shape[-1]), x2).reshape(*x1.shape[:-1], x2.shape[-1])
    return np.asarray(np.matmul(x1, x2))


def _of_first(g, out, x1, x2):
    if x2.ndim == 1:
        g, x2 = expand_dims(g, -1), expand_dims(x2, -1)
    if x1.ndim == 1:
        row = matmul(expand_dims(g, -2) if g.ndim < x2.ndim else g, swap_last(x2))
        return sum_to(squeeze(row, -2), x1.shape)
    return sum_to(matmul(g, swap_last(x2)), x1.shape)


def _of_second(g, out, x1, x2):
    if x1.ndim == 1:
        g, x1 = expand_dims(g, -2) if x2.ndim > 1 else g, expand_dims(x1, 0)
    if x2.ndim == 1:
        column = matmul(swap_last(x1), expand_dims(g, -1) if g.ndim else reshape(g, (1, 1)))
        return sum_to(squeeze(column, -1), x2.shape)
    if x2.ndim == 2 and x1.ndim > 2:
        return matmul(transpose(reshape(x1, (-1, x1.shape[-1]))), reshape(g, (-1, g.shape[-1])))
    return sum_to(matmul(swap_last(x1), g), x2.shape)


matmul.vjps(_of_first, _of_second)
