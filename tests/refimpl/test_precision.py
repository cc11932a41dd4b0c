"""Layers of mixed precision: which of what they hold is seen in half floats."""

import numpy as np

from refimpl import layers


class Counting(layers.Layer):
    """A layer with a weight of each kind, which answers with their dtypes."""

    def build(self, input_shape):
        self.scale = self.add_weight((), "ones", name="scale")
        self.kept = self.add_weight((), "ones", autocast=False, name="kept")
        self.count = self.add_weight((), "zeros", dtype="int32", trainable=False, name="count")

    def call(self, x):
        return x * self.scale * self.scale, [v.value.dtype.name for v in (self.scale, self.kept, self.count)]


def test_floating_weights_alone_are_seen_in_half():
    y, dtypes = Counting(dtype="mixed_bfloat16")(np.ones((2, 3), np.float32))
    assert (y.dtype.name, *dtypes) == ("bfloat16", "bfloat16", "float32", "int32")


def test_out_of_a_call_weights_are_what_they_are():
    layer = Counting(dtype="mixed_float16")
    layer(np.ones((2, 3), np.float32))
    assert layer.scale.value.dtype == np.float32
