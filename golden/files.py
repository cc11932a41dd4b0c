"""What goldens look like as files: names, bytes, and how bytes come into a file."""

import errno
import json
import os
import tempfile

import numpy as np
from safetensors.numpy import save as save_tensors

FORMAT = 1


def place(symbol):
    """``keras.ops.image.resize`` -> ``ops/image.resize``; ``keras.Sequential`` -> ``models/Sequential``."""
    area, _, rest = symbol.removeprefix("keras.").partition(".")
    return f"{area}/{rest}" if rest else f"models/{area}"


def id_of(symbol, slug):
    """``keras.layers.Dense``, ``plain`` -> ``layers.Dense/plain``."""
    return f"{symbol.removeprefix('keras.')}/{slug}"


def as_json(value):
    """Bytes of JSON that are the same for the same value."""
    return (json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def write_whole(path, data):
    """Put bytes into a file so that it is never seen in part; a link stays one, to the file that it leads to.

    Raises: OSError, also for a path that is something else than a file.
    """
    path = path.resolve()
    refuse_no_file(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as f:
            f.write(data)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def refuse_no_file(path):
    """Raises: OSError if the path is there and is a folder, a device or a pipe, which no file may replace."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file", str(path))


def encode(symbol, goldens):
    """The files of a symbol: bytes by name, the same for the same goldens."""
    tensors, cases = {}, []
    for golden in goldens:
        case = golden.case
        arrays = {n: a for n, a in golden.answers.items() if isinstance(a, np.ndarray)}
        parts = {"in": dict(case.tensors), "out": arrays, "truth": dict(golden.truth)}
        for part, named in parts.items():
            for name, array in named.items():
                array = np.ascontiguousarray(array).reshape(np.shape(array))
                tensors[f"{case.slug}:{part}:{name}"] = array.astype(array.dtype.newbyteorder("<"), copy=False)
        cases.append(
            {
                "slug": case.slug,
                "kind": case.kind,
                "op_class": case.op_class,
                "tags": list(case.tags),
                "spec": case.spec,
                "tensors": {part: list(named) for part, named in parts.items() if named},
                "answers": {n: a for n, a in golden.answers.items() if not isinstance(a, np.ndarray)},
                "order": list(golden.answers),
                "no_truth": golden.no_truth,
                "raises": golden.raises,
            }
        )
    document = {"format": FORMAT, "symbol": symbol, "cases": cases}
    return {
        f"{place(symbol)}.json": as_json(document),
        f"{place(symbol)}.safetensors": save_tensors(tensors),
    }
