"""Stored cases of keras.layers."""

import pytest


@pytest.mark.goldens("layers")
def test_layer(golden, examine):
    examine(golden)
