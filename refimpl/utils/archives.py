"""Archives, unpacked beside their place and then moved there; what would land elsewhere is left out with a warning."""

import os
import shutil
import tarfile
import tempfile
import warnings
import zipfile
from pathlib import Path

KINDS = {"tar": (tarfile.is_tarfile, tarfile.open), "zip": (zipfile.is_zipfile, zipfile.ZipFile)}


def extract_archive(file_path, path=".", archive_format="auto"):
    """Unpack a tar (plain, gz, bz2, xz) or zip archive into the folder ``path``; whether it was one.

    ``archive_format`` is "tar", "zip", a list of these, "auto" for both, or None for neither. Files that stand in the
    folder already are replaced by those of the same name, each whole.
    Raises: NotImplementedError for another format; tarfile.TarError for devices and broken archives. The folder is as
    it was before then.
    """
    if archive_format is None:
        return False
    formats = list(KINDS) if archive_format == "auto" else archive_format
    for kind in [formats] if isinstance(formats, str) else formats:
        if kind not in KINDS:
            raise NotImplementedError(f"archive_format must be of 'tar' and 'zip', got {kind!r}")
        is_one, opened = KINDS[kind]
        if is_one(file_path):
            path = Path(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as beside:
                unpacked = Path(beside, "unpacked")
                unpacked.mkdir()
                with opened(file_path) as archive:
                    _unpack(archive, unpacked)
                _move(unpacked, path)
            return True
    return False


def _unpack(archive, folder):
    if isinstance(archive, zipfile.ZipFile):
        archive.extractall(folder, [m for m in archive.infolist() if _allowed(m.filename, folder, True)])
    else:
        archive.extractall(
            folder, (m for m in archive if _allowed(m.name, folder, _link_stays(m, folder))), filter="data"
        )


def _allowed(name, folder, links):
    """Whether a member stays within the folder, links followed; a warning if not."""
    allowed = links and _within(Path(folder, name), folder)
    if not allowed:
        warnings.warn(f"extract: the archive's member {name!r} leads out of its folder and is left out", stacklevel=4)
    return allowed


def _link_stays(member, folder):
    """Hard links are named from the folder, symbolic ones from where they stand."""
    if member.islnk():
        return _within(Path(folder, member.linkname), folder)
    return not member.issym() or _within(Path(folder, member.name).parent / member.linkname, folder)


def _within(path, folder):
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _move(source, target):
    """The folder ``source`` to ``target``: at once, or file by file into one that is there."""
    if not target.exists():
        os.replace(source, target)
        return
    for name in os.listdir(source):
        one, other = source / name, target / name
        if one.is_dir() and not one.is_symlink() and other.is_dir() and not other.is_symlink():
            _move(one, other)
        else:
            if other.is_dir() and not other.is_symlink():
                shutil.rmtree(other)
            os.replace(one, other)
