"""Nested structures as tf.data nests them: tuples, named tuples and dicts. A list is no structure but a tensor.

A component is an ndarray, a NumPy scalar, bytes (a string), or a dataset. Strings in an array are bytes, too.
"""

import numpy as np


class Handle:
    """What a dataset is to the machines: something that holds one."""

    def __init__(self, machine):
        self.machine = machine


def is_nested(x):
    return isinstance(x, (tuple, dict))


def leaves(x):
    """The components, those of a dict in the order of its sorted keys."""
    if isinstance(x, tuple):
        return [leaf for item in x for leaf in leaves(item)]
    if isinstance(x, dict):
        return [leaf for key in sorted(x) for leaf in leaves(x[key])]
    return [x]


def same_structure(x, y):
    """Whether two structures nest alike: tuples of one length, dicts of the same keys."""
    if isinstance(x, tuple) or isinstance(y, tuple):
        both = isinstance(x, tuple) and isinstance(y, tuple) and len(x) == len(y)
        return both and all(map(same_structure, x, y))
    if isinstance(x, dict) or isinstance(y, dict):
        both = isinstance(x, dict) and isinstance(y, dict) and x.keys() == y.keys()
        return both and all(same_structure(x[key], y[key]) for key in x)
    return True


def map_structure(f, x, *others):
    """``f`` of the components of ``x``, and of those in the same places of ``others``, in the structure of ``x``."""
    if isinstance(x, tuple):
        return like(x, [map_structure(f, *items) for items in zip(x, *others, strict=True)])
    if isinstance(x, dict):
        return {key: map_structure(f, x[key], *(other[key] for other in others)) for key in x}
    return f(x, *others)


def rows_of(x):
    """The function of a number i that gives row i of each component, in the structure of ``x``.

    What the structure is, is asked once and not at each row.
    """
    if isinstance(x, tuple):
        parts, make = [rows_of(item) for item in x], getattr(type(x), "_make", tuple)
        return lambda i: make([part(i) for part in parts])
    if isinstance(x, dict):
        parts = {key: rows_of(item) for key, item in x.items()}
        return lambda i: {key: part(i) for key, part in parts.items()}
    return x.__getitem__


def like(x, items):
    """A tuple of these items, named if ``x`` is."""
    return type(x)(*items) if hasattr(x, "_fields") else tuple(items)


def as_component(x, owner):
    """One component of what a user gave; numbers and lists of Python become int32, float32, bool or bytes.

    Raises: ValueError for None and for lists that are not rectangular; TypeError for what is no tensor.
    """
    if isinstance(x, np.ndarray) and x.dtype.kind in "biufcV":
        return x if x.ndim else x[()]
    if isinstance(x, (np.generic, bytes, Handle)) and not isinstance(x, (np.str_, np.bytes_)):
        return x
    if isinstance(x, str):
        return x.encode()
    if x is None:
        raise ValueError(f"{owner}: a component must be a tensor, got None")
    given = hasattr(x, "__array__") or hasattr(x, "dtype")
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{owner}: lists must be rectangular to be a tensor: {error}") from None
    if array.dtype.kind in "US" or (array.dtype.kind == "O" and all(isinstance(s, (str, bytes)) for s in array.flat)):
        array = _strings(array)
    elif array.dtype.kind not in "biufcV":
        raise TypeError(f"{owner}: a component must be numbers or strings, got {type(x).__name__} {str(x)[:40]!r}")
    elif not given:
        array = _shortened(array, x)
    return array if array.ndim else array[()]


def _strings(array):
    out = np.empty(array.shape, object)
    out[...] = np.reshape([s.encode() if isinstance(s, str) else bytes(s) for s in array.ravel()], array.shape)
    return out


def _shortened(array, x):
    """Numbers in 32 bits, as far as whole ones go, be they Python's or NumPy's; an empty list is float32.

    Fractions are of the first one's dtype, if that is NumPy's.
    """
    if array.dtype.kind in "iu":
        return array.astype(np.int64 if array.size and abs(array).max() >= 2**31 else np.int32)
    first = x
    while isinstance(first, list) and first:
        first = first[0]
    return array.astype(np.float32) if array.dtype.kind == "f" and not isinstance(first, np.generic) else array


def as_element(x, owner):
    """``as_component`` throughout a structure. Raises: as it does."""
    if type(x) is np.ndarray and x.ndim and x.dtype.kind in "iuf":
        return x
    if is_nested(x):
        return map_structure(lambda leaf: as_component(leaf, owner), x)
    return as_component(x, owner)


def shape_of(x):
    return () if isinstance(x, bytes) else x.shape


def dtype_of(x):
    """The NumPy dtype of a component; that of strings is object."""
    return np.dtype(object) if isinstance(x, bytes) else x.dtype
