"""Models of sequences trained from one seed alone: words, recurrences and attention, each with dropout of its own.

Kills: seeds of cells and wrappers taken in another order, a cell's draws that change within a sequence or stay from one
step of training to the next, projections of attention that begin alike.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.models_from_seed import compiled, fit, functional, inputs, layer, node, sequential, trained

_WORDS = values(np.arange(70).reshape(10, 7) ** 2 % 9 * (np.arange(7) < 3 + np.arange(10)[:, None] % 5), np.int32)
_GRU = {"keras": "keras.layers.GRU", "config": {"units": 3, "return_sequences": True, "dropout": 0.2, "name": "gru"}}
_ADAM = {"optimizer": "adam"}

CASES = [
    trained(
        "words-bidirectional-gru",
        41,
        sequential(
            ["keras.Input", {"shape": [7], "dtype": "int32"}],
            layer("Embedding", input_dim=9, output_dim=4, mask_zero=True),
            layer("Bidirectional", layer=_GRU),
            layer("GlobalAveragePooling1D"),
            layer("Dropout", rate=0.3),
            layer("Dense", units=1, activation="sigmoid"),
        ),
        compiled(loss="binary_crossentropy", **_ADAM),
        fit(_WORDS, integers(10, 1, high=2), batch_size=4),
    ),
    trained(
        "lstm-classifier",
        42,
        sequential(
            ["keras.Input", {"shape": [6, 4]}],
            layer("LSTM", units=5, return_sequences=True, dropout=0.2, recurrent_dropout=0.1),
            layer("SimpleRNN", units=4, dropout=0.1),
            layer("Dense", units=3, activation="softmax"),
        ),
        compiled(loss="sparse_categorical_crossentropy", **_ADAM),
        fit(normal(10, 6, 4), integers(10, high=3), batch_size=4),
    ),
    trained(
        "attention-block",
        43,
        functional(
            "out",
            inputs("x", 5, 6),
            {
                **node("attention", "MultiHeadAttention", "x", num_heads=2, key_dim=3, dropout=0.1, use_bias=False),
                "arguments": {"value": "x"},
            },
            node("sum", "Add", "x attention"),
            node("norm", "LayerNormalization", "sum"),
            node("pool", "GlobalAveragePooling1D", "norm"),
            node("out", "Dense", "pool", units=3, activation="softmax"),
        ),
        compiled(loss="sparse_categorical_crossentropy", **_ADAM),
        fit(normal(10, 5, 6), integers(10, high=3), batch_size=4),
    ),
]
