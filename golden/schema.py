"""The published schema, applied."""

import json
from functools import cache
from pathlib import Path

import jsonschema

PATH = Path(__file__).parent / "schema.json"


@cache
def _validator(definition):
    schema = json.loads(PATH.read_bytes())
    chosen = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return jsonschema.Draft202012Validator(chosen)


def complaints(definition, document, path):
    """What in a document is not as the schema says, a line each."""
    for error in _validator(definition).iter_errors(document):
        where = "/".join(map(str, error.absolute_path)) or "the whole"
        yield f"{path}: at {where}: {error.message[:200]}"
