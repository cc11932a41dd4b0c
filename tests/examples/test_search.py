"""The search for hyper-parameters gives up what falls behind, and finds the same again."""

import pytest

pytest.importorskip("sklearn", reason="the images come with scikit-learn")
pytest.importorskip("optuna", reason="the search is by Optuna: pip install -e '.[search]'")

from examples import search


@pytest.fixture(autouse=True)
def fresh():
    import refimpl

    yield
    refimpl.utils.clear_session()


def test_the_search_finds_what_learns_and_gives_up_what_does_not(capsys):
    study = search.main(trials=10)
    states = [trial.state.name for trial in study.trials]
    assert set(states) == {"COMPLETE", "PRUNED"}
    assert study.best_value > 0.85
    pruned = [trial for trial in study.trials if trial.state.name == "PRUNED"]
    assert all(len(trial.intermediate_values) < 6 for trial in pruned)
    printed = capsys.readouterr().out
    assert "pruned" in printed and f"best: {study.best_value:.3f}" in printed


def test_a_search_is_the_same_again():
    first, again = ([(t.params, t.value) for t in search.search(trials=3, epochs=2).trials] for _ in range(2))
    assert first == again
