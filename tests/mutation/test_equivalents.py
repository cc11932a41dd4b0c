"""The list of equivalent mutants fits the code. (The mutants themselves: ``tox -e mutation``.)"""

from pathlib import Path

import pytest

from tests.mutation import equivalents

ROOT = Path(__file__).parents[2]


def write(path, **entry):
    lines = [f"{key} = {value!r}" for key, value in entry.items()]
    path.write_text("\n".join(["[[equivalent]]", *lines]) + "\n")
    return path


def test_each_entry_stands_in_the_code_has_a_reason_and_changes_something():
    entries = equivalents.load(ROOT)
    assert entries
    assert all(entry.line not in entry.becomes for entry in entries)
    pairs = [(entry.file, entry.line) for entry in entries]
    assert len(set(pairs)) == len(pairs)


def test_a_line_that_is_gone_is_refused(tmp_path):
    path = write(tmp_path / "list.toml", file="refimpl/config.py", line="no such line", becomes=["x"], reason="none")
    with pytest.raises(ValueError, match="does not stand in"):
        equivalents.load(ROOT, path)


def test_an_entry_without_a_reason_is_refused(tmp_path):
    path = write(tmp_path / "list.toml", file="refimpl/config.py", line="import os", becomes=["x"], reason=" ")
    with pytest.raises(ValueError, match="must have becomes and a reason"):
        equivalents.load(ROOT, path)
