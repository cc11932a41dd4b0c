"""The wire protocol: JSON Lines between the suite and an implementation in a process of its own, in any language.

``docs/protocol.md`` describes it for implementers, ``wire.schema.json`` beside this file says it exactly. Here: what
messages look like, and tensors, cases and answers as JSON and back.
"""

import json
import re

import numpy as np

from golden.namespace import Refused, Unsupported
from golden.portable import Malformed as ProtocolError
from golden.portable import tensor_from_json, tensor_to_json

VERSION = 1
DEEPEST = 100  # levels of a JSON answer: a config has about ten


def encode(message) -> bytes:
    """A message as one line. Raises: ValueError for a number that JSON does not have."""
    return json.dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def decode(line: bytes) -> dict:
    """The message of a line. Raises: ProtocolError if it is no JSON object."""
    try:
        message = json.loads(line)
    except ValueError:
        raise ProtocolError(f"a line that is not JSON: {_shown(line)}") from None
    except RecursionError:
        raise ProtocolError(f"a line that is nested too deep: {_shown(line)}") from None
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
    kinds = [kind for kind in ("answers", "unsupported", "error") if kind in message]
    if len(kinds) > 1:
        raise ProtocolError(
            f"a reply to run must have one of answers, unsupported and error, got {' and '.join(kinds)}"
        )
    if "unsupported" in message:
        if not isinstance(message["unsupported"], str):
            raise ProtocolError("unsupported must be a text that says why")
        return Unsupported(message["unsupported"])
    if "error" in message:
        error = message["error"]
        if not isinstance(error, dict) or not isinstance(error.get("kind"), str):
            raise ProtocolError("an error must be an object with a kind and a message")
        where = error.get("where", [])
        if not isinstance(error.get("message", ""), str) or not _texts(where):
            raise ProtocolError("an error's message must be a text, and where a list of texts")
        return Refused(error["kind"], error.get("message", ""), where)
    answers = message.get("answers")
    if not isinstance(answers, dict):
        raise ProtocolError("a reply to run must have answers, unsupported or error")
    return {name: answer_from_json(name, value) for name, value in answers.items()}


def answer_from_json(name, value):
    if isinstance(value, dict) and set(value) == {"tensor"}:
        return tensor_from_json(value["tensor"])
    if isinstance(value, dict) and set(value) == {"json"}:
        if not _shallow(value["json"]):
            raise ProtocolError(f"the answer {name!r} is nested deeper than {DEEPEST}")
        return value["json"]
    raise ProtocolError(f'the answer {name!r} must be {{"tensor": ...}} or {{"json": ...}}')


def _texts(value):
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _shallow(value, levels=DEEPEST):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_shallow(item, levels - 1) for item in inner)


# -- hello

NAME = re.compile(r"[^\W_][\w.+:-]{0,99}")


def check_version(message):
    """Raises: ProtocolError for another version than ours."""
    version = message.get("protocol")
    if version != VERSION or isinstance(version, bool):
        raise ProtocolError(f"protocol must be {VERSION}, got {version!r}")


def introduction(hello):
    """(name, version, claims) of a reply to hello. Raises: ProtocolError."""
    check_version(hello)
    name, version, claims = hello.get("name"), hello.get("version", ""), hello.get("claims", [])
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise ProtocolError(
            f"the reply to hello must have a name of at most 100 letters, digits, dots and dashes, got {name!r:.60}"
        )
    if not isinstance(version, str) or not _texts(claims):
        raise ProtocolError("the reply to hello must have a version that is a text and claims that are a list of texts")
    return name, version, frozenset(claims)
