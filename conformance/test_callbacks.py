"""Stored cases of keras.callbacks."""

import pytest


@pytest.mark.goldens("callbacks")
def test_callback(golden, examine):
    examine(golden)
