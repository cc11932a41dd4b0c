"""Models of sequences, trained: a classifier with an LSTM, an attention block, a bidirectional GRU on words, and more.

Weights are stored and nothing is shuffled. Losses of every step, final weights, predictions, summaries, configs.
"""

import numpy as np

from golden.catalog.draws import Draw, integers, normal, one_hot
from golden.catalog.tables import case


def _do(action, **arguments):
    return {"do": action, **arguments}


def _layer(kind, /, **config):
    return [f"keras.layers.{kind}", config]


def _node(name, kind, inputs, arguments=None, **config):
    node = {"name": name, "symbol": f"keras.layers.{kind}", "config": config, "inputs": inputs}
    return {**node, "arguments": arguments} if arguments else node


def _input(name, *shape, **config):
    return {"name": name, "symbol": "keras.Input", "config": {"shape": list(shape), **config}}


def _tokens(samples, steps, words):
    """Sentences of unequal length: whole numbers from 1, zeros behind them."""

    def make(rng):
        lengths = rng.integers(1, steps + 1, (samples, 1))
        return np.where(np.arange(steps) < lengths, rng.integers(1, words, (samples, steps)), 0).astype(np.int32)

    return Draw(make)


def _trained(
    symbol, slug, build, x, y, loss, *, optimizer="adam", metrics=(), epochs=2, inputs=1, left_out=(), tags=()
):
    """A model that is described, trained with a ragged last batch, and asked for its predictions and weights."""
    x = list(x) if inputs > 1 else x
    actions = [
        _do("summary"),
        _do("config"),
        _do("compile", optimizer=optimizer, loss=loss, metrics=list(metrics)),
        _do("fit", x=x, y=y, batch_size=4, epochs=epochs, shuffle=False),
        _do("predict", x=x),
        _do("weights", left_out=list(left_out)) if left_out else _do("weights"),
    ]
    names = [f"x{i}" for i in range(inputs)] + ["y"] + [f"p{i}" for i in range(inputs)]
    made = case(symbol, "model", "iterated", slug, {"build": build, "actions": actions}, tags, names)
    return _once(made, inputs)


def _once(made, inputs):
    """The case with its inputs stored once, for training and prediction."""
    same = {f"p{i}": f"x{i}" for i in range(inputs)}

    def rename(value):
        if isinstance(value, dict):
            return {k: same.get(v, v) if k == "tensor" else rename(v) for k, v in value.items()}
        return [rename(v) for v in value] if isinstance(value, list) else value

    kept = {name: array for name, array in made.tensors.items() if name not in same}
    return type(made)(made.id, made.kind, made.symbol, rename(made.spec), kept, made.op_class, made.tags)


_CLASSIFIER = {
    "sequential": [
        ["keras.Input", {"shape": [6, 3]}],
        _layer("LSTM", units=5),
        _layer("Dense", units=3, activation="softmax"),
    ]
}
_STACKED = {
    "sequential": [
        ["keras.Input", {"shape": [None, 2]}],
        _layer("Masking"),
        _layer("LSTM", units=4, return_sequences=True),
        _layer("GRU", units=3, reset_after=False),
        _layer("Dense", units=1),
    ]
}
_WORDS = {
    "sequential": [
        ["keras.Input", {"shape": [7], "dtype": "int32"}],
        _layer("Embedding", input_dim=9, output_dim=4, mask_zero=True),
        _layer(
            "Bidirectional",
            layer={"keras": "keras.layers.GRU", "config": {"units": 3, "return_sequences": True, "name": "gru"}},
        ),
        _layer("GlobalAveragePooling1D"),
        _layer("Dense", units=1, activation="sigmoid"),
    ]
}
_BLOCK = {
    "functional": [
        _input("x", 5, 6),
        _node("attention", "MultiHeadAttention", ["x"], {"value": "x"}, num_heads=2, key_dim=3),
        _node("sum", "Add", ["x", "attention"]),
        _node("norm", "LayerNormalization", ["sum"]),
        _node("wide", "Dense", ["norm"], units=8, activation="relu"),
        _node("narrow", "Dense", ["wide"], units=6),
        _node("sum2", "Add", ["norm", "narrow"]),
        _node("norm2", "LayerNormalization", ["sum2"], epsilon=1e-6),
        _node("pool", "GlobalAveragePooling1D", ["norm2"]),
        _node("out", "Dense", ["pool"], units=3),
    ],
    "outputs": ["out"],
}
_MASKED_BLOCK = {
    "functional": [
        _input("words", 5, dtype="int32"),
        _node("vectors", "Embedding", ["words"], input_dim=8, output_dim=4, mask_zero=True),
        _node("attention", "MultiHeadAttention", ["vectors"], {"value": "vectors"}, num_heads=2, key_dim=2),
        _node("norm", "LayerNormalization", ["attention"]),
        _node("pool", "GlobalAveragePooling1D", ["norm"]),
        _node("out", "Dense", ["pool"], units=1),
    ],
    "outputs": ["out"],
}
_TRANSLATOR = {
    "functional": [
        _input("source", 4, 3),
        _input("target", 5, 2),
        _node("encoder", "LSTM", ["source"], units=3, return_state=True),
        _node(
            "decoder",
            "LSTM",
            ["target"],
            {"initial_state": ["encoder.1", "encoder.2"]},
            units=3,
            return_sequences=True,
        ),
        _node("attended", "Attention", ["decoder", "source"], use_scale=True),
        _node("joined", "Concatenate", ["decoder", "attended"]),
        _node("out", "TimeDistributed", ["joined"], layer={"keras": "keras.layers.Dense", "config": {"units": 2}}),
    ],
    "outputs": ["out"],
}
_EINSUM = {
    "functional": [
        _input("x", 3, 4),
        _node("heads", "EinsumDense", ["x"], equation="abc,cde->abde", output_shape=[None, 2, 3], bias_axes="de"),
        _node("joined", "EinsumDense", ["heads"], equation="abde,dec->abc", output_shape=[None, 2], bias_axes="c"),
        _node("norm", "RMSNormalization", ["joined"]),
        _node("max", "GlobalMaxPooling1D", ["norm"]),
    ],
    "outputs": ["max"],
}
# The bias of an attention's keys moves all scores of a query alike: its gradient is rounding, of which Adam makes
# steps. It is left out.
_DROPPED = {
    "functional": [
        _input("x", 5, 3),
        _node("lstm", "LSTM", ["x"], units=4, return_sequences=True, dropout=0.3, recurrent_dropout=0.2, seed=31),
        _node("drop", "Dropout", ["lstm"], rate=0.4, seed=32),
        _node("gru", "GRU", ["drop"], units=3, dropout=0.3, seed=33),
        _node("out", "Dense", ["gru"], units=2),
    ],
    "outputs": ["out"],
}
_LOGITS = {"keras": "keras.losses.CategoricalCrossentropy", "config": {"from_logits": True}}

CASES = [
    _trained(
        "keras.Sequential",
        "lstm-classifier",
        _CLASSIFIER,
        normal(10, 6, 3),
        integers(10, high=3),
        "sparse_categorical_crossentropy",
        metrics=["accuracy"],
    ),
    _trained("keras.Sequential", "lstm-gru-masked", _STACKED, normal(6, 5, 2), normal(6, 1), "mse", optimizer="sgd"),
    _trained(
        "keras.Sequential",
        "words-bidirectional-gru",
        _WORDS,
        _tokens(10, 7, 9),
        integers(10, 1, high=2),
        "binary_crossentropy",
        metrics=["accuracy"],
    ),
    _trained(
        "keras.Model",
        "attention-block",
        _BLOCK,
        normal(9, 5, 6),
        one_hot(9, 3),
        _LOGITS,
        metrics=["accuracy"],
        left_out=[3],
    ),
    _trained(
        "keras.Model", "attention-masked-words", _MASKED_BLOCK, _tokens(9, 5, 8), normal(9, 1), "mse", left_out=[4]
    ),
    _trained(
        "keras.Model",
        "lstm-translator",
        _TRANSLATOR,
        (normal(6, 4, 3), normal(6, 5, 2)),
        normal(6, 5, 2),
        "mse",
        optimizer="rmsprop",
        inputs=2,
    ),
    _trained("keras.Model", "einsum-dense", _EINSUM, normal(6, 3, 4), normal(6, 2), "mae", optimizer="sgd"),
    _trained(
        "keras.Model",
        "dropout-in-recurrent-layers",
        _DROPPED,
        normal(6, 5, 3),
        normal(6, 2),
        "mse",
        tags=["seed-exact"],
    ),
]
