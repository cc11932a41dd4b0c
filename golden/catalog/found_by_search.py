"""Cases that a search came upon: each is a file in ``found/``, put there by ``python -m golden add FILE``.

A file holds a case as it goes over the wire, with the op class by which it is judged. Their expected answers are
Keras', recorded like those of any other case.
"""

import json
from pathlib import Path

from golden.files import as_json
from golden.portable import Malformed, case_from_json, case_to_json
from golden.tolerance import CLASSES

FOLDER = Path(__file__).parent / "found"
FORMAT = "keras-conformance-case"
VERSION = 1


def case_file(case) -> bytes:
    """The file of a case."""
    return as_json({"format": FORMAT, "version": VERSION, "op_class": case.op_class, "case": case_to_json(case)})


def read_case(path):
    """The Case of such a file. Raises: Malformed, which names the file, if it is none."""
    try:
        document = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise Malformed(f"{path}: {error.strerror}") from None
    except ValueError:
        raise Malformed(f"{path}: not JSON") from None
    if not isinstance(document, dict) or (document.get("format"), document.get("version")) != (FORMAT, VERSION):
        raise Malformed(f"{path}: format must be {FORMAT}, version {VERSION}")
    if document.get("op_class") not in CLASSES:
        raise Malformed(f"{path}: op_class must be one of {', '.join(CLASSES)}, got {document.get('op_class')!r}")
    try:
        return case_from_json(document.get("case"), document["op_class"])
    except Malformed as error:
        raise Malformed(f"{path}: {error}") from None


def file_name(case):
    """Where in the folder a case stands; cases are in the order of these names."""
    return f"{case.id.replace('/', '-')}.json"


CASES = [read_case(path) for path in sorted(FOLDER.glob("*.json"))]
