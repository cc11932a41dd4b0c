"""Regenerate writes what changed and no byte else; check tells bits, bounds and differences apart; both go on."""

from dataclasses import replace

import numpy as np
import pytest

from golden.recording import check, identical, regenerate
from golden.store import Store
from tests.golden.conftest import PROVENANCE, make_golden, refused

F = np.float32
ADD = "keras.ops.add"
OTHER = {**PROVENANCE, "cpu": ["avx512f"]}


def goldens(value=1.0, truth=1.0):
    return [make_golden(np.full(2, value, F), np.full(2, truth)), refused()]


def asked(new, symbol=ADD):
    """What regenerate takes: the cases of a symbol, and a record that gives ``new`` back by id."""
    by_id = {g.case.id: g for g in new}

    def record(case):
        found = by_id[case.id]
        if isinstance(found, Exception):
            raise found
        return found

    return {symbol: [g.case for g in new]}, record


def run(store, new, provenance=PROVENANCE, **more):
    by_symbol, record = asked(new)
    return regenerate(store, by_symbol, record, provenance, **more)


def files(store):
    return {p.relative_to(store.root): p.read_bytes() for p in store.root.rglob("*.*")}


@pytest.fixture
def recorded(tmp_path):
    store = Store(tmp_path / "data")
    run(store, goldens())
    return store


def near():
    return goldens(np.nextafter(F(1), F(2)))


def far():
    return goldens(1.5)


def test_what_is_new_is_written(tmp_path):
    changes = run(Store(tmp_path), goldens())
    assert changes.written == [ADD]
    assert Store(tmp_path).symbols() == [ADD]


def test_the_same_answers_again_change_no_byte(recorded):
    before = files(recorded)
    assert run(recorded, goldens(), OTHER).unchanged == [ADD]
    assert files(recorded) == before


def test_other_bits_within_the_bounds_change_no_byte_unless_forced(recorded):
    before = files(recorded)
    changes = run(recorded, near(), OTHER)
    assert (changes.within, changes.written) == ([ADD], [])
    assert 0 < changes.worst < 1
    assert files(recorded) == before
    assert run(recorded, near(), OTHER, force=True).written == [ADD]
    assert recorded.load(ADD)[0].answers["output"][0] == np.nextafter(F(1), F(2))
    assert recorded.manifest()["symbols"][ADD]["provenance"]["cpu"] == ["avx512f"]


def test_answers_beyond_the_bounds_are_written_and_told(recorded):
    changes = run(recorded, far())
    assert (changes.written, changes.worst) == ([ADD], 0)
    assert any(line.startswith("differs  ops.add/a: numeric: output error") for line in changes.lines)


def test_another_version_overwrites_nothing(recorded):
    before = files(recorded)
    changes = run(recorded, far(), write=False)
    assert (changes.written, changes.differing) == ([], [ADD])
    assert files(recorded) == before


def test_another_question_is_written_even_if_the_answer_stands(recorded):
    new = goldens()
    new[0] = replace(new[0], case=replace(new[0].case, tags=("signed-zero",)))
    changes = run(recorded, new)
    assert changes.written == [ADD]
    assert recorded.load(ADD)[0].case.tags == ("signed-zero",)


def test_a_truth_that_came_or_went_is_written(recorded):
    new = goldens()
    new[0] = replace(new[0], truth={}, no_truth="no float64 kernel")
    assert run(recorded, new).written == [ADD]
    assert recorded.load(ADD)[0].no_truth == "no float64 kernel"


def test_a_case_more_is_written(recorded):
    assert run(recorded, [*goldens(), make_golden(np.ones(1, F), slug="more")]).written == [ADD]
    assert len(recorded.load(ADD)) == 3


def test_a_case_that_fails_keeps_its_symbol_as_it_was_and_stops_no_other(recorded):
    before = files(recorded)
    by_symbol = {
        ADD: [g.case for g in goldens()],
        "keras.ops.exp": [make_golden(np.ones(1), symbol="keras.ops.exp").case],
    }

    def record(case):
        if case.id == "ops.add/a":
            raise RuntimeError("ops.add/a: Keras refuses this case: ValueError: no")
        return make_golden(np.ones(1, F), symbol="keras.ops.exp") if "exp" in case.id else refused()

    changes = regenerate(recorded, by_symbol, record, PROVENANCE)
    assert (changes.failed, changes.written) == (["ops.add/a"], ["keras.ops.exp"])
    assert changes.lines[0] == "failed   ops.add/a: Keras refuses this case: ValueError: no"
    after = files(recorded)
    assert all(after[name] == data for name, data in before.items() if name.name != "manifest.json")


def test_an_exception_without_words_is_reported(recorded):
    by_symbol, _ = asked(goldens())

    def record(case):
        raise RuntimeError

    assert regenerate(recorded, by_symbol, record, PROVENANCE).lines[0] == "failed   ops.add/a: RuntimeError"


def test_a_broken_symbol_is_written_afresh(recorded):
    (recorded.root / "ops/add.json").write_text("{}")
    changes = run(recorded, goldens())
    assert changes.lines[0].startswith("broken   keras.ops.add")
    assert Store(recorded.root).load(ADD)[0].case.id == "ops.add/a"


@pytest.mark.parametrize(
    ("new", "part"), [(goldens, "unchanged"), (near, "within"), (far, "differing")], ids=["same", "near", "far"]
)
def test_check_tells_bits_bounds_and_differences_apart(recorded, new, part):
    before = files(recorded)
    _, answer = asked(new())
    changes = check(recorded, [ADD], answer)
    assert "ops.add/a" in getattr(changes, part)
    assert "ops.add/refused" in changes.unchanged
    assert files(recorded) == before


def test_check_reports_what_keras_no_longer_refuses_and_what_it_refuses_otherwise(recorded):
    plain, error = goldens()
    for new in (replace(error, raises="TypeError"), replace(error, raises=None)):
        _, answer = asked([plain, new])
        changes = check(recorded, [ADD], answer)
        assert changes.differing == ["ops.add/refused"]
        assert changes.lines[0].startswith("differs  ops.add/refused: wrong error: error Keras raises ValueError")


def test_check_reports_an_answer_that_is_now_refused(recorded):
    plain, error = goldens()
    _, answer = asked([replace(plain, answers={}, raises="ValueError"), error])
    assert check(recorded, [ADD], answer).differing == ["ops.add/a"]


def test_check_survives_a_symbol_that_is_gone(recorded):
    plain, error = goldens()
    by_id = {plain.case.id: AttributeError("keras.ops.add is gone"), error.case.id: error}

    def answer(case):
        if isinstance(by_id[case.id], Exception):
            raise by_id[case.id]
        return by_id[case.id]

    changes = check(recorded, [ADD], answer)
    assert (changes.failed, changes.unchanged) == (["ops.add/a"], ["ops.add/refused"])
    assert changes.lines == ["failed   ops.add/a: keras.ops.add is gone"]


def test_goldens_are_identical_only_to_the_bit():
    one = make_golden(np.array([0.0, np.nan], F), [0.0, 1.0])
    assert identical(one, make_golden(np.array([0.0, np.nan], F), [0.0, 1.0]))
    assert not identical(one, make_golden(np.array([-0.0, np.nan], F), [0.0, 1.0]))
    assert not identical(one, make_golden(np.array([0.0, np.nan], F), [0.0, 2.0]))
    assert not identical(one, make_golden(np.array([0.0, np.nan], F)))
    assert not identical(one, make_golden(np.array([0.0, np.nan]), [0.0, 1.0]))
