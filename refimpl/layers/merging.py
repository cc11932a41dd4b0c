"""Layers of several inputs."""

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.serialization import export
from refimpl.shapes import broadcast, canonical_axis


def _several(inputs, owner):
    if not isinstance(inputs, (list, tuple)) or len(inputs) < 1:
        raise ValueError(f"{owner}: inputs must be a list of tensors, got {inputs!r}")
    return inputs


def _is_one_shape(input_shape):
    return not input_shape or not isinstance(input_shape[0], (tuple, list))


@export("keras.layers")
class Add(Layer):
    """The sum of the inputs, broadcast from the second axis on.

    Raises: ValueError for no list of inputs, other batch sizes, or shapes that do not broadcast.
    Spec: keras.layers.Add.
    """

    supports_masking = True

    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def build(self, input_shape):
        if _is_one_shape(input_shape):
            raise ValueError(f"Add: inputs must be a list of tensors, got shape {input_shape}")
        batches = {shape[0] for shape in input_shape if shape and shape[0] is not None}
        if len(batches) > 1:
            raise ValueError(f"Add: inputs must have the same batch size, got shapes {input_shape}")
        self.compute_output_shape(input_shape)

    def call(self, inputs):
        rank = max(x.ndim for x in _several(inputs, "Add"))
        total, *others = (_aligned(x, rank) for x in inputs)
        for x in others:
            total = ops.add(total, x)
        return total

    def compute_output_shape(self, input_shape):
        rank = max(map(len, input_shape))
        aligned = [(*s[:1], *(1,) * (rank - len(s)), *s[1:]) for s in input_shape]
        return broadcast(*aligned, owner="Add")

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
