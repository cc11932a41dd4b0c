"""Normalization of each sample by its own statistics."""

import warnings

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.ops.normalization import scaled_by_deviation
from refimpl.serialization import export


class _OverAxes(Layer):
    """What the layers share that normalize over one axis or several: their shapes.

    Building makes a sorted list of ``axis``, in the config too.
    """

    def _build_axes(self, input_shape):
        """The sizes of the axes. Raises: IndexError for one that inputs do not have."""
        axes = sorted(self.axis) if isinstance(self.axis, list) else [self.axis]
        rank = len(input_shape)
        if not all(-rank <= a < rank for a in axes):
            raise IndexError(f"{type(self).__name__}: axis must lie in [{-rank}, {rank}), got {self.axis}")
        self.axis = axes
        return tuple(input_shape[a] for a in axes)

    def compute_output_shape(self, input_shape):
        rank = len(input_shape)
        if not all(-rank <= a < rank for a in (self.axis if isinstance(self.axis, list) else [self.axis])):
            raise ValueError(f"{type(self).__name__}: axis must lie in [{-rank}, {rank}), got {self.axis}")
        return tuple(input_shape)


@export("keras.layers")
class LayerNormalization(_OverAxes):
    """gamma (x - mean) / √(variance + epsilon) + beta, mean and variance (divisor n) over ``axis`` of each sample.

    With the old ``rms_scaling`` gamma x / √(variance + epsilon), without beta.
    Shapes: s -> s; gamma and beta have the sizes of the axes.
    Raises: TypeError for an axis that is neither an integer nor a list, IndexError for one that inputs do not have.
    Source: Ba et al. 2016. Spec: keras.layers.LayerNormalization.
    """

    supports_masking = True

    def __init__(
        self, axis=-1, epsilon=1e-3, center=True, scale=True, beta_initializer="zeros", gamma_initializer="ones",
        beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, **kwargs,
    ):  # fmt: skip
        rms_scaling = kwargs.pop("rms_scaling", False)
        if rms_scaling:
            warnings.warn(
                "LayerNormalization: rms_scaling divides by a deviation; RMSNormalization is what its name promises",
                stacklevel=2,
            )
        super().__init__(**kwargs)
        if not isinstance(axis, (int, list, tuple)):
            raise TypeError(f"LayerNormalization: axis must be an integer or a list of them, got {axis!r}")
        self.axis = list(axis) if isinstance(axis, (list, tuple)) else axis
        self.configure(
            epsilon=epsilon, center=center, scale=scale, beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer, beta_regularizer=beta_regularizer, gamma_regularizer=gamma_regularizer,
            beta_constraint=beta_constraint, gamma_constraint=gamma_constraint, rms_scaling=rms_scaling,
        )  # fmt: skip
        self.autocast = False

    def build(self, input_shape):
        shape = self._build_axes(input_shape)
        self.gamma = self.weight("gamma", shape, autocast=False) if self.scale or self.rms_scaling else None
        self.beta = self.weight("beta", shape, autocast=False) if self.center and not self.rms_scaling else None

    def call(self, inputs):
        if self.rms_scaling:
            y = scaled_by_deviation(inputs, self.gamma, self.axis, self.epsilon)
        else:
            y = ops.layer_normalization(inputs, self.gamma, self.beta, self.axis, self.epsilon)
        return ops.cast(y, self.compute_dtype)

    def get_config(self):
        return {**super().get_config(), "rms_scaling": self.rms_scaling}


@export("keras.layers")
class RMSNormalization(_OverAxes):
    """scale x / √(mean(x^2) + epsilon), the mean over ``axis`` of each sample.

    Shapes: s -> s; scale has the sizes of the axes. Raises: IndexError for an axis that inputs do not have.
    Source: Zhang & Sennrich 2019. Spec: keras.layers.RMSNormalization.
    """

    def __init__(self, axis=-1, epsilon=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.axis, self.epsilon = list(axis) if isinstance(axis, (list, tuple)) else axis, epsilon

    def build(self, input_shape):
        self.scale = self.add_weight(self._build_axes(input_shape), "ones", name="scale")

    def call(self, x):
        return ops.rms_normalization(x, self.scale, self.axis, self.epsilon)
