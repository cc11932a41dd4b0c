"""What a model case does with files: a model is saved and another made of the file, which goes on in its place.

Files that Keras has written come as tensors of bytes. The actions that save answer with the tree of the weights' file:
each array's dtype and shape by its path, and the name that an object has there.
"""

import io
import tempfile
import zipfile
from pathlib import Path

import h5py

from golden.case import fill

ARCHIVE, WEIGHTS = "model.keras", "model.weights.h5"


def save_and_load(ns, model, given):
    """(the loaded model, answers) of a ``.keras`` file; ``as`` is another name, ``save`` and ``load`` are arguments."""
    load = ns.resolve("keras.saving.load_model")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, given.get("as", ARCHIVE))
        ns.resolve("keras.saving.save_model")(model, path, **given.get("save", {}))
        answers = {"members": _members(path), "weights": _tree(_weights_of(path))}
        return load(path, **given.get("load", {})), answers


def save_weights_and_load(ns, model, given, build):
    """(another model with the weights, answers); ``into`` is how that one is built, by default it is the same again.

    The other model is compiled as this one, so that its optimizer's state goes along.
    """
    save, load = ns.resolve("keras.saving.save_weights"), ns.resolve("keras.saving.load_weights")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, given.get("as", WEIGHTS))
        save(model, path, **given.get("save", {}))
        answers = {"weights": _tree(path)}
        again = build(given["into"]) if "into" in given else type(model).from_config(model.get_config())
        if model.compiled:
            again.compile_from_config(model.get_compile_config())
        load(again, Path(folder, given.get("from", path.name)), **given.get("load", {}))
        return again, answers


def load_file(ns, data):
    """The model of a ``.keras`` file of these bytes."""
    load = ns.resolve("keras.saving.load_model")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ARCHIVE)
        path.write_bytes(data.tobytes())
        return load(path)


def load_weights(case, ns, model, given):
    """Give a model the weights of a ``.weights.h5`` file, whose bytes are the tensor ``file``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, WEIGHTS)
        path.write_bytes(fill(given.pop("file"), case.tensors).tobytes())
        ns.resolve("keras.saving.load_weights")(model, path, **given)
    return {}


def _members(path):
    return (
        sorted(f.name for f in path.iterdir() if f.is_file())
        if path.is_dir()
        else sorted(zipfile.ZipFile(path).namelist())
    )


def _weights_of(path):
    return path / WEIGHTS if path.is_dir() else io.BytesIO(zipfile.ZipFile(path).read(WEIGHTS))


def _tree(file):
    """{path: [dtype, shape] of an array, or the name of an object}."""
    tree = {}

    def enter(path, item):
        if isinstance(item, h5py.Dataset):
            tree[path] = [str(item.attrs.get("dtype", item.dtype)), list(item.shape)]
        elif "name" in item.attrs:
            tree[path] = str(item.attrs["name"])

    with h5py.File(file, "r") as found:
        found.visititems(enter)
    return dict(sorted(tree.items()))
