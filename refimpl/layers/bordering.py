"""Images with more or less around them: zeros added on each side, or places cut off."""

from refimpl import ops
from refimpl.config import standardize_data_format
from refimpl.layers.input_spec import InputSpec
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import split_channels, standardize_tuple, with_channels


def standardize_sides(value, rank, name, owner):
    """(before, after) for each spatial axis, from an int, one for each axis, or a pair for each axis.

    On one axis a pair alone is meant. Raises: ValueError for another count, or for numbers below 0.
    """
    if rank == 1:
        return (standardize_tuple(value, 2, name, owner, allow_zero=True),)
    entries = (value,) * rank if isinstance(value, int) else value
    if not isinstance(entries, (tuple, list)) or len(entries) != rank:
        raise ValueError(f"{owner}: {name} must be an integer, {rank} of them or {rank} pairs, got {value!r}")
    return tuple(standardize_tuple(e, 2, f"{name}[{i}]", owner, allow_zero=True) for i, e in enumerate(entries))


class BaseZeroPadding(Layer):
    """Zeros before and after each spatial axis. Shapes: (batch, *sizes, channels), each size + before + after.

    Raises: ValueError for a ``padding`` that is neither a number >= 0, one for each axis, nor pairs of them.
    """

    rank = None

    def __init__(self, padding=1, data_format=None, **kwargs):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.data_format = standardize_data_format(data_format, owner)
        self.sides = standardize_sides(padding, self.rank, "padding", owner)
        self.padding = self.sides if self.rank > 1 else self.sides[0]
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        return ops.pad(inputs, with_channels((0, 0), self.sides, (0, 0), self.data_format))

    def compute_output_shape(self, input_shape):
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        sizes = [None if n is None else n + sum(added) for n, added in zip(sizes, self.sides, strict=True)]
        return with_channels(batch, sizes, channels, self.data_format)


@export("keras.layers")
class ZeroPadding1D(BaseZeroPadding):
    """Zeros before and after the steps: a number, or (before, after). Spec: keras.layers.ZeroPadding1D."""

    rank = 1


@export("keras.layers")
class ZeroPadding2D(BaseZeroPadding):
    """Zeros around images: a number, one for rows and columns, or pairs. Spec: keras.layers.ZeroPadding2D."""

    rank = 2


@export("keras.layers")
class ZeroPadding3D(BaseZeroPadding):
    """Zeros around volumes: a number, one for each axis, or pairs. Spec: keras.layers.ZeroPadding3D."""

    rank = 3


class BaseCropping(Layer):
    """Without the first and last places of each spatial axis. Shapes: (batch, *sizes, channels), each size less both.

    Raises: ValueError for a ``cropping`` that is neither a number >= 0, one for each axis, nor pairs of them; and
    where nothing would be left.
    """

    rank = None
    data_format = None

    def __init__(self, cropping, data_format=None, **kwargs):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.data_format = standardize_data_format(data_format, owner)
        self.sides = standardize_sides(cropping, self.rank, "cropping", owner)
        self.cropping = self.sides if self.rank > 1 else self.sides[0]
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs):
        _, sizes, _ = split_channels(self.compute_output_shape(inputs.shape), self.data_format)
        kept = [slice(before, before + n) for n, (before, _) in zip(sizes, self.sides, strict=True)]
        return inputs[with_channels(slice(None), kept, slice(None), self.data_format)]

    def compute_output_shape(self, input_shape):
        batch, sizes, channels = split_channels(input_shape, self.data_format)
        left = [None if n is None else n - sum(cut) for n, cut in zip(sizes, self.sides, strict=True)]
        if any(n is not None and n < 1 for n in left):
            raise ValueError(
                f"{type(self).__name__}: cropping must leave something of inputs, got {self.cropping} for shape "
                f"{tuple(input_shape)}"
            )
        return with_channels(batch, left, channels, self.data_format)


@export("keras.layers")
class Cropping1D(BaseCropping):
    """Without the first and last steps: a number, or (first, last). Spec: keras.layers.Cropping1D."""

    rank = 1

    def __init__(self, cropping=(1, 1), **kwargs):
        super().__init__(cropping, "channels_last", **kwargs)


@export("keras.layers")
class Cropping2D(BaseCropping):
    """Images without their border, by default nothing less. Spec: keras.layers.Cropping2D."""

    rank = 2

    def __init__(self, cropping=((0, 0), (0, 0)), data_format=None, **kwargs):
        super().__init__(cropping, data_format, **kwargs)


@export("keras.layers")
class Cropping3D(BaseCropping):
    """Volumes without their border. Spec: keras.layers.Cropping3D."""

    rank = 3

    def __init__(self, cropping=((1, 1), (1, 1), (1, 1)), data_format=None, **kwargs):
        super().__init__(cropping, data_format, **kwargs)
