"""Regularization: layers that drop values of their inputs, only in training."""

from refimpl import random
from refimpl.config import standardize_data_format
from refimpl.errors import check_unit_interval
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export


def _checked_noise_shape(noise_shape, owner):
    """``noise_shape`` as a tuple of sizes or None. Raises: ValueError for anything else."""
    if noise_shape is None:
        return None
    sizes = tuple(noise_shape) if hasattr(noise_shape, "__iter__") and not isinstance(noise_shape, str) else ("",)
    if not all(n is None or (isinstance(n, int) and n > 0) for n in sizes):
        raise ValueError(f"{owner}: noise_shape must be a tuple of positive sizes or None, got {noise_shape!r}")
    return sizes


@export("keras.layers")
class Dropout(Layer):
    """In training, zero with probability ``rate``, else inputs / (1 - rate); otherwise the inputs.

    ``noise_shape`` is the shape of the mask, which is broadcast; None in it stands for the input's size.
    Raises: ValueError for a rate outside [0, 1], for a noise_shape that is none, for inputs that are not floating.
    Source: Srivastava et al. 2014. Spec: keras.layers.Dropout.
    """

    supports_masking = True

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.rate = check_unit_interval(rate, "rate", owner)
        self.seed = seed
        self.noise_shape = _checked_noise_shape(noise_shape, owner)
        if rate > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.built = True

    def call(self, inputs, training=False):
        if not training or not self.rate:
            return inputs
        return random.dropout(inputs, self.rate, self.mask_shape(inputs), self.seed_generator)

    def mask_shape(self, inputs):
        """The shape of the mask for these inputs."""
        return self.noise_shape

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


class SpatialDropout(Dropout):
    """Dropout of whole channels: the mask is one number for each channel of each sample.

    Subclasses give ``rank``, the number of axes between samples and channels.
    Raises: ValueError for inputs of another rank. Source: Tompson et al. 2014.
    """

    data_format = "channels_last"

    def __init__(self, rate, seed=None, name=None, dtype=None):
        super().__init__(rate, seed=seed, name=name, dtype=dtype)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def mask_shape(self, inputs):
        ones = (1,) * self.rank
        return (None, *ones, None) if self.data_format == "channels_last" else (None, None, *ones)

    def get_config(self):
        return {"rate": self.rate, "seed": self.seed, "name": self.name, "dtype": self.dtype}


class _OfImages(SpatialDropout):
    def __init__(self, rate, data_format=None, seed=None, name=None, dtype=None):
        super().__init__(rate, seed, name, dtype)
        self.data_format = standardize_data_format(data_format, type(self).__name__)

    def get_config(self):
        return {**super().get_config(), "data_format": self.data_format}


@export("keras.layers")
class SpatialDropout1D(SpatialDropout):
    """Shapes: (batch, steps, channels) -> the same. Spec: keras.layers.SpatialDropout1D."""

    rank = 1


@export("keras.layers")
class SpatialDropout2D(_OfImages):
    """Shapes: (batch, rows, columns, channels) -> the same. Spec: keras.layers.SpatialDropout2D."""

    rank = 2


@export("keras.layers")
class SpatialDropout3D(_OfImages):
    """Shapes: (batch, depth, rows, columns, channels) -> the same. Spec: keras.layers.SpatialDropout3D."""

    rank = 3
