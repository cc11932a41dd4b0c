"""Stored cases of keras.ops."""

import pytest


@pytest.mark.goldens("ops")
def test_op(golden, examine):
    examine(golden)
