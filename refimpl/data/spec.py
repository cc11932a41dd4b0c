"""What is known of a dataset's elements before any of them: shape and dtype of each component."""

from dataclasses import dataclass

import numpy as np

from refimpl.data.structure import Handle, dtype_of, leaves, map_structure, same_structure, shape_of
from refimpl.dtypes import as_dtype


@dataclass(frozen=True)
class TensorSpec:
    """``shape`` has None for a size that is unknown, and is None where the rank is; ``dtype`` is a name or "string".

    Spec: tf.TensorSpec.
    """

    shape: tuple | None
    dtype: str = "float32"
    name: str | None = None

    def __post_init__(self):
        shape = None if self.shape is None else tuple(None if n is None else int(n) for n in self.shape)
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "dtype", name_of_dtype(self.dtype))

    def admits(self, component):
        """Whether a component is of this shape and dtype."""
        shape = shape_of(component)
        fits = self.shape is None or (
            len(shape) == len(self.shape) and all(n in (None, m) for n, m in zip(self.shape, shape, strict=True))
        )
        return fits and name_of_dtype(dtype_of(component)) == self.dtype


@dataclass(frozen=True)
class DatasetSpec:
    """A component that is a dataset of such elements. Spec: tf.data.DatasetSpec."""

    element_spec: object


def name_of_dtype(dtype):
    """``"int64"`` for what stands for a dtype; "string" for bytes. Raises: TypeError for what is no dtype."""
    if dtype in (str, bytes, "string", object) or (isinstance(dtype, np.dtype) and dtype.kind in "OUS"):
        return "string"
    name = getattr(dtype, "name", None)
    return as_dtype(name if isinstance(name, str) else dtype).name


def numpy_dtype(name):
    return np.dtype(object) if name == "string" else as_dtype(name)


def spec_of(element):
    """The spec of an element, all sizes known."""

    def of(x):
        if isinstance(x, Handle):
            return DatasetSpec(x.machine.element_spec)
        return TensorSpec(shape_of(x), name_of_dtype(dtype_of(x)))

    return map_structure(of, element)


def admits(spec, element):
    """Whether an element has the structure of a spec, and each component its shape and dtype, or is a dataset."""

    def fits(leaf, x):
        of_datasets = isinstance(leaf, DatasetSpec)
        return isinstance(x, Handle) == of_datasets and (of_datasets or leaf.admits(x))

    return same_structure(spec, element) and all(map(fits, leaves(spec), leaves(element)))


def batched(spec, size):
    """The spec of batches of such elements. A batch of datasets is nothing that has a spec."""

    def of(leaf):
        if isinstance(leaf, DatasetSpec):
            raise TypeError("batch: the components must be tensors, got datasets; flat_map takes a window apart")
        return TensorSpec(None if leaf.shape is None else (size, *leaf.shape), leaf.dtype)

    return map_structure(of, spec)


def unbatched(spec):
    """The spec of the rows of such elements."""
    return map_structure(lambda leaf: TensorSpec(leaf.shape and leaf.shape[1:], leaf.dtype), spec)


def common(one, other):
    """The narrowest spec that both fit. Raises: TypeError for other structures or dtypes."""
    if not same_structure(one, other):
        raise TypeError(f"elements must have the same structure, got {one} and {other}")

    def of(a, b):
        if isinstance(a, DatasetSpec) and isinstance(b, DatasetSpec):
            return DatasetSpec(common(a.element_spec, b.element_spec))
        if type(a) is not type(b) or a.dtype != b.dtype:
            raise TypeError(f"elements must have the same dtypes, got {one} and {other}")
        if a.shape is None or b.shape is None or len(a.shape) != len(b.shape):
            return TensorSpec(None, a.dtype)
        return TensorSpec([n if n == m else None for n, m in zip(a.shape, b.shape, strict=True)], a.dtype)

    return map_structure(of, one, other)


def sizes_open(spec):
    """The spec with every size unknown."""

    def of(leaf):
        return (
            leaf if isinstance(leaf, DatasetSpec) else TensorSpec(leaf.shape and (None,) * len(leaf.shape), leaf.dtype)
        )

    return map_structure(of, spec)


def rows_open(spec):
    """The spec with an unknown number of rows."""
    return map_structure(lambda leaf: TensorSpec(leaf.shape and (None, *leaf.shape[1:]), leaf.dtype), spec)


def is_scalar(spec, dtype):
    """Whether a spec is that of one scalar of this dtype, or may be."""
    return isinstance(spec, TensorSpec) and spec.shape in ((), None) and spec.dtype == dtype
