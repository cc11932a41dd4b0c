"""``python -m golden add``: a case that a search found becomes a stored one, whole or not at all."""

import json

import pytest

from golden import __main__ as cli
from golden.catalog import found_by_search
from golden.catalog.found_by_search import case_file, read_case
from golden.portable import Malformed
from golden.store import Store
from tests.golden.test_cli import refusal, run

SLUG = "found"


@pytest.fixture
def folder(tmp_path, monkeypatch, fake):
    """Where found cases go, in place of the catalog's own folder; the store is in place of the suite's."""
    monkeypatch.setattr(found_by_search, "FOLDER", tmp_path / "found")
    monkeypatch.setattr(cli, "ROOT", fake.store.root)
    return tmp_path / "found"


@pytest.fixture
def file(fake, tmp_path):
    """A file with the first stored case, under another id; the oracle answers it as the stored one."""
    stored = next(iter(fake.store.all()))
    case = cli.replace(stored.case, id=f"{stored.case.id.split('/')[0]}/{SLUG}")
    fake.answers[case.id] = cli.replace(stored, case=case)
    path = tmp_path / "case.json"
    path.write_bytes(case_file(case))
    return path, case, fake


def test_a_case_is_added_to_the_catalog_and_to_the_store(file, folder):
    path, case, state = file
    before = [g.case.id for g in state.store.load(case.symbol)]
    assert run(state.store, "add", str(path)) == 0
    assert [g.case.id for g in Store(state.store.root).load(case.symbol)] == [*before, case.id]
    (kept,) = folder.glob("*.json")
    again = read_case(kept)
    assert again.id == case.id and all((again.tensors[n] == case.tensors[n]).all() for n in case.tensors)


def test_a_slug_gives_another_name(file, folder):
    path, case, state = file
    new = f"{case.id.split('/')[0]}/named"
    state.answers[new] = cli.replace(state.answers[case.id], case=cli.replace(case, id=new))
    assert run(state.store, "add", str(path), "--slug", "named") == 0
    assert read_case(next(iter(folder.glob("*.json")))).id == new
    assert refusal(state.store, "add", str(path), "--slug", "Not A Slug") == 2


def test_a_case_that_keras_does_not_answer_is_not_added(file, folder, capsys):
    path, case, state = file
    del state.answers[case.id]
    assert run(state.store, "add", str(path)) == 1
    assert case.id in capsys.readouterr().out and not folder.exists()
    assert case.id not in {g.case.id for g in state.store.all()}


def test_an_id_that_is_taken_is_refused(file, folder, capsys):
    path, _, state = file
    taken = next(iter(state.store.all())).case.id.split("/")[1]
    assert refusal(state.store, "add", str(path), "--slug", taken) == 2
    assert "taken" in capsys.readouterr().err


def test_another_version_adds_nothing(file, folder, capsys):
    path, _, state = file
    state.oracle.other = "keras 3.10 instead of 3.15.*"
    assert refusal(state.store, "add", str(path)) == 2
    assert "keras 3.10" in capsys.readouterr().err and not folder.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(format="something"), "format must be"),
        (lambda d: d.update(version=9), "version 1"),
        (lambda d: d.update(op_class="magic"), "op_class must be one of"),
        (lambda d: d.update(case={}), "not a case"),
        (lambda d: d["case"].update(id="Other/x"), "not a case"),
        (lambda d: d["case"]["tensors"].update(x={"dtype": "float32", "shape": [9], "data": ""}), "not a tensor"),
    ],
)
def test_a_file_that_is_no_case_is_refused_by_name(file, change, words):
    path, _, _ = file
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document))
    with pytest.raises(Malformed, match=words) as caught:
        read_case(path)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]"])
def test_a_file_that_is_no_json_is_refused(tmp_path, text):
    path = tmp_path / "case.json"
    path.write_text(text)
    with pytest.raises(Malformed, match=r"case\.json"):
        read_case(path)


def test_a_store_of_ones_own_has_what_is_added_to_it_and_the_catalog_has_not(file, folder, tmp_path, capsys):
    path, case, state = file
    own = Store(tmp_path / "own")
    assert run(own, "add", str(path)) == 0
    said = capsys.readouterr().out
    assert "broken" not in said and f"added {case.id} to own/" in said
    assert [g.case.id for g in own.all()] == [case.id] and own.verify() == []
    assert not folder.exists()
    assert refusal(own, "add", str(path)) == 2  # it is there
    new = f"{case.id.split('/')[0]}/named"
    state.answers[new] = cli.replace(state.answers[case.id], case=cli.replace(case, id=new))
    assert run(own, "add", str(path), "--slug", "named") == 0
    assert [g.case.id for g in Store(own.root).all()] == [case.id, new]
