"""What the pages for implementers promise is run."""

import os
import re
import shlex
import sys

from conformance import ROOT

pytest_plugins = ("pytester",)
PAGE = ROOT.parent / "docs" / "validate-your-own.md"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.S)


def test_the_newcomers_path(pytester, monkeypatch):
    (code,), (command,), reports = blocks("python"), blocks("console"), blocks("text")
    assert sum(bool(line.strip()) for line in code.splitlines()) <= 30
    (pytester.path / "mine.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(pytester.path)]))
    words = shlex.split(command.removeprefix("$ "))
    assert words[0] == "pytest"
    result = pytester.run(sys.executable, "-m", "pytest", "-p", "conformance.plugin", *words[1:])
    printed = result.stdout.str()
    assert result.ret == 1
    for line in "\n".join(reports).splitlines():
        promised = r"\d+".join(map(re.escape, re.split(r"\bN\b|\d+(?= of the unsupported)", line)))  # the store grows
        assert re.search(promised, printed), line
