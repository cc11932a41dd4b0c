"""keras.layers: Embedding, pooling over steps, normalization of each sample.

Kills: rows that are not added up where a number comes twice, a mask turned about, masked steps in a mean or in its
count, statistics over the wrong axes, epsilon outside the root, gamma and beta exchanged.
"""

import numpy as np

from golden.catalog.draws import distinct, integers, normal, values
from golden.catalog.tables import layers

_ALL = ["unbuilt", "keywords", "restored"]
_TOKENS = values([[1, 0, 3, 3], [2, 2, 2, 0]], np.int32)
_SIZES = {"input_dim": 5, "output_dim": 3}
_STEPS = values([[True, True, False, True], [False, True, True, False]], bool)
_ENDS = values([[True, True, True, False], [True, False, False, False]], bool)

CASES = [
    *layers(
        "keras.layers.Embedding",
        "exact",
        {
            "plain": (_SIZES, _TOKENS, {}, [*_ALL, "mask"]),
            "mask-zero": ({**_SIZES, "mask_zero": True}, _TOKENS, {}, ["mask"]),
            "vector": (_SIZES, values([4, 0, 4], np.int32)),
            "rank-3": (_SIZES, integers(2, 2, 3, high=5)),
            "int64": (_SIZES, values([[1, 4]], np.int64)),
            "bytes": (_SIZES, values([[1, 4]], np.uint8)),
            "floats": (_SIZES, values([[1.0, 2.9], [0.2, -0.9]])),
            "booleans": (_SIZES, values([[True, False]], bool)),
            "negative": (_SIZES, values([[-1, -5], [2, -3]], np.int32)),
            "no-tokens": (_SIZES, values(np.zeros((2, 0)), np.int32)),
            "one-row": ({"input_dim": 1, "output_dim": 1}, values([[0, 0]], np.int32)),
            "constrained": ({**_SIZES, "embeddings_constraint": "unit_norm"}, _TOKENS),
            "ones": ({**_SIZES, "embeddings_initializer": "ones"}, _TOKENS, {}, ["initial"]),
            "half": ({**_SIZES, "dtype": "float16"}, _TOKENS),
            "frozen": ({**_SIZES, "trainable": False}, _TOKENS),
        },
    ),
    *layers(
        "keras.layers.Embedding",
        "reduction",
        {"regularized": ({**_SIZES, "embeddings_regularizer": "l2"}, _TOKENS)},
    ),
    *layers(
        "keras.layers.Embedding",
        "exact",
        {
            "too-large": (_SIZES, values([[0, 5]], np.int32)),
            "too-negative": (_SIZES, values([[-6]], np.int32)),
            "no-rows": ({"input_dim": 0, "output_dim": 3}, _TOKENS),
            "negative-columns": ({"input_dim": 5, "output_dim": -3}, _TOKENS),
            "fractional-rows": ({"input_dim": 2.5, "output_dim": 3}, _TOKENS),
            "unknown-initializer": ({**_SIZES, "embeddings_initializer": "unifrom"}, _TOKENS),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.GlobalAveragePooling1D",
        "reduction",
        {
            "plain": ({}, normal(2, 4, 3), {}, [*_ALL, "mask"]),
            "channels-first": ({"data_format": "channels_first"}, normal(2, 3, 4)),
            "keepdims": ({"keepdims": True}, normal(2, 4, 3)),
            "keepdims-first": ({"keepdims": True, "data_format": "channels_first"}, normal(2, 3, 4)),
            "masked": ({}, normal(2, 4, 3), {"mask": _STEPS}, ["mask"]),
            "masked-first": ({"data_format": "channels_first"}, normal(2, 3, 4), {"mask": _STEPS}),
            "masked-keepdims": ({"keepdims": True}, normal(2, 4, 3), {"mask": _ENDS}),
            "masked-by-floats": ({}, normal(2, 4, 3), {"mask": values([[1, 0, 0, 1], [0, 1, 1, 1]])}),
            "nothing-counts": ({}, normal(2, 2, 3), {"mask": values([[True, False], [False, False]], bool)}),
            "half": ({"dtype": "float16"}, values([[[0.5, 1.5], [2.0, -1.0], [0.25, 0.5]]], np.float16)),
            "integers": ({}, integers(2, 4, 3, high=9)),
        },
    ),
    *layers(
        "keras.layers.GlobalMaxPooling1D",
        "exact",
        {
            "plain": ({}, distinct(2, 4, 3), {}, _ALL),
            "channels-first": ({"data_format": "channels_first"}, distinct(2, 3, 4)),
            "keepdims": ({"keepdims": True}, distinct(2, 4, 3)),
            "integers": ({}, integers(2, 4, 3, high=9)),
            "equal": ({}, values([[[1.0, 2.0], [1.0, 0.0], [1.0, 2.0]]])),
        },
    ),
    *layers(
        "keras.layers.LayerNormalization",
        "contraction",
        {
            "plain": ({}, normal(4, 5), {}, [*_ALL, "initial"]),
            "rank-3": ({}, normal(2, 3, 4)),
            "middle": ({"axis": 1}, normal(2, 3, 4)),
            "two-axes": ({"axis": [1, 2]}, normal(2, 3, 4)),
            "two-axes-turned": ({"axis": [2, 1]}, normal(2, 3, 4)),
            "from-behind": ({"axis": [-2, -1]}, normal(2, 3, 4)),
            "no-scale": ({"scale": False}, normal(4, 5)),
            "no-center": ({"center": False}, normal(4, 5)),
            "bare": ({"center": False, "scale": False}, normal(4, 5)),
            "epsilon": ({"epsilon": 0.5}, normal(4, 5)),
            "constant": ({}, values([[2.0, 2.0, 2.0], [1.0, 2.0, 3.0]])),
            "one-feature": ({}, normal(3, 1)),
            "regularized": (
                {"gamma_regularizer": "l2", "beta_regularizer": "l1", "gamma_constraint": "non_neg"},
                normal(2, 3),
            ),
            "initializers": (
                {"gamma_initializer": "zeros", "beta_initializer": "ones", "beta_constraint": "max_norm"},
                normal(2, 3),
                {},
                ["initial"],
            ),
            "rms-scaling": ({"rms_scaling": True}, normal(4, 5)),
            "half": ({"dtype": "float16"}, values([[0.5, -1.5, 2.0, 0.25], [1.0, 0.0, -0.5, 3.0]], np.float16)),
            "doubles": ({}, values([[0.5, -1.5, 2.0], [1.0, 0.0, -0.5]], np.float64)),
        },
    ),
    *layers(
        "keras.layers.LayerNormalization",
        "exact",
        {
            "axis-out-of-range": ({"axis": 2}, normal(2, 3)),
            "axis-of-text": ({"axis": "last"}, normal(2, 3)),
            "no-axis": ({"axis": None}, normal(2, 3)),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.RMSNormalization",
        "contraction",
        {
            "plain": ({}, normal(4, 5), {}, _ALL),
            "rank-3": ({}, normal(2, 3, 4)),
            "two-axes": ({"axis": [-2, -1]}, normal(2, 3, 4)),
            "epsilon": ({"epsilon": 0.5}, normal(4, 5)),
            "zeros": ({}, values([[0.0, 0.0], [1.0, 2.0]])),
            "half": ({"dtype": "float16"}, values([[0.5, -1.5, 2.0, 0.25]], np.float16)),
        },
    ),
    *layers(
        "keras.layers.RMSNormalization", "exact", {"axis-out-of-range": ({"axis": 2}, normal(2, 3))}, tags=("error",)
    ),
]
