"""Noise: layers that add to their inputs, multiply them or replace them at random, only in training."""

import math

from refimpl import ops, random
from refimpl.dtypes import is_float
from refimpl.errors import check_unit_interval
from refimpl.layers.layer import Layer
from refimpl.random.draws import noise_shape_of
from refimpl.serialization import export


class Noise(Layer):
    """What the layers here share: ``amount``, in [0, 1], is how much noise there is. Subclasses give ``noisy(x)``
    and say which argument it was.

    Raises: ValueError for an amount outside [0, 1].
    """

    supports_masking = True

    def __init__(self, amount, argument, seed, **kwargs):
        super().__init__(**kwargs)
        self.amount = check_unit_interval(amount, argument, type(self).__name__)
        self.seed = seed
        if amount > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.built = True

    def noisy(self, x):
        raise NotImplementedError(f"{type(self).__name__}: noisy must be defined by a noise layer")

    def call(self, inputs, training=False):
        return self.noisy(inputs) if training and self.amount > 0 else inputs

    def normal_like(self, x, mean, stddev):
        """Normal numbers for each element. Raises: ValueError if ``x`` is not floating."""
        if not is_float(x.dtype):
            raise ValueError(f"{type(self).__name__}: inputs must be floating, got {x.dtype.name}")
        return random.normal(x.shape, mean, stddev, self.compute_dtype, self.seed_generator)

    def check_below_one(self):
        """Raises: ZeroDivisionError for a rate of 1, at which nothing would be left."""
        if self.rate == 1:
            raise ZeroDivisionError(f"{type(self).__name__}: rate must be below 1 in training, got {self.rate!r}")

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@export("keras.layers")
class GaussianNoise(Noise):
    """In training, inputs + n with n normal, of mean 0 and deviation ``stddev``.

    Raises: ValueError for a stddev outside [0, 1], or inputs that are not floating. Spec: keras.layers.GaussianNoise.
    """

    def __init__(self, stddev, seed=None, **kwargs):
        super().__init__(stddev, "stddev", seed, **kwargs)
        self.stddev = stddev

    def noisy(self, x):
        return x + self.normal_like(x, 0.0, self.stddev)


@export("keras.layers")
class GaussianDropout(Noise):
    """In training, inputs * n with n normal, of mean 1 and the deviation of Dropout's factor, √(rate / (1 - rate)).

    Raises: ValueError for a rate outside [0, 1], or inputs that are not floating; ZeroDivisionError in training for a
    rate of 1. Source: Srivastava et al. 2014, section 10. Spec: keras.layers.GaussianDropout.
    """

    def __init__(self, rate, seed=None, **kwargs):
        super().__init__(rate, "rate", seed, **kwargs)
        self.rate = rate

    def noisy(self, x):
        self.check_below_one()
        return x * self.normal_like(x, 1.0, math.sqrt(self.rate / (1.0 - self.rate)))


_SATURATED = -1.6732632423543772 * 1.0507009873554805  # selu(-∞) = -alpha scale, s below


@export("keras.layers")
class AlphaDropout(Noise):
    """In training, a x + b, where x is inputs, or with probability ``rate`` s, the limit of selu towards -∞.

    With a = ((1 - rate) (1 + rate s²))^(-1/2) and b = -a rate s, mean 0 and variance 1 remain what they are.
    ``noise_shape`` is the shape of the mask, which is broadcast; None in it stands for the input's size.
    Raises: ValueError for a rate outside [0, 1]; TypeError in training for inputs that are not floating, and
    ZeroDivisionError for a rate of 1. Source: Klambauer et al. 2017. Spec: keras.layers.AlphaDropout.
    """

    def __init__(self, rate, noise_shape=None, seed=None, **kwargs):
        super().__init__(rate, "rate", seed, **kwargs)
        self.rate, self.noise_shape = rate, noise_shape

    def noisy(self, x):
        self.check_below_one()
        if not is_float(x.dtype):
            raise TypeError(f"AlphaDropout: inputs must be floating, got {x.dtype.name}")
        drawn = random.uniform(noise_shape_of(x, self.noise_shape), seed=self.seed_generator)
        kept = ops.cast(ops.greater_equal(drawn, self.rate), x.dtype)
        a = ((1 - self.rate) * (1 + self.rate * _SATURATED**2)) ** -0.5
        dropped = ops.add(ops.multiply(x, kept), ops.multiply(_SATURATED, ops.subtract(1, kept)))
        return ops.add(ops.multiply(a, dropped), -a * _SATURATED * self.rate)
