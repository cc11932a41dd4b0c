"""Dense, Activation, and the InputLayer by which a functional model begins."""

import numpy as np

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.dtypes import as_dtype
from refimpl.errors import check_positive
from refimpl.graph import KerasTensor, Node
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export


@export("keras.layers")
class Dense(Layer):
    """``activation(inputs @ kernel + bias)``.

    Shapes: inputs (..., d) -> (..., units); kernel (d, units), bias (units,).
    Raises: ValueError if units < 1, for a scalar or a vector, or if the last axis changes after build.
    Spec: keras.layers.Dense.
    """

    not_in_config = ("activity_regularizer",)
    supports_masking = True

    def __init__(
        self, units, activation=None, use_bias=True, kernel_initializer="glorot_uniform", bias_initializer="zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
        bias_constraint=None, quantization_config=None, **kwargs,
    ):  # fmt: skip
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if quantization_config is not None:
            raise NotImplementedError(f"Dense: quantization_config must be None, got {quantization_config!r}")
        self.configure(
            activation=activation, use_bias=use_bias, kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer, kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint, quantization_config=None,
        )  # fmt: skip
        self.units = check_positive(units, "units", "Dense")
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape):
        depth = input_shape[-1]
        if depth is None:
            raise ValueError(f"Dense: the last axis of inputs must be known, got shape {input_shape}")
        self.kernel = self.weight("kernel", (depth, self.units))
        self.bias = self.weight("bias", (self.units,)) if self.use_bias else None
        self.input_spec = InputSpec(min_ndim=2, axes={-1: depth})

    def call(self, inputs, training=None):
        x = ops.matmul(inputs, self.kernel)
        return self.activation(x if self.bias is None else ops.add(x, self.bias))

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)


@export("keras.layers")
class Activation(Layer):
    """``activation(inputs)``, by name, config or callable. Shapes: s -> s. Spec: keras.layers.Activation."""

    supports_masking = True

    def __init__(self, activation, **kwargs):
        super().__init__(**kwargs)
        self.configure(activation=activation)
        self.built = True

    def call(self, inputs):
        return self.activation(inputs)

    def compute_output_shape(self, input_shape):
        return tuple(input_shape)


@export("keras.layers")
class InputLayer(Layer):
    """Where a model takes its input: a symbolic tensor of a shape, with or without the batch axis.

    Raises: ValueError if neither or both of ``shape`` and ``batch_shape`` are given.
    Spec: keras.layers.InputLayer.
    """

    def __init__(
        self, shape=None, batch_size=None, dtype=None, sparse=None, ragged=None, batch_shape=None, input_tensor=None,
        optional=False, name=None, **kwargs,
    ):  # fmt: skip
        super().__init__(name=name, **kwargs)
        for argument, value in (("sparse", sparse), ("ragged", ragged)):
            if value:
                raise NotImplementedError(f"InputLayer: {argument} must be False, got {value!r}")
        if input_tensor is not None:
            shape, batch_shape, dtype = None, input_tensor.shape, dtype or input_tensor.dtype
        if (shape is None) == (batch_shape is None):
            raise ValueError(
                f"InputLayer: give shape or batch_shape, got shape={shape!r} and batch_shape={batch_shape!r}"
            )
        if shape is not None:
            batch_shape = (batch_size, *_sizes(shape, "shape"))
        self.batch_shape = _sizes(batch_shape, "batch_shape")
        self._dtype, self.optional, self.built = as_dtype(dtype).name, optional, True
        tensor = KerasTensor(self.batch_shape, self._dtype, name=self.name)
        Node(self, (), {}, input_tensor if input_tensor is not None else tensor)

    def call(self):
        raise ValueError("InputLayer: it holds no data to be called on; pass arrays to the model")

    @property
    def dtype(self):
        """The dtype of the input."""
        return self._dtype

    def get_config(self):
        return {
            "batch_shape": list(self.batch_shape), "dtype": self._dtype, "sparse": False, "ragged": False,
            "name": self.name, "optional": self.optional,
        }  # fmt: skip


def _sizes(shape, argument):
    if not isinstance(shape, (tuple, list)) or not all(n is None or hasattr(n, "__index__") for n in shape):
        raise ValueError(f"Input: {argument} must be a tuple of integers and None, got {shape!r}")
    return tuple(None if n is None else int(n) for n in shape)


def Input(
    shape=None, batch_size=None, dtype=None, sparse=None, batch_shape=None, name=None, tensor=None, optional=False,
    ragged=None,
):  # fmt: skip
    """A KerasTensor with which a functional model begins. Raises: as InputLayer. Spec: keras.Input."""
    layer = InputLayer(
        shape=shape, batch_size=batch_size, dtype=dtype, sparse=sparse, ragged=ragged, batch_shape=batch_shape,
        name=name, input_tensor=tensor, optional=optional,
    )  # fmt: skip
    return layer.output


@export("keras.layers")
class Flatten(Layer):
    """All axes but the first in one; channels stay fastest. A vector (n,) becomes (n, 1).

    Shapes: (batch, *s) -> (batch, prod(s)); "channels_first" moves the channels behind first.
    Spec: keras.layers.Flatten.
    """

    def __init__(self, data_format=None, **kwargs):
        super().__init__(**kwargs)
        self.data_format = standardize_data_format(data_format, "Flatten")
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs):
        x = inputs
        if self.data_format == "channels_first" and x.ndim > 1:
            x = ops.transpose(x, (0, *range(2, x.ndim), 1))
        return ops.reshape(x, (x.shape[0], int(np.prod(x.shape[1:], dtype=int))))

    def compute_output_shape(self, input_shape):
        rest = input_shape[1:]
        return (input_shape[0], None if None in rest else int(np.prod(rest, dtype=int)))
