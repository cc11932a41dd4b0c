"""What is known to fail, and why: ``expectations/IMPLEMENTATION.toml``.

    [[expected]]
    tests = ["layers.Conv2D/groups-*", "batch_split:layers.Dense/*"]  # ids or globs, after RELATION: of a relation
    outcome = ["fail", "error"]                                       # optional: one, or several; these by default, and
                                                                      # "fail" alone where there are answers
    except = ["layers.Conv2D/groups-1"]                               # optional: not these
    answers = ["config"]                                              # optional: no answer but these is wrong; a case
                                                                      # that Keras refuses has the answer "error"
    when = { version = ">=3.15,<3.16", platform = "linux" }           # optional: all must hold; also python, machine,
                                                                      # cpu (a feature, such as "amx_bf16")
    reason = "what differs, and which side the documentation supports"
    link = "https://..."                                              # optional

Expectations are strict: what fails otherwise than expected, or passes, is a failure of the run, and so is an entry that
matches no test, or only tests that turn out to be unsupported. Of several entries that match a test, the first counts.
"""

import platform
import re
import sys
import tomllib
from dataclasses import dataclass
from fnmatch import translate
from functools import cache
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from golden.machine import cpu_features

FOLDER = Path(__file__).resolve().parent / "expectations"
KEYS = ("tests", "except", "outcome", "answers", "when", "reason", "link")
OUTCOMES = ("fail", "error", "crash", "timeout")
DEFAULT = ("fail", "error")
CONDITIONS = ("version", "python", "platform", "machine", "cpu")


class BadExpectations(Exception):
    """A file of expectations cannot be used; the message names it, the entry and what is wrong."""


@cache
def _compiled(patterns):
    return re.compile("|".join(map(translate, patterns)) or "(?!)")


def _any(name, patterns):
    """Whether one of the globs (a tuple) matches."""
    return _compiled(patterns).match(name) is not None


def _matched(pattern, names):
    return any(map(_compiled((pattern,)).match, names))


@dataclass(frozen=True)
class Entry:
    """One cause, and the tests that it breaks."""

    tests: tuple[str, ...]
    reason: str
    outcomes: tuple[str, ...] = DEFAULT
    answers: tuple[str, ...] = ("*",)
    exempt: tuple[str, ...] = ()
    link: str = ""

    def speaks_of(self, key, refused=False):
        """Whether a test is one of these. Of a case that Keras refuses, only an entry for the answer "error" speaks."""
        return self._names(key, refused) and not _any(key, self.exempt)

    def _names(self, key, refused):
        return _any(key, self.tests) and (not refused or _any("error", self.answers))

    def idle(self, keys, decided):
        """(pattern, why) of each pattern that decides nothing, of ``keys`` (see Expectations.idle): those of its tests
        that name none but tests that are ``decided`` already, and those of its exceptions that take nothing out.
        """
        named = [key for key, refused in keys.items() if self._names(key, refused)]
        left = [key for key in named if key not in decided and not _any(key, self.exempt)]
        for pattern in self.tests:
            if not _matched(pattern, named):
                yield pattern, "matches no test"
            elif not _matched(pattern, left):
                yield pattern, "matches no test but those excepted, or spoken of by entries before it"
        for pattern in self.exempt:
            if not _matched(pattern, named):
                yield pattern, "takes no test out"

    def foresees(self, outcome, wrong):
        """Whether a test was to come to this outcome, with these answers (names) wrong."""
        return outcome in self.outcomes and all(_any(name, self.answers) for name in wrong)


def key_of(case_id, relation=None):
    """The name of a test in these files: the id of a stored case, with ``RELATION:`` before it for a relation."""
    return f"{relation}:{case_id}" if relation else case_id


class Expectations:
    """The entries that apply to this implementation, here and now."""

    def __init__(self, entries=(), source=""):
        self.entries, self.source = list(entries), source

    def of(self, key, refused=False):
        """The entry for the test of that key, or None; ``refused``: whether Keras refuses the case."""
        return next((entry for entry in self.entries if entry.speaks_of(key, refused)), None)

    def idle(self, keys):
        """(pattern, reason, why) of each pattern that decides nothing; ``keys`` tells of each test whether it is of a
        case that Keras refuses.
        """
        decided: set = set()
        for entry in self.entries:
            yield from ((pattern, entry.reason, why) for pattern, why in entry.idle(keys, decided))
            decided |= {key for key, refused in keys.items() if key not in decided and entry.speaks_of(key, refused)}

    def unasked(self, keys, outcomes):
        """(pattern, reason) of each pattern whose tests were all run and all came out unsupported, so that nothing was
        there to fail; ``keys`` as for ``idle``, ``outcomes`` {key: outcome} of what was run.
        """
        of_entry: dict = {}
        for key, refused in keys.items():
            entry = self.of(key, refused)
            if entry is not None:
                of_entry.setdefault(id(entry), {})[key] = outcomes.get(key)
        for entry in self.entries:
            found = of_entry.get(id(entry), {})
            for pattern in entry.tests:
                named = [outcome for key, outcome in found.items() if _any(key, (pattern,))]
                if named and set(named) == {"unsupported"}:
                    yield pattern, entry.reason


def load(implementation, path=None):
    """The Expectations for an implementation, from its own file or the one at ``path``; none if it has no file.

    Raises: BadExpectations.
    """
    file = FOLDER / f"{implementation.name}.toml" if path is None else Path(path)
    if path is None and not file.is_file():
        return Expectations()
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadExpectations(f"{file}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadExpectations(f"{file}: not TOML: {error}") from None
    unknown = set(document) - {"expected"}
    if unknown or not isinstance(document.get("expected", []), list):
        raise BadExpectations(f"{file}: expected [[expected]] entries, got {', '.join(sorted(unknown)) or 'a value'}")
    entries = []
    for number, data in enumerate(document.get("expected", []), 1):
        where = f"{file}, entry {number}"
        entry = _entry(data, where)
        if _holds(data.get("when", {}), implementation.version, where):
            entries.append(entry)
    return Expectations(entries, str(file))


def _entry(data, where):
    if not isinstance(data, dict):
        raise BadExpectations(f"{where}: an entry must be a table, got {data!r}")
    unknown = set(data) - set(KEYS)
    if unknown:
        raise BadExpectations(f"{where}: unknown key {sorted(unknown)[0]!r}; known are {', '.join(KEYS)}")
    if not isinstance(data.get("reason"), str) or not data["reason"].strip():
        raise BadExpectations(f"{where}: reason must say why, got {data.get('reason')!r}")
    if not isinstance(data.get("link", ""), str):
        raise BadExpectations(f"{where}: link must be a text, got {data['link']!r}")
    outcomes = data.get("outcome", ["fail"] if "answers" in data else list(DEFAULT))
    outcomes = _names({"outcome": [outcomes] if isinstance(outcomes, str) else outcomes}, "outcome", where)
    if not outcomes or not set(outcomes) <= set(OUTCOMES):
        raise BadExpectations(f"{where}: outcome must be of {', '.join(OUTCOMES)}, got {data['outcome']!r}")
    tests, answers = _names(data, "tests", where), _names({"answers": ["*"], **data}, "answers", where)
    if not tests or not answers:
        raise BadExpectations(f"{where}: {'answers' if tests else 'tests'} must name something")
    return Entry(tests, data["reason"], outcomes, answers, _names(data, "except", where), data.get("link", ""))


def _names(data, key, where):
    names = data.get(key, [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise BadExpectations(f"{where}: {key} must be a list of names or globs, got {names!r}")
    return tuple(names)


def _holds(when, version, where):
    """Whether all conditions hold."""
    if not isinstance(when, dict) or not all(isinstance(value, str) for value in when.values()):
        raise BadExpectations(f"{where}: when must be a table of texts, got {when!r}")
    unknown = set(when) - set(CONDITIONS)
    if unknown:
        raise BadExpectations(f"{where}: when knows {', '.join(CONDITIONS)}, got {sorted(unknown)[0]!r}")
    try:
        return (
            (
                "version" not in when
                or SpecifierSet(when["version"]).contains(_version(version, where), prereleases=True)
            )
            and SpecifierSet(when.get("python", "")).contains(platform.python_version(), prereleases=True)
            and sys.platform.startswith(when.get("platform", ""))
            and platform.machine().startswith(when.get("machine", ""))
            and ("cpu" not in when or when["cpu"] in cpu_features())
        )
    except InvalidSpecifier as error:
        raise BadExpectations(f"{where}: when must give versions as in '>=3.15,<3.16': {error}") from None


def _version(text, where):
    try:
        return Version(text or "0")
    except InvalidVersion:
        raise BadExpectations(
            f"{where}: when asks for a version, but {text!r}, as the implementation says, is none that can be compared"
        ) from None
