"""Stored cases of keras.metrics."""

import pytest


@pytest.mark.goldens("metrics")
def test_metric(golden, examine):
    examine(golden)
