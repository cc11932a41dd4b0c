"""Attention without weights, or nearly so."""

from refimpl import ops, random
from refimpl.errors import check_choice
from refimpl.graph import infer
from refimpl.layers.layer import Layer
from refimpl.ops.attention import causal
from refimpl.serialization import export


@export("keras.layers")
class Attention(Layer):
    """softmax(scores) value, with the scores of query and key: q k^T (Luong), or w Σ tanh(q + k) for "concat".

    With ``use_scale`` a weight multiplies the scores, or for "concat" q + k. Inputs are [query, value] or [query,
    value, key]. A place counts where the second of ``mask`` (one for each input) and ``use_causal_mask`` let it;
    where the first is False, the answer is zero. Dropout works on the shares, in training.
    Shapes: query (batch, T, d), value (batch, S, e), key (batch, S, d) -> (batch, T, e); scores (batch, T, S).
    Raises: ValueError for an unknown mode, and for inputs or masks that are no list of two or three.
    Source: Luong et al. 2015. Spec: keras.layers.Attention.
    """

    supports_masking = True

    def __init__(self, use_scale=False, score_mode="dot", dropout=0.0, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.use_scale, self.dropout, self.seed = use_scale, dropout, seed
        if dropout > 0:
            self.seed_generator = random.SeedGenerator(seed)
        self.score_mode = check_choice(score_mode, "score_mode", ("dot", "concat"), type(self).__name__)

    def build(self, input_shape):
        self._check(input_shape)
        self.scale = self.add_weight((), "ones", name="scale") if self.use_scale else None
        concat = self.score_mode == "concat"
        self.concat_score_weight = self.add_weight((), "ones", name="concat_score_weight") if concat else None

    def scores(self, query, key):
        """How well each query (batch, T, d) and key (batch, S, d) go together: (batch, T, S)."""
        if self.score_mode == "dot":
            scores = ops.matmul(query, ops.transpose(key, (*range(key.ndim - 2), key.ndim - 1, key.ndim - 2)))
            return scores if self.scale is None else scores * self.scale
        both = pairs(query, key)
        return self.concat_score_weight * ops.sum(ops.tanh(both if self.scale is None else self.scale * both), -1)

    def call(self, inputs, mask=None, training=False, return_attention_scores=False, use_causal_mask=False):
        self._check(inputs, mask)
        query, value, *key = inputs
        query_mask, value_mask = mask[:2] if mask else (None, None)
        scores = self.scores(query, key[0] if key else value)
        counts = None if value_mask is None else ops.expand_dims(ops.cast(value_mask, "bool"), -2)
        if use_causal_mask:
            seen = causal(*scores.shape[-2:])[None]
            counts = seen if counts is None else ops.logical_and(counts, seen)
        if counts is not None:
            far = 65504.0 if scores.dtype.name == "float16" else 1e9
            scores = ops.where(counts, scores, ops.subtract(scores, far))
        shares = ops.softmax(scores)
        if training and self.dropout > 0:
            shares = random.dropout(shares, self.dropout, seed=self.seed_generator)
        output = ops.matmul(shares, value)
        if query_mask is not None:
            output = ops.where(ops.expand_dims(ops.cast(query_mask, "bool"), -1), output, 0)
        return (output, shares) if return_attention_scores else output

    def _check(self, inputs, mask=None):
        for argument, given in (("inputs", inputs), ("mask", mask)):
            if argument == "mask" and given is None:
                continue
            if not isinstance(given, list) or not 2 <= len(given) <= 3:
                raise ValueError(
                    f"{self.name}: {argument} must be a list for query, value and perhaps key, got {given!r}"
                )

    def compute_mask(self, inputs, mask=None):
        self._check(inputs, mask)
        return mask[0] if mask else None

    def compute_output_shape(self, input_shape):
        return (*input_shape[0][:-1], input_shape[1][-1])

    def compute_output_spec(self, inputs, **settings):
        self._check(inputs, settings.get("mask"))
        if settings.get("return_attention_scores"):
            return infer(self._trial_call, (inputs,), settings)
        return super().compute_output_spec(inputs, **settings)


def pairs(query, key):
    """q + k for each query and key. Shapes: (batch, T, d), (batch, S, d) -> (batch, T, S, d)."""
    return ops.expand_dims(query, -2) + ops.expand_dims(key, -3)


@export("keras.layers")
class AdditiveAttention(Attention):
    """softmax(scores) value, the scores Σ scale tanh(query + key); scale is a weight (d,), or 1. See Attention.

    Source: Bahdanau et al. 2015. Spec: keras.layers.AdditiveAttention.
    """

    def __init__(self, use_scale=True, dropout=0.0, **kwargs):
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    def build(self, input_shape):
        self._check(input_shape)
        shape = (input_shape[0][-1],)
        self.scale = self.add_weight(shape, "glorot_uniform", name="scale") if self.use_scale else None

    def scores(self, query, key):
        together = ops.tanh(pairs(query, key))
        return ops.sum(together if self.scale is None else self.scale * together, -1)

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
