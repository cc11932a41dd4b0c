"""A file from a server: whole or not at all, and an interrupted download goes on where it ended.

What has come so far stands beside the file as ``.NAME.part``, and ``.NAME.part.json`` says where it comes from and by
which validator (RFC 9110: ETag or Last-Modified) the server knows that version of it. The rest is asked for under the
condition that it is still that version (Range with If-Range); a server that cannot do so sends all of it once more.
"""

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from refimpl.saving.whole import written_whole

try:
    import fcntl
except ImportError:  # Windows: two processes that download one file at once are in each other's way
    fcntl = None

TIMEOUT = 60  # seconds without a byte
TRIES = 4  # how often a connection may be lost before the download is given up until the next call
PAUSE = 0.2  # seconds before the second try, twice as many before the third ...
_CHUNK = 1 << 16


class _Lost(OSError):
    """The connection ended before the file did."""


def download(origin, path, check=None, progress=None):
    """Bring the bytes of the URL ``origin`` to ``path``.

    ``check(path of what has come)`` may refuse the bytes by raising, before they stand at ``path``; they are thrown
    away then. ``progress(bytes so far, bytes in all or None)`` is called now and then. After any other error what has
    come is kept for the next call. Of several processes that call for one path at once one does the work.
    Raises: OSError (urllib.error.HTTPError, URLError) if the server refuses or cannot be reached, or the connection is
    lost ``TRIES`` times.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.part")
    before = _version(path)
    with _claimed(part) as file:
        if _version(path) != before:  # somebody else brought it while this one waited
            part.unlink()
            return
        for left in reversed(range(TRIES)):
            try:
                _fetch_rest(origin, file, _notes(part), progress)
                break
            except _Lost:
                if not left:
                    raise
                time.sleep(PAUSE * 2 ** (TRIES - 1 - left))  # twice as long each time
            except OSError:
                if not os.fstat(file.fileno()).st_size:
                    _forget(part)
                raise
        file.flush()
        os.fsync(file.fileno())
        try:
            if check is not None:
                check(part)
        except BaseException:
            _forget(part)
            raise
        if os.name == "nt":  # where no open file can be moved
            file.close()
        os.replace(part, path)
        _notes(part).unlink(missing_ok=True)


def _fetch_rest(origin, file, notes, progress):
    """Append to ``file`` what it lacks of ``origin``, or write it anew if it cannot be gone on with."""
    have = file.seek(0, os.SEEK_END)
    validator = _validator(notes, origin) if have else None
    wanted = {"Range": f"bytes={have}-", "If-Range": validator} if validator else {}
    response = _open(origin, wanted)
    if response is None:
        have, response = 0, _open(origin, {})
    with response:
        goes_on = getattr(response, "status", None) == 206
        if not goes_on or not have:
            have = 0
            file.truncate(0)
            _note(notes, origin, response.headers)
        length = response.headers.get("Content-Length")
        total = have + int(length) if length is not None else None
        while chunk := _read(response, origin):
            file.write(chunk)
            have += len(chunk)
            if progress is not None:
                progress(have, total)
        if total is not None and have < total:
            raise _Lost(f"connection lost after {have} of {total} bytes of {origin}")


def _open(origin, headers):
    """The server's response; None if it has no such rest of the file as ``headers`` asks for."""
    try:
        response = urllib.request.urlopen(urllib.request.Request(origin, headers=headers), timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == 416 and headers:
            error.close()
            return None
        raise
    except (http.client.HTTPException, ConnectionError, TimeoutError) as error:
        raise _Lost(f"no answer about {origin}: {error!r}") from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, (ConnectionResetError, TimeoutError)):
            raise _Lost(f"no answer about {origin}: {error.reason!r}") from error
        raise
    begin = response.headers.get("Content-Range", "")
    if getattr(response, "status", None) == 206 and not begin.startswith(headers["Range"].replace("=", " ")):
        response.close()
        return None
    return response


def _read(response, origin):
    try:
        return response.read(_CHUNK)
    except (OSError, http.client.HTTPException) as error:
        raise _Lost(f"connection lost while {origin} was read: {error!r}") from error


# -- what is known of a part


def _notes(part):
    return part.with_name(f"{part.name}.json")


def _note(notes, origin, headers):
    tag = headers.get("ETag", "")
    validator = headers.get("Last-Modified") if not tag or tag.startswith("W/") else tag
    with written_whole(notes) as file:
        file.write(json.dumps({"origin": origin, "validator": validator}).encode())


def _validator(notes, origin):
    """By what the server knows the version that a part is of; None if it cannot be gone on with."""
    try:
        known = json.loads(notes.read_bytes())
        return known["validator"] if known["origin"] == origin else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _forget(part):
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _version(path):
    try:
        found = path.stat()
        return found.st_ino, found.st_mtime_ns
    except FileNotFoundError:
        return None


@contextmanager
def _claimed(part):
    """The file ``part``, open to append, for this process alone; it is made if need be. Waits for whoever has it."""
    while True:
        file = open(part, "a+b")  # noqa: SIM115 - it is closed by the block below
        if fcntl is None:
            break
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            if os.path.samestat(os.fstat(file.fileno()), os.stat(part)):
                break
        except FileNotFoundError:
            pass
        file.close()  # what was waited for has been moved to its place meanwhile
    with file:
        yield file
