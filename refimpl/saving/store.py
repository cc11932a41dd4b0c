"""The HDF5 file of a model's weights: a group for each object that has state, its arrays in ``vars``, by number.

    layers/dense/vars           the name of the layer is an attribute
    layers/dense/vars/0         its kernel
    optimizer/vars/0            iterations

A file is data from anywhere. So a link that leads out of its place, a dataset that lies in other files, and a type that
is no number are refused, and an array that declares more than its file holds may unpack only to an allowance.
Spec: the files that keras.saving.save_weights writes.
"""

from collections.abc import MutableMapping

import h5py
import ml_dtypes
import numpy as np

from refimpl.autodiff import as_operand, unboxed

BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
OLD_LAYERS = "_layer_checkpoint_dependencies"  # what Keras 2.13 called the group ``layers``


def check_unpacked(what, declared, stored, allowance):
    """Raises: ValueError for data that are stored small and unpack to more than the allowance, all in bytes."""
    if declared > max(stored, allowance):
        raise ValueError(
            f"{what} must not unpack to more than {allowance:,} bytes, which is ample for this model; "
            f"its {stored:,} bytes declare {declared:,}"
        )


class Writer:
    """Weights on their way into an HDF5 file, which is written when it is closed."""

    def __init__(self, file):
        self._file = h5py.File(file, "w")

    def entry(self, path, name=None):
        """A new mapping from keys to arrays at ``path``, with the name of the object as an attribute."""
        place = f"{path}/vars" if path else "vars"
        if name is None:
            return Entry(None, lambda: self._file.create_group(place), place)
        group = self._file.create_group(place)
        group.attrs["name"] = name
        return Entry(group, None, place)

    def close(self):
        self._file.close()


class Reader:
    """The weights of an HDF5 file. Raises: OSError for a file that is none, or not whole."""

    def __init__(self, file, allowance, owner):
        try:
            self._file = h5py.File(file, "r")
        except FileNotFoundError:
            raise
        except OSError as error:
            raise OSError(f"{owner}: not a whole HDF5 file ({error})") from error
        self._allowance = allowance

    def entry(self, path):
        """The mapping from keys to arrays at ``path``, empty if there is none.

        Raises: ValueError for a group that is a link or no group.
        """
        place = f"{path}/vars" if path else "vars"
        group = self._group(place)
        if group is None and OLD_LAYERS in self._file:
            group = self._group(place.replace("layers", OLD_LAYERS))
        return Entry(group, None, place, self._allowance)

    def __contains__(self, path):
        return self._group(path) is not None

    def _group(self, path):
        group = self._file
        for part in path.split("/"):
            if part not in group:
                return None
            group = linked(group, part, h5py.Group)
        return group

    def close(self):
        self._file.close()


def linked(group, key, kind):
    """``group[key]``, of a kind, which must stand in the file itself. Raises: ValueError otherwise."""
    place = f"{group.name.rstrip('/')}/{key}".lstrip("/")
    if not isinstance(group.get(key, getlink=True), h5py.HardLink):
        raise ValueError(f"{place} must stand in the file itself, it is a link")
    found = group[key]
    if not isinstance(found, kind):
        raise ValueError(f"{place} must be a {kind.__name__.lower()}, it is a {type(found).__name__.lower()}")
    return found


class Entry(MutableMapping):
    """The arrays of one object by key, which ``save_own_variables`` and ``load_own_variables`` are given."""

    def __init__(self, group, make, place, allowance=0):
        self._group, self._make, self._place, self._allowance = group, make, place, allowance

    def __setitem__(self, key, value):
        if self._group is None:
            self._group = self._make()
        array = np.asarray(unboxed(as_operand(value)))
        dataset = self._group.create_dataset(key, data=array)
        if array.dtype == BFLOAT16:  # of which HDF5 knows no more than that it has two bytes
            dataset.attrs["dtype"] = "bfloat16"

    def __getitem__(self, key):
        """Raises: KeyError for an array that is missing; ValueError for one that is not data of this file."""
        place = f"{self._place}/{key}"
        if self._group is None or key not in self._group:
            raise KeyError(place)
        dataset = linked(self._group, key, h5py.Dataset)
        if dataset.is_virtual or dataset.external:
            raise ValueError(f"{place} must hold its data itself, they lie in other files")
        is_bfloat16 = dataset.attrs.get("dtype") == "bfloat16"
        if dataset.dtype.kind not in "biufc" and not (is_bfloat16 and dataset.dtype == np.dtype("V2")):
            raise ValueError(f"{place} must hold numbers, got the type {dataset.dtype}")
        if dataset.shape is None:
            raise ValueError(f"{place} must hold an array, it is empty")
        check_unpacked(place, dataset.nbytes, dataset.id.get_storage_size(), self._allowance)
        try:
            array = np.asarray(dataset[()])
        except OSError as error:
            raise OSError(f"{place} is not whole ({error})") from error
        return array.view(BFLOAT16) if is_bfloat16 else array

    def __delitem__(self, key):
        del self._group[key]

    def __iter__(self):
        return iter(self._group or ())

    def __len__(self):
        return len(self._group or ())
