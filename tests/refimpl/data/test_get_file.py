"""get_file, against a server that fails in every way: a file stands in the cache whole, or not at all."""

import hashlib
import io
import os
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from refimpl.utils import downloads, get_file
from tests.refimpl.data.server import serving

BODY = bytes(range(256)) * 2048  # half a megabyte, in several chunks
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(downloads, "PAUSE", 0)


def got(served, tmp_path, name="a.bin", **more):
    return get_file(origin=f"{served.root}/{name}", cache_dir=tmp_path, **more)


def left(tmp_path):
    """The names of all files below the cache."""
    return sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file())


def test_a_file_comes_once_and_is_then_in_the_cache(tmp_path, capsys):
    with serving({"/a.bin": BODY}) as served:
        path = got(served, tmp_path, file_hash=SHA256)
        assert path == got(served, tmp_path, file_hash=SHA256) == str(tmp_path / "datasets" / "a.bin")
        assert len(served.asked) == 1
    assert Path(path).read_bytes() == BODY
    assert left(tmp_path) == ["datasets/a.bin"]
    out = capsys.readouterr().out
    assert f"Downloading data from {served.root}/a.bin" in out
    assert f"{len(BODY)}/{len(BODY)}" in out  # the bar has come to its end


def test_the_names_of_folder_and_file_are_the_callers(tmp_path):
    with serving({"/a.bin": BODY}) as served:
        assert got(served, tmp_path, fname="b.dat", cache_subdir="x/y") == str(tmp_path / "x" / "y" / "b.dat")
        assert got(served, tmp_path, cache_subdir=str(tmp_path / "z")) == str(tmp_path / "z" / "a.bin")


def test_the_cache_is_that_of_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    with serving({"/a.bin": BODY}) as served:
        assert get_file(origin=f"{served.root}/a.bin") == str(tmp_path / "home" / "datasets" / "a.bin")


def test_a_connection_that_is_lost_goes_on_where_it_ended(tmp_path):
    with serving({"/a.bin": BODY}, ends_after=[100_000, 200_000]) as served:
        path = got(served, tmp_path, file_hash=SHA256)
        assert [r for _, r in served.asked] == [None, "bytes=100000-", "bytes=300000-"]
    assert Path(path).read_bytes() == BODY


def test_a_download_that_was_given_up_goes_on_at_the_next_call(tmp_path):
    with serving({"/a.bin": BODY}, ends_after=[100_000, 0, 0, 0]) as served:
        with pytest.raises(OSError, match="connection lost after 100000 of"):
            got(served, tmp_path)
        assert left(tmp_path) == ["datasets/.a.bin.part", "datasets/.a.bin.part.json"]
        path = got(served, tmp_path, file_hash=SHA256)
        assert served.asked[-1] == ("/a.bin", "bytes=100000-")
    assert Path(path).read_bytes() == BODY
    assert left(tmp_path) == ["datasets/a.bin"]


def test_an_interrupt_keeps_what_has_come(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    with serving({"/a.bin": BODY}) as served:
        with monkeypatch.context() as patch:
            patch.setattr("refimpl.utils.files.Progbar.update", interrupted)
            with pytest.raises(KeyboardInterrupt):
                got(served, tmp_path)
        assert "datasets/a.bin" not in left(tmp_path)
        assert Path(got(served, tmp_path)).read_bytes() == BODY
        assert served.asked[-1][1] == "bytes=65536-"


def test_another_version_on_the_server_is_not_mixed_with_the_first(tmp_path):
    with serving({"/a.bin": BODY}, ends_after=[100_000, 0, 0, 0]) as served:
        with pytest.raises(OSError):
            got(served, tmp_path)
        served.files["/a.bin"], served.etag = BODY[::-1], '"v2"'
        assert Path(got(served, tmp_path)).read_bytes() == BODY[::-1]


@pytest.mark.parametrize("how", [{"ranges": False}, {"etag": None}, {"etag": 'W/"weak"'}])
def test_a_server_without_ranges_or_versions_sends_all_once_more(tmp_path, how):
    with serving({"/a.bin": BODY}, ends_after=[100_000], **how) as served:
        assert Path(got(served, tmp_path)).read_bytes() == BODY
        assert len(served.asked) == 2


def test_a_part_that_is_the_whole_already_is_asked_for_anew(tmp_path):
    with serving({"/a.bin": BODY}, ends_after=[100_000, 0, 0, 0]) as served:
        with pytest.raises(OSError):
            got(served, tmp_path)
        with open(tmp_path / "datasets" / ".a.bin.part", "ab") as part:
            part.write(BODY[100_000:])
        assert Path(got(served, tmp_path)).read_bytes() == BODY
        assert [r for _, r in served.asked[-2:]] == [f"bytes={len(BODY)}-", None]


def test_notes_that_are_broken_cost_a_new_beginning(tmp_path):
    with serving({"/a.bin": BODY}, ends_after=[100_000, 0, 0, 0]) as served:
        with pytest.raises(OSError):
            got(served, tmp_path)
        (tmp_path / "datasets" / ".a.bin.part.json").write_text("{")
        assert Path(got(served, tmp_path)).read_bytes() == BODY
        assert served.asked[-1][1] is None


def test_bytes_of_another_hash_are_refused_and_nothing_stays(tmp_path):
    with serving({"/a.bin": BODY}) as served:
        for wrong in ("0" * 64, "0" * 32):
            with pytest.raises(ValueError, match="file_hash"):
                got(served, tmp_path, file_hash=wrong)
        assert left(tmp_path) == []
        got(served, tmp_path, md5_hash=hashlib.md5(BODY).hexdigest())


def test_a_cached_file_of_another_hash_is_replaced_only_by_the_right_one(tmp_path):
    with serving({"/a.bin": BODY}) as served:
        Path(got(served, tmp_path)).write_bytes(b"old")
        with pytest.raises(ValueError, match="file_hash"):
            got(served, tmp_path, file_hash="0" * 64)
        assert (tmp_path / "datasets" / "a.bin").read_bytes() == b"old"
        assert Path(got(served, tmp_path, file_hash=SHA256)).read_bytes() == BODY


def test_force_download_asks_the_server_again(tmp_path):
    with serving({"/a.bin": BODY}) as served:
        got(served, tmp_path)
        served.files["/a.bin"] = b"new"
        assert Path(got(served, tmp_path)).read_bytes() == BODY
        assert Path(got(served, tmp_path, force_download=True)).read_bytes() == b"new"


def test_a_redirect_is_followed(tmp_path):
    with serving({"/b.bin": BODY}, moved={"/a.bin": "/b.bin"}, ends_after=[100_000]) as served:
        assert Path(got(served, tmp_path)).read_bytes() == BODY


@pytest.mark.parametrize("status", [404, 403, 500, 503])
def test_what_the_server_refuses_is_an_error_and_nothing_stays(tmp_path, status):
    with serving({}, statuses={"/a.bin": status}) as served:
        with pytest.raises(OSError, match=f"answers {status}"):
            got(served, tmp_path)
        assert len(served.asked) == 1
    assert left(tmp_path) == []


def test_a_server_that_is_not_there_is_an_error_and_nothing_stays(tmp_path):
    with pytest.raises(OSError, match="cannot be reached"):
        get_file(origin="http://127.0.0.1:1/a.bin", cache_dir=tmp_path)
    assert left(tmp_path) == []


def test_a_body_of_unknown_length(tmp_path, capsys):
    with serving({"/a.bin": BODY}, length=False) as served:
        assert Path(got(served, tmp_path)).read_bytes() == BODY
    assert "Unknown" in capsys.readouterr().out


def test_an_empty_file_and_a_file_of_this_machine(tmp_path):
    with serving({"/a.bin": b""}) as served:
        assert Path(got(served, tmp_path)).read_bytes() == b""
    (tmp_path / "here.txt").write_bytes(b"here")
    assert Path(get_file(origin=(tmp_path / "here.txt").as_uri(), cache_dir=tmp_path)).read_bytes() == b"here"


def test_two_at_once_ask_the_server_once(tmp_path):
    with serving({"/a.bin": BODY}) as served:
        threads = [threading.Thread(target=got, args=(served, tmp_path)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(served.asked) == 1
    assert left(tmp_path) == ["datasets/a.bin"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "origin"),
        ({"origin": "http://127.0.0.1:1/"}, "fname"),
        ({"origin": "http://127.0.0.1:1/a", "fname": f"a{os.sep}b"}, "without folders"),
        ({"origin": "http://127.0.0.1:1/a", "hash_algorithm": "crc"}, "hash_algorithm"),
    ],
)
def test_bad_arguments_are_refused_by_name(tmp_path, given, words):
    with pytest.raises(ValueError, match=words):
        get_file(cache_dir=tmp_path, **given)


# -- archives


def tar(members, mode="w:gz"):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, content in members.items():
            info = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.name = name
            if isinstance(content, bytes):
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content) if isinstance(content, bytes) else None)
    return file.getvalue()


def zipped(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def link(target, kind=tarfile.SYMTYPE):
    info = tarfile.TarInfo()
    info.type, info.linkname = kind, target
    return info


MEMBERS = {"d/one.txt": b"1", "two.txt": b"2"}


@pytest.mark.parametrize("body", [tar(MEMBERS), tar(MEMBERS, "w"), tar(MEMBERS, "w:xz"), zipped(MEMBERS)])
def test_an_archive_is_unpacked_into_a_folder_of_its_name(tmp_path, body):
    with serving({"/a.tgz": body}) as served:
        folder = Path(got(served, tmp_path, "a.tgz", extract=True))
    assert folder == tmp_path / "datasets" / "a.tgz"
    assert left(folder) == ["d/one.txt", "two.txt"]
    assert left(tmp_path)[-1] == "datasets/a.tgz_archive"


def test_the_folders_name_comes_from_fname(tmp_path):
    with serving({"/a.tgz": tar(MEMBERS)}) as served:
        assert got(served, tmp_path, "a.tgz", fname="b", extract=True) == str(tmp_path / "datasets" / "b")
        assert got(served, tmp_path, "a.tgz", fname="b.c.tgz", untar=True) == str(tmp_path / "datasets" / "b_extracted")
    assert {"datasets/b.c.tgz", "datasets/b_archive", "datasets/b_extracted/two.txt"} <= set(left(tmp_path))


def test_a_second_call_mends_the_folder_and_keeps_what_else_is_there(tmp_path):
    with serving({"/a.tgz": tar(MEMBERS)}) as served:
        folder = Path(got(served, tmp_path, "a.tgz", extract=True))
        (folder / "d" / "one.txt").unlink()
        (folder / "mine.txt").write_text("mine")
        got(served, tmp_path, "a.tgz", extract=True)
    assert left(folder) == ["d/one.txt", "mine.txt", "two.txt"]


BAD_TARS = {
    "up": {"../evil.txt": b"x"},
    "absolute": {"/evil.txt": b"x"},
    "symbolic link": {"l": link("../../evil.txt")},
    "absolute link": {"l": link("/etc/passwd")},
    "hard link": {"l": link("../evil.txt", tarfile.LNKTYPE)},
    "deep link": {"d/l": link("../../evil.txt")},
}


@pytest.mark.parametrize("name", BAD_TARS)
def test_members_that_lead_out_of_the_folder_are_left_out(tmp_path, name):
    with (
        serving({"/a.tgz": tar({**BAD_TARS[name], **MEMBERS})}) as served,
        pytest.warns(UserWarning, match="leads out of its folder"),
    ):
        folder = Path(got(served, tmp_path, "a.tgz", extract=True))
    assert left(tmp_path) == ["datasets/a.tgz/d/one.txt", "datasets/a.tgz/two.txt", "datasets/a.tgz_archive"]
    assert folder.is_dir()


def test_a_link_within_the_folder_stays_one(tmp_path):
    with serving({"/a.tgz": tar({**MEMBERS, "l": link("two.txt")})}) as served:
        folder = Path(got(served, tmp_path, "a.tgz", extract=True))
    assert (folder / "l").is_symlink() and (folder / "l").read_bytes() == b"2"


def test_a_zip_that_leads_out_is_left_out(tmp_path):
    with serving({"/a.zip": zipped({"../evil.txt": b"x", **MEMBERS})}) as served, pytest.warns(UserWarning):
        got(served, tmp_path, "a.zip", extract=True)
    assert left(tmp_path) == ["datasets/a.zip/d/one.txt", "datasets/a.zip/two.txt", "datasets/a.zip_archive"]


def test_a_broken_archive_leaves_no_folder(tmp_path):
    body = tar({**MEMBERS, "big": os.urandom(100_000)})[:50_000]
    device = tarfile.TarInfo()
    device.type = tarfile.CHRTYPE
    with serving({"/a.tgz": body, "/b.tgz": tar({"device": device, **MEMBERS})}) as served:
        with pytest.raises((EOFError, tarfile.TarError)):
            got(served, tmp_path, "a.tgz", extract=True)
        with pytest.raises(tarfile.TarError):
            got(served, tmp_path, "b.tgz", extract=True)
    assert left(tmp_path) == ["datasets/a.tgz_archive", "datasets/b.tgz_archive"]


def test_what_is_no_archive_is_a_warning(tmp_path):
    with serving({"/a.tgz": BODY}) as served:
        with pytest.warns(UserWarning, match="no archive"):
            got(served, tmp_path, "a.tgz", extract=True)
        with pytest.raises(NotImplementedError, match="rar"):
            got(served, tmp_path, "a.tgz", extract=True, archive_format="rar")
