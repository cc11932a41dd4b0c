"""Stored cases of keras.optimizers."""

import pytest


@pytest.mark.goldens("optimizers")
def test_optimizer(golden, examine):
    examine(golden)
