"""Mutants that no answer can tell from the sound code: ``equivalents.toml``, each entry with its reason."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("equivalents.toml")


@dataclass(frozen=True)
class Equivalent:
    """The ``line`` of ``file`` may become any of ``becomes`` without a difference; the ``reason`` says why."""

    file: str
    line: str
    becomes: tuple[str, ...]
    reason: str


def load(root, path=FILE):
    """All entries. Raises: ValueError for one without a reason, or whose line no longer stands in its file."""
    entries = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", []):
        known = Equivalent(entry["file"], entry["line"], tuple(entry["becomes"]), entry.get("reason", "").strip())
        lines = [line.strip() for line in Path(root, known.file).read_text(encoding="utf-8").split("\n")]
        if not known.reason or not known.becomes:
            raise ValueError(f"{path.name}: {known.file}: {known.line!r} must have becomes and a reason")
        if known.line not in lines:
            raise ValueError(f"{path.name}: the line {known.line!r} does not stand in {known.file} any more")
        entries.append(known)
    return entries


def key(file, line, becomes):
    """What a mutant is known by: spaces do not count, of which cosmic-ray leaves some before a number."""
    return file, "".join(line.split()), "".join(becomes.split())


def table(entries):
    """The keys of all."""
    return {key(entry.file, entry.line, text) for entry in entries for text in entry.becomes}
