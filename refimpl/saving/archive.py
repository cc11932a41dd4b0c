"""A ``.keras`` file: a zip archive of three members, stored as they are.

    metadata.json       which version of Keras' format this is, and when it was written
    config.json         the model without its state, as ``serialize_keras_object`` gives it
    model.weights.h5    its state (``state.py`` says where what stands)

An archive is data from anywhere: a member that is stored small may unpack only to an allowance, and one that leads out
of the archive, stands in it twice or is encrypted is refused. Nothing is unpacked to disk.
"""

import datetime
import json
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from refimpl.saving.store import check_unpacked

KERAS_VERSION = "3.15.1"  # whose format it is
METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
CONFIG_ALLOWANCE = 1 << 26  # bytes to which a config may unpack


def members(config, weights):
    """The members of an archive as bytes, by name."""
    metadata = {"keras_version": KERAS_VERSION, "date_saved": f"{datetime.datetime.now():%Y-%m-%d@%H:%M:%S}"}
    return {METADATA: json.dumps(metadata).encode(), CONFIG: json.dumps(config).encode(), WEIGHTS: weights}


def write_archive(file, contents):
    """Write members as a zip archive into an open file."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in contents.items():
            archive.writestr(name, data)


class Archive:
    """The members of a zip archive, read one by one.

    Raises: ValueError for an archive with members as above.
    """

    def __init__(self, file, owner):
        self._zip, self._owner = zipfile.ZipFile(file), owner
        names = [info.filename for info in self._zip.infolist()]
        for name in names:
            path = PurePosixPath(name.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
                raise ValueError(f"{owner}: members must stay within the archive, got {name!r}")
            if names.count(name) > 1:
                raise ValueError(f"{owner}: members must have names of their own, {name!r} stands in it twice")

    def __contains__(self, name):
        return name in self._zip.namelist()

    def read(self, name, allowance):
        """The bytes of a member.

        Raises: KeyError if there is none, ValueError if it unpacks to more than the allowance or is encrypted,
        BadZipFile if it is cut short or changed.
        """
        if name not in self:
            raise KeyError(f"{self._owner}: the archive must hold {name}, got {self._zip.namelist()}")
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise ValueError(f"{self._owner}: {name} must not be encrypted")
        check_unpacked(f"{self._owner}: {name}", info.file_size, info.compress_size, allowance)
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise zipfile.BadZipFile(f"{self._owner}: {name} is not whole ({error or 'it ends too soon'})") from error


class Folder:
    """The same members as files of a folder."""

    def __init__(self, path, owner):
        self._path, self._owner = Path(path), owner

    def __contains__(self, name):
        return (self._path / name).is_file()

    def read(self, name, allowance):
        """The bytes of a file. Raises: FileNotFoundError if there is none."""
        return (self._path / name).read_bytes()


@contextmanager
def opened(path, owner):
    """The Archive or Folder at a path. Raises: ValueError if there is neither."""
    if (Path(path) / CONFIG).is_file():
        yield Folder(path, owner)
        return
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{owner}: filepath must be a .keras archive, got {str(path)!r}, which is none or cut short")
    with open(path, "rb") as file:
        yield Archive(file, owner)


def parsed(data, name, owner):
    """A member as JSON. Raises: ValueError for anything else."""
    try:
        config = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{owner}: {name} must be JSON ({error})") from error
    if not isinstance(config, dict):
        raise ValueError(f"{owner}: {name} must be an object of JSON, got a {type(config).__name__}")
    return config
