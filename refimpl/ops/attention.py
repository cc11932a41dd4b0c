"""Attention by scaled products. Spec: keras.ops.dot_product_attention."""

import math

import numpy as np

from refimpl.autodiff import as_operand, op
from refimpl.dtypes import result_type
from refimpl.ops.arrays import cast, getitem, transpose, where
from refimpl.ops.elementwise import logical_and
from refimpl.ops.linalg import matmul
from refimpl.ops.nn import softmax

_HIDDEN = -0.7 * 3.38953e38  # the logit of a place that does not count


def causal(queries, keys):
    """Whether key s may be seen by query t: s <= t. Shapes: -> (queries, keys)."""
    return np.tri(queries, keys, dtype=bool)


def dot_product_attention(
    query, key, value, bias=None, mask=None, scale=None, is_causal=False, flash_attention=None,
    attn_logits_soft_cap=None,
):  # fmt: skip
    """softmax(scale query key^T + bias) value, for each head; ``scale`` is 1 / √H unless given.

    Where ``mask`` is False, and with ``is_causal`` for keys behind the query, the place gets nothing, unless no place
    counts: then all count alike. There may be fewer heads of keys and values, each for a group of queries' heads.
    Shapes: query (batch, T, N, H), key and value (batch, S, K, H) with N a multiple of K; bias and mask broadcast to
    (batch, N, T, S) -> (batch, T, N, H).
    Raises: ValueError for another rank, ``flash_attention=True`` or ``attn_logits_soft_cap``, which are for other
    hardware.
    Source: Vaswani et al. 2017; Ainslie et al. 2023 for groups. Spec: keras.ops.dot_product_attention.
    """
    owner = "dot_product_attention"
    if flash_attention:
        raise ValueError(f"{owner}: flash_attention must be None or False on a CPU, got {flash_attention!r}")
    if attn_logits_soft_cap is not None:
        raise ValueError(f"{owner}: attn_logits_soft_cap must be None on a CPU, got {attn_logits_soft_cap!r}")
    query, key, value = (as_operand(x) for x in (query, key, value))
    if query.ndim != 4:
        raise ValueError(f"{owner}: query must be of rank 4, got shape {tuple(query.shape)}")
    return _attention(query, key, value, bias, mask, scale, is_causal)


@op(operands=5)
def _attention(query, key, value, bias, mask, scale, is_causal):
    dtype = result_type(query.dtype, key.dtype, value.dtype)
    query, key, value = (cast(x, dtype) for x in (query, key, value))
    heads = query.shape[2]
    if heads > key.shape[2] > 1:
        group = np.repeat(np.arange(key.shape[2]), heads // key.shape[2])
        key, value = (getitem(x, (slice(None), slice(None), group)) for x in (key, value))
    logits = matmul(transpose(query, (0, 2, 1, 3)), transpose(key, (0, 2, 3, 1)))
    logits = cast(logits, result_type(dtype, "float32"))
    logits = logits * (1 / math.sqrt(key.shape[-1]) if scale is None else scale)
    if bias is not None:
        logits = logits + cast(bias, logits.dtype)
    counts = cast(mask, "bool") if mask is not None else None
    if is_causal:
        seen = causal(*logits.shape[2:])
        counts = seen if counts is None else logical_and(counts, seen)
    if counts is not None:
        logits = where(counts, logits, _HIDDEN)
    shares = cast(softmax(logits), dtype)
    return transpose(matmul(shares, transpose(value, (0, 2, 1, 3))), (0, 2, 1, 3))


_attention.class_name, _attention.__name__ = "DotProductAttention", "dot_product_attention"
