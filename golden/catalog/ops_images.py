"""keras.ops for images: convolution of each channel by itself, convolution backwards, repetition.

Kills: multipliers before channels, windows turned about, sizes one off, strides on the wrong axis, tiled for repeated.
"""

import itertools

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import ops

_FIRST = {"data_format": "channels_first"}

CASES = ops(
    "keras.ops.depthwise_conv",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}": (
                normal(2, 5, 6, 2),
                normal(3, 2, 2, 1),
                {"strides": stride, "padding": padding},
            )
            for padding, stride in itertools.product(("valid", "same"), (1, 2, 3))
        },
        "multiplier": (normal(1, 4, 5, 3), normal(2, 3, 3, 2)),
        "dilation": (normal(1, 6, 7, 2), normal(2, 3, 2, 2), {"dilation_rate": [3, 2]}),
        "stride-and-dilation": (normal(1, 8, 7, 2), normal(2, 3, 2, 1), {"dilation_rate": 2, "strides": 2}),
        "one-axis": (normal(2, 7, 3), normal(3, 3, 2), {"padding": "same", "strides": 2}),
        "one-axis-dilation": (normal(1, 7, 2), normal(2, 2, 1), {"dilation_rate": 3}),
        "first": (normal(1, 2, 5, 4), normal(3, 2, 2, 2), {"padding": "same", **_FIRST}),
        "one-axis-first": (normal(2, 3, 6), normal(2, 3, 1), _FIRST),
        "pointwise": (normal(1, 3, 3, 2), normal(1, 1, 2, 3)),
        "kernel-beyond-same": (normal(1, 2, 3, 1), normal(5, 4, 1, 2), {"padding": "same"}),
        "capitals": (normal(1, 3, 3, 1), normal(2, 2, 1, 1), {"padding": "SAME"}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.separable_conv",
    "contraction",
    {
        "plain": (normal(2, 4, 5, 2), normal(3, 2, 2, 1), normal(1, 1, 2, 3)),
        "multiplier-same": (normal(1, 4, 4, 2), normal(2, 2, 2, 3), normal(1, 1, 6, 2), {"padding": "same"}),
        "stride": (normal(1, 5, 5, 2), normal(2, 2, 2, 1), normal(1, 1, 2, 2), {"strides": 2}),
        "dilation": (normal(1, 5, 5, 2), normal(2, 2, 2, 1), normal(1, 1, 2, 2), {"dilation_rate": 2}),
        "one-axis": (normal(2, 5, 2), normal(3, 2, 2), normal(1, 4, 3)),
        "first": (normal(1, 2, 4, 5), normal(2, 2, 2, 1), normal(1, 1, 2, 3), _FIRST),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.conv_transpose",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{size}": (
                normal(1, 3, 4, 2),
                normal(size, size + 1, 3, 2),
                {"strides": stride, "padding": padding},
            )
            for padding, stride, size in itertools.product(("valid", "same"), (1, 2, 3), (2, 3))
        },
        "output-padding": (normal(1, 3, 3, 2), normal(2, 3, 2, 2), {"strides": [2, 3], "output_padding": [1, 2]}),
        "one-axis": (normal(2, 4, 3), normal(3, 2, 3), {"strides": 2}),
        "one-axis-same": (normal(2, 4, 3), normal(4, 2, 3), {"strides": 3, "padding": "same"}),
        "volume": (normal(1, 2, 2, 3, 2), normal(2, 2, 1, 2, 2), {"strides": 2}),
        "first": (normal(1, 2, 3, 4), normal(3, 2, 3, 2), {"strides": 2, **_FIRST}),
        "dilation": (normal(1, 3, 4, 2), normal(2, 3, 2, 2), {"dilation_rate": 2}),
    },
    symbolic=False,
)
for _name in ("depthwise_conv", "conv_transpose"):
    CASES += ops(
        f"keras.ops.{_name}",
        "contraction",
        {
            "channels-differ": (normal(1, 4, 4, 3), normal(2, 2, 2, 1)),
            "volume-of-channels" if _name == "depthwise_conv" else "ranks-differ": (
                (normal(1, 3, 3, 3, 2), normal(2, 2, 2, 2, 1))
                if _name == "depthwise_conv"
                else (normal(1, 4, 2), normal(2, 2, 1, 1))
            ),
        },
        tags=("error",),
    )
CASES += ops(
    "keras.ops.repeat",
    "exact",
    {
        "flat": (normal(2, 3), 2),
        "rows": (normal(2, 3), 3, {"axis": 0}),
        "columns": (normal(2, 3), 2, {"axis": 1}),
        "last": (normal(2, 2, 3), 2, {"axis": -1}),
        "once": (normal(2, 3), 1, {"axis": 1}),
        "each": (normal(3, 2), [1, 0, 2], {"axis": 0}),
        "integers": (integers(2, 3, low=0, high=9), 2, {"axis": 1}),
        "one-element": (values([[1.5]]), 4, {"axis": 0}),
    },
    symbolic=False,
)
