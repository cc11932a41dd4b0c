"""Numbers brought into the range that a model likes: by a given rule, or by what the data show."""

import itertools
import math

import numpy as np

from refimpl import config, ops
from refimpl.layers.layer import Layer
from refimpl.serialization import deserialize_keras_object, export


@export("keras.layers")
class Rescaling(Layer):
    """``inputs * scale + offset`` in the layer's dtype, also for integers. Spec: keras.layers.Rescaling."""

    supports_masking = True

    def __init__(self, scale, offset=0.0, **kwargs):
        super().__init__(**kwargs)
        self.scale, self.offset = scale, offset

    def call(self, inputs):
        scale, offset = (ops.cast(value, self.compute_dtype) for value in (self.scale, self.offset))
        if scale.ndim and config.image_data_format() == "channels_first":
            scale = ops.reshape(scale, (*scale.shape, *(1,) * (3 - scale.ndim)))
        return ops.cast(inputs, self.compute_dtype) * scale + offset

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    @classmethod
    def from_config(cls, config):
        given = {key: deserialize_keras_object(config[key]) for key in ("scale", "offset")}
        return cls(**{**config, **given})


@export("keras.layers")
class Normalization(Layer):
    """(inputs - mean) / √variance, or with ``invert`` back: mean + inputs √variance; the root is at least epsilon.

    Mean and variance lie along ``axis`` (an int, several, or None for single numbers). They are given, or learned
    from data by ``adapt``; then the weights are mean and variance, s[axis] each, and a count that stays 0.
    Raises: ValueError if only one of mean and variance is given, for other shapes than along ``axis``, for an axis out
    of range or of unknown size.
    Spec: keras.layers.Normalization.
    """

    supports_masking = True
    untracked = ("mean", "variance")

    def __init__(self, axis=-1, mean=None, variance=None, invert=False, **kwargs):
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        self.input_mean, self.input_variance, self.invert = mean, variance, invert
        self.mean = self.variance = None
        if (mean is None) != (variance is None):
            raise ValueError(
                f"Normalization: mean and variance must be given both or neither, got {mean!r} and {variance!r}"
            )
        if mean is not None and np.shape(mean) != np.shape(variance):
            raise ValueError(
                f"Normalization: mean and variance must have one shape, got {np.shape(mean)} and {np.shape(variance)}"
            )
        if mean is not None and np.ndim(mean) > len(self.axis):
            raise ValueError(
                f"Normalization: mean must have at most the rank of axis {self.axis}, got shape {np.shape(mean)}"
            )

    def build(self, input_shape):
        rank = len(input_shape)
        if any(not -rank <= a < rank for a in self.axis):
            raise ValueError(f"Normalization: axis must lie in [{-rank}, {rank}), got {self.axis} for {input_shape}")
        self.kept = tuple(sorted(a % rank for a in self.axis))
        if any(input_shape[a] is None for a in self.kept):
            raise ValueError(f"Normalization: axis must name known sizes of inputs, got {self.axis} for {input_shape}")
        self.reduced = tuple(a for a in range(rank) if a not in self.kept)
        self.along = tuple(n if a in self.kept else 1 for a, n in enumerate(input_shape))
        if self.input_mean is None:
            shape = tuple(input_shape[a] for a in self.kept)
            self.adapt_mean = self.add_weight(shape, "zeros", trainable=False, name="mean")
            self.adapt_variance = self.add_weight(shape, "ones", trainable=False, name="variance")
            self.count = self.add_weight((), "zeros", dtype="int64", trainable=False, name="count")
            self.finalize_state()
        else:
            self.mean, self.variance = map(self._laid_out, (self.input_mean, self.input_variance))

    def _laid_out(self, given):
        """Given numbers in the rank of the inputs, the last of them along the last of ``axis``."""
        value = ops.convert_to_numpy(ops.convert_to_tensor(given))
        shape = [1] * len(self.along)
        for size, axis in zip(reversed(value.shape), reversed(self.kept), strict=False):
            shape[axis] = size
        return ops.cast(np.broadcast_to(value.reshape(shape), self.along), self.compute_dtype)

    def finalize_state(self):
        """Take the weights as they are; until then a call goes by what they were."""
        if self.input_mean is None and hasattr(self, "adapt_mean"):
            statistics = (self.adapt_mean, self.adapt_variance)
            self.mean, self.variance = (ops.cast(v.numpy().reshape(self.along), self.compute_dtype) for v in statistics)

    def adapt(self, data):
        """Learn mean and variance (divisor n) from an array, or from an iterable of batches, alone or with targets.

        Raises: ValueError for no batches, or other sizes along ``axis`` than the layer was built for; TypeError for
        what is no data.
        """
        if hasattr(data, "shape"):
            batches = [np.asarray(data)]
        elif hasattr(data, "__iter__"):
            batches = (np.asarray(b[0] if isinstance(b, tuple) else b) for b in data)
        else:
            raise TypeError(f"Normalization: data must be an array or batches of arrays, got {type(data).__name__}")
        batches = iter(batches)
        first = next(batches, None)
        if first is None:
            raise ValueError("Normalization: data must hold at least one batch, got none")
        if not self.built:
            self.build(first.shape)
        if self.input_mean is not None:
            raise ValueError("Normalization: adapt must have mean and variance to learn, but they were given")
        mean, variance = self._statistics(itertools.chain([first], batches), isinstance(data, np.ndarray))
        self.adapt_mean.assign(mean)
        self.adapt_variance.assign(variance)
        self.finalize_state()

    def _statistics(self, batches, whole):
        """Mean and variance of batches, merged as Chan, Golub & LeVeque 1979 merge two samples."""
        mean = variance = count = 0
        for x in batches:
            if x.ndim != len(self.along) or any(x.shape[a] != self.along[a] for a in self.kept):
                raise ValueError(
                    f"Normalization: data must have the sizes {self.along} along axis {self.axis}, got {x.shape}"
                )
            x = x if whole else x.astype(self.compute_dtype)
            more = math.prod(x.shape[a] for a in self.reduced)
            count += more
            share = more / count
            batch_mean, batch_variance = np.mean(x, self.reduced), np.var(x, self.reduced)
            merged = mean * (1 - share) + batch_mean * share
            variance = (variance + (mean - merged) ** 2) * (1 - share)
            variance = variance + (batch_variance + (batch_mean - merged) ** 2) * share
            mean = merged
        return mean, variance

    def call(self, inputs):
        x = ops.cast(inputs, self.compute_dtype)
        deviation = ops.maximum(ops.sqrt(self.variance), config.epsilon())
        return self.mean + x * deviation if self.invert else (x - self.mean) / deviation

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)

    def _config_value(self, name):
        if name in ("mean", "variance"):
            return np.array(getattr(self, f"input_{name}")).tolist()
        return super()._config_value(name)
