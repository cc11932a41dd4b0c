"""Layers that disturb training so that it generalizes."""

from refimpl import random
from refimpl.errors import check_unit_interval
from refimpl.layers.layer import Layer
from refimpl.serialization import export


@export("keras.layers")
class Dropout(Layer):
    """In training, zero with probability ``rate``, else inputs / (1 - rate); otherwise the inputs.

    ``noise_shape`` is the shape of the mask, which is broadcast; None in it stands for the input's size.
    Raises: ValueError for a rate outside [0, 1].
    Source: Srivastava et al. 2014. Spec: keras.layers.Dropout.
    """

    supports_masking = True

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.rate = check_unit_interval(rate, "rate", "Dropout")
        self.seed = seed
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.built = True

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        shape = self.noise_shape
        if shape is not None:
            shape = tuple(n if size is None else size for size, n in zip(shape, inputs.shape, strict=True))
        return random.dropout(inputs, self.rate, noise_shape=shape, seed=self.seed_generator)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
