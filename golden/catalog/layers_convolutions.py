"""keras.layers that convolve steps, volumes, each channel by itself, or backwards.

Kills: axes of the window exchanged, multipliers before channels, causal padding behind, a kernel that is not turned
about, sizes of a transposed convolution one off, weights in another order, a bias of the wrong axis.
"""

import itertools

from golden.catalog.draws import normal, values
from golden.catalog.tables import layers

_FIRST = {"data_format": "channels_first"}
_ALL = ["unbuilt", "keywords", "restored"]
_INITIAL = {"bias_initializer": "ones"}

CASES = layers(
    "keras.layers.Conv1D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{size}": (
                {"filters": 2, "kernel_size": size, "strides": stride, "padding": padding},
                normal(2, 7, 3),
            )
            for padding, stride, size in itertools.product(("valid", "same", "causal"), (1, 2), (2, 3))
        },
        **{
            f"{padding}-dilation2": (
                {"filters": 2, "kernel_size": 3, "dilation_rate": 2, "padding": padding},
                normal(1, 8, 2),
            )
            for padding in ("valid", "same", "causal")
        },
        "causal-first": ({"filters": 2, "kernel_size": 3, "padding": "causal", **_FIRST}, normal(2, 2, 6)),
        "causal-groups": ({"filters": 4, "kernel_size": 2, "padding": "causal", "groups": 2}, normal(1, 5, 4)),
        "causal-longer-than-input": ({"filters": 1, "kernel_size": 5, "padding": "causal"}, normal(1, 3, 1)),
        "channels-first": ({"filters": 3, "kernel_size": 2, "activation": "relu", **_FIRST}, normal(2, 3, 5)),
        "groups-no-bias": ({"filters": 4, "kernel_size": 3, "groups": 2, "use_bias": False}, normal(2, 5, 4)),
        "stride-beyond-kernel": ({"filters": 2, "kernel_size": 2, "strides": 3}, normal(1, 9, 2)),
        "activity": ({"filters": 2, "kernel_size": 2, "activity_regularizer": "l2"}, normal(3, 4, 1)),
        "initial": (
            {"filters": 2, "kernel_size": 2, "kernel_initializer": "ones", **_INITIAL},
            normal(1, 3, 1),
            {},
            ["initial"],
        ),
        "ways": ({"filters": 2, "kernel_size": 2, "padding": "causal"}, normal(2, 5, 3), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Conv1D",
    "contraction",
    {
        "rank-2": ({"filters": 1, "kernel_size": 2}, normal(5, 2)),
        "kernel-of-two": ({"filters": 1, "kernel_size": [2, 2]}, normal(1, 5, 2)),
        "kernel-beyond-steps": ({"filters": 1, "kernel_size": 6}, normal(1, 5, 2)),
        "strides-and-dilation": ({"filters": 1, "kernel_size": 2, "strides": 2, "dilation_rate": 2}, normal(1, 9, 1)),
        "unknown-padding": ({"filters": 1, "kernel_size": 2, "padding": "before"}, normal(1, 5, 2)),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.Conv2D",
    "contraction",
    {"causal": ({"filters": 1, "kernel_size": 2, "padding": "causal"}, normal(1, 5, 5, 1))},
    tags=("error",),
)
CASES += layers(
    "keras.layers.Conv3D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}": (
                {"filters": 2, "kernel_size": [2, 3, 2], "strides": stride, "padding": padding},
                normal(1, 4, 5, 4, 2),
            )
            for padding, stride in itertools.product(("valid", "same"), (1, 2))
        },
        "strides-differ": (
            {"filters": 2, "kernel_size": 2, "strides": [1, 2, 3], "padding": "same"},
            normal(1, 3, 4, 5, 1),
        ),
        "pointwise": ({"filters": 3, "kernel_size": 1, "activation": "relu"}, normal(2, 2, 2, 3, 2)),
        "groups": ({"filters": 4, "kernel_size": 2, "groups": 2}, normal(1, 3, 3, 3, 4)),
        "whole-no-bias": ({"filters": 2, "kernel_size": [2, 3, 2], "use_bias": False}, normal(2, 2, 3, 2, 1)),
        "channels-first": ({"filters": 3, "kernel_size": 2, **_FIRST}, normal(1, 2, 3, 4, 3)),
        "initial": (
            {"filters": 2, "kernel_size": 1, "kernel_initializer": "ones"},
            normal(1, 1, 2, 1, 1),
            {},
            ["initial"],
        ),
        "ways": ({"filters": 2, "kernel_size": 2}, normal(1, 3, 3, 2, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Conv3D",
    "contraction",
    {
        "rank-4": ({"filters": 1, "kernel_size": 2}, normal(3, 3, 3, 1)),
        "kernel-of-two": ({"filters": 1, "kernel_size": [2, 2]}, normal(1, 3, 3, 3, 1)),
        "kernel-beyond-depth": ({"filters": 1, "kernel_size": [4, 2, 2]}, normal(1, 3, 3, 3, 1)),
    },
    tags=("error",),
)

_INITIAL_DEPTHWISE = {"depthwise_initializer": "ones", "bias_initializer": "ones"}
CASES += layers(
    "keras.layers.DepthwiseConv1D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}": (
                {"kernel_size": 3, "strides": stride, "padding": padding},
                normal(2, 7, 3),
            )
            for padding, stride in itertools.product(("valid", "same"), (1, 2))
        },
        "multiplier": ({"kernel_size": 2, "depth_multiplier": 3}, normal(2, 5, 2)),
        "dilation": ({"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, normal(1, 6, 2)),
        "stride-and-dilation": ({"kernel_size": 2, "strides": 2, "dilation_rate": 2}, normal(1, 9, 2)),
        "channels-first": ({"kernel_size": 3, "depth_multiplier": 2, **_FIRST}, normal(2, 3, 6)),
        "initial": ({"kernel_size": 2, **_INITIAL_DEPTHWISE}, normal(1, 3, 2), {}, ["initial"]),
        "ways": ({"kernel_size": 2, "use_bias": False}, normal(2, 4, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.DepthwiseConv1D",
    "contraction",
    {
        "no-multiplier": ({"kernel_size": 2, "depth_multiplier": 0}, normal(1, 5, 2)),
        "kernel-beyond-steps": ({"kernel_size": 6}, normal(1, 5, 2)),
        "causal": ({"kernel_size": 2, "padding": "causal"}, normal(1, 5, 2)),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.DepthwiseConv2D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{'x'.join(map(str, size))}": (
                {"kernel_size": list(size), "strides": stride, "padding": padding},
                normal(2, 5, 6, 3),
            )
            for padding, stride, size in itertools.product(("valid", "same"), (1, 2), ((3, 3), (2, 4)))
        },
        "multiplier": ({"kernel_size": 3, "depth_multiplier": 2}, normal(2, 4, 5, 3)),
        "multiplier-same-stride2": (
            {"kernel_size": 3, "depth_multiplier": 3, "padding": "same", "strides": 2},
            normal(1, 5, 5, 2),
        ),
        "one-channel": ({"kernel_size": 2, "depth_multiplier": 4}, normal(1, 3, 4, 1)),
        "dilation": ({"kernel_size": [2, 3], "dilation_rate": [2, 1]}, normal(1, 6, 5, 2)),
        "dilation-same": ({"kernel_size": 3, "dilation_rate": 2, "padding": "same"}, normal(1, 6, 5, 2)),
        "stride-and-dilation": (
            {"kernel_size": 3, "dilation_rate": 2, "strides": 2, "padding": "same"},
            normal(1, 8, 7, 2),
        ),
        "stride-beyond-kernel": ({"kernel_size": 1, "strides": 3}, normal(1, 7, 7, 2)),
        "whole-image": ({"kernel_size": [3, 4]}, normal(2, 3, 4, 2)),
        "no-bias-relu6": ({"kernel_size": 3, "use_bias": False, "activation": "relu6"}, normal(1, 4, 4, 3, scale=4.0)),
        "channels-first": ({"kernel_size": [2, 3], "depth_multiplier": 2, **_FIRST}, normal(2, 3, 4, 5)),
        "channels-first-same-stride2": (
            {"kernel_size": 3, "strides": 2, "padding": "same", **_FIRST},
            normal(1, 2, 6, 5),
        ),
        "regularized": (
            {"kernel_size": 2, "depthwise_regularizer": "l2", "bias_regularizer": "l1", "activity_regularizer": "l2"},
            normal(2, 3, 3, 2),
        ),
        "initial": ({"kernel_size": 2, **_INITIAL_DEPTHWISE}, normal(1, 3, 3, 2), {}, ["initial"]),
        "ways": ({"kernel_size": 2, "depth_multiplier": 2}, normal(2, 4, 4, 2), {}, _ALL),
        "not-trained": ({"kernel_size": 2, "trainable": False}, normal(1, 3, 3, 2)),
    },
)
CASES += layers(
    "keras.layers.DepthwiseConv2D",
    "contraction",
    {
        "no-kernel": ({"kernel_size": 0}, normal(1, 5, 5, 2)),
        "no-multiplier": ({"kernel_size": 2, "depth_multiplier": 0}, normal(1, 5, 5, 2)),
        "rank-3": ({"kernel_size": 2}, normal(5, 5, 2)),
        "kernel-beyond-image": ({"kernel_size": 6}, normal(1, 5, 5, 2)),
        "dilation-beyond-image": ({"kernel_size": 3, "dilation_rate": 3}, normal(1, 5, 5, 2)),
        "unknown-padding": ({"kernel_size": 2, "padding": "full"}, normal(1, 5, 5, 2)),
        "unknown-format": ({"kernel_size": 2, "data_format": "last"}, normal(1, 5, 5, 2)),
        "zero-stride": ({"kernel_size": 2, "strides": 0}, normal(1, 5, 5, 2)),
        "filters-unknown": ({"kernel_size": 2, "filters": 2}, normal(1, 5, 5, 2)),
    },
    tags=("error",),
)

_INITIAL_SEPARABLE = {**_INITIAL_DEPTHWISE, "pointwise_initializer": "ones"}
CASES += layers(
    "keras.layers.SeparableConv1D",
    "contraction",
    {
        "plain": ({"filters": 3, "kernel_size": 3}, normal(2, 6, 2)),
        "same-stride2": ({"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same"}, normal(2, 7, 2)),
        "multiplier": ({"filters": 3, "kernel_size": 2, "depth_multiplier": 2, "activation": "tanh"}, normal(1, 5, 3)),
        "dilation": ({"filters": 2, "kernel_size": 3, "dilation_rate": 2}, normal(1, 7, 2)),
        "stride-and-dilation": (
            {"filters": 2, "kernel_size": 2, "strides": 2, "dilation_rate": 2, "padding": "same"},
            normal(1, 8, 2),
        ),
        "channels-first": ({"filters": 2, "kernel_size": 2, "use_bias": False, **_FIRST}, normal(2, 3, 5)),
        "initial": ({"filters": 2, "kernel_size": 2, **_INITIAL_SEPARABLE}, normal(1, 3, 2), {}, ["initial"]),
        "ways": ({"filters": 2, "kernel_size": 2}, normal(2, 4, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.SeparableConv2D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}": (
                {"filters": 3, "kernel_size": [2, 3], "strides": stride, "padding": padding},
                normal(1, 5, 6, 2),
            )
            for padding, stride in itertools.product(("valid", "same"), (1, 2))
        },
        "multiplier": (
            {"filters": 2, "kernel_size": 2, "depth_multiplier": 3, "activation": "relu"},
            normal(2, 4, 4, 2),
        ),
        "dilation": ({"filters": 2, "kernel_size": 2, "dilation_rate": [1, 2]}, normal(1, 4, 5, 2)),
        "channels-first": (
            {"filters": 2, "kernel_size": 3, "padding": "same", "depth_multiplier": 2, **_FIRST},
            normal(1, 2, 4, 5),
        ),
        "no-bias": ({"filters": 2, "kernel_size": 2, "use_bias": False}, normal(1, 3, 3, 2)),
        "regularized": (
            {
                "filters": 2,
                "kernel_size": 2,
                "depthwise_regularizer": "l2",
                "pointwise_regularizer": "l1",
                "bias_regularizer": "l2",
                "activity_regularizer": "l1",
            },
            normal(2, 3, 3, 2),
        ),
        "initial": ({"filters": 2, "kernel_size": 2, **_INITIAL_SEPARABLE}, normal(1, 3, 3, 2), {}, ["initial"]),
        "ways": ({"filters": 2, "kernel_size": 2}, normal(2, 4, 4, 2), {}, _ALL),
    },
)
for _name, _rank in (("SeparableConv1D", 1), ("SeparableConv2D", 2)):
    _image = (5,) * _rank
    CASES += layers(
        f"keras.layers.{_name}",
        "contraction",
        {
            "no-filters": ({"filters": 0, "kernel_size": 2}, normal(1, *_image, 2)),
            "no-multiplier": ({"filters": 1, "kernel_size": 2, "depth_multiplier": 0}, normal(1, *_image, 2)),
            "kernel-beyond-image": ({"filters": 1, "kernel_size": 6}, normal(1, *_image, 2)),
            "a-rank-less": ({"filters": 1, "kernel_size": 2}, normal(*_image, 2)),
        },
        tags=("error",),
    )

CASES += layers(
    "keras.layers.Conv1DTranspose",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{size}": (
                {"filters": 2, "kernel_size": size, "strides": stride, "padding": padding},
                normal(2, 4, 3),
            )
            for padding, stride, size in itertools.product(("valid", "same"), (1, 2, 3), (2, 3))
        },
        "output-padding": ({"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1}, normal(1, 4, 2)),
        "channels-first": ({"filters": 2, "kernel_size": 3, "strides": 2, **_FIRST}, normal(2, 3, 4)),
        "dilation": ({"filters": 2, "kernel_size": 2, "dilation_rate": 2}, normal(1, 4, 2)),
        "ways": ({"filters": 2, "kernel_size": 2, "strides": 2}, normal(2, 3, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Conv2DTranspose",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{'x'.join(map(str, size))}": (
                {"filters": 2, "kernel_size": list(size), "strides": stride, "padding": padding},
                normal(1, 3, 4, 3),
            )
            for padding, stride, size in itertools.product(("valid", "same"), (1, 2), ((3, 3), (2, 3), (4, 1)))
        },
        "strides-differ": ({"filters": 2, "kernel_size": 3, "strides": [1, 3], "padding": "same"}, normal(2, 3, 3, 2)),
        "strides-beyond-kernel": ({"filters": 2, "kernel_size": 2, "strides": 3}, normal(1, 3, 3, 2)),
        "output-padding": (
            {"filters": 2, "kernel_size": 3, "strides": [2, 3], "output_padding": [1, 2]},
            normal(1, 3, 3, 2),
        ),
        "output-padding-same": (
            {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 1, "padding": "same"},
            normal(1, 3, 4, 2),
        ),
        "output-padding-none-added": (
            {"filters": 2, "kernel_size": 3, "strides": 2, "output_padding": 0},
            normal(1, 3, 4, 2),
        ),
        "dilation": ({"filters": 2, "kernel_size": 2, "dilation_rate": 2, "padding": "same"}, normal(1, 4, 5, 2)),
        "dilation-valid": ({"filters": 2, "kernel_size": [2, 3], "dilation_rate": 2}, normal(1, 3, 4, 2)),
        "channels-first": ({"filters": 3, "kernel_size": 3, "strides": 2, **_FIRST}, normal(2, 2, 3, 4)),
        "relu-no-bias": ({"filters": 2, "kernel_size": 2, "activation": "relu", "use_bias": False}, normal(1, 3, 3, 2)),
        "regularized": (
            {"filters": 2, "kernel_size": 2, "kernel_regularizer": "l2", "activity_regularizer": "l1"},
            normal(2, 2, 3, 1),
        ),
        "one-pixel": ({"filters": 2, "kernel_size": 3, "strides": 2}, values([[[[1.0, -2.0]]]])),
        "initial": (
            {"filters": 2, "kernel_size": 2, "kernel_initializer": "ones"},
            normal(1, 2, 2, 1),
            {},
            ["initial"],
        ),
        "ways": ({"filters": 3, "kernel_size": 2, "strides": 2}, normal(2, 3, 4, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Conv2DTranspose",
    "contraction",
    {
        "no-filters": ({"filters": 0, "kernel_size": 2}, normal(1, 3, 3, 1)),
        "output-padding-of-stride": (
            {"filters": 1, "kernel_size": 3, "strides": 2, "output_padding": 2},
            normal(1, 3, 3, 1),
        ),
        "strides-and-dilation": (
            {"filters": 1, "kernel_size": 3, "strides": 2, "dilation_rate": 2},
            normal(1, 3, 3, 1),
        ),
        "rank-3": ({"filters": 1, "kernel_size": 2}, normal(3, 3, 1)),
        "unknown-padding": ({"filters": 1, "kernel_size": 2, "padding": "full"}, normal(1, 3, 3, 1)),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.Conv3DTranspose",
    "contraction",
    {
        "valid": ({"filters": 2, "kernel_size": [2, 3, 1]}, normal(1, 2, 3, 3, 2)),
        "valid-stride2": ({"filters": 2, "kernel_size": 2, "strides": 2}, normal(1, 2, 3, 2, 2)),
        "same-stride2": ({"filters": 1, "kernel_size": 3, "strides": 2, "padding": "same"}, normal(1, 2, 2, 3, 2)),
        "ways": ({"filters": 1, "kernel_size": 2, "use_bias": False}, normal(1, 2, 2, 2, 1), {}, _ALL),
    },
)
