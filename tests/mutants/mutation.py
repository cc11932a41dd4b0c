"""A mutant is ``refimpl`` with one passage of its source replaced.

The whole package is imported once more from the changed source, beside the sound one, so that nothing of the change
is left afterwards and no module keeps a reference to what was replaced.
"""

import importlib.util
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path

import refimpl

PACKAGE = Path(refimpl.__file__).parent


@dataclass(frozen=True)
class Mutant:
    """One slip that somebody could make.

    ``old`` must stand exactly once in ``file`` (below refimpl/) and becomes ``new``; the stored cases of each of
    ``symbols`` must notice.
    """

    name: str
    wrong: str
    file: str
    old: str
    new: str
    symbols: tuple[str, ...]

    @property
    def module(self):
        parts = Path(self.file).with_suffix("").parts
        return ".".join(("refimpl", *(parts[:-1] if parts[-1] == "__init__" else parts)))

    def source(self):
        """The changed source. Raises: ValueError if ``old`` does not stand exactly once in the file."""
        text = (PACKAGE / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(
                f"mutant {self.name}: old must stand exactly once in refimpl/{self.file}, "
                f"it stands {text.count(self.old)} times: {self.old!r}"
            )
        return text.replace(self.old, self.new)


class _Finder:
    """Finds the one changed module; leaves all others to Python."""

    def __init__(self, mutant):
        self.mutant, self.source = mutant, mutant.source()

    def find_spec(self, name, path=None, target=None):
        if name != self.mutant.module:
            return None
        file = str(PACKAGE / self.mutant.file)
        return importlib.util.spec_from_file_location(name, file, loader=_Loader(name, file, self.source))


class _Loader(SourceFileLoader):
    """Compiles the given text in place of the file's, past any cache."""

    def __init__(self, name, path, text):
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname):
        return compile(self.text, self.path, "exec", dont_inherit=True)


def _own_modules():
    return {name: m for name, m in sys.modules.items() if name == "refimpl" or name.startswith("refimpl.")}


@contextmanager
def mutated(mutant):
    """Within the block, the package with the mutant's change; outside, and for everybody else, the sound one."""
    finder, sound = _Finder(mutant), _own_modules()
    for name in sound:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module("refimpl")
    finally:
        sys.meta_path.remove(finder)
        for name in _own_modules():
            del sys.modules[name]
        sys.modules.update(sound)
