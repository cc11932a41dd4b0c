"""keras.layers on images and batches: Conv2D, pooling, BatchNormalization.

Kills: padding one off or on the wrong side, strides or dilation exchanged between the axes, groups in the wrong
order, channels first handled as last, the divisor n - 1, epsilon outside the root, momentum the wrong way round, the
batch's statistics in inference.
"""

import itertools

import numpy as np

from golden.catalog.draws import distinct, normal, values
from golden.catalog.tables import layers

CASES = layers(
    "keras.layers.Conv2D",
    "contraction",
    {
        **{
            f"{padding}-stride{stride}-kernel{'x'.join(map(str, kernel))}": (
                {"filters": 2, "kernel_size": list(kernel), "strides": stride, "padding": padding},
                normal(2, 5, 6, 2),
            )
            for padding, stride, kernel in itertools.product(("valid", "same"), (1, 2, 3), ((3, 3), (2, 3), (4, 2)))
        },
        **{
            f"{padding}-dilation{'x'.join(map(str, rate))}": (
                {"filters": 2, "kernel_size": [3, 2], "dilation_rate": list(rate), "padding": padding},
                normal(1, 7, 7, 2),
            )
            for padding, rate in itertools.product(("valid", "same"), ((2, 2), (1, 3), (3, 1)))
        },
        "strides-2x1": ({"filters": 2, "kernel_size": 3, "strides": [2, 1], "padding": "same"}, normal(1, 6, 5, 2)),
        "stride-beyond-kernel": ({"filters": 2, "kernel_size": 1, "strides": 3}, normal(1, 7, 7, 2)),
        "groups2": ({"filters": 4, "kernel_size": 3, "groups": 2}, normal(2, 4, 4, 4)),
        "groups3-same-stride2": (
            {"filters": 6, "kernel_size": 2, "groups": 3, "padding": "same", "strides": 2},
            normal(1, 5, 5, 6),
        ),
        "depthwise-by-groups": ({"filters": 3, "kernel_size": 3, "groups": 3, "use_bias": False}, normal(1, 4, 4, 3)),
        "pointwise-relu": ({"filters": 3, "kernel_size": 1, "activation": "relu"}, normal(2, 3, 3, 4)),
        "no-bias": ({"filters": 2, "kernel_size": 2, "use_bias": False}, normal(1, 4, 4, 1)),
        "channels-first": ({"filters": 3, "kernel_size": 3, "data_format": "channels_first"}, normal(1, 2, 5, 6)),
        "channels-first-same-stride2": (
            {"filters": 2, "kernel_size": 3, "data_format": "channels_first", "padding": "same", "strides": 2},
            normal(1, 2, 5, 6),
        ),
        "regularized": (
            {"filters": 2, "kernel_size": 2, "kernel_regularizer": "l2", "activity_regularizer": "l1"},
            normal(2, 4, 4, 1),
        ),
        "whole-image": ({"filters": 2, "kernel_size": [4, 5]}, normal(2, 4, 5, 2)),
        "channels-first-groups": (
            {"filters": 4, "kernel_size": 2, "groups": 2, "data_format": "channels_first"},
            normal(1, 4, 3, 4),
        ),
        "channels-first-no-bias": (
            {"filters": 2, "kernel_size": 2, "use_bias": False, "data_format": "channels_first"},
            normal(1, 2, 3, 4),
        ),
        "channels-first-dilation": (
            {"filters": 2, "kernel_size": 2, "dilation_rate": [2, 1], "data_format": "channels_first"},
            normal(1, 2, 5, 4),
        ),
        "dilation-stride-1": (
            {"filters": 1, "kernel_size": 2, "strides": 1, "dilation_rate": [1, 2]},
            normal(1, 4, 5, 1),
        ),
        "bias-regularized": ({"filters": 2, "kernel_size": 2, "bias_regularizer": "l2"}, normal(1, 3, 3, 1)),
        "activity-of-three": ({"filters": 2, "kernel_size": 1, "activity_regularizer": "l2"}, normal(3, 2, 2, 2)),
        "padding-in-capitals": ({"filters": 2, "kernel_size": 3, "padding": "SAME"}, normal(1, 4, 4, 1)),
    },
)
CASES += layers(
    "keras.layers.Conv2D",
    "contraction",
    {
        "no-filters": ({"filters": 0, "kernel_size": 3}, normal(1, 5, 5, 1)),
        "kernel-of-three": ({"filters": 1, "kernel_size": [3, 3, 3]}, normal(1, 5, 5, 1)),
        "zero-stride": ({"filters": 1, "kernel_size": 3, "strides": [0, 1]}, normal(1, 5, 5, 1)),
        "unknown-padding": ({"filters": 1, "kernel_size": 3, "padding": "full"}, normal(1, 5, 5, 1)),
        "filters-groups": ({"filters": 3, "kernel_size": 3, "groups": 2}, normal(1, 5, 5, 4)),
        "channels-groups": ({"filters": 4, "kernel_size": 3, "groups": 2}, normal(1, 5, 5, 3)),
        "strides-and-dilation": (
            {"filters": 1, "kernel_size": 2, "strides": 2, "dilation_rate": 2},
            normal(1, 7, 7, 1),
        ),
        "kernel-beyond-image": ({"filters": 1, "kernel_size": 6}, normal(1, 5, 5, 1)),
        "rank-3": ({"filters": 1, "kernel_size": 2}, normal(5, 5, 1)),
        "unknown-format": ({"filters": 1, "kernel_size": 2, "data_format": "last"}, normal(1, 5, 5, 1)),
        "no-groups": ({"filters": 1, "kernel_size": 2, "groups": 0}, normal(1, 5, 5, 1)),
        "kernel-beyond-one-side": ({"filters": 1, "kernel_size": [2, 6]}, normal(1, 5, 5, 1)),
        "dilation-beyond-image": ({"filters": 1, "kernel_size": 3, "dilation_rate": 3}, normal(1, 5, 5, 1)),
        "one-stride-and-dilation": (
            {"filters": 1, "kernel_size": 2, "strides": [2, 1], "dilation_rate": [1, 2]},
            normal(1, 7, 7, 1),
        ),
    },
    tags=("error",),
)

CASES += layers(
    "keras.layers.MaxPooling2D",
    "exact",
    {
        "plain": ({}, distinct(2, 4, 6, 2)),
        **{
            f"{padding}-pool{pool}-stride{stride}": (
                {"pool_size": pool, "strides": stride, "padding": padding},
                distinct(1, 5, 7, 2),
            )
            for padding, pool, stride in itertools.product(("valid", "same"), (2, 3), (1, 2, 3))
        },
        "oblong": ({"pool_size": [1, 3], "strides": [2, 1]}, distinct(1, 5, 6, 2)),
        "negative-same": ({"pool_size": 3, "padding": "same"}, normal(1, 5, 5, 1, shift=-20.0)),
        "channels-first": ({"data_format": "channels_first"}, distinct(1, 2, 4, 6)),
        "channels-first-same": (
            {"data_format": "channels_first", "padding": "same", "strides": [1, 2], "pool_size": [2, 3]},
            distinct(1, 2, 3, 6),
        ),
        "whole": ({"pool_size": [3, 4]}, distinct(2, 3, 4, 1)),
        "ties": ({"strides": 1}, values([[[[1.0], [1.0], [0.0]], [[1.0], [1.0], [1.0]], [[0.0], [1.0], [1.0]]]])),
    },
)
CASES += layers(
    "keras.layers.MaxPooling2D",
    "exact",
    {
        "no-pool": ({"pool_size": 0}, normal(1, 4, 4, 1)),
        "rank-3": ({}, normal(4, 4, 1)),
        "unknown-padding": ({"padding": "reflect"}, normal(1, 4, 4, 1)),
        "pool-of-three": ({"pool_size": [2, 2, 2]}, normal(1, 4, 4, 1)),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.GlobalAveragePooling2D",
    "reduction",
    {
        "plain": ({}, normal(2, 3, 4, 3)),
        "kept": ({"keepdims": True}, normal(2, 3, 4, 2)),
        "channels-first": ({"data_format": "channels_first"}, normal(2, 3, 4, 2)),
        "channels-first-kept": ({"data_format": "channels_first", "keepdims": True}, normal(2, 3, 4, 2)),
    },
)
CASES += layers("keras.layers.GlobalAveragePooling2D", "reduction", {"rank-3": ({}, normal(2, 3, 4))}, tags=("error",))

_TRAIN, _INFER = {"training": True}, {"training": False}
_HALF = values([[0.5, -1.25], [2.0, 1.5], [0.25, -0.75]], np.float16)
CASES += layers(
    "keras.layers.BatchNormalization",
    "contraction",
    {
        "training": ({}, normal(6, 3), _TRAIN),
        "inference": ({}, normal(4, 3), _INFER),
        "not-told": ({}, normal(4, 3)),
        "image-training": ({}, normal(2, 3, 3, 2), _TRAIN),
        "image-inference": ({}, normal(2, 3, 3, 2), _INFER),
        "sequence-training": ({"momentum": 0.9}, normal(3, 4, 2), _TRAIN),
        "axis-1-training": ({"axis": 1}, normal(3, 2, 4, 2), _TRAIN),
        "axis-1-inference": ({"axis": 1}, normal(3, 2, 4), _INFER),
        "no-center": ({"center": False}, normal(6, 3), _TRAIN),
        "no-scale": ({"scale": False}, normal(6, 3), _TRAIN),
        "neither": ({"center": False, "scale": False}, normal(6, 3), _TRAIN),
        "epsilon-large": ({"epsilon": 0.5}, normal(6, 3), _TRAIN),
        "epsilon-large-inference": ({"epsilon": 0.5}, normal(6, 3), _INFER),
        "momentum-0.5": ({"momentum": 0.5}, normal(5, 2), _TRAIN),
        "momentum-0": ({"momentum": 0.0}, normal(5, 2), _TRAIN),
        "constant-columns": ({}, values([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]]), _TRAIN),
        "one-row": ({}, normal(1, 3), _TRAIN),
        "far-from-zero": ({}, normal(8, 2, shift=50.0), _TRAIN),
        "frozen": ({"trainable": False}, normal(5, 2), _TRAIN),
        "regularized": ({"gamma_regularizer": "l2", "beta_regularizer": "l1"}, normal(5, 2), _TRAIN),
        "half-training": ({"dtype": "float16"}, _HALF, _TRAIN),
        "half-inference": ({"dtype": "float16"}, _HALF, _INFER),
        "axis-0-training": ({"axis": 0}, normal(3, 5), _TRAIN),
        "axis-from-behind": ({"axis": -2}, normal(2, 3, 4), _TRAIN),
        "momentum-1": ({"momentum": 1.0}, normal(5, 2), _TRAIN),
        "momentum-above-1": ({"momentum": 1.5}, normal(5, 2), _TRAIN),
        "negative-momentum": ({"momentum": -0.5}, normal(5, 2), _TRAIN),
        "initializers": (
            {
                "beta_initializer": "ones",
                "gamma_initializer": "zeros",
                "moving_mean_initializer": "ones",
                "moving_variance_initializer": "zeros",
            },
            normal(5, 2),
            _TRAIN,
        ),
        "masked-inference": (
            {},
            normal(2, 3, 2),
            {**_INFER, "mask": values([[True, True, False], [True, False, False]], bool)},
        ),
        "masked-image": ({}, normal(1, 2, 2, 3), {**_TRAIN, "mask": values([[[True, False], [True, True]]], bool)}),
        "masked-rows": ({}, normal(4, 3), {**_TRAIN, "mask": values([True, False, True, True], bool)}),
        "masked": (
            {},
            normal(2, 3, 2),
            {**_TRAIN, "mask": values([[True, True, False], [True, False, False]], bool)},
        ),
    },
)
CASES += layers(
    "keras.layers.BatchNormalization",
    "contraction",
    {
        "axis-out-of-range": ({"axis": 3}, normal(4, 3)),
        "axis-one-too-far": ({"axis": 2}, normal(4, 3)),
        "axis-below": ({"axis": -3}, normal(4, 3)),
        "axis-text": ({"axis": "last"}, normal(4, 3)),
        "mask-of-full-rank": ({}, normal(2, 3), {**_TRAIN, "mask": values([[True] * 3] * 2, bool)}),
    },
    tags=("error",),
)
