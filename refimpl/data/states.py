"""States as plain values: copied, and written into files.

A file is a safetensors file: the bytes of each array, and the rest as JSON in its metadata. Nothing in it is code.
"""

import base64
import builtins
import json
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save as save_tensors

from refimpl.data.spec import DatasetSpec, TensorSpec, name_of_dtype, numpy_dtype
from refimpl.data.structure import Handle, like, map_structure
from refimpl.saving.whole import written_whole


def copied(state):
    """A copy that shares nothing that a step could write into; arrays, which no step writes into, are shared."""
    if isinstance(state, list):
        return [copied(x) for x in state]
    if isinstance(state, dict):
        return {key: copied(x) for key, x in state.items()}
    if isinstance(state, tuple):
        return like(state, [copied(x) for x in state])
    return state


class Frozen:
    """A window, as a file holds it: its elements and their spec."""

    def __init__(self, elements, element_spec):
        self.elements, self.element_spec = elements, element_spec


def thawed(state, make):
    """The state, ``make(elements, spec)`` in the place of each Frozen."""
    if isinstance(state, list):
        return [thawed(x, make) for x in state]
    if isinstance(state, dict):
        return {key: thawed(x, make) for key, x in state.items()}
    if isinstance(state, tuple):
        return like(state, [thawed(x, make) for x in state])
    return make(thawed(state.elements, make), state.element_spec) if isinstance(state, Frozen) else state


def failure(error):
    """An error as a plain value: the builtin exception that it is a kind of, and what it says."""
    kind = next(cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins")
    return [kind, str(error)]


def raised_again(kind, text):
    """An error of such a value. Raises: ValueError for a kind that is no builtin exception."""
    cls = getattr(builtins, kind, None)
    if not (isinstance(cls, type) and issubclass(cls, Exception)):
        raise ValueError(f"state: a failure must be of a builtin exception, got {kind!r}")
    return cls(text)


def write_state(path, state):
    """Write a state into a file, wholly or not at all. Raises: TypeError if it holds what is not plain."""
    with written_whole(path) as file:
        file.write(encoded(state))


def read_state(path):
    """The state in a file. Raises: ValueError for what is no such file."""
    try:
        return decoded(Path(path).read_bytes())
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"read_state: {path} must be a file that write_state wrote, got {error!r}") from error


def encoded(state):
    """The bytes of a state."""
    arrays = {}
    text = json.dumps(_to_json(state, arrays))
    return save_tensors(arrays or {"0": np.zeros(0, np.uint8)}, {"state": text})


def decoded(data):
    """The state of such bytes."""
    size = int.from_bytes(data[:8], "little")
    text = json.loads(data[8 : 8 + size])["__metadata__"]["state"]
    return _from_json(json.loads(text), {name: view["data"] for name, view in deserialize(data)})


def _to_json(x, arrays):
    if x is None or (isinstance(x, (bool, int, float, str)) and not isinstance(x, np.generic)):
        return x
    if isinstance(x, list):
        return [_to_json(item, arrays) for item in x]
    if isinstance(x, tuple) and hasattr(x, "_fields"):
        raise TypeError(f"state: it holds a named tuple {type(x).__name__}, which cannot be written; a dict can")
    if isinstance(x, tuple):
        return {"tuple": [_to_json(item, arrays) for item in x]}
    if isinstance(x, dict):
        return {"dict": [[_to_json(key, arrays), _to_json(item, arrays)] for key, item in x.items()]}
    if isinstance(x, bytes):
        return {"bytes": base64.b64encode(x).decode()}
    if isinstance(x, (np.ndarray, np.generic)):
        return _array_to_json(x, arrays)
    if isinstance(x, Handle) and hasattr(x.machine, "elements"):
        spec = map_structure(_spec_to_json, x.machine.element_spec)
        return {"window": _to_json(x.machine.elements, arrays), "spec": _to_json(spec, arrays)}
    if isinstance(x, Handle):
        raise TypeError("state: it holds a dataset that a function made, which cannot be written; flat_map it earlier")
    raise TypeError(f"state: it must be plain to be written, got {type(x).__name__}")


def _array_to_json(x, arrays):
    kind = {"shape": list(x.shape), "scalar": isinstance(x, np.generic)}
    if x.dtype.kind == "O":
        return {"strings": [base64.b64encode(s).decode() for s in x.ravel()], **kind}
    name = str(len(arrays))
    arrays[name] = np.frombuffer(np.ascontiguousarray(x).tobytes(), np.uint8)
    return {"array": name, "dtype": name_of_dtype(x.dtype), **kind}


def _spec_to_json(leaf):
    if isinstance(leaf, DatasetSpec):
        return [map_structure(_spec_to_json, leaf.element_spec)]
    return [None if leaf.shape is None else list(leaf.shape), leaf.dtype]


def _spec_from_json(leaf):
    return DatasetSpec(map_structure(_spec_from_json, leaf[0])) if len(leaf) == 1 else TensorSpec(*leaf)


def _from_json(x, arrays):
    if isinstance(x, list):
        return [_from_json(item, arrays) for item in x]
    if not isinstance(x, dict):
        return x
    if "tuple" in x:
        return tuple(_from_json(item, arrays) for item in x["tuple"])
    if "dict" in x:
        return {_from_json(key, arrays): _from_json(item, arrays) for key, item in x["dict"]}
    if "window" in x:
        spec = map_structure(_spec_from_json, _from_json(x["spec"], arrays))
        return Frozen(_from_json(x["window"], arrays), spec)
    if "bytes" in x:
        return base64.b64decode(x["bytes"])
    if "strings" in x:
        out = np.empty(len(x["strings"]), object)
        out[:] = [base64.b64decode(s) for s in x["strings"]]
        return out.reshape(x["shape"])
    array = np.frombuffer(arrays[x["array"]], numpy_dtype(x["dtype"])).reshape(x["shape"])
    return array[()] if x["scalar"] else array
