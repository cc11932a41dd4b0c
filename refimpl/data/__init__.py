"""tf.data in NumPy: pipelines whose state, at any step, is a plain value. Spec: tf.data.

``Dataset`` is the pipeline, ``Iterator`` runs it; what happens stands in the machines, a file a topic.
"""

from refimpl.data.dataset import Dataset
from refimpl.data.iterator import Iterator
from refimpl.data.machine import INFINITE as INFINITE_CARDINALITY
from refimpl.data.machine import UNKNOWN as UNKNOWN_CARDINALITY
from refimpl.data.mapping import AUTOTUNE
from refimpl.data.spec import DatasetSpec, TensorSpec
from refimpl.data.states import read_state, write_state

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Dataset",
    "DatasetSpec",
    "Iterator",
    "TensorSpec",
    "read_state",
    "write_state",
]  # fmt: skip
