"""Windows for pieces of signals, by the names that SciPy gives them. Source: scipy.signal.windows; Harris 1978."""

import numpy as np

from refimpl.errors import unknown

# Σ (-1)^k a_k cos(2π k x) for x in [0, 1]
_COSINES = {
    "boxcar": (1.0,),
    "hann": (0.5, 0.5),
    "hamming": (0.54, 0.46),
    "blackman": (0.42, 0.50, 0.08),
    "nuttall": (0.3635819, 0.4891775, 0.1365995, 0.0106411),
    "blackmanharris": (0.35875, 0.48829, 0.14128, 0.01168),
    "flattop": (0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
}


def _parzen(y):
    inner, outer = 1 - 6 * y**2 * (1 - np.abs(y)), 2 * (1 - np.abs(y)) ** 3
    return np.where(np.abs(y) <= 0.5, inner, outer)


def _tukey(y):
    edge = np.clip(2 * np.abs(y) - 1, 0, 1)  # the outer halves of both sides
    return 0.5 * (1 + np.cos(np.pi * edge))


def _bohman(y):
    y = np.abs(y)
    return np.where(y < 1, (1 - y) * np.cos(np.pi * y) + np.sin(np.pi * y) / np.pi, 0)


# by y from -1 in the first place to 1 in the last
_SHAPES = {
    "bartlett": lambda y: 1 - np.abs(y),
    "barthann": lambda y: 0.62 - 0.24 * np.abs(y) + 0.38 * np.cos(np.pi * y),
    "bohman": _bohman,
    "lanczos": np.sinc,
    "tukey": _tukey,
}
# by y from -(1 - 1/n) to 1 - 1/n: no place is an end
_INNER_SHAPES = {"cosine": lambda y: np.cos(np.pi / 2 * y), "parzen": _parzen}

NAMES = (*_COSINES, *_SHAPES, *_INNER_SHAPES, "exponential", "triang")


def window(name, n, periodic=False):
    """The window of that name, float64 (n,): symmetric, or without the last of n + 1 places if it is ``periodic``.

    Raises: ValueError for a name that is none, or of a window that needs a parameter.
    """
    if name not in NAMES:
        raise unknown("window", name, NAMES)
    places = n + 1 if periodic else n
    if n <= 1:
        return np.ones(n)
    i = np.arange(places)
    y = 2 * i / (places - 1) - 1
    inner = (2 * i + 1) / places - 1
    if name in _COSINES:
        out = sum((-1) ** k * a * np.cos(np.pi * k * (y + 1)) for k, a in enumerate(_COSINES[name]))
    elif name in _SHAPES:
        out = _SHAPES[name](y)
    elif name == "exponential":
        out = np.exp(-np.abs(i - (places - 1) / 2))
    elif name == "triang":
        out = 1 - np.abs(2 * i - places + 1) / (places + places % 2)
    else:
        out = _INNER_SHAPES[name](inner)
    return np.asarray(out, np.float64)[:n]
