"""Stored cases of keras.activations."""

import pytest


@pytest.mark.goldens("activations")
def test_activation(golden, examine):
    examine(golden)
