"""What recurrent and attention layers promise beyond their goldens: derivatives of both orders, cells of any make,
masks that travel, gradients in rows, errors that name what came.
"""

import numpy as np
import pytest

import refimpl as keras
from refimpl import layers, ops
from refimpl.autodiff import grad
from refimpl.gradcheck import check_gradient
from refimpl.ops import recurrent
from refimpl.ops.attached import masks

RNG = np.random.default_rng(11)
STEPS, BATCH, UNITS = 5, 3, 4
KEEP = RNG.random((STEPS, BATCH, 1)) < 0.6


def normal(*shape):
    return RNG.standard_normal(shape)


LSTM = (normal(STEPS, BATCH, 4 * UNITS), normal(BATCH, UNITS), normal(BATCH, UNITS), normal(UNITS, 4 * UNITS))
GRU = (normal(STEPS, BATCH, 3 * UNITS), normal(BATCH, UNITS), normal(UNITS, 3 * UNITS), normal(3 * UNITS))


@pytest.mark.parametrize("keep", [None, KEEP], ids=["all", "masked"])
@pytest.mark.parametrize(("fused", "operands"), [(recurrent.lstm, LSTM), (recurrent.gru, GRU)], ids=["lstm", "gru"])
def test_gradients_of_whole_sequences_agree_with_differences_and_so_do_theirs(fused, operands, keep):
    assert check_gradient(lambda *xs: fused(*xs, keep=keep), *operands) < 1e-6
    slope = grad(lambda z: ops.sum(ops.square(fused(z, *operands[1:], keep=keep))))
    assert check_gradient(slope, operands[0]) < 1e-6


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_whole_sequences_are_the_cells_steps(kind):
    settings = {"return_sequences": True, "return_state": True, "dtype": "float64"}
    layer = getattr(layers, kind)(3, **settings)
    x, mask = normal(2, 6, 4), RNG.random((2, 6)) < 0.5
    by_cell = layers.RNN(layer.cell, **settings)(x, mask=mask)
    for a, b in zip(layer(x, mask=mask), by_cell, strict=True):
        np.testing.assert_array_almost_equal_nulp(a.astype(np.float32), b.astype(np.float32), nulp=1)


class Sums:
    """A cell that is no layer: its state is the sum of what it has met."""

    state_size = 3

    def __call__(self, inputs, states):
        return self.call(inputs, states)

    def call(self, inputs, states):
        total = inputs + states[0]
        return 2 * total, total


def test_any_object_can_be_a_cell():
    x = np.arange(12, dtype=np.float32).reshape(1, 4, 3)
    output, state = layers.RNN(Sums(), return_state=True)(x)
    np.testing.assert_array_equal(state, x.sum(1))
    np.testing.assert_array_equal(output, 2 * x.sum(1))


@pytest.mark.parametrize("name", ["GRUCell", "SimpleRNNCell"])
def test_a_lone_state_comes_back_alone(name):
    cell, x, h = getattr(layers, name)(2), normal(1, 3), normal(1, 2)
    assert isinstance(cell(x, h)[1], np.ndarray) and isinstance(cell(x, [h])[1], list)


def test_flash_attention_is_a_setting_like_others_until_it_is_called():
    layer = layers.MultiHeadAttention(1, 2, flash_attention=True)
    with pytest.raises(ValueError, match="flash"):
        layer(normal(1, 2, 3), normal(1, 2, 3))


def test_masks_travel_from_words_to_pooling():
    words = np.array([[3, 1, 0, 0], [2, 2, 2, 2]], np.int32)
    vectors = layers.Embedding(5, 3, mask_zero=True)(words)
    np.testing.assert_array_equal(masks.recall(vectors), words != 0)
    sequence = layers.Bidirectional(layers.GRU(2, return_sequences=True))(vectors)
    np.testing.assert_array_equal(masks.recall(sequence), words != 0)
    assert not sequence[0, 2:].any()
    pooled = layers.GlobalAveragePooling1D()(sequence)
    np.testing.assert_array_almost_equal_nulp(pooled[0], sequence[0, :2].mean(0), nulp=4)
    assert masks.recall(pooled) is None


def test_attention_takes_the_masks_and_hands_on_that_of_the_query():
    words = np.array([[3, 1, 0], [2, 0, 0]], np.int32)
    vectors = layers.Embedding(5, 4, mask_zero=True)(words)
    out, scores = layers.MultiHeadAttention(2, 3)(vectors, vectors, return_attention_scores=True)
    seen = np.broadcast_to(((words != 0)[:, None] & (words != 0)[:, :, None])[:, None], scores.shape)
    assert not scores[~seen].any() and scores[seen].all()
    np.testing.assert_array_equal(masks.recall(out), words != 0)
    assert masks.recall(vectors) is None


def test_dropout_trains_in_a_model_though_the_graph_was_drawn_without():
    model = keras.Sequential([keras.Input((4, 3)), layers.LSTM(6, dropout=0.5, seed=1), layers.Dropout(0.5, seed=2)])
    x = normal(2, 4, 3)
    still = np.asarray(model(x))
    np.testing.assert_array_equal(model(x, training=False), still)
    assert not np.array_equal(model(x, training=True), still)


def test_a_row_that_is_used_more_than_once_is_squared_use_by_use():
    """As TensorFlow hands gradients of tables on, also of a table that two branches share."""
    table = layers.Embedding(3, 1, embeddings_initializer="zeros")
    a, b = keras.Input((3,), dtype="int32"), keras.Input((1,), dtype="int32")
    both = layers.Concatenate(axis=1)([table(a), table(b)])
    model = keras.Model([a, b], ops.sum(both, axis=1))
    model.compile(keras.optimizers.Adam(1.0), "mae")
    model.train_on_batch([np.array([[1, 2, 1]]), np.array([[1]])], np.array([[-1.0]]))
    unused, thrice, once = table.embeddings.numpy()[:, 0]
    assert unused == 0  # and a first step is lr Σ g / √(Σ g²)
    np.testing.assert_array_almost_equal_nulp(thrice / once, np.float32(3 / np.sqrt(3)), nulp=64)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64"])
@pytest.mark.parametrize("name", ["LSTM", "GRU", "SimpleRNN"])
def test_layers_compute_in_their_dtype(name, dtype):
    layer = getattr(layers, name)(3, dtype=dtype, return_state=True, recurrent_initializer="glorot_uniform")
    outputs = layer(normal(2, 4, 3), mask=np.array([[True] * 4, [False] * 4]))
    assert {x.dtype.name for x in outputs} == {dtype}


REFUSED = {
    "units": (lambda: layers.LSTM(0), ["LSTMCell", "units", "0"]),
    "cell": (lambda: layers.RNN(3), ["RNN", "cell", "3"]),
    "cudnn": (lambda: layers.GRU(2, use_cudnn=True)(normal(1, 2, 3)), ["use_cudnn", "auto", "True"]),
    "steps": (lambda: layers.LSTM(2)(np.ones((1, 0, 3))), ["step", "(1, 0, 3)"]),
    "states": (lambda: layers.LSTM(2)(normal(1, 2, 3), initial_state=[np.ones((1, 2))]), ["initial_state", "2", "1"]),
    "state-shape": (
        lambda: layers.GRU(2)(normal(1, 2, 3), initial_state=[np.ones((1, 3))]),
        ["initial_state", "(1, 2)", "(1, 3)"],
    ),
    "mask": (lambda: layers.GRU(2)(normal(1, 2, 3), mask=np.ones((1, 3), bool)), ["mask", "(1, 2)", "(1, 3)"]),
    "batch": (lambda: _stateful(), ["batch size", "2", "3"]),
    "merge-mode": (lambda: layers.Bidirectional(layers.GRU(2), "max"), ["merge_mode", "concat", "'max'"]),
    "direction": (
        lambda: layers.Bidirectional(layers.GRU(2), backward_layer=layers.GRU(2)),
        ["backwards", "False"],
    ),
    "wrapped": (lambda: layers.TimeDistributed(3), ["TimeDistributed", "layer", "3"]),
    "index": (lambda: layers.Embedding(4, 2)(np.array([[1, 4]])), ["indices", "[-4, 4)", "4"]),
    "heads": (lambda: layers.MultiHeadAttention(0, 2), ["num_heads", "0"]),
    "lengths": (
        lambda: layers.MultiHeadAttention(1, 2)(normal(1, 2, 3), normal(1, 3, 3), normal(1, 4, 3)),
        ["value", "key", "(1, 3, 3)", "(1, 4, 3)"],
    ),
    "attention": (lambda: layers.Attention()(normal(1, 2, 3)), ["inputs", "list"]),
    "equation": (lambda: layers.EinsumDense("ab,bc", 3)(normal(1, 2)), ["equation", "'ab,bc'"]),
    "einsum": (lambda: ops.einsum("ij,jk->ik", np.ones((2, 2))), ["einsum", "2", "1"]),
    "axis": (lambda: layers.LayerNormalization(axis=2)(normal(2, 3)), ["axis", "2"]),
    "rows": (lambda: layers.Embedding(0, 2), ["input_dim", "0"]),
}


def _stateful():
    layer = layers.GRU(2, stateful=True)
    layer(normal(2, 2, 3))
    layer(normal(3, 2, 3))


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_with_the_argument_and_what_came(name):
    call, words = REFUSED[name]
    with pytest.raises((ValueError, TypeError, IndexError)) as caught:
        call()
    message = str(caught.value)
    assert all(word in message for word in words), message
    assert "\n" not in message
