"""keras.layers of attention: MultiHeadAttention, Attention, AdditiveAttention; EinsumDense, of which heads are made.

Kills: a scale left out, queries and keys exchanged, a mask on the wrong axis, shares over the wrong axis, places behind
the query that are seen, weights in another order, a bias that lacks an axis.
"""

import numpy as np
from ml_dtypes import bfloat16

from golden.catalog.draws import normal, values
from golden.catalog.tables import layers

# Heads are a chain of products with a softmax between, whose gradient is a difference: each step carries on the error
# of those before, the more so the larger the scores. So they are judged as iterated.
_ALL = ["unbuilt", "keywords", "restored"]
_Q, _V, _K = normal(2, 3, 4), normal(2, 5, 4), normal(2, 5, 4)
_HEADS = {"num_heads": 2, "key_dim": 3}
_OF_VALUE = values([[True, True, True, False, False], [True, False, True, True, True]], bool)
_PLACES = values(np.arange(15).reshape(3, 5) % 4 != 1, bool)
_ROWS = values(np.stack([np.arange(15).reshape(3, 5) % 4 != 1, np.arange(15).reshape(3, 5) % 3 != 0]), bool)
_HALF_Q, _HALF_V = (values(np.linspace(-1, 1, n * 2).reshape(2, n // 2, 2), bfloat16) for n in (6, 10))
_NONE = values(np.arange(15).reshape(1, 3, 5) > 4, bool)  # no place counts for the first query

CASES = [
    # The bias of the keys moves all scores of a query alike: its gradient is nothing but rounding.
    *layers(
        "keras.layers.MultiHeadAttention",
        "iterated",
        {
            "self": (_HEADS, _Q, {"value": normal(2, 3, 4)}, _ALL),
            "cross": (_HEADS, _Q, {"value": _V}),
            "key": ({**_HEADS, "value_dim": 2}, _Q, {"value": normal(2, 5, 3), "key": normal(2, 5, 6)}),
            "one-head": ({"num_heads": 1, "key_dim": 4}, _Q, {"value": _V}),
            "output-shape": ({**_HEADS, "output_shape": 5}, _Q, {"value": _V}),
            "output-of-two-axes": ({**_HEADS, "output_shape": [2, 3]}, _Q, {"value": _V}),
            "scores": (_HEADS, _Q, {"value": _V, "return_attention_scores": True}),
            "causal": (_HEADS, _Q, {"value": normal(2, 3, 4), "use_causal_mask": True}),
            "causal-scores": (
                _HEADS,
                _Q,
                {"value": normal(2, 3, 4), "use_causal_mask": True, "return_attention_scores": True},
            ),
            "causal-cross": (_HEADS, _Q, {"value": _V, "use_causal_mask": True}),
            "masked": (_HEADS, _Q, {"value": _V, "attention_mask": _ROWS}),
            "masked-alike": (_HEADS, _Q, {"value": _V, "attention_mask": _PLACES}),
            "masked-scores": (_HEADS, _Q, {"value": _V, "attention_mask": _ROWS, "return_attention_scores": True}),
            "masked-heads": (
                _HEADS,
                _Q,
                {"value": _V, "attention_mask": values(np.arange(60).reshape(2, 2, 3, 5) % 7 > 2, bool)},
            ),
            "masked-by-numbers": (_HEADS, _Q, {"value": _V, "attention_mask": values(np.eye(3, 5)[None], np.int32)}),
            "value-mask": (_HEADS, _Q, {"value": _V, "value_mask": _OF_VALUE}),
            "key-mask": (_HEADS, _Q, {"value": _V, "key": _K, "key_mask": _OF_VALUE}),
            "all-masks": (
                _HEADS,
                _Q,
                {
                    "value": _V,
                    "key": _K,
                    "value_mask": _OF_VALUE,
                    "key_mask": values([[True] * 5, [True, True, True, True, False]], bool),
                    "attention_mask": _ROWS,
                    "use_causal_mask": True,
                },
            ),
            "query-mask-without-effect": (
                _HEADS,
                _Q,
                {"value": _V, "query_mask": values([[True, True, False], [True, False, False]], bool)},
            ),
            "nothing-counts": (_HEADS, _Q, {"value": _V, "attention_mask": _NONE}),
            "nothing-counts-scores": (
                _HEADS,
                _Q,
                {"value": _V, "attention_mask": _NONE, "return_attention_scores": True},
            ),
            "sliding-window": ({**_HEADS, "sliding_window": 2}, _Q, {"value": _V}),
            "sliding-causal": (
                {**_HEADS, "sliding_window": 2},
                normal(2, 5, 4),
                {"value": normal(2, 5, 4), "use_causal_mask": True},
            ),
            "gate": ({**_HEADS, "use_gate": True, "value_dim": 2}, _Q, {"value": _V}),
            "images": (_HEADS, normal(1, 2, 3, 4), {"value": normal(1, 2, 3, 4), "return_attention_scores": True}),
            "images-rows": ({**_HEADS, "attention_axes": 1}, normal(1, 3, 2, 4), {"value": normal(1, 4, 2, 4)}),
            "images-columns": (
                {**_HEADS, "attention_axes": [2]},
                normal(1, 2, 3, 4),
                {"value": normal(1, 2, 5, 4), "attention_mask": _PLACES},
            ),
            "last-axis": ({**_HEADS, "attention_axes": [-1]}, normal(1, 2, 3, 4), {"value": normal(1, 2, 3, 4)}),
            "axes-from-behind": ({**_HEADS, "attention_axes": [-2]}, normal(1, 2, 3, 4), {"value": normal(1, 2, 5, 4)}),
            "dropout-not-training": ({**_HEADS, "dropout": 0.5}, _Q, {"value": _V, "attention_mask": _NONE}),
            "regularized": (
                {**_HEADS, "kernel_regularizer": "l2", "bias_regularizer": "l1", "kernel_constraint": "non_neg"},
                _Q,
                {"value": _V},
            ),
            "activity": ({**_HEADS, "activity_regularizer": "l2"}, _Q, {"value": _V}),
            "initial": (
                {**_HEADS, "kernel_initializer": "ones", "bias_initializer": "ones"},
                _Q,
                {"value": _V},
                ["initial"],
            ),
            "half": (
                {**_HEADS, "dtype": "float16"},
                values(np.linspace(-1, 1, 12).reshape(1, 3, 4), np.float16),
                {"value": values(np.linspace(1, -1, 8).reshape(1, 2, 4), np.float16)},
            ),
            "frozen": ({**_HEADS, "trainable": False}, _Q, {"value": _V}),
            "one-place": (_HEADS, normal(1, 1, 2), {"value": normal(1, 1, 2)}),
        },
        more={"left_out": [3]},
    ),
    *layers(
        "keras.layers.MultiHeadAttention",
        "iterated",
        {
            "no-bias": ({**_HEADS, "use_bias": False}, _Q, {"value": _V}),
            "gate-no-bias": ({**_HEADS, "use_gate": True, "use_bias": False}, _Q, {"value": _V}),
        },
    ),
    *layers(
        "keras.layers.MultiHeadAttention",
        "iterated",
        {
            "dropout": (
                {**_HEADS, "dropout": 0.4, "seed": 21, "use_bias": False},
                _Q,
                {"value": _V, "training": True, "return_attention_scores": True},
            ),
            "dropout-causal": (
                {**_HEADS, "dropout": 0.4, "seed": 22, "use_bias": False},
                _Q,
                {"value": normal(2, 3, 4), "training": True, "use_causal_mask": True},
            ),
        },
        tags=("seed-exact",),
    ),
    *layers(
        "keras.layers.MultiHeadAttention",
        "exact",
        {
            "no-heads": ({"num_heads": 0, "key_dim": 3}, _Q, {"value": _V}),
            "fractional-heads": ({"num_heads": 1.5, "key_dim": 3}, _Q, {"value": _V}),
            "no-key-dim": ({"num_heads": 2, "key_dim": -1}, _Q, {"value": _V}),
            "no-value-dim": ({**_HEADS, "value_dim": 0}, _Q, {"value": _V}),
            "no-window": ({**_HEADS, "sliding_window": 0}, _Q, {"value": _V}),
            "axes-of-text": ({**_HEADS, "attention_axes": "1"}, _Q, {"value": _V}),
            "flash": ({**_HEADS, "flash_attention": True}, _Q, {"value": _V}),
            "flash-and-dropout": ({**_HEADS, "flash_attention": True, "dropout": 0.5}, _Q, {"value": _V}),
            "no-value": (_HEADS, _Q),
            "lengths-differ": (_HEADS, _Q, {"value": _V, "key": normal(2, 4, 4)}),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.Attention",
        "contraction",
        {
            "plain": ({}, [_Q, _V], {}, _ALL),
            "key": ({}, [_Q, normal(2, 5, 3), _K]),
            "scaled": ({"use_scale": True}, [_Q, _V], {}, ["initial"]),
            "concat": ({"score_mode": "concat"}, [_Q, _V]),
            "concat-scaled": ({"score_mode": "concat", "use_scale": True}, [_Q, _V, _K], {}, ["initial"]),
            "scores": ({}, [_Q, _V], {"return_attention_scores": True}),
            "causal": ({}, [_Q, _V], {"use_causal_mask": True}),
            "value-mask": ({}, [_Q, _V], {"mask": [None, _OF_VALUE]}, ["mask"]),
            "query-mask": (
                {},
                [_Q, _V],
                {"mask": [values([[True, False, True], [False, True, True]], bool), None]},
                ["mask"],
            ),
            "both-masks-causal": (
                {"use_scale": True},
                [_Q, _V, _K],
                {
                    "mask": [values([[True, False, True], [False, True, True]], bool), _OF_VALUE],
                    "use_causal_mask": True,
                    "return_attention_scores": True,
                },
            ),
            "nothing-counts": ({}, [_Q, _V], {"mask": [None, values([[False] * 5, [True] * 5], bool)]}),
            "four-axes": ({}, [normal(1, 2, 3, 4), normal(1, 2, 5, 4)]),
            "half": (
                {"dtype": "float16"},
                [
                    values(np.linspace(-1, 1, 6).reshape(1, 3, 2), np.float16),
                    values([[[1.0, 0.5], [-0.5, 2.0]]], np.float16),
                ],
                {"use_causal_mask": True},
            ),
            "half-masked": (
                {"dtype": "bfloat16"},
                [_HALF_Q, _HALF_V],
                {"mask": [None, _OF_VALUE], "use_causal_mask": True},
            ),
            "dropout-not-training": ({"dropout": 0.5}, [_Q, _V]),
            "training-without-dropout": ({}, [_Q, _V], {"training": True}),
        },
    ),
    *layers(
        "keras.layers.AdditiveAttention",
        "contraction",
        {"half-masked": ({"dtype": "bfloat16"}, [_HALF_Q, _HALF_V], {"mask": [None, _OF_VALUE]})},
    ),
    *layers(
        "keras.layers.Attention",
        "contraction",
        {"dropout": ({"dropout": 0.5, "seed": 23}, [_Q, _V], {"training": True, "return_attention_scores": True})},
        tags=("seed-exact",),
    ),
    *layers(
        "keras.layers.Attention",
        "exact",
        {
            "unknown-mode": ({"score_mode": "cosine"}, [_Q, _V]),
            "one-input": ({}, _Q),
            "list-of-one": ({}, [_Q]),
            "four-inputs": ({}, [_Q, _V, _K, _K]),
            "mask-not-a-list": ({}, [_Q, _V], {"mask": _OF_VALUE}),
            "masks-of-one": ({}, [_Q, _V], {"mask": [_OF_VALUE]}),
        },
        tags=("error",),
    ),
    *layers(
        "keras.layers.AdditiveAttention",
        "contraction",
        {
            "plain": ({}, [_Q, _V], {}, _ALL),
            "unscaled": ({"use_scale": False}, [_Q, _V, _K]),
            "masked": ({}, [_Q, _V], {"mask": [None, _OF_VALUE], "return_attention_scores": True}, ["mask"]),
            "causal": ({}, [_Q, _V], {"use_causal_mask": True}),
        },
    ),
    *layers("keras.layers.AdditiveAttention", "exact", {"one-input": ({}, _Q)}, tags=("error",)),
    *layers(
        "keras.layers.EinsumDense",
        "contraction",
        {
            "dense": ({"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "c"}, normal(4, 5), {}, _ALL),
            "no-bias": ({"equation": "ab,bc->ac", "output_shape": 3, "activation": "tanh"}, normal(4, 5)),
            "sequence": ({"equation": "abc,cd->abd", "output_shape": [None, 3], "bias_axes": "d"}, normal(2, 3, 4)),
            "sequence-sized": ({"equation": "abc,cd->abd", "output_shape": [3, 2], "bias_axes": "bd"}, normal(2, 3, 4)),
            "heads": (
                {"equation": "abc,cde->abde", "output_shape": [None, 2, 3], "bias_axes": "de"},
                normal(2, 3, 4),
            ),
            "heads-joined": (
                {"equation": "abcd,cde->abe", "output_shape": [None, 5], "bias_axes": "e"},
                normal(2, 3, 2, 4),
            ),
            "first-elided": ({"equation": "...x,xy->...y", "output_shape": 3, "bias_axes": "y"}, normal(2, 3, 4)),
            "last-elided": ({"equation": "ab...,bc->ac...", "output_shape": 5, "bias_axes": "c"}, normal(2, 4, 3)),
            "bias-of-a-middle-axis": (
                {"equation": "abc,cd->abd", "output_shape": [3, 2], "bias_axes": "b"},
                normal(2, 3, 4),
            ),
            "transposed": ({"equation": "abc,bd->acd", "output_shape": [4, 2]}, normal(2, 3, 4)),
            "regularized": (
                {
                    "equation": "ab,bc->ac",
                    "output_shape": 3,
                    "bias_axes": "c",
                    "kernel_regularizer": "l2",
                    "bias_regularizer": "l1",
                    "activity_regularizer": "l2",
                    "kernel_constraint": "unit_norm",
                },
                normal(4, 5),
            ),
            "half": (
                {"equation": "ab,bc->ac", "output_shape": 2, "dtype": "float16"},
                values([[0.5, -1.25, 2.0]], np.float16),
            ),
        },
    ),
    *layers(
        "keras.layers.EinsumDense",
        "contraction",
        {
            "drawn": (
                {
                    "equation": "abc,cde->abde",
                    "output_shape": [None, 2, 3],
                    "kernel_initializer": {"keras": "keras.initializers.GlorotUniform", "config": {"seed": 24}},
                },
                normal(2, 3, 4),
                {},
                ["initial"],
            ),
        },
        tags=("seed-exact",),
    ),
    *layers(
        "keras.layers.EinsumDense",
        "exact",
        {
            "no-arrow": ({"equation": "ab,bc", "output_shape": 3}, normal(4, 5)),
            "sizes-differ": ({"equation": "abc,cd->abd", "output_shape": [4, 3]}, normal(2, 3, 4)),
            "unknown-output": ({"equation": "ab,bc->ad", "output_shape": 3}, normal(4, 5)),
            "unknown-kernel": ({"equation": "ab,bcx->ac", "output_shape": 3}, normal(4, 5)),
            "unknown-bias": ({"equation": "ab,bc->ac", "output_shape": 3, "bias_axes": "x"}, normal(4, 5)),
        },
        tags=("error",),
    ),
]
