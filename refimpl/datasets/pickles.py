"""Arrays out of pickles, of which no code runs: docs/decisions/0014-pickles-of-data-sets.md.

CIFAR's batches are pickles, and IMDB and Reuters keep lists of numbers in ``.npy`` files of objects, which are pickles
too. A pickle is a program that asks for functions by name and calls them. Here the few names that NumPy's arrays need
stand for plain notes of this file, which only keep what they are handed; every other name is refused. The arrays are
made of the notes afterwards, when shapes, dtypes and sizes have been looked at.
"""

import io
import pickle
import zipfile

import numpy as np

PLAIN = {bool, bytes, float, int, str, type(None)}


class _Dtype:
    """Notes of ``numpy.dtype(code, align, copy)`` and its state, of which the byte order counts."""

    def __init__(self, code, *_):
        self.code, self.order = _text(code), "|"

    def __setstate__(self, state):
        self.order = _text(state[1])

    def made(self):
        if self.code[:1] == "O":
            return np.dtype(object)
        if self.code[:1] not in "biuf" or not self.code[1:].isdigit():
            raise pickle.UnpicklingError(f"the dtype of an array must be of numbers or objects, got {self.code!r}")
        return np.dtype(self.code).newbyteorder(self.order)


class _Array:
    """Notes of an array: its state is (version, shape, dtype, in Fortran's order, bytes or a list of objects)."""

    state = None

    def __init__(self, *_):
        """What the array was before its state was set does not matter."""

    def __setstate__(self, state):
        self.state = state

    def made(self):
        """The array. Raises: UnpicklingError unless shape, dtype and items go together."""
        try:
            _, shape, dtype, fortran, items = self.state
            dtype, order = dtype.made(), "F" if fortran else "C"
            if dtype.hasobject:
                flat = np.empty(len(items), object)
                for i, item in enumerate(items):
                    flat[i] = _made(item)
            else:
                flat = np.frombuffer(bytearray(items), dtype)  # of a bytearray, to be written to
            return flat.reshape(shape, order=order)
        except (TypeError, ValueError, AttributeError) as error:
            raise pickle.UnpicklingError(f"an array must come with its shape, dtype and items: {error}") from error


NAMES = {
    ("numpy", "dtype"): _Dtype,
    ("numpy", "ndarray"): _Array,
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
}


class _Reader(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) not in NAMES:
            raise pickle.UnpicklingError(
                f"a data set must hold arrays, dicts, lists, texts and numbers, got the name {module}.{name}"
            )
        return NAMES[module, name]


def load(file):
    """What the pickle in the binary ``file`` describes, texts of Python 2 as bytes.

    Raises: pickle.UnpicklingError for anything but arrays, dicts, lists, tuples, texts, bytes and numbers.
    """
    try:
        return _made(_Reader(file, encoding="bytes").load())
    except pickle.UnpicklingError:
        raise
    except Exception as error:  # a broken pickle fails in any way that its bytes lead to
        raise pickle.UnpicklingError(f"the pickle is broken: {error!r}") from error


def _made(value):
    """``value`` with arrays for the notes of them."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is _Array:
        return value.made()
    if kind in (list, tuple):
        return value if set(map(type, value)) <= PLAIN else kind(_made(item) for item in value)
    if kind is dict:
        return {_made(key): _made(item) for key, item in value.items()}
    raise pickle.UnpicklingError(f"a data set must hold arrays, dicts, lists, texts and numbers, got {kind.__name__}")


def _text(value):
    return value.decode("ascii") if isinstance(value, bytes) else value


def load_npz(path):
    """The arrays of an ``.npz`` archive by name; those of objects as ``load`` reads them."""
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        return {name.removesuffix(".npy"): _load_npy(archive.read(name)) for name in names}


def _load_npy(data):
    file = io.BytesIO(data)
    version = np.lib.format.read_magic(file)
    read_header = np.lib.format.read_array_header_1_0 if version[0] == 1 else np.lib.format.read_array_header_2_0
    _, _, dtype = read_header(file)
    if dtype.kind == "O":
        return load(file)
    return np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
