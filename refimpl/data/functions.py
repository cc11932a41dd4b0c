"""The functions that a user gives: how they are called, what they return, and what is known of that beforehand.

TensorFlow traces a function when a dataset is made of it, and so knows what it will return. Here it is tried on two
stand-ins: zeros and ones, of size 2 and 3 where a size is unknown. What differs in the two results hangs on values or
sizes, and is unknown. A function that does not take to them (it opens files by name) is left alone, and the first real
element tells.
"""

import inspect
import warnings

import numpy as np

from refimpl.data.machine import End, Machine
from refimpl.data.spec import DatasetSpec, common, numpy_dtype, spec_of
from refimpl.data.structure import Handle, as_element, map_structure
from refimpl.errors import is_whole


class Stands(Machine):
    """The elements of a list, which are given once each."""

    def __init__(self, elements, element_spec=None):
        super().__init__((), element_spec)
        self.elements = elements

    def start(self, live):
        return 0

    def step(self, state, live):
        if state >= len(self.elements):
            raise End
        return state + 1, self.elements[state]

    def cardinality(self):
        return len(self.elements)


class Function:
    """``function`` as a machine calls it: a tuple is handed over as arguments, what comes back is an element.

    Raises: ValueError for what cannot be called, TypeError for one that does not take the elements' components.
    """

    def __init__(self, function, spec, owner, make):
        if not callable(function):
            raise ValueError(f"{owner}: the function must be callable, got {function!r}")
        self.function, self.owner, self.make = function, owner, make
        if spec is not None:
            _check_arity(function, spec if type(spec) is tuple else (spec,), owner)

    def __call__(self, element):
        out = self.function(*element) if type(element) is tuple else self.function(element)
        if type(out) is np.ndarray and out.ndim and out.dtype.kind in "iuf":
            return out
        return as_element(tuple(out) if type(out) is list else out, self.owner)

    def spec_for(self, spec):
        """The spec of what comes back for elements of a spec; None where that cannot be known."""
        if spec is None:
            return None
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return common(*(spec_of(self(stand_in(spec, number, self.make))) for number in (0, 1)))
        except Exception:
            return None


def _check_arity(function, arguments, owner):
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # one that is written in C
        return
    try:
        signature.bind(*arguments)
    except TypeError as error:
        raise TypeError(
            f"{owner}: the function must take {len(arguments)} arguments, one a component: {error}"
        ) from None


def stand_in(spec, number, make):
    """An element of zeros or ones that is as the spec says; ``make`` makes datasets."""
    size = 2 + number

    def of(leaf):
        if isinstance(leaf, DatasetSpec):
            return make(Stands([stand_in(leaf.element_spec, number, make)], leaf.element_spec))
        shape = (size,) * (size - 1) if leaf.shape is None else tuple(size if n is None else n for n in leaf.shape)
        if leaf.dtype == "string":
            out = np.empty(shape, object)
            out.fill(b"1" * number)
            return out if shape else b"1" * number
        out = np.full(shape, number, numpy_dtype(leaf.dtype))
        return out if shape else out[()]

    return map_structure(of, spec)


def whole(value, name, owner):
    """``value`` as an int. Raises: ValueError for None, TypeError for what is no whole number, as TensorFlow does."""
    if value is None:
        raise ValueError(f"{owner}: {name} must be a whole number, got None")
    if not is_whole(value):
        raise TypeError(f"{owner}: {name} must be a whole number, got {value!r}")
    return int(value)


def at_least(value, least, name, owner, besides=()):
    """``value`` as an int that is at least so much, or one of ``besides``. Raises: as ``whole``; ValueError below."""
    value = whole(value, name, owner)
    if value < least and value not in besides:
        raise ValueError(f"{owner}: {name} must be at least {least}, got {value}")
    return value


def is_dataset(x):
    return isinstance(x, Handle)
