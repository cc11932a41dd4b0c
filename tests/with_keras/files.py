"""What is in a file, as plain data to compare."""

import io
import json
import zipfile

import h5py


def tree(path):
    """{path: (dtype, shape) of an array, or the name of an object} of an archive's weights."""
    found = {}

    def enter(place, item):
        is_array = isinstance(item, h5py.Dataset)
        found[place] = (str(item.dtype), item.shape) if is_array else item.attrs.get("name")

    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
        file.visititems(enter)
    return found


def config(path):
    """The config of an archive, but for the ids of shared objects: which layers share a policy is left to chance."""

    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k != "shared_object_id"}
        return [plain(v) for v in value] if isinstance(value, list) else value

    with zipfile.ZipFile(path) as archive:
        return plain(json.loads(archive.read("config.json")))
