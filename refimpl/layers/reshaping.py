"""Layers that move elements about."""

import math

from refimpl import ops
from refimpl.graph import KerasTensor
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export


class _Moves(Layer):
    """A layer whose outputs are of the inputs' dtype."""

    def compute_output_spec(self, inputs):
        return KerasTensor(self.compute_output_shape(inputs.shape), inputs.dtype)


@export("keras.layers")
class Permute(_Moves):
    """Axes in another order: axis i of the output is axis ``dims[i - 1]`` of the inputs, both counted from 1.

    Shapes: (batch, *s) -> (batch, *[s[d - 1] for d in dims]).
    Raises: ValueError if ``dims`` is no order of 1 ... n, or for another rank. Spec: keras.layers.Permute.
    """

    def __init__(self, dims, **kwargs):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"Permute: dims must hold 1 to {len(self.dims)}, each once, got {dims}")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs):
        return ops.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *(input_shape[d] for d in self.dims))


@export("keras.layers")
class RepeatVector(Layer):
    """The inputs ``n`` times, one behind the other. Shapes: (batch, d) -> (batch, n, d).

    Raises: TypeError if ``n`` is no integer, ValueError if it is below 1, or for a rank other than 2.
    Spec: keras.layers.RepeatVector.
    """

    def __init__(self, n, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(n, int) or isinstance(n, bool):
            raise TypeError(f"RepeatVector: n must be an integer, got {n!r}")
        if n < 1:
            raise ValueError(f"RepeatVector: n must be a positive integer, got {n!r}")
        self.n = n
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs):
        batch, size = inputs.shape
        return ops.broadcast_to(ops.expand_dims(inputs, 1), (batch, self.n, size))

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.n, input_shape[1])


@export("keras.layers")
class Reshape(_Moves):
    """The elements of each sample in the shape ``target_shape``, in which one size may be -1.

    Shapes: (batch, *s) -> (batch, *target_shape), of as many elements.
    Raises: ValueError for sizes below -1, more than one -1, or another number of elements.
    Spec: keras.layers.Reshape.
    """

    def __init__(self, target_shape, **kwargs):
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)
        if min(self.target_shape, default=0) < -1 or self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: target_shape must be sizes >= 0, one of them -1 perhaps, got {target_shape}")
        self.built = True

    def call(self, inputs):
        return ops.reshape(inputs, (inputs.shape[0], *self._resolved(inputs.shape[1:])))

    def _resolved(self, shape):
        """The target for a sample's shape: -1 is what is left, None if that is unknown."""
        target = self.target_shape
        if None in shape:
            return tuple(None if n == -1 else n for n in target)
        size, known = math.prod(shape), math.prod(n for n in target if n != -1)
        fits = size == known if -1 not in target else known and size % known == 0
        if not fits:
            raise ValueError(f"Reshape: target_shape {target} must have the {size} elements of a sample {tuple(shape)}")
        return tuple(size // known if n == -1 else n for n in target)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self._resolved(tuple(input_shape[1:])))
