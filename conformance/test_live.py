"""Fresh cases, asked of Keras on TensorFlow while the test runs: ``--oracle live``."""

import pytest


@pytest.mark.goldens("layers", "ops", "activations", "losses", "metrics", "regularizers", "tf")
@pytest.mark.live
def test_live(golden, examine):
    examine(golden, "live")
