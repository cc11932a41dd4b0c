"""What changed between two runs, and when that is an exit code of 1."""

import json

import pytest

from conformance.matrix import diff, gather, read, write
from tests.conformance.matrix.reports import broken, mixed, report, result, sound

CASE = "ops.add/plain"


def run(outcome="pass", name="x", total=1, **more):
    return report(name, [result(CASE, outcome, **more)], total)


def test_nothing_changed_says_nothing():
    changes = diff(sound(), sound())
    assert (changes.lines, changes.worse, changes.exit_code) == ((), 0, 0)


@pytest.mark.parametrize(
    ("old", "new", "worse"),
    [
        ("pass", "fail", 1),
        ("pass", "unsupported", 1),
        ("pass", "xfail", 1),
        ("xfail", "fail", 1),
        ("unsupported", "fail", 1),
        ("fail", "crash", 1),
        ("fail", "pass", 0),
        ("xfail", "xpass", 0),
        ("fail", "xfail", 0),
        ("fail", "error", 0),
        ("crash", "error", 0),
        ("unsupported", "pass", 0),
    ],
)
def test_an_outcome_that_changed(old, new, worse):
    changes = diff(run(old), run(new))
    assert changes.exit_code == worse
    assert any(f"{CASE}: {old} -> {new}" in line and ("worse" in line) == bool(worse) for line in changes.lines)


def test_the_score_heads_the_changes_of_an_implementation():
    assert diff(run(), run("fail", reason="numeric")).lines == (
        "x: 1 of 1 pass, 100.0 % -> 0 of 1 pass, 0.0 %, 1 fail",
        "  worse  ops.add/plain: pass -> fail (numeric)",
    )


@pytest.mark.parametrize(("outcome", "worse"), [("pass", 1), ("fail", 0), ("unsupported", 0)])
def test_a_case_that_went_is_worse_if_it_passed(outcome, worse):
    changes = diff(run(outcome), report("x", [], 1))
    assert changes.exit_code == worse and f"{CASE}: gone, was {outcome}" in changes.lines[1]


@pytest.mark.parametrize("outcome", ["pass", "fail"])
def test_a_case_that_came_is_told_and_never_worse(outcome):
    changes = diff(report("x", [], 1), run(outcome))
    assert changes.exit_code == 0 and f"{CASE}: new, {outcome}" in changes.lines[1]


@pytest.mark.parametrize(
    ("old", "new", "factor", "worse"),
    [
        (0.2, 0.5, 2.0, 1),
        (0.2, 0.5, 3.0, 0),
        (0.2, 0.39, 2.0, 0),
        (0.0001, 0.05, 2.0, 0),
        (0.0, 0.5, 2.0, 1),
        (0.5, 0.2, 2.0, 0),
        (None, 0.5, 2.0, 0),
        (0.5, None, 2.0, 0),
    ],
)
def test_a_margin_that_grew_by_over_the_factor_is_worse_unless_it_is_rounding(old, new, factor, worse):
    changes = diff(run(margin=old), run(margin=new), factor)
    assert changes.exit_code == worse
    assert any("margin" in line for line in changes.lines) == bool(worse)


def test_a_relation_is_a_result_of_its_own():
    old, new = (report("x", [result(CASE), result(CASE, o, relation="batch_split")], 1) for o in ("pass", "fail"))
    changes = diff(old, new)
    assert changes.exit_code == 1 and "ops.add/plain under batch_split: pass -> fail" in changes.lines[1]


def test_matrices_are_compared_by_name():
    changes = diff(gather([sound(), run(name="gone")]), gather([sound(), run(name="came")]))
    assert changes.lines == ("gone: gone", "came: new") and changes.exit_code == 1
    assert diff(gather([sound(), mixed()]), gather([mixed(), sound()])).lines == ()


def test_two_runs_of_one_implementation_each_are_compared_under_any_name():
    assert diff(run(name="a"), gather([run("fail", name="b")])).exit_code == 1


def test_an_implementation_that_breaks_is_worse_and_one_that_runs_again_is_not():
    there, absent = gather([sound(), run()]), gather([sound(), broken("x", "ImportError: no")])
    assert diff(there, absent).exit_code == 1
    assert any("did not run: ImportError: no" in line for line in diff(there, absent).lines)
    assert diff(absent, there).exit_code == 0 and any("runs again" in line for line in diff(absent, there).lines)
    assert diff(absent, absent).lines == ()


def test_files_of_either_kind_are_read(tmp_path):
    write(gather([sound()]), tmp_path)
    (tmp_path / "report.json").write_text(json.dumps(sound()))
    assert diff(read(tmp_path / "report.json"), read(tmp_path / "matrix.json")).lines == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "cannot be read: No such file"),
        ("{", "is no JSON"),
        ("[]", "expected a keras-conformance-report or a keras-conformance-matrix, got 'list'"),
        ('{"format": "other"}', "got 'other'"),
        ('{"format": "keras-conformance-matrix", "version": 9}', "expected version 1 of the matrix, got 9"),
        ('{"format": "keras-conformance-report", "version": 9}', "expected version 1, 2 of the report, got 9"),
    ],
)
def test_a_file_that_is_neither_is_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "a.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ValueError, match=r"a\.json") as error:
        read(path)
    assert sentence in str(error.value) and "\n" not in str(error.value)
