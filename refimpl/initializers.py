"""keras.initializers: functions of (shape, dtype) that give the first value of a weight.

An initializer made without a seed takes one at once, from Python's ``random``, and then gives the same values at each
call; made with a SeedGenerator it gives others.
Spec: keras.initializers.
"""

import math

import numpy as np

from refimpl import random, windows
from refimpl.autodiff import Operand, as_operand
from refimpl.dtypes import NAMES, as_dtype, is_float
from refimpl.errors import check_choice
from refimpl.random.draws import check_shape
from refimpl.serialization import Configured, deserialize_keras_object, export, interpret, serialize_keras_object


@export("keras.initializers", "initializer")
@export("keras")
class Initializer(Configured):
    """Subclasses give ``__call__(shape, dtype=None)``. Spec: keras.initializers.Initializer."""

    def __call__(self, shape, dtype=None):
        raise NotImplementedError(f"{type(self).__name__}: __call__(shape, dtype) must be defined by an initializer")

    def clone(self):
        """A new one of the same config."""
        return type(self).from_config(self.get_config())


@export("keras.initializers", "zeros", "zero")
class Zeros(Initializer):
    """0. Spec: keras.initializers.Zeros."""

    def __call__(self, shape, dtype=None):
        return np.zeros(check_shape(shape, "Zeros"), as_dtype(dtype))


@export("keras.initializers", "ones", "one")
class Ones(Initializer):
    """1. Spec: keras.initializers.Ones."""

    def __call__(self, shape, dtype=None):
        return np.ones(check_shape(shape, "Ones"), as_dtype(dtype))


@export("keras.initializers", "constant")
class Constant(Initializer):
    """``value``, a number or an array that broadcasts.

    As in Keras 3.15.1, it is not to be had by its bare name: a config must hold the value.
    Raises: ValueError for no value; KeyError for a config without one. Spec: keras.initializers.Constant.
    """

    def __init__(self, value=0.0):
        self.value = value

    def __call__(self, shape, dtype=None):
        dtype = as_dtype(dtype)
        if self.value is None:
            raise ValueError("Constant: value must be a number or an array, got None")
        value = np.asarray(self.value)
        if value.dtype == np.float64 and not hasattr(self.value, "dtype"):
            value = value.astype(np.float32)  # what Python floats are first, as in Keras on TensorFlow
        return value.astype(dtype) * np.ones(shape, dtype)

    @classmethod
    def from_config(cls, config):
        return super().from_config({"value": config["value"]})


@export("keras.initializers", "identity", "IdentityInitializer")
class Identity(Initializer):
    """``gain`` on the diagonal of a matrix. As in Keras 3.15.1, the config does not hold the gain.

    Raises: ValueError for a shape of another rank; TypeError for a dtype in which there is no such gain.
    Spec: keras.initializers.Identity.
    """

    def __init__(self, gain=1.0):
        self.gain = gain

    def __call__(self, shape, dtype=None):
        dtype = as_dtype(dtype)
        if len(shape) != 2:
            raise ValueError(f"Identity: shape must be of rank 2, got {tuple(shape)}")
        if not is_float(dtype) and (dtype.kind == "b" or isinstance(self.gain, float)):
            raise TypeError(f"Identity: gain must be a number of dtype {dtype.name}, got {self.gain!r}")
        return np.eye(*shape, dtype=dtype) * dtype.type(self.gain)

    def get_config(self):
        return {}


@export("keras.initializers", "stft", "STFTInitializer")
class STFT(Initializer):
    """Kernel (n, 1, f) that takes n samples to one ``side`` of their f frequencies: window(t) cos(-2π t k / (2f - 2)).

    ``side`` "imag" has the sine. The window, a name or an array (n,), is divided by its norm ("density") or by the sum
    of its magnitudes ("spectrum"), and without its last place if ``periodic``.
    Raises: ValueError for an unknown side, window or scaling, or a window of another length.
    Spec: keras.initializers.STFT.
    """

    def __init__(self, side="real", window="hann", scaling="density", periodic=False):
        if isinstance(window, str):
            windows.window(window, 1)
        self.side = check_choice(side, "side", ("real", "imag"), "STFT")
        self.scaling = check_choice(scaling, "scaling", ("density", "spectrum", None), "STFT")
        self.window, self.periodic = window, periodic

    def __call__(self, shape, dtype=None):
        dtype = as_dtype(dtype)
        samples, _, frequencies = shape
        share = np.arange(frequencies).astype(dtype) / dtype.type(2 * (frequencies - 1))
        angles = dtype.type(-2) * np.arange(samples).astype(dtype)[:, None, None] * share * dtype.type(np.pi)
        kernel = (np.cos if self.side == "real" else np.sin)(angles)
        if self.window is None:
            return kernel
        named = isinstance(self.window, str)
        window = windows.window(self.window, samples, self.periodic) if named else np.asarray(self.window)
        if window.shape != (samples,):
            raise ValueError(f"STFT: window must have the shape ({samples},), got {window.shape}")
        window = window.astype(dtype)
        scale = {"density": np.sqrt(np.sum(window**2)), "spectrum": np.sum(np.abs(window)), None: dtype.type(1)}
        return kernel * window[:, None, None] / scale[self.scaling]


class RandomInitializer(Initializer):
    """``seed`` is the one to draw by; the config holds the one that was given.

    Raises: ValueError for a seed that is neither an integer, nor a SeedGenerator, nor None.
    """

    def __init__(self, seed=None):
        if not isinstance(seed, (int, dict, random.SeedGenerator)) and seed is not None:
            raise ValueError(f"{type(self).__name__}: seed must be an integer, a SeedGenerator or None, got {seed!r}")
        self._given_seed = seed = deserialize_keras_object(seed)
        self.seed = random.make_default_seed() if seed is None else seed

    def get_config(self):
        return {**super().get_config(), "seed": serialize_keras_object(self._given_seed)}


@export("keras.initializers", "random_normal", "normal")
class RandomNormal(RandomInitializer):
    """Normal numbers. Spec: keras.initializers.RandomNormal."""

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        return random.normal(shape, self.mean, self.stddev, dtype, self.seed)


@export("keras.initializers", "truncated_normal")
class TruncatedNormal(RandomInitializer):
    """Normal numbers within two standard deviations. Spec: keras.initializers.TruncatedNormal."""

    def __init__(self, mean=0.0, stddev=0.05, seed=None):
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        return random.truncated_normal(shape, self.mean, self.stddev, dtype, self.seed)


def _uniform(shape, low, high, dtype, seed):
    """Uniform numbers; whole ones for int32 and int64, as in Keras on TensorFlow, the limits cut to whole ones.

    Raises: TypeError for an unknown dtype, ValueError for one that has no such numbers.
    """
    dtype = getattr(dtype, "name", dtype)
    if dtype not in (None, *NAMES):
        raise TypeError(f"initializer: dtype must be the name of one or None, got {dtype!r}")
    if dtype in ("int32", "int64"):
        return random.randint(shape, int(low), int(high), dtype, seed)
    return random.uniform(shape, low, high, dtype, seed)


@export("keras.initializers", "random_uniform", "uniform")
class RandomUniform(RandomInitializer):
    """Numbers from [minval, maxval). Spec: keras.initializers.RandomUniform."""

    def __init__(self, minval=-0.05, maxval=0.05, seed=None):
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        return _uniform(shape, self.minval, self.maxval, dtype, self.seed)


def compute_fans(shape, input_axes=None, output_axes=None):
    """(fan_in, fan_out): how many inputs and outputs a weight of this shape joins.

    A kernel (*window, d, units) has prod(window) d inputs and prod(window) units outputs; axes may be named instead.
    """
    if input_axes is not None and output_axes is not None:
        return math.prod(shape[a] for a in input_axes), math.prod(shape[a] for a in output_axes)
    if len(shape) < 2:
        return (math.prod(shape),) * 2
    window = math.prod(shape[:-2])
    return shape[-2] * window, shape[-1] * window


@export("keras.initializers", "variance_scaling")
class VarianceScaling(RandomInitializer):
    """Numbers of variance scale / n, n the fan that ``mode`` names ("fan_in", "fan_out", "fan_avg"), at least 1.

    "uniform" in ±√(3 scale / n); "untruncated_normal" with deviation √(scale / n); "truncated_normal" with a deviation
    that is √(scale / n) after the cut.
    Raises: ValueError for a scale that is not positive, an unknown mode or distribution.
    Spec: keras.initializers.VarianceScaling.
    """

    def __init__(
        self, scale=1.0, mode="fan_in", distribution="truncated_normal", seed=None, input_axes=None, output_axes=None
    ):
        owner = type(self).__name__
        if not scale > 0:
            raise ValueError(f"{owner}: scale must be positive, got {scale!r}")
        distribution = "truncated_normal" if distribution.lower() == "normal" else distribution.lower()
        kinds = ("truncated_normal", "untruncated_normal", "uniform")
        self.scale = scale
        self.mode = check_choice(mode, "mode", ("fan_in", "fan_out", "fan_avg"), owner)
        self.distribution = check_choice(distribution, "distribution", kinds, owner)
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        fan_in, fan_out = compute_fans(shape, self.input_axes, self.output_axes)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, n)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return _uniform(shape, -limit, limit, dtype, self.seed)
        if self.distribution == "untruncated_normal":
            return random.normal(shape, 0.0, math.sqrt(variance), dtype, self.seed)
        kept = 0.87962566103423978  # deviation of a normal distribution cut at ±2
        return random.truncated_normal(shape, 0.0, math.sqrt(variance) / kept, dtype, self.seed)


class _Preset(VarianceScaling):
    """A VarianceScaling whose scale, mode and distribution have a name."""

    def __init__(self, seed=None, input_axes=None, output_axes=None):
        super().__init__(self.scale, self.mode, self.distribution, seed, input_axes, output_axes)


@export("keras.initializers", "glorot_uniform")
class GlorotUniform(_Preset):
    """Uniform in ±√(6 / (fan_in + fan_out)). Source: Glorot & Bengio 2010. Spec: keras.initializers.GlorotUniform."""

    scale, mode, distribution = 1.0, "fan_avg", "uniform"


@export("keras.initializers", "glorot_normal")
class GlorotNormal(_Preset):
    """Truncated normal of variance 2 / (fan_in + fan_out). Spec: keras.initializers.GlorotNormal."""

    scale, mode, distribution = 1.0, "fan_avg", "truncated_normal"


@export("keras.initializers", "lecun_normal")
class LecunNormal(_Preset):
    """Truncated normal of variance 1 / fan_in. Source: Klambauer et al. 2017. Spec: keras.initializers.LecunNormal."""

    scale, mode, distribution = 1.0, "fan_in", "truncated_normal"


@export("keras.initializers", "lecun_uniform")
class LecunUniform(_Preset):
    """Uniform in ±√(3 / fan_in). Spec: keras.initializers.LecunUniform."""

    scale, mode, distribution = 1.0, "fan_in", "uniform"


@export("keras.initializers", "he_normal")
class HeNormal(_Preset):
    """Truncated normal of variance 2 / fan_in. Source: He et al. 2015. Spec: keras.initializers.HeNormal."""

    scale, mode, distribution = 2.0, "fan_in", "truncated_normal"


@export("keras.initializers", "he_uniform")
class HeUniform(_Preset):
    """Uniform in ±√(6 / fan_in). Spec: keras.initializers.HeUniform."""

    scale, mode, distribution = 2.0, "fan_in", "uniform"


@export("keras.initializers", "orthogonal", "OrthogonalInitializer")
class Orthogonal(RandomInitializer):
    """``gain`` times a matrix with orthonormal rows or columns: Q of QR = normal numbers, R's diagonal made positive.

    A shape of higher rank is taken as (prod(shape[:-1]), shape[-1]).
    Raises: ValueError for a shape of rank below 2, or for bfloat16, in which TensorFlow has no QR.
    Source: Saxe et al. 2014. Spec: keras.initializers.Orthogonal.
    """

    def __init__(self, gain=1.0, seed=None):
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape, dtype=None):
        if len(shape) < 2:
            raise ValueError(f"Orthogonal: shape must be at least of rank 2, got {tuple(shape)}")
        if as_dtype(dtype).name == "bfloat16":
            raise ValueError("Orthogonal: dtype must be float16, float32 or float64, got bfloat16")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        drawn = random.normal((max(rows, columns), min(rows, columns)), dtype=dtype, seed=self.seed)
        q, r = np.linalg.qr(drawn if drawn.dtype.name == "float64" else drawn.astype(np.float32))
        q = (q * np.sign(np.diag(r))).astype(drawn.dtype)
        return (q.T if rows < columns else q).reshape(shape) * q.dtype.type(self.gain)


glorot_normal, glorot_uniform, he_normal, he_uniform = GlorotNormal, GlorotUniform, HeNormal, HeUniform
lecun_normal, lecun_uniform, orthogonal, variance_scaling = LecunNormal, LecunUniform, Orthogonal, VarianceScaling
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal
IdentityInitializer, OrthogonalInitializer, STFTInitializer = Identity, Orthogonal, STFT
constant, identity, ones, stft, zeros = Constant, Identity, Ones, STFT, Zeros


def get(identifier):
    """The initializer for a name, a config, a class, a callable or an array of the weight's shape; None stays None.

    Raises: ValueError for anything else. Spec: keras.initializers.get.
    """
    if isinstance(identifier, str) and identifier.lower() == "constant":  # by its config, which lacks the value
        identifier = {"class_name": identifier, "config": {}}
    if not isinstance(identifier, (np.ndarray, np.generic, Operand)):
        return interpret(identifier, "keras.initializers", "initializer")

    def value(shape, dtype=None):
        if tuple(shape) != identifier.shape:
            raise ValueError(
                f"initializer: the array must have the weight's shape {tuple(shape)}, got {identifier.shape}"
            )
        return np.asarray(as_operand(identifier)).astype(as_dtype(dtype))

    return value


def serialize(initializer):
    """Spec: keras.initializers.serialize."""
    return serialize_keras_object(initializer)


def deserialize(config, custom_objects=None):
    """Spec: keras.initializers.deserialize."""
    return deserialize_keras_object(config, custom_objects, module="keras.initializers")
