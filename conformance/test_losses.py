"""Stored cases of keras.losses."""

import pytest


@pytest.mark.goldens("losses")
def test_loss(golden, examine):
    examine(golden)
