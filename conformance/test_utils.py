"""Stored cases of keras.utils."""

import pytest


@pytest.mark.goldens("utils")
def test_util(golden, examine):
    examine(golden)
