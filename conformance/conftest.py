"""Cases and the fixture that runs them."""

import pytest

from conformance.examine import Examiner
from conformance.expected import key_of


def pytest_generate_tests(metafunc):
    """One test for each stored case of the areas that a test is marked with, under the id of the case."""
    marker = metafunc.definition.get_closest_marker("goldens")
    if marker is None:
        return
    try:
        store = metafunc.config.pluginmanager.get_plugin("conformance-run").store
    except pytest.UsageError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    if "relation" not in metafunc.fixturenames:
        goldens = [golden for area in marker.args for golden in store.area(area)]
        if metafunc.definition.get_closest_marker("live"):
            goldens = store.live(marker.args) if metafunc.config.getoption("oracle") == "live" else []
        metafunc.parametrize("golden", goldens, ids=[golden.case.id for golden in goldens])
        return
    pairs = store.relations(marker.args) if metafunc.config.getoption("max_examples") != 0 else []
    metafunc.parametrize("relation, golden", pairs, ids=[key_of(golden.case.id, name) for name, golden in pairs])


@pytest.fixture
def examine(request):
    """A function that puts a golden, or a relation on one, to the implementation and fails with a report."""
    return Examiner(request)
