"""Cases and tensors as JSON, for files of single cases and for the wire protocol."""

import base64

import ml_dtypes
import numpy as np

from golden.case import Case


class Malformed(ValueError):
    """What should be a tensor or a case is none; the message says why."""


def tensor_to_json(array) -> dict:
    """An array as dtype, shape and the base64 of its little-endian bytes in C order."""
    array = np.asarray(array)
    if array.dtype.kind not in "biufcV" or array.dtype.hasobject:
        raise Malformed(f"a tensor must hold numbers, got dtype {array.dtype}")
    data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": base64.b64encode(data).decode()}


def tensor_from_json(value) -> np.ndarray:
    """The array of such an object, writable. Raises: Malformed that says what is wrong with it."""
    if not isinstance(value, dict) or not {"dtype", "shape", "data"} <= set(value):
        raise Malformed("a tensor must be an object with dtype, shape and data")
    try:
        dtype = _dtype(value["dtype"])
        data = base64.b64decode(value["data"], validate=True)
        array = np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype)
        shape = tuple(value["shape"])
        if len(array) != np.prod(shape, dtype=np.int64):
            raise ValueError(f"{len(data)} bytes for shape {shape}")
        return array.reshape(shape)
    except (TypeError, ValueError, OverflowError) as error:
        raise Malformed(f"not a tensor: {error}") from None


def _dtype(name):
    found = getattr(ml_dtypes, name, None) if isinstance(name, str) and hasattr(ml_dtypes, name) else None
    dtype = np.dtype(found or name)
    if dtype.hasobject or dtype.kind not in "biufcV" or dtype.name != name:
        raise ValueError(f"dtype must be the NumPy name of a number type, got {name!r}")
    return dtype


def case_to_json(case) -> dict:
    """A case with its tensors: all that an implementation needs to know of it."""
    return {
        "id": case.id,
        "kind": case.kind,
        "symbol": case.symbol,
        "spec": case.spec,
        "tags": list(case.tags),
        "tensors": {name: tensor_to_json(array) for name, array in case.tensors.items()},
    }


def case_from_json(value, op_class="exact") -> Case:
    """The Case of such an object; its tensors are read-only, as stored ones are. Raises: Malformed for no case."""
    try:
        tensors = {name: tensor_from_json(t) for name, t in value["tensors"].items()}
        for array in tensors.values():
            array.setflags(write=False)
        return Case(value["id"], value["kind"], value["symbol"], value["spec"], tensors, op_class, tuple(value["tags"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed(f"not a case: {type(error).__name__}: {error}") from None
