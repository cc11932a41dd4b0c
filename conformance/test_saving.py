"""Stored cases of keras.saving."""

import pytest


@pytest.mark.goldens("saving")
def test_saving(golden, examine):
    examine(golden)
