"""Gradients held within bounds, all of them in their own dtype."""

import numpy as np

from refimpl.optimizers.rows import each, squared


def _norm_squared(g):
    return np.sum(squared(g))


def by_norm(gradients, limit):
    """Each gradient g times limit / max(|g|, limit)."""
    norms = [np.maximum(np.sqrt(_norm_squared(g)), g.dtype.type(limit)) for g in gradients]
    return [each(lambda x, norm=norm: x * limit / norm, g) for g, norm in zip(gradients, norms, strict=True)]


def by_global_norm(gradients, limit):
    """All gradients times limit / max(n, limit), n the norm of all of them as one vector; NaN if n is not finite."""
    norm = np.sqrt(sum(_norm_squared(g) for g in gradients))
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = limit * np.minimum(1 / norm, 1 / norm.dtype.type(limit)) + (norm - norm)
    return [each(lambda x: x * x.dtype.type(scale), g) for g in gradients]


def by_value(gradients, limit):
    """Each element kept in [-limit, limit]."""
    return [each(lambda x: np.clip(x, x.dtype.type(-limit), x.dtype.type(limit)), g) for g in gradients]
