"""keras.config: the settings that Keras keeps for a whole process.

Spec: keras.config.floatx, set_floatx, epsilon, set_epsilon, image_data_format, set_image_data_format, dtype_policy,
set_dtype_policy.
"""

from refimpl.dtypes import dtype_policy, set_dtype_policy
from refimpl.settings import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
    standardize_data_format,
)

__all__ = [
    "dtype_policy",
    "epsilon",
    "floatx",
    "image_data_format",
    "set_dtype_policy",
    "set_epsilon",
    "set_floatx",
    "set_image_data_format",
    "standardize_data_format",
]
