"""python -m conformance: what it writes, what it refuses, its exit codes."""

import json
import sys
from pathlib import Path

import pytest

from conformance.__main__ import main
from conformance.expected import FOLDER
from conformance.implementations import BUILT_IN


def report(**outcomes):
    """A report of some cases of one loss."""
    results = [
        {"id": f"losses.MeanSquaredError/{slug}", "symbol": "keras.losses.MeanSquaredError", "outcome": outcome,
         "relation": None, "reason": "numeric", "margin": 2.5, "worst": "output", "seconds": 0.1, "accuracy": 1.0,
         "expected": "", "link": "", "report": f"{slug} is wrong", "wrong": ["output"] if outcome == "fail" else []}
        for slug, outcome in outcomes.items()
    ]  # fmt: skip
    return {
        "format": "keras-conformance-report", "version": 2, "suite": "0.1.0", "percent": 0.0, "relations": {},
        "implementation": {"name": "mine", "version": "1", "claims": []}, "store": {"path": "data", "cases": 875},
        "platform": {}, "counts": {}, "total": 875, "results": results,
    }  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write(name, document):
        path = tmp_path / name
        path.write_text(json.dumps(document))
        return str(path)

    return write


def test_implementations_are_listed(capsys):
    assert main(["implementations"]) == 0
    assert set(BUILT_IN) <= {line.split()[0] for line in capsys.readouterr().out.splitlines()}


def test_diff_tells_what_got_worse(write, capsys):
    old, new = write("a.json", report(sum="pass", none="fail")), write("b.json", report(sum="fail", none="pass"))
    assert main(["diff", old, new]) == 1
    printed = capsys.readouterr().out
    assert "losses.MeanSquaredError/sum" in printed and "losses.MeanSquaredError/none" in printed
    assert main(["diff", old, old]) == 0 and not capsys.readouterr().out


def test_a_proposal_is_an_expectations_file_without_reasons(write, tmp_path, capsys):
    path = write("a.json", report(sum="fail", none="pass"))
    assert main(["expectations", "--propose", path]) == 0
    text = capsys.readouterr().out
    assert '"losses.MeanSquaredError/sum"' in text and 'answers = ["output"]' in text and "/none" not in text
    output = tmp_path / "proposed.toml"
    assert main(["expectations", "--propose", path, "--output", str(output)]) == 0
    assert output.read_text() == text


@pytest.mark.parametrize("place", [FOLDER / "new.toml", FOLDER / "keras-jax.toml"])
def test_a_proposal_never_writes_the_file_itself(write, place, capsys):
    before = place.read_bytes() if place.exists() else None
    with pytest.raises(SystemExit) as caught:
        main(["expectations", "--propose", write("a.json", report(sum="fail")), "--output", str(place)])
    assert caught.value.code == 2 and "--output" in capsys.readouterr().err
    assert (place.read_bytes() if place.exists() else None) == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["diff", "nothing.json", "nothing.json"], "nothing.json"),
        (["expectations", "--propose", "nothing.json"], "nothing.json"),
        (["matrix", "refimpl", "refimpl"], "named once"),
        (["matrix", "--jobs", "0"], "at least 1"),
        (["matrix", ""], "must have a name"),
        (["matrix", "refimpl", "--output", __file__], "--output must be a folder"),
        (["diff", "--factor", "nan", "a.json", "b.json"], "--factor must be a number"),
        (["dance"], "invalid choice"),
    ],
)
def test_misuse_is_one_sentence_and_exit_code_2(arguments, words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2 and words in capsys.readouterr().err


def test_a_matrix_with_a_broken_implementation_has_every_column(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("tiny.py").write_text("import types\nkeras = types.SimpleNamespace(layers=types.SimpleNamespace())\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    names = ["tiny:keras", "nosuch:thing", f"gone={tmp_path / 'no-python'}"]
    assert main(["matrix", *names, "--output", "out"]) == 1
    matrix = json.loads(Path("out/matrix.json").read_text())
    text = json.dumps(matrix)
    assert "No module named 'nosuch'" in text and "No such file" in text and "tiny:keras" in text
    assert Path("out/index.html").is_file()


def test_a_matrix_from_reports_runs_nothing(write, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    path = write("a.json", report(sum="xfail", none="pass"))
    assert main(["matrix", "--reports", path, "--output", str(tmp_path / "out")]) == 0
    assert "mine" in (tmp_path / "out" / "index.html").read_text()
