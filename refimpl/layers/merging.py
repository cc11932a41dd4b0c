"""Layers of several inputs, each also as a function."""

from functools import reduce
from string import ascii_lowercase, ascii_uppercase

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.ops.attached import masks
from refimpl.serialization import export
from refimpl.shapes import broadcast, canonical_axis


def _several(inputs, owner):
    if not isinstance(inputs, (list, tuple)) or len(inputs) < 1:
        raise ValueError(f"{owner}: inputs must be a list of tensors, got {inputs!r}")
    return inputs


def _is_one_shape(input_shape):
    return not input_shape or not isinstance(input_shape[0], (tuple, list))


class Merge(Layer):
    """Inputs of one shape made into one, element by element, by ``merge(xs)``; broadcast from the second axis on.

    Raises: ValueError for no list of inputs, other batch sizes, or shapes that do not broadcast.
    """

    supports_masking = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def merge(self, xs):
        raise NotImplementedError(f"{type(self).__name__}: merge must be defined by a layer that merges")

    def build(self, input_shape):
        owner = type(self).__name__
        if _is_one_shape(input_shape):
            raise ValueError(f"{owner}: inputs must be a list of tensors, got shape {input_shape}")
        batches = {shape[0] for shape in input_shape if shape and shape[0] is not None}
        if len(batches) > 1:
            raise ValueError(f"{owner}: inputs must have the same batch size, got shapes {input_shape}")
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        rank = max(x.ndim for x in _several(inputs, type(self).__name__))
        return self.merge([_aligned(x, rank) for x in inputs])

    def compute_output_shape(self, input_shape):
        rank = max(map(len, input_shape))
        aligned = [(*s[:1], *(1,) * (rank - len(s)), *s[1:]) for s in input_shape]
        return broadcast(*aligned, owner=type(self).__name__)

    def compute_mask(self, inputs, previous_mask):
        known = [m for m in previous_mask or () if m is not None]
        if len(known) < len(inputs):
            return None
        out = known[0]
        for m in known[1:]:
            out = ops.logical_or(out, m)
        return out


def _aligned(x, rank):
    """``x`` with axes of size 1 after the first until it has this rank."""
    return x if x.ndim >= rank else ops.reshape(x, (*x.shape[:1], *(1,) * (rank - x.ndim), *x.shape[1:]))


@export("keras.layers")
class Add(Merge):
    """The sum of the inputs. Shapes and errors: as Merge. Spec: keras.layers.Add."""

    def merge(self, xs):
        return reduce(ops.add, xs)


@export("keras.layers")
class Average(Merge):
    """The mean of the inputs. Shapes and errors: as Merge. Spec: keras.layers.Average."""

    def merge(self, xs):
        return reduce(ops.add, xs) / len(xs)


@export("keras.layers")
class Subtract(Merge):
    """The first input less the second. Shapes and errors: as Merge; there must be two. Spec: keras.layers.Subtract."""

    def build(self, input_shape):
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError(f"Subtract: inputs must be two tensors, got {len(input_shape)}")

    def merge(self, xs):
        return ops.subtract(*xs)


@export("keras.layers")
class Multiply(Merge):
    """The product of the inputs, of those at each place that their masks let count; zero if none does.

    Shapes and errors: as Merge. Spec: keras.layers.Multiply.
    """

    def merge(self, xs):
        known = [_wide_mask(x) for x in xs]
        kept = [x if mask is None else ops.where(mask, x, 1) for x, mask in zip(xs, known, strict=True)]
        product = reduce(ops.multiply, kept)
        if any(mask is None for mask in known):
            return product
        some = reduce(ops.logical_or, known)
        return masks.remember(ops.where(some, product, 0), ops.any(some, -1))


@export("keras.layers")
class Maximum(Merge):
    """The largest of the inputs, of those at each place that their masks let count.

    Shapes and errors: as Merge. Spec: keras.layers.Maximum.
    """

    def merge(self, xs):
        return _extreme(ops.maximum, xs)


@export("keras.layers")
class Minimum(Merge):
    """The smallest of the inputs, of those at each place that their masks let count.

    Shapes and errors: as Merge. Spec: keras.layers.Minimum.
    """

    def merge(self, xs):
        return _extreme(ops.minimum, xs)


def _wide_mask(x):
    """The mask of an array in its shape, or None."""
    mask = masks.recall(x)
    return None if mask is None else ops.broadcast_to(ops.expand_dims(mask, -1), x.shape)


def _extreme(choose, xs):
    """``choose`` of one after another; where only one of two counts, that one."""
    output, known = xs[0], _wide_mask(xs[0])
    for x in xs[1:]:
        mask = _wide_mask(x)
        x = x if mask is None else ops.where(mask, x, output)
        output = choose(output if known is None else ops.where(known, output, x), x)
        known = None if mask is None or known is None else ops.logical_or(known, mask)
    return output if known is None else masks.remember(output, ops.any(known, -1))


@export("keras.layers")
class Dot(Layer):
    """Σ x[..., i, ...] y[..., i, ...] for each sample, along one axis of each of two inputs.

    ``axes`` is one for both or [one, one]; with ``normalize`` both are first divided by their norms along it.
    Shapes: those of x and y without the axes, one behind the other, the batch once; (batch, 1) for two matrices.
    Raises: TypeError or ValueError for axes that are no integer or two, ValueError for other than two inputs, sizes
    that differ, or axis 0; IndexError for an axis that is not there. Spec: keras.layers.Dot.
    """

    supports_masking = True

    def __init__(self, axes, normalize=False, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(axes, (int, list, tuple)):
            raise TypeError(f"Dot: axes must be an integer or two of them, got {axes!r}")
        if not isinstance(axes, int) and (len(axes) != 2 or not all(isinstance(a, int) for a in axes)):
            raise ValueError(f"Dot: axes must be an integer or two of them, got {axes!r}")
        self.axes, self.normalize = axes, normalize

    def _axes_of(self, shapes):
        if _is_one_shape(shapes) or len(shapes) != 2:
            raise ValueError(f"Dot: inputs must be two tensors, got shapes {shapes}")
        axes = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        if not all(-len(s) <= a < len(s) for a, s in zip(axes, shapes, strict=True)):
            raise IndexError(f"Dot: axes must be those of inputs, got {self.axes} for shapes {shapes}")
        return [a % len(s) for a, s in zip(axes, shapes, strict=True)]

    def build(self, input_shape):
        sizes = [s[a] for a, s in zip(self._axes_of(input_shape), input_shape, strict=True)]
        if sizes[0] != sizes[1]:
            raise ValueError(f"Dot: inputs must have one size along axes {self.axes}, got shapes {input_shape}")

    def call(self, inputs):
        first, second = self._axes_of([tuple(x.shape) for x in inputs])
        if 0 in (first, second):
            raise ValueError(f"Dot: axes must not name the batch, axis 0, got {self.axes}")
        x, y = inputs
        if self.normalize:
            x, y = ops.normalize(x, first), ops.normalize(y, second)
        of_x = ["a", *ascii_lowercase[2 : x.ndim + 1]]
        of_y = ["a", *ascii_uppercase[: y.ndim - 1]]
        of_x[first] = of_y[second] = "b"
        out = "".join(c for c in of_x + of_y[1:] if c != "b")
        product = ops.einsum(f"{''.join(of_x)},{''.join(of_y)}->{out}", x, y)
        return ops.expand_dims(product, 1) if product.ndim == 1 else product

    def compute_output_shape(self, input_shape):
        axes = self._axes_of(input_shape)
        first, second = ([n for i, n in enumerate(s) if i != a] for a, s in zip(axes, input_shape, strict=True))
        shape = (*first, *second[1:])
        return (*shape, 1) if len(shape) == 1 else shape

    def compute_mask(self, inputs, mask=None):
        return None


@export("keras.layers")
class Concatenate(Layer):
    """The inputs one behind the other along ``axis``.

    Raises: ValueError for no list of inputs, or other sizes along any other axis. Spec: keras.layers.Concatenate.
    """

    supports_masking = True

    def __init__(self, axis=-1, **kwargs):
        super().__init__(**kwargs)
        self.axis = axis

    def build(self, input_shape):
        if _is_one_shape(input_shape):
            raise ValueError(f"Concatenate: inputs must be a list of tensors, got shape {input_shape}")
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        return ops.concatenate(_several(inputs, "Concatenate"), self.axis)

    def compute_output_shape(self, input_shape):
        shapes = [tuple(s) for s in input_shape]
        ranks = {len(s) for s in shapes}
        if len(ranks) > 1:
            raise ValueError(f"Concatenate: inputs must have the same rank, got shapes {shapes}")
        axis = canonical_axis(self.axis, ranks.pop(), "Concatenate")
        out = []
        for a, sizes in enumerate(zip(*shapes, strict=True)):
            known = {n for n in sizes if n is not None}
            if a == axis:
                out.append(None if None in sizes else sum(sizes))
            elif len(known) > 1:
                raise ValueError(
                    f"Concatenate: inputs must have equal sizes along every axis but {axis}, got shapes {shapes}"
                )
            else:
                out.append(known.pop() if known else None)
        return tuple(out)

    def compute_mask(self, inputs, previous_mask):
        known = [m for m in previous_mask or () if m is not None]
        if not known:
            return None
        full = [
            ops.ones_like(x, dtype="bool") if m is None else ops.logical_or(
                ops.zeros_like(x, dtype="bool"), m if m.ndim == x.ndim else ops.expand_dims(m, -1)
            )
            for x, m in zip(inputs, previous_mask, strict=True)
        ]  # fmt: skip
        return ops.any(ops.concatenate(full, self.axis), axis=-1)


def add(inputs, **kwargs):
    """Spec: keras.layers.add."""
    return Add(**kwargs)(inputs)


def average(inputs, **kwargs):
    """Spec: keras.layers.average."""
    return Average(**kwargs)(inputs)


def subtract(inputs, **kwargs):
    """Spec: keras.layers.subtract."""
    return Subtract(**kwargs)(inputs)


def multiply(inputs, **kwargs):
    """Spec: keras.layers.multiply."""
    return Multiply(**kwargs)(inputs)


def maximum(inputs, **kwargs):
    """Spec: keras.layers.maximum."""
    return Maximum(**kwargs)(inputs)


def minimum(inputs, **kwargs):
    """Spec: keras.layers.minimum."""
    return Minimum(**kwargs)(inputs)


def dot(inputs, axes=-1, **kwargs):
    """Spec: keras.layers.dot."""
    return Dot(axes=axes, **kwargs)(inputs)


def concatenate(inputs, axis=-1, **kwargs):
    """Spec: keras.layers.concatenate."""
    return Concatenate(axis=axis, **kwargs)(inputs)
