"""Stored cases of tf.data."""

import pytest


@pytest.mark.goldens("tf")
def test_pipeline(golden, examine):
    examine(golden)
