"""keras.layers: Dense, Activation, Flatten, Dropout, merging, activations as layers.

Kills: kernel or bias left out or transposed, an activation before the bias, a regularizer counted twice, dropout not
scaled or active in inference, the wrong axis joined.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import layers

L2 = {"keras": "keras.regularizers.L2", "config": {"l2": 0.1}}
HALF = values([[0.5, -1.25, 2.0], [1.5, 0.25, -0.75]], np.float16)

CASES = [
    *layers(
        "keras.layers.Dense",
        "contraction",
        {
            "plain": ({"units": 3}, normal(4, 5)),
            "relu": ({"units": 3, "activation": "relu"}, normal(4, 5)),
            "softmax": ({"units": 4, "activation": "softmax"}, normal(3, 5)),
            "tanh-no-bias": ({"units": 3, "activation": "tanh", "use_bias": False}, normal(4, 5)),
            "rank-3": ({"units": 2}, normal(2, 3, 4)),
            "rank-4-sigmoid": ({"units": 2, "activation": "sigmoid"}, normal(2, 2, 3, 2)),
            "kernel-regularizer": ({"units": 3, "kernel_regularizer": "l2"}, normal(2, 4)),
            "bias-and-activity-regularizers": (
                {"units": 3, "bias_regularizer": "l1", "activity_regularizer": "l2"},
                normal(5, 4),
            ),
            "regularizer-object": ({"units": 2, "kernel_regularizer": L2}, normal(2, 3)),
            "initializers": (
                {"units": 2, "kernel_initializer": "he_normal", "bias_initializer": "ones", "name": "initialized"},
                normal(2, 3),
            ),
            "constraint": ({"units": 2, "kernel_constraint": "non_neg"}, normal(2, 3)),
            "one-by-one": ({"units": 1}, normal(1, 1)),
            "integer-inputs": ({"units": 2}, integers(3, 4, low=-3, high=4, dtype=np.int32)),
            "frozen": ({"units": 2, "trainable": False}, normal(2, 3)),
            "training": ({"units": 2}, normal(2, 3), {"training": True}),
            "no-training": ({"units": 2}, normal(2, 3), {"training": False}),
            "half": ({"units": 2, "dtype": "float16"}, HALF),
            "float-inputs-kept": ({"units": 2, "autocast": False}, normal(2, 3)),
            "bias-constraint": ({"units": 2, "bias_constraint": "max_norm", "bias_initializer": "ones"}, normal(2, 3)),
            "activity-of-no-samples": ({"units": 2, "activity_regularizer": "l1"}, normal(0, 4)),
            "activity-of-rank-3": ({"units": 2, "activity_regularizer": "l1"}, normal(2, 3, 4)),
            "frozen-regularized": ({"units": 2, "trainable": False, "kernel_regularizer": "l2"}, normal(2, 3)),
            "all-regularizers": (
                {"units": 2, "kernel_regularizer": "l1", "bias_regularizer": "l2", "activity_regularizer": "l1"},
                normal(3, 4),
            ),
            "input-shape-given": ({"units": 2, "input_shape": [3]}, normal(2, 3)),
            "input-dim-given": ({"units": 2, "input_dim": 3}, normal(2, 3)),
        },
    ),
    *layers(
        "keras.layers.Dense",
        "contraction",
        {
            "negative-units": ({"units": -1}, normal(2, 3)),
            "zero-units": ({"units": 0}, normal(2, 3)),
            "fractional-units": ({"units": 2.5}, normal(2, 3)),
            "unknown-activation": ({"units": 2, "activation": "rellu"}, normal(2, 3)),
            "unknown-initializer": ({"units": 2, "kernel_initializer": "glorot"}, normal(2, 3)),
            "unknown-argument": ({"units": 2, "unit": 3}, normal(2, 3)),
            "vector-input": ({"units": 2}, normal(3)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Activation",
        "transcendental",
        {
            name.replace("_", "-"): ({"activation": name}, normal(3, 4, scale=2.0))
            for name in ("relu", "tanh", "softplus", "gelu", "hard_sigmoid", "linear")
        },
    ),
    *layers("keras.layers.Activation", "contraction", {"softmax": ({"activation": "softmax"}, normal(3, 4))}),
    *layers("keras.layers.Activation", "exact", {"unknown": ({"activation": "reluu"}, normal(2))}, tags=("error",)),
    *layers(
        "keras.layers.ReLU",
        "elementwise",
        {
            "plain": ({}, normal(3, 5)),
            "capped": ({"max_value": 0.75}, normal(3, 5)),
            "leaky": ({"negative_slope": 0.25}, normal(3, 5)),
            "threshold": ({"threshold": 0.5}, normal(3, 5)),
            "all-three": ({"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.25}, normal(4, 5, scale=2.0)),
            "kink": ({}, values([[0.0, -0.0, 1.0, -1.0]])),
            "cap-0": ({"max_value": 0.0}, normal(3, 5)),
            "slope-1": ({"negative_slope": 1.0}, normal(3, 5)),
            "named": ({"name": "mine"}, normal(3, 5)),
        },
    ),
    *layers(
        "keras.layers.ReLU",
        "exact",
        {
            "negative-cap": ({"max_value": -1.0}, normal(2, 2)),
            "negative-slope": ({"negative_slope": -0.1}, normal(2, 2)),
            "negative-threshold": ({"threshold": -0.5}, normal(2, 2)),
            "no-slope": ({"negative_slope": None}, normal(2, 2)),
            "no-threshold": ({"threshold": None}, normal(2, 2)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Softmax",
        "contraction",
        {
            "rows": ({}, normal(3, 4)),
            "three-axes": ({}, normal(2, 3, 4)),
            "first-axis": ({"axis": 1}, normal(2, 3, 4)),
            "two-axes": ({"axis": [1, 2]}, normal(2, 3, 4)),
            "half-masked": (
                {"dtype": "float16"},
                HALF,
                {"mask": values([[True, True, False], [True, False, False]], bool)},
            ),
            "masked": (
                {},
                normal(3, 4),
                {"mask": values([[True, True, False, True], [True, False, False, False], [True] * 4], bool)},
            ),
        },
    ),
    *layers(
        "keras.layers.Flatten",
        "exact",
        {
            "image": ({}, normal(2, 2, 3, 2)),
            "channels-first": ({"data_format": "channels_first"}, normal(2, 3, 2, 2)),
            "vector": ({}, normal(3)),
            "matrix": ({}, normal(3, 4)),
            "integers": ({}, integers(2, 2, 2, low=0, high=9)),
            "channels-first-volume": ({"data_format": "channels_first"}, normal(2, 3, 2, 2, 2)),
            "channels-first-matrix": ({"data_format": "channels_first"}, normal(2, 3)),
            "channels-first-vector": ({"data_format": "channels_first"}, normal(3)),
        },
    ),
    *layers(
        "keras.layers.Flatten",
        "exact",
        {"unknown-format": ({"data_format": "first"}, normal(2, 2, 2))},
        tags=("error",),
    ),
    *layers(
        "keras.layers.Dropout",
        "exact",
        {
            "inference": ({"rate": 0.5}, normal(3, 4), {"training": False}),
            "not-told": ({"rate": 0.5, "seed": 1}, normal(3, 4)),
            "rate-0-training": ({"rate": 0}, normal(3, 4), {"training": True}),
            "rate-1-inference": ({"rate": 1.0}, normal(3, 4), {"training": False}),
        },
    ),
    *layers(
        "keras.layers.Dropout",
        "elementwise",
        {
            "rate-half": ({"rate": 0.5, "seed": 7}, normal(6, 7), {"training": True}),
            "rate-0.2": ({"rate": 0.2, "seed": 3}, normal(5, 8), {"training": True}),
            "columns": ({"rate": 0.4, "seed": 11, "noise_shape": [1, 8]}, normal(4, 8), {"training": True}),
            "rows": ({"rate": 0.4, "seed": 12, "noise_shape": [None, 1]}, normal(8, 3), {"training": True}),
        },
        tags=("seed-exact",),
    ),
    *layers(
        "keras.layers.Dropout",
        "exact",
        {
            "rate-above-1": ({"rate": 1.5}, normal(2, 2)),
            "negative-rate": ({"rate": -0.1}, normal(2, 2)),
            "text-rate": ({"rate": "half"}, normal(2, 2)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Add",
        "elementwise",
        {
            "two": ({}, [normal(3, 4), normal(3, 4)]),
            "three": ({}, [normal(2, 3), normal(2, 3), normal(2, 3)]),
            "broadcast": ({}, [normal(2, 1, 3), normal(2, 4, 1)]),
            "list-of-one": ({}, [normal(2, 3)]),
            "lower-rank": ({}, [normal(2, 4, 3), normal(2, 3)]),
            "lower-rank-first": ({}, [normal(2, 3), normal(2, 4, 3)]),
            "two-ranks-lower": ({}, [normal(2, 3), normal(2, 4, 1, 3), normal(2, 5, 3)]),
            "integers": ({}, [integers(2, 3, low=0, high=9), integers(2, 3, low=0, high=9)]),
        },
    ),
    *layers(
        "keras.layers.Add",
        "exact",
        {
            "one-input": ({}, normal(2, 3)),
            "no-broadcast": ({}, [normal(2, 3), normal(2, 4)]),
            "batches-differ": ({}, [normal(2, 3), normal(1, 3)]),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Concatenate",
        "exact",
        {
            "last": ({}, [normal(3, 2), normal(3, 4)]),
            "axis-1": ({"axis": 1}, [normal(2, 2, 3), normal(2, 1, 3), normal(2, 3, 3)]),
            "images": ({"axis": 3}, [normal(1, 2, 2, 1), normal(1, 2, 2, 2)]),
            "axis-from-behind": ({"axis": -2}, [normal(2, 2, 3), normal(2, 1, 3)]),
            "list-of-one": ({}, [normal(2, 3)]),
            "rows": ({"axis": 0}, [normal(2, 3), normal(1, 3)]),
        },
    ),
    *layers(
        "keras.layers.Concatenate",
        "exact",
        {
            "one-input": ({}, normal(2, 3)),
            "sizes-differ": ({}, [normal(2, 3, 2), normal(2, 4, 3)]),
            "ranks-differ": ({}, [normal(2, 3), normal(2, 3, 3)]),
            "axis-out-of-range": ({"axis": 2}, [normal(2, 3), normal(2, 3)]),
        },
        tags=("error",),
    ),
]
