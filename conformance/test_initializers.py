"""Stored cases of keras.initializers."""

import pytest


@pytest.mark.goldens("initializers")
def test_initializer(golden, examine):
    examine(golden)
