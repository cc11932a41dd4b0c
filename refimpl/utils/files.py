"""keras.utils.get_file: files from servers, kept in a cache."""

import contextlib
import hashlib
import os
import tempfile
import urllib.error
import urllib.parse
import warnings
from pathlib import Path

from refimpl.callbacks.progbar import Progbar
from refimpl.errors import check_choice
from refimpl.utils.archives import extract_archive
from refimpl.utils.downloads import download


def get_file(
    fname=None, origin=None, untar=False, md5_hash=None, file_hash=None, cache_subdir="datasets", hash_algorithm="auto",
    extract=False, archive_format="auto", cache_dir=None, force_download=False,
):  # fmt: skip
    """The path of a file, downloaded from ``origin`` unless it is in the cache with the right hash.

    The cache is ``cache_dir`` (by default $KERAS_HOME or ~/.keras; a folder for temporary files where that cannot be
    written), in it ``cache_subdir``, in it ``fname``, by default the last name in ``origin``. With ``extract`` (or
    ``untar``) it is an archive, and the path that of the folder with what was in it: ``fname``, or ``NAME_extracted``
    for an ``fname`` with a dot. Hashes are sha256 (64 digits) or md5. A file stands in the cache whole or not at all,
    an interrupted download goes on at the next call, and connections that are lost are asked for the rest.
    Raises: ValueError without origin or name, for a path as ``fname``, and for bytes of another hash; OSError (in Keras
    an Exception) if they cannot be had.
    Spec: keras.utils.get_file.
    """
    if origin is None:
        raise ValueError("get_file: origin must be a URL, got None")
    if md5_hash is not None and file_hash is None:
        file_hash, hash_algorithm = md5_hash, "md5"
    check_choice(hash_algorithm, "hash_algorithm", ("auto", "sha256", "md5"), "get_file")
    given, name = fname, os.fspath(fname) if fname else ""
    if os.sep in name:
        raise ValueError(f"get_file: fname must be a name without folders (cache_dir takes those), got {name!r}")
    name = name or os.path.basename(urllib.parse.urlsplit(origin).path)
    if not name:
        raise ValueError(f"get_file: fname must be given where origin ends with no name, got {origin!r}")
    folder = _cache(cache_dir) / cache_subdir
    folder.mkdir(parents=True, exist_ok=True)
    unpacks = extract or untar
    target, unpacked = _places(folder, name, bool(given)) if unpacks else (folder / name, None)

    if force_download or not _is_right(target, file_hash, hash_algorithm):
        print(f"Downloading data from {origin}")
        _download(origin, target, file_hash, hash_algorithm)
    if not unpacks:
        return str(target)
    if not extract_archive(target, unpacked, "tar" if untar else archive_format):
        warnings.warn(f"get_file: {target} is no archive of archive_format={archive_format!r}", stacklevel=2)
    return str(unpacked)


def _cache(cache_dir):
    """The folder of the cache, which is made if it is not there."""
    folder = Path(cache_dir or os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir(), ".keras")


def _places(folder, name, given):
    """(the archive, the folder for what is in it)."""
    if given and "." in name:
        return folder / name, folder / f"{name.partition('.')[0]}_extracted"
    return folder / f"{name}_archive", folder / name


def _download(origin, target, file_hash, algorithm):
    bar = None

    def progress(done, total):
        nonlocal bar
        bar = bar or Progbar(total)
        bar.update(done)

    def check(path):
        if file_hash is not None and hash_of(path, algorithm, file_hash) != file_hash:
            raise ValueError(
                f"get_file: file_hash must be that of the file, got {file_hash} for "
                f"{hash_of(path, algorithm, file_hash)}; the bytes from {origin} are incomplete or others than expected"
            )

    try:
        download(origin, target, check, progress)
    except urllib.error.HTTPError as error:
        error.close()
        raise OSError(f"get_file: the server of {origin} answers {error.code} {error.reason}") from error
    except urllib.error.URLError as error:
        raise OSError(f"get_file: {origin} cannot be reached: {error.reason}") from error


def _is_right(path, file_hash, algorithm):
    """Whether the cache has the file."""
    if not path.exists():
        return False
    if file_hash is None or hash_of(path, algorithm, file_hash) == file_hash:
        return True
    print(f"The hash of {path} is not {file_hash}: it is downloaded once more")
    return False


def hash_of(path, algorithm, expected):
    """The hexadecimal hash of a file; "auto" is sha256 if ``expected`` has as many digits, md5 otherwise."""
    sha256 = algorithm == "sha256" or (algorithm == "auto" and len(expected) == 64)
    with open(path, "rb") as file:
        return hashlib.file_digest(file, hashlib.sha256 if sha256 else hashlib.md5).hexdigest()
