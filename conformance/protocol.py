"""The wire protocol: JSON Lines between the suite and an implementation in a process of its own, in any language.

``docs/protocol.md`` describes it for implementers, ``wire.schema.json`` beside this file says it exactly. Here: what
messages look like, and tensors, cases and answers as JSON and back.
"""

import json

import numpy as np

from golden.namespace import Refused, Unsupported
from golden.portable import Malformed as ProtocolError
from golden.portable import tensor_from_json, tensor_to_json

VERSION = 1


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


# -- answers


def answers_to_json(answers) -> dict:
    """``{"answers": ...}``, ``{"unsupported": why}`` or ``{"error": ...}`` for what an implementation answered."""
    from conformance.failure import frames
    from golden.errors import error_kind

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
