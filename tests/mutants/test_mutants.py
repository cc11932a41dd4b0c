"""The stored goldens alone kill every mutant: no relation, no other test helps them."""

from dataclasses import replace

import pytest

from conformance.asking import ask
from conformance.implementation import Local
from conformance.implementations.refimpl import Refimpl
from golden.store import Store
from tests.mutants.mutation import mutated
from tests.mutants.table import MUTANTS

STORE = Store()


@pytest.mark.parametrize("mutant", MUTANTS, ids=[m.name for m in MUTANTS])
def test_the_goldens_kill_the_mutant(mutant):
    with mutated(mutant) as module:
        implementation = Local(Refimpl(module))
        alive = [symbol for symbol in mutant.symbols if not killed_by(symbol, implementation)]
    assert not alive, f"{mutant.name} ({mutant.wrong}) is not noticed by the cases of {', '.join(alive)}"


def killed_by(symbol, implementation):
    """Whether some case shows the slip. One that makes every case raise is no slip but a wreck, and not counted."""
    outcomes = {ask(golden, implementation).outcome for golden in STORE.load(symbol)}
    return "fail" in outcomes or outcomes >= {"error", "pass"}


def test_there_are_enough_mutants_and_no_two_of_one_name():
    assert len({m.name for m in MUTANTS}) == len(MUTANTS) >= 25


def test_the_sound_package_is_back_after_a_mutant():
    import refimpl

    with mutated(MUTANTS[0]) as module:
        assert module is not refimpl
        assert module.ops.relu is not refimpl.ops.relu
    import refimpl as again

    assert again is refimpl


def test_a_mutant_whose_text_is_gone_is_refused():
    with (
        pytest.raises(ValueError, match="must stand exactly once"),
        mutated(replace(MUTANTS[0], file="shapes.py", old="no such text")),
    ):
        pass
