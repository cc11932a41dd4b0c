"""Expectations: what is known to fail is expected, strictly, and only so."""

import json
import os
import platform
import re
import sys
from types import SimpleNamespace

import pytest

from conformance import ROOT
from conformance.expected import CONDITIONS, BadExpectations, Entry, Expectations, load
from conformance.implementations import resolve

pytest_plugins = ("pytester",)

WRONG = """
import numpy as np
from conformance.implementations.refimpl import Refimpl


class Wrong(Refimpl):
    def numpy(self, native):
        x = np.asarray(native)
        return x + 1 if x.dtype == np.float32 and x.shape == () else x
"""
LACKS = """
from conformance.implementations.refimpl import Refimpl


class Lacks(Refimpl):
    def resolve(self, symbol):
        if symbol == "keras.ops.logsumexp":
            raise NotImplementedError(symbol)
        return super().resolve(symbol)
"""
ENTRY = """
[[expected]]
tests = [{tests}]
{more}
reason = "one too many"
"""
SCALARS = '"losses.MeanSquaredError/sum", "losses.MeanSquaredError/none"'  # the second is no scalar: it passes


@pytest.fixture
def run(pytester, monkeypatch):
    """Run the cases of one loss on an implementation whose scalars are one too large, under such expectations."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(pytester.path)]))
    pytester.makepyfile(wrong=WRONG, lacks=LACKS)

    def run(
        text, k="test_loss and (MeanSquaredError/sum] or MeanSquaredError/none])", files=("test_losses.py",), impl=""
    ):
        (pytester.path / "known.toml").write_text(text)
        asked = [*(str(ROOT / name) for name in files), "-k", k]
        options = ["--impl", impl or "wrong:Wrong", "--expectations", "known.toml", "--report", "out.json"]
        return pytester.run(sys.executable, "-m", "pytest", "-p", "conformance.plugin", *asked, *options)

    return run


def outcomes(pytester):
    results = json.loads((pytester.path / "out.json").read_text())["results"]
    return {r["id"].split("/")[1]: r for r in results}


def test_what_is_expected_is_green_and_told(run, pytester):
    result = run(ENTRY.format(tests='"losses.MeanSquaredError/*"', more='except = ["losses.MeanSquaredError/none"]'))
    assert result.ret == 0, result.stdout.str()
    found = outcomes(pytester)
    assert found["sum"]["outcome"] == "xfail" and found["sum"]["expected"] == "one too many"
    assert found["none"]["outcome"] == "pass"
    result.stdout.fnmatch_lines(["*xfail*"])


def test_a_pass_that_is_not_expected_is_red(run, pytester):
    result = run(ENTRY.format(tests=SCALARS, more=""))
    assert result.ret == 1 and outcomes(pytester)["none"]["outcome"] == "xpass"
    result.stdout.fnmatch_lines(["*losses.MeanSquaredError/none passes, but *known.toml expects it to fail*"])


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ('outcome = "crash"', "fail"),
        ('answers = ["config"]', "fail"),
        ('answers = ["output"]', "xfail"),
        ('answers = ["output"]\noutcome = "error"', "fail"),
        ('outcome = ["fail", "crash"]', "xfail"),
        (f'when = {{ python = ">=3", platform = "{sys.platform}", machine = "{platform.machine()}" }}', "xfail"),
        ('when = { version = "<0.0.1" }', "fail"),
        ('when = { platform = "plan9" }', "fail"),
        ('when = { cpu = "abacus" }', "fail"),
    ],
)
def test_another_failure_than_the_expected_one_is_red(run, pytester, more, outcome):
    result = run(
        ENTRY.format(tests='"losses.MeanSquaredError/sum"', more=more), k="test_loss and MeanSquaredError/sum]"
    )
    assert outcomes(pytester)["sum"]["outcome"] == outcome and result.ret == (outcome == "fail")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY.format(tests='"losses.MeanSquaredErrors/*"', more=""), "matches no test"),
        (ENTRY.format(tests='"batch_cut:losses.MeanSquaredError/sum"', more=""), "matches no test"),
        (ENTRY.format(tests=SCALARS, more='except = ["losses.Nothing/*"]'), "takes no test out"),
        (ENTRY.format(tests="", more=""), "tests must name something"),
        (ENTRY.format(tests="7", more=""), "tests must be a list"),
        (ENTRY.format(tests=SCALARS, more='outcome = "wrong"'), "outcome must be of"),
        (ENTRY.format(tests=SCALARS, more='answers = "output"'), "answers must be a list"),
        (ENTRY.format(tests=SCALARS, more="color = 3"), "unknown key 'color'"),
        (ENTRY.format(tests=SCALARS, more='when = { moon = "full" }'), "got 'moon'"),
        (ENTRY.format(tests=SCALARS, more='when = { version = "new" }'), "as in '>=3.15,<3.16'"),
        (f"[[expected]]\ntests = [{SCALARS}]\n", "reason must say why"),
        ("[[expectd]]\n", "[[expected]]"),
        ("[[expected", "not TOML"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_before_anything_runs(run, text, words):
    result = run(text)
    assert result.ret == 4
    assert words in result.stdout.str() + result.stderr.str()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("expected = [1]", "an entry must be a table, got 1"),
        (ENTRY.format(tests=SCALARS, more="outcome = 5"), "outcome must be a list"),
        (ENTRY.format(tests=SCALARS, more='outcome = [["fail"]]'), "outcome must be a list"),
        (ENTRY.format(tests=SCALARS, more="answers = []"), "answers must name something"),
        (ENTRY.format(tests=SCALARS, more="link = 5"), "link must be a text"),
        (ENTRY.format(tests=SCALARS, more="when = 5"), "when must be a table of texts, got 5"),
        (ENTRY.format(tests=SCALARS, more='when = ["platform"]'), "when must be a table of texts"),
        *((ENTRY.format(tests=SCALARS, more=f"when = {{ {key} = 3 }}"), f"{key}': 3") for key in CONDITIONS),
    ],
)
def test_an_odd_value_is_named(tmp_path, text, words):
    (tmp_path / "odd.toml").write_text(text)
    with pytest.raises(BadExpectations, match=re.escape(words)):
        load(resolve("refimpl"), tmp_path / "odd.toml")


@pytest.mark.parametrize(
    ("tests", "exempt", "idle"),
    [
        (("a/*",), (), []),
        (("a/*", "b/*"), ("a/*",), ["a/*", "b/1"]),  # excepted whole; behind an entry that speaks of it
        (("a/1",), ("a/2",), ["a/2"]),
        (("a/*",), ("a/refused",), ["a/refused"]),  # of which no entry for outputs speaks anyway
        (("a/refused", "a/1"), (), ["a/refused"]),
    ],
)
def test_a_pattern_that_decides_nothing_is_named(tests, exempt, idle):
    entries = [Entry(tests, "x", answers=("output",), exempt=exempt), Entry(("b/1",), "y")]
    keys = {"a/1": False, "a/refused": True, "b/1": False}
    assert [pattern for pattern, _, _ in Expectations(entries).idle(keys)] == idle


def test_an_entry_for_outputs_speaks_of_no_case_that_keras_refuses():
    for answers, speaks in ((("*",), True), (("error",), True), (("output", "config"), False)):
        assert Entry(("a/*",), "x", answers=answers).speaks_of("a/1", refused=True) == speaks
        assert Entry(("a/*",), "x", answers=answers).speaks_of("a/1")


def test_an_entry_with_answers_foresees_no_error_unless_it_says_so(tmp_path):
    """An error answers nothing: there is no wrong answer that could be another than the expected ones."""
    for more, foreseen in (
        ('answers = ["config"]', False),
        ('answers = ["config"]\noutcome = "error"', True),
        ("", True),
    ):
        (tmp_path / "known.toml").write_text(ENTRY.format(tests=SCALARS, more=more))
        (entry,) = load(resolve("refimpl"), tmp_path / "known.toml").entries
        assert entry.foresees("error", ()) == foreseen


def test_a_file_that_is_missing_is_refused():
    with pytest.raises(BadExpectations, match="No such file"):
        load(resolve("refimpl"), "nothing.toml")


def test_a_relation_is_not_asked_where_the_case_itself_fails(run, pytester):
    result = run(
        ENTRY.format(tests='"losses.MeanSquaredError/sum"', more=""),
        k="MeanSquaredError/sum]",
        files=("test_losses.py", "test_relations.py"),
    )
    assert result.ret == 0
    results = json.loads((pytester.path / "out.json").read_text())["results"]
    assert {r["outcome"] for r in results if r["relation"]} == {"skipped"}


@pytest.mark.parametrize("path", sorted((ROOT / "expectations").glob("*.toml")), ids=lambda path: path.stem)
def test_every_file_of_ours_is_sound(path):
    assert load(resolve("refimpl"), path).entries


@pytest.mark.parametrize(
    ("outcomes", "unasked"),
    [
        ({"a/1": "unsupported", "a/2": "xfail"}, []),
        ({"a/1": "unsupported", "a/2": "unsupported"}, ["a/*"]),
        ({"a/1": "unsupported"}, []),  # the other was not run
        ({"a/1": "unsupported", "a/2": "xfail", "b/1": "unsupported"}, ["b/*"]),
    ],
)
def test_a_pattern_of_what_is_unsupported_is_named(outcomes, unasked):
    keys = {"a/1": False, "a/2": False, "b/1": False}
    entries = [Entry(("a/*", "b/*"), "x"), Entry(("b/1",), "decides nothing")]
    assert [pattern for pattern, _ in Expectations(entries).unasked(keys, outcomes)] == unasked


def test_an_expectation_of_what_is_unsupported_is_red(run):
    result = run(
        ENTRY.format(tests='"ops.logsumexp/*"', more=""),
        "test_op and logsumexp",
        files=("test_ops.py",),
        impl="lacks:Lacks",
    )
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*known.toml: 'ops.logsumexp/*' names what is unsupported (one too many)"])


def test_a_version_that_is_none_matters_only_where_it_is_asked_for(tmp_path):
    odd = SimpleNamespace(name="odd", version="0.0.0-next.3-main")
    (tmp_path / "odd.toml").write_text(ENTRY.format(tests=SCALARS, more=""))
    assert len(load(odd, tmp_path / "odd.toml").entries) == 1
    (tmp_path / "odd.toml").write_text(ENTRY.format(tests=SCALARS, more='when = { version = ">=0.1" }'))
    with pytest.raises(BadExpectations, match="as the implementation says, is none"):
        load(odd, tmp_path / "odd.toml")
