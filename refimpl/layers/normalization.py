"""Normalization by the statistics of a batch."""

from refimpl import ops
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export


@export("keras.layers")
class BatchNormalization(Layer):
    """gamma (x - mean) / √(variance + epsilon) + beta, along ``axis``.

    In training, mean and variance (divisor n) are the batch's, over all axes but ``axis``, and the moving ones follow:
    m <- momentum m + (1 - momentum) m_batch. Otherwise, and if the layer is not trainable, they are the moving ones.
    A mask, of one axis less than the inputs, says which places count for the statistics.
    Shapes: s -> s; gamma, beta, moving_mean, moving_variance (s[axis],).
    Raises: ValueError for an unknown size along ``axis``, IndexError for an axis out of range.
    Source: Ioffe & Szegedy 2015. Spec: keras.layers.BatchNormalization.
    """

    supports_masking = True

    def __init__(
        self, axis=-1, momentum=0.99, epsilon=1e-3, center=True, scale=True, beta_initializer="zeros",
        gamma_initializer="ones", moving_mean_initializer="zeros", moving_variance_initializer="ones",
        beta_regularizer=None, gamma_regularizer=None, beta_constraint=None, gamma_constraint=None, renorm=False,
        renorm_clipping=None, renorm_momentum=0.99, synchronized=False, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)
        if renorm or renorm_clipping:
            raise NotImplementedError(f"BatchNormalization: renorm must be False, got {renorm!r}")
        self.configure(
            epsilon=epsilon, center=center, scale=scale, beta_initializer=beta_initializer,
            gamma_initializer=gamma_initializer, moving_mean_initializer=moving_mean_initializer,
            moving_variance_initializer=moving_variance_initializer, beta_regularizer=beta_regularizer,
            gamma_regularizer=gamma_regularizer, beta_constraint=beta_constraint, gamma_constraint=gamma_constraint,
            renorm=renorm, renorm_clipping=renorm_clipping, renorm_momentum=renorm_momentum, synchronized=synchronized,
        )  # fmt: skip
        if not isinstance(axis, int):
            raise ValueError(f"BatchNormalization: axis must be an integer, got {axis!r}")
        self.axis, self.momentum = axis, momentum

    def build(self, input_shape):
        rank = len(input_shape)
        if not -rank <= self.axis < rank:
            raise IndexError(
                f"BatchNormalization: axis must lie in [{-rank}, {rank}), got {self.axis} for {input_shape}"
            )
        if input_shape[self.axis] is None:
            raise ValueError(
                f"BatchNormalization: axis must name a known size of inputs, got {self.axis} for {input_shape}"
            )
        shape = (input_shape[self.axis],)
        self.gamma = self.weight("gamma", shape, autocast=False) if self.scale else None
        self.beta = self.weight("beta", shape, autocast=False) if self.center else None
        self.moving_mean, self.moving_variance = (
            self.add_weight(shape, initializer, trainable=False, autocast=False, name=name)
            for name, initializer in (
                ("moving_mean", self.moving_mean_initializer),
                ("moving_variance", self.moving_variance_initializer),
            )
        )
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: shape[0]})

    def call(self, inputs, training=None, mask=None):
        if mask is not None and mask.ndim != inputs.ndim - 1:
            raise ValueError(
                f"BatchNormalization: mask must have one axis less than inputs, got {mask.shape}, {inputs.shape}"
            )
        x = ops.cast(inputs, "float32") if inputs.dtype.itemsize < 4 else inputs
        mean, variance = self.moving_mean, self.moving_variance
        if training and self.trainable:
            axes = [a for a in range(x.ndim) if a != self.axis % x.ndim]
            mean, variance = ops.moments(x, axes) if mask is None else self._masked_moments(x, axes, mask)
            for moving, batch in ((self.moving_mean, mean), (self.moving_variance, variance)):
                moving.assign(moving * self.momentum + ops.stop_gradient(batch) * (1 - self.momentum))
        y = ops.batch_normalization(x, mean, variance, self.axis, self.beta, self.gamma, self.epsilon)
        return y if y.dtype == self.compute_dtype else ops.cast(y, self.compute_dtype)

    def _masked_moments(self, x, axes, mask):
        weights = ops.expand_dims(ops.cast(mask, x.dtype), -1)
        total = ops.sum(weights * ops.ones_like(x), axes)
        mean = ops.sum(weights * x, axes) / total
        shape = [n if a == self.axis % x.ndim else 1 for a, n in enumerate(x.shape)]
        return mean, ops.sum(weights * ops.square(x - ops.reshape(mean, shape)), axes) / total

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)
