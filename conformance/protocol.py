"""The wire protocol: JSON Lines between the suite and an implementation in a process of its own, in any language.

``docs/protocol.md`` describes it for implementers, ``wire.schema.json`` beside this file says it exactly. Here: what
messages look like, and tensors, cases and answers as JSON and back.
"""

import base64
import json

import ml_dtypes
import numpy as np

from golden.case import Case
from golden.namespace import Refused, Unsupported

VERSION = 1


class ProtocolError(Exception):
    """A message that is not of the protocol; the text says in what."""


def encode(message) -> bytes:
    """A message as one line. Raises: ValueError for a number that JSON does not have."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict:
    """The message of a line. Raises: ProtocolError if it is no JSON object."""
    try:
        message = json.loads(line)
    except ValueError:
        raise ProtocolError(f"a line that is not JSON: {_shown(line)}") from None
    if not isinstance(message, dict):
        raise ProtocolError(f"a message must be an object, got {_shown(line)}")
    return message


def _shown(line):
    text = line[:80].decode(errors="replace").strip()
    return f"{text!r}{' ...' if len(line) > 80 else ''}"


# -- tensors


def tensor_to_json(array) -> dict:
    """An array as dtype, shape and the base64 of its little-endian bytes in C order."""
    array = np.asarray(array)
    if array.dtype.kind not in "biufcV" or array.dtype.hasobject:
        raise ProtocolError(f"a tensor must hold numbers, got dtype {array.dtype}")
    data = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "data": base64.b64encode(data).decode()}


def tensor_from_json(value) -> np.ndarray:
    """The array of such an object, writable. Raises: ProtocolError that says what is wrong with it."""
    if not isinstance(value, dict) or not {"dtype", "shape", "data"} <= set(value):
        raise ProtocolError("a tensor must be an object with dtype, shape and data")
    try:
        dtype = _dtype(value["dtype"])
        data = base64.b64decode(value["data"], validate=True)
        array = np.frombuffer(data, dtype.newbyteorder("<")).astype(dtype)
        shape = tuple(value["shape"])
        if len(array) != np.prod(shape, dtype=np.int64):
            raise ValueError(f"{len(data)} bytes for shape {shape}")
        return array.reshape(shape)
    except (TypeError, ValueError) as error:
        raise ProtocolError(f"not a tensor: {error}") from None


def _dtype(name):
    found = getattr(ml_dtypes, name, None) if isinstance(name, str) and hasattr(ml_dtypes, name) else None
    dtype = np.dtype(found or name)
    if dtype.hasobject or dtype.kind not in "biufcV" or dtype.name != name:
        raise ValueError(f"dtype must be the NumPy name of a number type, got {name!r}")
    return dtype


# -- cases and answers


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
    """The Case of such an object. Raises: ProtocolError for what is no case."""
    try:
        tensors = {name: tensor_from_json(t) for name, t in value["tensors"].items()}
        return Case(value["id"], value["kind"], value["symbol"], value["spec"], tensors, op_class, tuple(value["tags"]))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ProtocolError(f"not a case: {type(error).__name__}: {error}") from None


def answers_to_json(answers) -> dict:
    """``{"answers": ...}``, ``{"unsupported": why}`` or ``{"error": ...}`` for what an implementation answered."""
    from conformance.failure import frames
    from golden.verdict import error_kind

    if isinstance(answers, Unsupported):
        return {"unsupported": str(answers)}
    if isinstance(answers, BaseException):
        error = {"kind": error_kind(answers), "message": str(answers), "where": [f.strip() for f in frames(answers)]}
        return {"error": error}
    return {"answers": {name: answer_to_json(value) for name, value in answers.items()}}


def answer_to_json(value) -> dict:
    return {"tensor": tensor_to_json(value)} if isinstance(value, np.ndarray) else {"json": value}


def answers_from_json(message):
    """Answers by name, or the exception that stands for what came in their place. Raises: ProtocolError."""
    if "unsupported" in message:
        return Unsupported(str(message["unsupported"]))
    if "error" in message:
        error = message["error"]
        if not isinstance(error, dict) or not isinstance(error.get("kind"), str):
            raise ProtocolError("an error must be an object with a kind and a message")
        return Refused(error["kind"], str(error.get("message", "")), map(str, error.get("where") or ()))
    answers = message.get("answers")
    if not isinstance(answers, dict):
        raise ProtocolError("a reply to run must have answers, unsupported or error")
    return {name: answer_from_json(name, value) for name, value in answers.items()}


def answer_from_json(name, value):
    if isinstance(value, dict) and set(value) == {"tensor"}:
        return tensor_from_json(value["tensor"])
    if isinstance(value, dict) and set(value) == {"json"}:
        return value["json"]
    raise ProtocolError(f'the answer {name!r} must be {{"tensor": ...}} or {{"json": ...}}')
