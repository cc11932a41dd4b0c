"""The commands' words and exit codes: 0 as it should be, 1 different or broken, 2 bad usage or no oracle."""

import subprocess
import sys

import numpy as np
import pytest

from golden import __main__ as cli
from golden import catalog, coverage, oracle
from golden.store import Store
from tests.golden.conftest import make_golden, refused

F = np.float32


def run(store, *arguments):
    return cli.main(["--store", str(store.root), *arguments])


def refusal(store, *arguments):
    with pytest.raises(SystemExit) as stop:
        run(store, *arguments)
    return stop.value.code


def files(store):
    return {p.relative_to(store.root): p.read_bytes() for p in store.root.rglob("*.*")}


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def change(fake, value):
    fake.answers["ops.exp/a"] = make_golden(value, symbol="keras.ops.exp")


def test_a_whole_store_verifies(store, capsys):
    assert run(store, "verify") == 0
    assert "4 cases of 2 symbols" in capsys.readouterr().out


def test_a_broken_store_does_not_and_the_file_is_named(store, capsys):
    (store.root / "ops/add.json").write_text("{")
    assert run(store, "verify") == 1
    assert "ops/add.json" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["coverage"], ["show", "ops.add/a"], ["check"], ["regenerate"]])
def test_every_command_refuses_a_broken_manifest_in_one_line(fake, capsys, command):
    (fake.store.root / "manifest.json").write_text("{")
    assert run(fake.store, *command) == 1
    [line] = capsys.readouterr().err.strip().splitlines()
    assert "manifest.json: not JSON" in line
    assert (fake.store.root / "manifest.json").read_text() == "{"


def test_regenerate_on_the_same_answers_changes_no_golden(fake, capsys):
    before = files(fake.store)
    assert run(fake.store, "regenerate") == 0
    after = files(fake.store)
    assert {k for k in after if after[k] != before.get(k)} == {next(k for k in after if k.name == "api.json")}
    assert "0 symbols written, 2 unchanged to the bit" in capsys.readouterr().out


def test_regenerate_writes_what_changed(fake, capsys):
    change(fake, np.array([9.0, 9.0, 9.0], F))
    assert run(fake.store, "regenerate") == 0
    out = capsys.readouterr().out
    assert "differs  ops.exp/a: numeric" in out
    assert "1 symbols written" in out
    assert Store(fake.store.root).load("keras.ops.exp")[0].answers["output"][0] == 9


def test_regenerate_takes_chosen_symbols_only(fake):
    change(fake, np.array([9.0, 9.0, 9.0], F))
    before = files(fake.store)
    assert run(fake.store, "regenerate", "ops.add") == 0
    assert files(fake.store) == before
    assert run(fake.store, "regenerate", "exp") == 0
    assert files(fake.store) != before


def test_regenerate_drops_what_the_catalog_dropped(fake, monkeypatch, capsys):
    monkeypatch.setattr(catalog, "cases", lambda symbols=None: [g.case for g in fake.store.load("keras.ops.add")])
    assert run(fake.store, "regenerate") == 0
    assert "removed  keras.ops.exp" in capsys.readouterr().out
    assert Store(fake.store.root).symbols() == ["keras.ops.add"]


def test_regenerate_on_another_version_tells_what_differs_and_writes_only_when_accepted(fake, capsys):
    fake.oracle.other = "keras 3.16.0 instead of 3.15.*"
    change(fake, np.array([9.0, 9.0, 9.0], F))
    before = files(fake.store)
    assert run(fake.store, "regenerate") == 1
    out = capsys.readouterr().out
    assert "differs  ops.exp/a" in out
    assert "Nothing was written: this is keras 3.16.0 instead of 3.15.*" in out
    assert files(fake.store) == before
    assert run(fake.store, "regenerate", "--accept-versions") == 0
    assert files(fake.store) != before


def test_regenerate_says_that_other_bits_were_left_and_how_to_write_them(fake, capsys):
    change(fake, np.nextafter(np.array([0.2, 0.4, 0.6], F), F(1)))
    before = files(fake.store)
    run(fake.store, "regenerate", "exp")
    assert files(fake.store) == before
    out = capsys.readouterr().out
    assert "1 left as they are" in out
    assert "--force" in out
    run(fake.store, "regenerate", "exp", "--force")
    assert files(fake.store) != before


def test_regenerate_fails_loudly_where_a_case_fails(fake, monkeypatch, capsys):
    def record(case, _):
        raise RuntimeError(f"{case.id}: Keras accepts this case, which is tagged as an error")

    monkeypatch.setattr(oracle, "record", record)
    assert run(fake.store, "regenerate") == 1
    assert "failed   ops.add/b: Keras accepts this case" in capsys.readouterr().out


def test_check_of_the_same_answers(fake, capsys):
    assert run(fake.store, "check") == 0
    out = capsys.readouterr().out
    assert "4 cases: 4 identical to the bit, 0 within the bounds" in out
    assert "added    keras.ops.new" in out
    assert "gone     keras.ops.sin" in out


def test_check_of_other_answers(fake, capsys):
    change(fake, np.array([9.0, 9.0, 9.0], F))
    fake.answers["ops.add/b"] = refused("TypeError", slug="b")
    assert run(fake.store, "check") == 1
    out = capsys.readouterr().out
    assert "2 differ" in out
    assert "ops.exp/a" in out
    assert "Keras raises ValueError; this raised TypeError" in out


def test_coverage_counts_and_lists(fake, capsys):
    assert run(fake.store, "coverage", "--missing") == 0
    rows = {
        line.replace("│", " ").split()[0]: line.replace("│", " ").split()[1:] for line in lines(capsys) if "│" in line
    }
    assert rows["keras.ops"] == ["1", "1", "0"]
    assert rows["keras"] == ["1", "0", "0"]  # exp, by its other name
    assert rows["all"] == ["2", "1", "0"]


def test_an_exemption_needs_a_reason(tmp_path):
    path = tmp_path / "exempt.toml"
    path.write_text('[[exempt]]\nsymbols = ["keras.x"]\nreason = ""\n')
    with pytest.raises(ValueError, match="must have symbols and a reason"):
        coverage.exemptions(path)


@pytest.mark.parametrize("given", ["ops.add/a", "keras.ops.add/a"])
def test_show_prints_the_case_its_inputs_and_answers(store, capsys, given):
    assert run(store, "show", given) == 0
    out = capsys.readouterr().out
    assert "ops.add/a" in out
    assert "float32[3] [0.1, 0.2, 0.3]" in out


def test_show_suggests_what_is_near(store, capsys):
    assert refusal(store, "show", "ops.ad/a") == 2
    assert "near it are ops.add/a" in capsys.readouterr().err


def test_an_unknown_symbol_is_bad_usage_with_a_hint(fake, capsys):
    assert refusal(fake.store, "check", "keras.ops.ad") == 2
    assert "got 'keras.ops.ad'; did you mean add?" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["show"], ["verify", "--loudly"]])
def test_bad_usage(store, arguments):
    assert refusal(store, *arguments) == 2


def test_without_an_oracle_the_words_say_how_to_get_one(store, monkeypatch, capsys):
    def missing():
        raise oracle.NoOracle("Keras on TensorFlow is needed (pip install ...)")

    monkeypatch.setattr(oracle, "TensorFlowKeras", missing)
    assert refusal(store, "check") == 2
    assert "Keras on TensorFlow is needed" in capsys.readouterr().err


def test_golden_is_imported_without_what_is_slow_to_import():
    code = (
        "import sys, golden.store, golden.kinds, golden.verdict, golden.namespace, golden.__main__, golden.oracle;"
        "print(sorted({'tensorflow', 'keras', 'refimpl', 'jsonschema'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"
