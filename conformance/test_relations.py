"""Relations, each on every stored case for which it holds: see ``conformance.relations``."""

import pytest


@pytest.mark.goldens(
    "layers",
    "ops",
    "activations",
    "losses",
    "metrics",
    "optimizers",
    "regularizers",
    "initializers",
    "models",
    "saving",
    "random",
    "tf",
    "utils",
)
def test_relation(relation, golden, examine):
    examine(golden, relation)
