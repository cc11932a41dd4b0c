"""The plugin, run in a pytest of its own: what it refuses, what it reports, and that it can fail."""

import json
import os
import shlex
import subprocess
import sys

import pytest

from conformance import ROOT

pytest_plugins = ("pytester",)

SYMBOL = "keras.losses.MeanSquaredError"
WRONG = """
import numpy as np
from conformance.implementations.refimpl import Refimpl


class Wrong(Refimpl):
    def numpy(self, native):
        x = np.asarray(native)
        return {answer}
"""


@pytest.fixture
def importable(pytester, monkeypatch):
    """This checkout, and the test's own folder, for the processes that a test starts."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT.parent), str(pytester.path)]))


@pytest.fixture
def suite(pytester, importable):
    """Run the suite from an empty folder, on one loss unless told otherwise."""

    def run(*args, k="test_loss and MeanSquaredError"):
        command = [sys.executable, "-m", "pytest", "-p", "conformance.plugin", "-p", "no:cacheprovider"]
        return pytester.run(*command, "--pyargs", "conformance", "-k", k, *args)

    return run


def wrong(pytester, answer):
    pytester.makepyfile(wrong=WRONG.format(answer=answer))
    return "wrong:Wrong"


def stdout(result):
    return result.stdout.str()


def test_the_reference_passes_and_is_the_default(suite):
    result = suite()
    assert result.ret == 0
    result.stdout.fnmatch_lines(["refimpl *: * stored cases pass, *%*were run*", "  cases *pass *", "*worst margins*"])


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("x[None]", "shape"),
        ("x.astype('float64') if x.dtype == np.float32 else x", "dtype"),
        ("x * np.nan", "numeric"),
        ("x + np.float32(1)", "numeric"),
    ],
)
def test_a_wrong_answer_fails(suite, pytester, answer, reason):
    result = suite("--impl", wrong(pytester, answer))
    assert result.ret == 1
    assert f"fail ({reason})" in stdout(result)


def test_an_exception_is_an_error_that_shows_the_implementations_own_frames(suite, pytester):
    result = suite("--impl", wrong(pytester, "[][7]"))
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*IndexError: list index out of range", "*wrong.py:8 in numpy: return [[]][[]7[]]"])
    assert "golden/kinds" not in stdout(result)


def test_a_failure_reads_like_a_report_and_its_command_repeats_it(suite, pytester):
    result = suite("--impl", wrong(pytester, "x + np.float32(1) if x.dtype == np.float32 else x"))
    text = stdout(result)
    for word in (SYMBOL, "case ", "config ", "input ", "Keras ", "truth ", "error ", "ulp, the bound is"):
        assert word in text
    assert "Traceback" not in text and "examine.py" not in text
    repeat = next(line for line in text.splitlines() if line.strip().startswith("repeat: ")).split("repeat: ", 1)[1]
    again = subprocess.run(shlex.split(repeat), capture_output=True, text=True, cwd=pytester.path, check=False)
    assert again.returncode == 1, again.stdout + again.stderr
    assert "1 failed" in again.stdout
    assert text.split("case ")[1].splitlines()[0].strip() in again.stdout


def test_gradients_that_are_not_claimed_are_unsupported_and_never_a_pass(suite, pytester):
    pytester.makepyfile(half="import refimpl as module")
    result = suite("--impl", "half:module", "-rs")
    assert result.ret == 0
    assert "unsupported: " in stdout(result)
    result.stdout.fnmatch_lines(["half:module*: * of * stored cases pass, *", "  cases *unsupported *"])


def test_a_symbol_that_is_missing_is_unsupported_on_the_same_denominator(suite, pytester):
    pytester.makepyfile(empty="class keras:\n    class losses:\n        pass\n")
    result, full = suite("--impl", "empty:keras", "--report", "a.json"), suite("--report", "b.json")
    assert result.ret == 0 and full.ret == 0
    nothing, everything = (json.loads((pytester.path / name).read_text()) for name in ("a.json", "b.json"))
    assert nothing["total"] == everything["total"]
    assert nothing["percent"] == 0 and set(nothing["counts"]) == {"unsupported"}


def test_the_report_is_versioned_and_lists_every_result(suite, pytester):
    assert suite("--report", "report.json").ret == 0
    report = json.loads((pytester.path / "report.json").read_text())
    assert (report["format"], report["version"]) == ("keras-conformance-report", 2)
    assert report["implementation"]["name"] == "refimpl"
    assert sum(report["counts"].values()) == len(report["results"]) <= report["total"]
    assert all(r["symbol"] == SYMBOL and r["outcome"] == "pass" and r["seconds"] > 0 for r in report["results"])
    assert not list(pytester.path.glob("*.part"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("refimp", "'refimp' is not an implementation (did you mean 'refimpl'?)"),
        ("nowhere:keras", "importing nowhere raised ModuleNotFoundError: No module named 'nowhere'"),
        ("mine:kers", "mine has no 'kers' (did you mean 'keras'?)"),
        ("broken:keras", "importing broken raised RuntimeError: no such device (broken.py, line 1)"),
        ("mine:number", "expected a golden.namespace.Namespace or an object with some of layers, ops"),
    ],
)
def test_an_implementation_that_cannot_be_had_is_one_sentence(suite, pytester, name, sentence):
    pytester.makepyfile(mine="number = 3\nkeras = None\n", broken="raise RuntimeError('no such device')\n")
    result = suite("--impl", name)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    errors = [line for line in result.errlines + result.outlines if line.startswith("ERROR")]
    assert len(errors) == 1 and sentence in errors[0]
    assert "Traceback" not in stdout(result)


def test_no_case_is_a_failure(suite):
    assert suite(k="NoSuchLayer").ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--store", "nowhere"), "nowhere"),
        (("--report", "no/such/folder.json"), "--report: the folder of no/such/folder.json does not exist"),
        (("--max-examples", "-1"), "--max-examples must be 0 or more, got -1"),
        (("--case-memory", "inf"), "--case-memory must be above 0 and finite, got inf"),
        (("--impl", ""), "--impl must not be empty"),
        (("--impl-command", " "), "--impl-command must not be empty"),
        (("--impl-command", "node 'x"), "no closing quotation"),
        (("--report", "."), "it is a folder"),
        (("--report", os.devnull), "it is no regular file"),
    ],
)
def test_bad_options_are_one_sentence(suite, arguments, sentence):
    result = suite(*arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert sentence in stdout(result) + result.stderr.str()


def test_a_report_that_cannot_be_written_is_told(suite, pytester):
    result = suite("--report", "/proc/report.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stdout.fnmatch_lines(["*report */proc/report.json was not written: *"])


def test_no_report_is_left_in_doubt(suite):
    assert "no case was run: out.json was not written" in stdout(suite("--report", "out.json", k="NoSuchLayer"))


def test_an_error_that_cannot_say_what_it_is_is_an_error(suite, pytester):
    pytester.makepyfile(
        wrong="""
        from conformance.implementations.refimpl import Refimpl

        class Mute(KeyError):
            def __str__(self):
                raise RuntimeError("no words")

        class Wrong(Refimpl):
            def resolve(self, symbol):
                raise Mute
        """
    )
    result = suite("--impl", "wrong:Wrong", k="test_loss and MeanSquaredError/sum]")
    assert result.ret == 1 and "its Mute cannot be shown: RuntimeError" in stdout(result)


def test_an_implementation_that_offers_nothing_is_told(suite, pytester):
    pytester.makepyfile(empty="class keras:\n    class losses:\n        pass\n")
    assert "nothing was judged" in stdout(suite("--impl", "empty:keras"))


def test_the_plugin_keeps_out_of_other_peoples_tests(pytester, importable):
    pytester.makepyfile(test_other="def test_nothing(): pass")
    result = pytester.runpytest_subprocess("-p", "conformance.plugin")
    assert result.ret == 0
    assert "conformance ===" not in stdout(result)
