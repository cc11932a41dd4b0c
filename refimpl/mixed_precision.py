"""keras.mixed_precision: older names of the policies and of the optimizer that scales the loss.

Spec: keras.mixed_precision.
"""

from refimpl.dtypes import DTypePolicy, dtype_policy, set_dtype_policy
from refimpl.optimizers import LossScaleOptimizer

Policy = DTypePolicy
global_policy, set_global_policy = dtype_policy, set_dtype_policy

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
]
