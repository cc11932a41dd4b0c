"""Stored cases of keras.regularizers."""

import pytest


@pytest.mark.goldens("regularizers")
def test_regularizer(golden, examine):
    examine(golden)
