"""Gradients against finite differences.

For f and a direction v, (f(x + h v) - f(x - h v)) / 2h agrees with the derivative along v up to O(h^2), and the
rounding of f costs about eps |f| / h; h = eps^(1/3) balances the two.
"""

import math

import numpy as np

from refimpl.autodiff import jvp, unboxed, vjp


def check_gradient(fun, *primals, directions=3, seed=0):
    """The largest error of ``fun``'s vjp and jvp against central differences, as a part of the derivative's own size.

    ``fun`` takes arrays and gives one. Differences are taken in float64, along random directions, against random
    cotangents. A sound gradient of a smooth function gives under 1e-6; a wrong one is of order 1.
    Raises: TypeError if a primal is not floating.
    """
    rng = np.random.default_rng(seed)
    primals = [np.asarray(x, np.float64) for x in primals]
    step = np.finfo(np.float64).eps ** (1 / 3)
    worst = 0.0
    for _ in range(directions):
        tangents = [rng.standard_normal(x.shape) for x in primals]
        h = [step * max(1.0, float(np.max(np.abs(x), initial=0))) for x in primals]
        scale = max(h, default=step)
        ahead = unboxed(fun(*(x + scale * t for x, t in zip(primals, tangents, strict=True))))
        behind = unboxed(fun(*(x - scale * t for x, t in zip(primals, tangents, strict=True))))
        expected = (ahead - behind) / (2 * scale)
        cotangent = rng.standard_normal(np.shape(expected))
        _, pullback = vjp(fun, *primals)
        _, forward = jvp(fun, tuple(primals), tuple(tangents))
        along = math.fsum(float(np.sum(g * t)) for g, t in zip(pullback(cotangent), tangents, strict=True))
        size = max(1.0, float(np.sum(np.abs(expected * cotangent))))
        worst = max(worst, abs(along - float(np.sum(expected * cotangent))) / size)
        worst = max(
            worst,
            float(np.max(np.abs(forward - expected), initial=0)) / max(1.0, float(np.max(np.abs(expected), initial=0))),
        )
    return worst
