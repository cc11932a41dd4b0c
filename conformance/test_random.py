"""Stored cases of keras.random."""

import pytest


@pytest.mark.goldens("random")
def test_random_draw(golden, examine):
    examine(golden)
