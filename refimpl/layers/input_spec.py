"""InputSpec: what a layer demands of its inputs. Spec: keras.InputSpec."""

import optree


class InputSpec:
    """Rank (``ndim``, ``min_ndim``, ``max_ndim``), ``shape`` and sizes of ``axes``; None demands nothing.

    Spec: keras.layers.InputSpec.
    """

    def __init__(self, dtype=None, shape=None, ndim=None, max_ndim=None, min_ndim=None, axes=None, allow_last_axis_squeeze=False, name=None, optional=False):  # fmt: skip  # noqa: E501
        self.dtype, self.name, self.optional = dtype, name, optional
        self.shape = None if shape is None else tuple(shape)
        self.ndim = len(self.shape) if shape is not None else ndim
        self.max_ndim, self.min_ndim = max_ndim, min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze

    def complaint(self, shape):
        """What is wrong with an input of this shape, or None."""
        rank = len(shape)
        if self.shape is not None and self.allow_last_axis_squeeze:
            if shape[-1:] == (1,) and rank == self.ndim + 1:
                shape = shape[:-1]
            elif self.shape[-1:] == (1,) and rank == self.ndim - 1:
                shape = (*shape, 1)
            rank = len(shape)
        if self.ndim is not None and rank != self.ndim:
            return f"must have rank {self.ndim}"
        if self.max_ndim is not None and rank > self.max_ndim:
            return f"must have at most rank {self.max_ndim}"
        if self.min_ndim is not None and rank < self.min_ndim:
            return f"must have at least rank {self.min_ndim}"
        for axis, size in self.axes.items():
            if size is not None and shape[axis] not in (size, None):
                return f"must have size {size} along axis {axis}"
        for size, given in zip(self.shape or (), shape, strict=False):
            if size is not None and given not in (size, None):
                return f"must have the shape {self.shape}"
        return None


def check_inputs(specs, inputs, owner):
    """Raises: ValueError, which names the layer, if inputs differ from their specs in number, rank or size."""
    if isinstance(specs, InputSpec) and hasattr(inputs, "shape"):
        specs, inputs = (specs,), (inputs,)
    else:
        specs, inputs = optree.tree_leaves(specs), optree.tree_leaves(inputs, none_is_leaf=True)
        if len(inputs) != len(specs):
            raise ValueError(f"{owner}: inputs must be {len(specs)} tensors, got {len(inputs)}")
    for number, (spec, x) in enumerate(zip(specs, inputs, strict=True)):
        if x is None and spec.optional:
            continue
        shape = getattr(x, "shape", None)
        if shape is None:
            raise ValueError(f"{owner}: inputs must be tensors, got {x!r} (of type {type(x).__name__})")
        wrong = spec.complaint(tuple(shape))
        if wrong:
            which = "inputs" if len(specs) == 1 else f"input {number}"
            raise ValueError(f"{owner}: {which} {wrong}, got shape {tuple(shape)}")
