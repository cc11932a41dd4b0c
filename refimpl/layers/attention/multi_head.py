"""Attention by several heads."""

import math
from string import ascii_lowercase

from refimpl import ops, regularizers
from refimpl.graph import infer
from refimpl.layers.activation import Softmax
from refimpl.layers.einsum_dense import EinsumDense
from refimpl.layers.layer import Layer
from refimpl.layers.regularization import Dropout
from refimpl.ops.attached import masks
from refimpl.ops.attention import causal
from refimpl.serialization import export


@export("keras.layers")
class MultiHeadAttention(Layer):
    """Each head: softmax(q k^T / √key_dim) v, with q, k, v its projections of query, key and value; then all in one.

    The projections are EinsumDense layers named query, key, value and attention_output; with ``use_gate`` the heads'
    answers are multiplied by a sigmoid of a further one. ``key`` is ``value`` unless given. A place counts if the masks
    that came with the tensors, ``value_mask``, ``key_mask``, ``attention_mask`` (batch, T, S), ``use_causal_mask`` (not
    behind the query) and ``sliding_window`` (nearer than this) let it. Dropout works on the shares, in training.
    As in Keras 3.15.1 an explicit ``query_mask`` has no effect, the tensors lose their masks, and where no place counts
    the shares are equal; or zero, if there is dropout, if scores are returned, or if the rank is not 3.
    Shapes: query (batch, T, d), value and key (batch, S, e) -> (batch, T, d), or (batch, T, *output_shape); the scores
    (batch, heads, T, S). There may be further axes; ``attention_axes`` names those over which attention goes, else all.
    Raises: ValueError for sizes below 1, value and key of other lengths, ``flash_attention``.
    Source: Vaswani et al. 2017. Spec: keras.layers.MultiHeadAttention.
    """

    supports_masking = True
    not_in_config = ("output_shape", "flash_attention")

    def __init__(
        self, num_heads, key_dim, value_dim=None, dropout=0.0, use_bias=True, output_shape=None, attention_axes=None,
        sliding_window=None, flash_attention=None, kernel_initializer="glorot_uniform", bias_initializer="zeros",
        kernel_regularizer=None, bias_regularizer=None, activity_regularizer=None, kernel_constraint=None,
        bias_constraint=None, use_gate=False, seed=None, **kwargs,
    ):  # fmt: skip
        owner = "MultiHeadAttention"
        check_size(num_heads, "num_heads", owner)
        check_size(key_dim, "key_dim", owner)
        for argument, value in (("value_dim", value_dim), ("sliding_window", sliding_window)):
            if value is not None:
                check_size(value, argument, owner)
        if attention_axes and not isinstance(attention_axes, (int, list, tuple)):
            raise ValueError(f"{owner}: attention_axes must be an integer or a list of them, got {attention_axes!r}")
        super().__init__(**kwargs)
        self.num_heads, self.key_dim, self.value_dim = num_heads, key_dim, value_dim or key_dim
        self.dropout, self.use_bias, self.use_gate, self.seed = dropout, use_bias, use_gate, seed
        self._output_shape = _sizes(output_shape, owner)
        self.flash_attention = flash_attention
        self.attention_axes = (attention_axes,) if isinstance(attention_axes, int) else attention_axes
        self.sliding_window = sliding_window
        self.configure(
            kernel_initializer=kernel_initializer, bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer, bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint, bias_constraint=bias_constraint,
        )  # fmt: skip
        self._of_projections = regularizers.get(activity_regularizer)  # Keras gives it to them, not to the layer
        if flash_attention and dropout > 0:
            raise ValueError(f"{owner}: dropout must be 0 with flash_attention, got {dropout!r}")

    # -- building

    def build(self, query_shape, value_shape, key_shape=None):
        key_shape = value_shape if key_shape is None else key_shape
        self._check_lengths(value_shape, key_shape)
        heads, rank = self.num_heads, len(value_shape) + 1
        self.query_dense = self._projection("query", query_shape, (heads, self.key_dim))
        self.key_dense = self._projection("key", key_shape, (heads, self.key_dim))
        if self.use_gate:
            self.gate_dense = self._projection("gate", query_shape, (heads, self.value_dim), activation="sigmoid")
        self.value_dense = self._projection("value", value_shape, (heads, self.value_dim))
        axes = range(1, rank - 2) if self.attention_axes is None else self.attention_axes
        self.attention_axes = tuple(a if a >= 0 else rank - 1 + a for a in axes)
        self._dot_product, self._combine, scores_rank = attention_equations(rank, self.attention_axes)
        self._softmax = Softmax(tuple(range(scores_rank))[-len(self.attention_axes) :], dtype=self.dtype_policy)
        self._dropout_layer = Dropout(self.dropout, dtype=self.dtype_policy, seed=self.seed)
        shape = (*query_shape[:-1], heads, self.value_dim)
        self.output_dense = self._projection("attention_output", shape, self._output_shape or query_shape[-1:], bound=2)

    def _projection(self, name, input_shape, sizes, bound=1, activation=None):
        """An EinsumDense from the last ``bound`` axes of its inputs to axes of ``sizes``."""
        free = len(input_shape) - bound
        letters = iter(ascii_lowercase)
        kept, summed, made = ("".join(next(letters) for _ in range(n)) for n in (free, bound, len(sizes)))
        layer = EinsumDense(
            f"{kept}{summed},{summed}{made}->{kept}{made}", (*(None,) * (free - 1), *sizes), activation=activation,
            bias_axes=made if self.use_bias else None, kernel_initializer=self.kernel_initializer.clone(),
            bias_initializer=self.bias_initializer.clone(), kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer, activity_regularizer=self._of_projections,
            kernel_constraint=self.kernel_constraint, bias_constraint=self.bias_constraint, name=name,
            dtype=self.dtype_policy,
        )  # fmt: skip
        layer.build(tuple(input_shape))
        return layer

    def _check_lengths(self, value_shape, key_shape):
        if tuple(value_shape[1:-1]) != tuple(key_shape[1:-1]):
            raise ValueError(
                f"MultiHeadAttention: value and key must have the same places, got shapes {value_shape}, {key_shape}"
            )

    # -- the call

    def call(
        self, query, value, key=None, query_mask=None, value_mask=None, key_mask=None, attention_mask=None,
        return_attention_scores=False, training=None, use_causal_mask=False,
    ):  # fmt: skip
        key = value if key is None else key
        query_mask = masks.recall(query)
        for x in (query, value, key):
            masks.forget(x)
        counts = self._counting(query, value, query_mask, value_mask, key_mask, attention_mask, use_causal_mask)
        gate = self.gate_dense(query) if self.use_gate else None
        output, scores = self._attend(
            self.query_dense(query), self.key_dense(key), self.value_dense(value), counts, training,
            return_attention_scores,
        )  # fmt: skip
        output = self.output_dense(output if gate is None else output * gate)
        if query_mask is not None:
            masks.remember(output, query_mask)
        return (output, scores) if return_attention_scores else output

    def _counting(self, query, value, query_mask, value_mask, key_mask, attention_mask, use_causal_mask):
        """Which places (batch, T, S) count, or None for all."""
        places = query.shape[1], value.shape[1]
        found = []
        if query_mask is not None:
            found.append(ops.expand_dims(ops.cast(query_mask, "bool"), -1))
        found += [ops.expand_dims(ops.cast(m, "bool"), -2) for m in (value_mask, key_mask) if m is not None]
        if use_causal_mask:
            found.append(causal(*places)[None])
        if self.sliding_window is not None:
            found.append(near(*places, self.sliding_window)[None])
        if attention_mask is not None:
            found.append(ops.cast(attention_mask, "bool"))
        if not found:
            return None
        counts = found[0]
        for mask in found[1:]:
            counts = ops.logical_and(counts, mask)
        return counts

    def _attend(self, query, key, value, counts, training, return_scores):
        """(what the heads answer, their shares); in one product for all where the shares are not asked for."""
        scale = 1 / math.sqrt(self.key_dim)
        if counts is not None:
            rank = 2 * len(self.attention_axes) + 2 if query.ndim != 4 else 4
            for _ in range(max(rank, query.ndim) - counts.ndim):
                counts = ops.expand_dims(counts, -2 * len(self.attention_axes) - 1)
        if not self.dropout and not return_scores and query.ndim == 4:
            flash = self.flash_attention or False
            return ops.dot_product_attention(query, key, value, None, counts, scale, flash_attention=flash), None
        scores = self._softmax(ops.einsum(self._dot_product, key, query * query.dtype.type(scale)), mask=counts)
        shares = self._dropout_layer(scores, training=training) if self.dropout else scores
        return ops.einsum(self._combine, shares, value), scores

    # -- shapes and configs

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        self._check_lengths(value_shape, value_shape if key_shape is None else key_shape)
        return (*query_shape[:-1], *(self._output_shape or query_shape[-1:]))

    def compute_output_spec(self, *args, **kwargs):
        if kwargs.get("return_attention_scores"):
            return infer(self._trial_call, args, kwargs)
        return super().compute_output_spec(*args, **kwargs)

    def get_config(self):
        return {
            **super().get_config(), "output_shape": self._output_shape,
            "activity_regularizer": regularizers.serialize(self._of_projections),
        }  # fmt: skip


def check_size(value, argument, owner):
    """Raises: ValueError if ``value`` is no integer above zero."""
    if not isinstance(value, int) or value <= 0:
        raise ValueError(f"{owner}: {argument} must be a positive integer, got {value!r}")


def _sizes(output_shape, owner):
    if not output_shape:
        return output_shape
    try:
        return (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
    except TypeError:
        raise ValueError(f"{owner}: output_shape must be an integer or a list of them, got {output_shape!r}") from None


def attention_equations(rank, axes):
    """The summations of attention over ``axes`` of tensors (batch, ..., heads, dim), and the rank of the scores.

    Rank 4, axis 1: keys and queries "aecd,abcd->acbe", scores and values "acbe,aecd->abcd".
    """
    query = ascii_lowercase[:rank]
    others = iter(ascii_lowercase[rank:])
    key = "".join(next(others) if i in axes else c for i, c in enumerate(query))
    scores = "".join(c for i, c in enumerate(query[:-1]) if i not in axes)
    scores += "".join(query[a] for a in axes) + "".join(key[a] for a in axes)
    return f"{key},{query}->{scores}", f"{scores},{key}->{query}", len(scores)


def near(queries, keys, window):
    """Whether query and key are less than ``window`` places apart."""
    return abs(ops.arange(queries)[:, None] - ops.arange(keys)) < window
