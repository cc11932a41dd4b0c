"""Stored cases of keras.models."""

import pytest


@pytest.mark.goldens("models")
def test_model(golden, examine):
    examine(golden)
