"""keras.layers that go along a sequence: LSTM, GRU, SimpleRNN, their cells, RNN, Bidirectional, TimeDistributed.

Kills: gates in another order, a reset gate on the wrong side of the product, a bias left out or added twice, states
that a masked step moves, outputs that it does not repeat, the order of steps, states that are forgotten or kept, the
gradient of an initial state, dropout drawn anew at each step.

What goes along a sequence is a trajectory, and judged as iterated; a cell is one step, and a contraction.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import layers

_ALL = ["unbuilt", "keywords", "restored"]
_X = normal(2, 4, 3)
_ENDS = values([[True, True, True, False], [True, False, False, False]], bool)
_HOLES = values([[True, False, True, True], [False, True, False, True]], bool)
_LATE = values([[False, False, True, False], [False, False, False, False]], bool)
_H, _H2 = normal(2, 2), normal(2, 2)


def _common(states, **config):
    """What LSTM, GRU and SimpleRNN are asked alike: ``states`` draws for the initial states."""
    base = {"units": 2, **config}
    all_out = {**base, "return_sequences": True, "return_state": True}
    return {
        "plain": (base, _X, {}, _ALL),
        "sequences": ({**base, "return_sequences": True}, _X),
        "states": ({**base, "return_state": True}, _X, {}, _ALL),
        "sequences-and-states": (all_out, _X),
        "backwards": ({**all_out, "go_backwards": True}, _X),
        "unrolled": ({**all_out, "unroll": True}, _X),
        "initial-state": (all_out, _X, {"initial_state": states}),
        "initial-state-backwards": ({**all_out, "go_backwards": True}, _X, {"initial_state": states}),
        "initial-state-for-all": (all_out, _X, {"initial_state": [normal(1, 2) for _ in states], "mask": _LATE}),
        "masked-ends": (all_out, _X, {"mask": _ENDS}, ["mask"]),
        "masked-holes": (all_out, _X, {"mask": _HOLES}),
        "masked-late": (all_out, _X, {"mask": _LATE, "initial_state": states}),
        "masked-backwards": ({**all_out, "go_backwards": True}, _X, {"mask": _HOLES, "initial_state": states}),
        "masked-last-output": (base, _X, {"mask": _HOLES}, ["mask"]),
        "masked-unrolled": ({**all_out, "unroll": True}, _X, {"mask": _HOLES}),
        "masked-to-zero": ({**all_out, "zero_output_for_mask": True}, _X, {"mask": _HOLES}),
        "masked-last-to-zero": ({**base, "zero_output_for_mask": True}, _X, {"mask": _ENDS}),
        "masked-by-floats": (base, _X, {"mask": values([[1, 1, 0, 1], [1, 0, 0, 0]])}),
        "masked-column": (base, _X, {"mask": values(np.array([[1, 0, 1, 1], [1, 1, 1, 0]])[..., None], bool)}),
        "no-bias": ({**base, "use_bias": False, "return_sequences": True}, _X),
        "relu": ({**base, "activation": "relu", "return_sequences": True}, _X),
        "linear": ({**base, "activation": None}, _X),
        "stateful": (
            {**base, "stateful": True, "return_state": True},
            _X,
            {},
            [],
            [{"inputs": normal(2, 3, 3)}, {"reset": True}, {"inputs": normal(2, 1, 3)}, {"inputs": normal(2, 2, 3)}],
        ),
        "called-twice": (base, _X, {}, [], [{"inputs": normal(3, 2, 3)}]),
        "one-step": ({**base, "return_sequences": True}, normal(2, 1, 3)),
        "one-of-all": ({**base, "units": 1}, normal(1, 1, 1)),
        "regularized": (
            {**base, "kernel_regularizer": "l2", "recurrent_regularizer": "l1", "bias_regularizer": "l2"},
            _X,
        ),
        "constrained": (
            {
                **base,
                "kernel_constraint": "non_neg",
                "recurrent_constraint": "unit_norm",
                "bias_constraint": "max_norm",
            },
            _X,
        ),
        "activity": ({**base, "activity_regularizer": "l2", "return_sequences": True}, _X),
        "initial-weights": (
            {
                **base,
                "kernel_initializer": "ones",
                "recurrent_initializer": {"keras": "keras.initializers.Constant", "config": {"value": 0.5}},
                "bias_initializer": {"keras": "keras.initializers.Constant", "config": {"value": 0.25}},
            },
            _X,
            {},
            ["initial"],
        ),
        "integers": (base, integers(2, 3, 3, low=-2, high=3)),
        "half": ({**base, "dtype": "float16"}, values(np.linspace(-1, 1, 18).reshape(2, 3, 3), np.float16)),
        "frozen": ({**base, "trainable": False}, _X),
        "dropout-of-all": ({**base, "dropout": 1.0}, _X, {"training": True}),
        "dropout-not-training": ({**base, "dropout": 0.5, "recurrent_dropout": 0.5}, _X, {"training": False}),
    }


_DROPOUT = {
    "dropout": ({"units": 3, "dropout": 0.5, "seed": 7}, normal(3, 4, 5), {"training": True}),
    "recurrent-dropout": (
        {"units": 5, "recurrent_dropout": 0.5, "seed": 8, "return_sequences": True},
        normal(3, 4, 2),
        {"training": True},
    ),
    "both-dropouts": (
        {"units": 4, "dropout": 0.3, "recurrent_dropout": 0.4, "seed": 9},
        normal(3, 4, 5),
        {"training": True},
        [],
        [{"inputs": normal(2, 3, 5), "call": {"training": True}}, {"inputs": normal(2, 3, 5)}],
    ),
    "dropout-masked": (
        {"units": 3, "dropout": 0.5, "seed": 10, "return_sequences": True},
        _X,
        {"training": True, "mask": _HOLES},
    ),
    "dropout-drawn-in-inference": (
        {"units": 3, "dropout": 0.5, "seed": 11},
        normal(2, 3, 4),
        {},
        [],
        [{"inputs": normal(2, 3, 4), "call": {"training": True}}],
    ),
}
_ERRORS = {
    "zero-units": ({"units": 0}, _X),
    "negative-units": ({"units": -2}, _X),
    "units-of-text": ({"units": "two"}, _X),
    "matrix": ({"units": 2}, normal(2, 3)),
    "rank-4": ({"units": 2}, normal(2, 3, 4, 1)),
    "unknown-activation": ({"units": 2, "activation": "tahn"}, _X),
    "unknown-argument": ({"units": 2, "unit": 3}, _X),
    "no-steps": ({"units": 2}, normal(2, 0, 3)),
    "mask-of-more-steps": ({"units": 2}, _X, {"mask": values([[True] * 5] * 2, bool)}),
    "state-of-other-units": ({"units": 2}, _X, {"initial_state": [normal(2, 3), normal(2, 3)]}),
}

CASES = []
for _name, _states in (("LSTM", [_H, _H2]), ("GRU", [_H]), ("SimpleRNN", [_H])):
    CASES += layers(f"keras.layers.{_name}", "iterated", _common(_states))
    CASES += layers(f"keras.layers.{_name}", "iterated", _DROPOUT, tags=("seed-exact",))
    CASES += layers(f"keras.layers.{_name}", "exact", _ERRORS, tags=("error",))
    CASES += layers(
        f"keras.layers.{_name}",
        "iterated",
        {
            "long": ({"units": 4, "return_sequences": True}, normal(2, 40, 3)),
            "long-masked": (
                {"units": 4},
                normal(2, 30, 3),
                {"mask": values(np.arange(30) < np.array([[25], [11]]), bool)},
            ),
        },
    )

for _name in ("LSTM", "GRU"):
    CASES += layers(
        f"keras.layers.{_name}",
        "iterated",
        {
            "hard-sigmoid": (
                {"units": 2, "recurrent_activation": "hard_sigmoid", "return_sequences": True},
                _X,
                {"mask": _HOLES},
            ),
            "plain-loop": ({"units": 2, "use_cudnn": False, "return_sequences": True}, _X),
            "implementation-1": ({"units": 2, "implementation": 1, "return_sequences": True}, _X),
        },
    )
    CASES += layers(
        f"keras.layers.{_name}",
        "iterated",
        {
            "dropout-for-each-gate": (
                {"units": 2, "implementation": 1, "dropout": 0.5, "use_cudnn": False, "seed": 12},
                normal(2, 3, 6),
                {"training": True},
            ),
        },
        tags=("seed-exact",),
    )
    CASES += layers(
        f"keras.layers.{_name}",
        "exact",
        {
            "cudnn-demanded": ({"units": 2, "use_cudnn": True}, _X),
            "cudnn-unknown": ({"units": 2, "use_cudnn": "yes"}, _X),
        },
        tags=("error",),
    )
CASES += layers(
    "keras.layers.LSTM",
    "iterated",
    {
        "no-forget-bias-of-ones": (
            {"units": 2, "unit_forget_bias": False, "kernel_initializer": "ones", "recurrent_initializer": "ones"},
            _X,
            {},
            ["initial"],
        )
    },
)
CASES += layers("keras.layers.LSTM", "exact", {"one-state": ({"units": 2}, _X, {"initial_state": [_H]})}, ("error",))
CASES += layers(
    "keras.layers.GRU",
    "iterated",
    {f"reset-before-{slug}": row for slug, row in _common([_H], reset_after=False).items()},
)
CASES += layers(
    "keras.layers.GRU",
    "iterated",
    {f"reset-before-{slug}": ({**row[0], "reset_after": False}, *row[1:]) for slug, row in _DROPOUT.items()},
    tags=("seed-exact",),
)
CASES += layers(
    "keras.layers.SimpleRNN",
    "iterated",
    {
        "identity-beside-ones": (
            {"units": 2, "kernel_initializer": "ones", "recurrent_initializer": "identity"},
            _X,
            {},
            ["initial"],
        )
    },
)

# -- cells by themselves

_NO_SHAPE = {"output_shape": False}  # they have no compute_output_shape

for _name, _states in (("LSTMCell", [_H, _H2]), ("GRUCell", [_H]), ("SimpleRNNCell", [_H])):
    CASES += layers(
        f"keras.layers.{_name}",
        "contraction",
        {
            "plain": ({"units": 2}, normal(2, 3), {"states": _states}, ["keywords"]),
            "no-bias": ({"units": 2, "use_bias": False}, normal(2, 3), {"states": _states}),
            "gelu": ({"units": 2, "activation": "gelu"}, normal(2, 3), {"states": _states}),
            "regularized": ({"units": 2, "recurrent_regularizer": "l2"}, normal(2, 3), {"states": _states}),
            "half": (
                {"units": 2, "dtype": "float16"},
                values([[0.5, -1.5, 0.25]], np.float16),
                {"states": [values([[0.5, 0.25]], np.float16)] * len(_states)},
            ),
        },
        more=_NO_SHAPE,
    )
    CASES += layers(
        f"keras.layers.{_name}",
        "contraction",
        {
            "dropouts": (
                {"units": 4, "dropout": 0.5, "recurrent_dropout": 0.3, "seed": 13},
                normal(2, 5),
                {"states": [normal(2, 4)] * len(_states), "training": True},
                [],
                [{"inputs": normal(2, 5), "call": {"states": [normal(2, 4)] * len(_states), "training": True}}],
            ),
        },
        tags=("seed-exact",),
        more=_NO_SHAPE,
    )
    CASES += layers(f"keras.layers.{_name}", "exact", {"zero-units": ({"units": 0}, normal(2, 3))}, tags=("error",))
CASES += layers(
    "keras.layers.GRUCell",
    "contraction",
    {"reset-before": ({"units": 2, "reset_after": False}, normal(2, 3), {"states": [_H]})},
    more=_NO_SHAPE,
)


def _cell(kind, units, **config):
    return {"keras": f"keras.layers.{kind}", "config": {"units": units, "name": f"{kind.lower()}_{units}", **config}}


# -- RNN on any cell

_TWO = {"cell": [_cell("LSTMCell", 3), _cell("GRUCell", 2)]}
CASES += layers(
    "keras.layers.RNN",
    "iterated",
    {
        "lstm-cell": ({"cell": _cell("LSTMCell", 2), "return_sequences": True, "return_state": True}, _X),
        "gru-cell": ({"cell": _cell("GRUCell", 2, reset_after=False), "return_state": True}, _X),
        "simple-cell": ({"cell": _cell("SimpleRNNCell", 2), "go_backwards": True, "return_sequences": True}, _X),
        "masked": ({"cell": _cell("LSTMCell", 2), "return_sequences": True}, _X, {"mask": _HOLES}, ["mask"]),
        "restored": ({"cell": _cell("SimpleRNNCell", 2)}, _X, {}, _ALL),
        "unrolled": ({"cell": _cell("SimpleRNNCell", 2), "unroll": True}, _X),
        "stacked": ({**_TWO, "return_sequences": True, "return_state": True}, _X, {}, ["unbuilt"]),
        "stacked-masked": ({**_TWO, "return_state": True}, _X, {"mask": _HOLES}),
        "stacked-three": (
            {"cell": [_cell("SimpleRNNCell", 2), _cell("SimpleRNNCell", 3), _cell("GRUCell", 1)]},
            normal(2, 3, 2),
        ),
        "stacked-of-other-dtypes": (
            {"cell": [_cell("SimpleRNNCell", 2, dtype="mixed_float16"), _cell("GRUCell", 2)], "return_sequences": True},
            _X,
        ),
        "stacked-backwards": ({**_TWO, "go_backwards": True, "return_sequences": True}, _X),
        "initial-state": (
            {"cell": _cell("LSTMCell", 2), "return_state": True},
            _X,
            {"initial_state": [_H, _H2], "mask": _ENDS},
        ),
        "stateful": (
            {"cell": _cell("GRUCell", 2), "stateful": True},
            _X,
            {},
            [],
            [{"inputs": normal(2, 2, 3)}, {"reset": True}, {"inputs": normal(2, 2, 3)}],
        ),
    },
)
CASES += layers(
    "keras.layers.RNN",
    "iterated",
    {
        "stacked-dropout": (
            {
                "cell": [
                    _cell("LSTMCell", 3, dropout=0.5, seed=14),
                    _cell("GRUCell", 2, dropout=0.4, recurrent_dropout=0.4, seed=15),
                ],
                "return_sequences": True,
            },
            _X,
            {"training": True},
        ),
    },
    tags=("seed-exact",),
)
CASES += layers(
    "keras.layers.RNN",
    "exact",
    {
        "no-cell": ({"cell": 3}, _X),
        "dense-for-a-cell": ({"cell": {"keras": "keras.layers.Dense", "config": {"units": 2}}}, _X),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.StackedRNNCells",
    "contraction",
    {
        "two": (
            {"cells": [_cell("LSTMCell", 2), _cell("SimpleRNNCell", 3)]},
            normal(2, 3),
            {"states": [[_H, _H2], [normal(2, 3)]]},
        ),
    },
    more=_NO_SHAPE,
)
CASES += layers(
    "keras.layers.StackedRNNCells",
    "exact",
    {"no-cell": ({"cells": [{"keras": "keras.layers.ReLU", "config": {}}]}, normal(2, 3))},
    tags=("error",),
)

# -- both directions


def _layer(kind, **config):
    return {"keras": f"keras.layers.{kind}", "config": {"units": 2, "name": kind.lower(), **config}}


_SEQUENCES = {"layer": _layer("GRU", return_sequences=True)}
CASES += layers(
    "keras.layers.Bidirectional",
    "iterated",
    {
        "lstm": ({"layer": _layer("LSTM")}, _X, {}, _ALL),
        "gru-sequences": (_SEQUENCES, _X),
        "simple": ({"layer": _layer("SimpleRNN", return_sequences=True)}, _X),
        "sum": ({**_SEQUENCES, "merge_mode": "sum"}, _X),
        "mul": ({**_SEQUENCES, "merge_mode": "mul"}, _X),
        "ave": ({**_SEQUENCES, "merge_mode": "ave"}, _X),
        "both": ({**_SEQUENCES, "merge_mode": None}, _X),
        "last-both": ({"layer": _layer("LSTM"), "merge_mode": None}, _X),
        "states": ({"layer": _layer("LSTM", return_state=True)}, _X),
        "sequences-and-states": ({"layer": _layer("LSTM", return_state=True, return_sequences=True)}, _X),
        "both-and-states": ({"layer": _layer("GRU", return_state=True), "merge_mode": None}, _X),
        "initial-state": (
            {"layer": _layer("LSTM", return_sequences=True)},
            _X,
            {"initial_state": [_H, _H2, normal(2, 2), normal(2, 2)]},
        ),
        "masked": (_SEQUENCES, _X, {"mask": _ENDS}, ["mask"]),
        "masked-holes": ({"layer": _layer("LSTM", return_sequences=True)}, _X, {"mask": _HOLES}),
        "masked-last": ({"layer": _layer("LSTM")}, _X, {"mask": _HOLES}, ["mask"]),
        "masked-both": ({**_SEQUENCES, "merge_mode": None}, _X, {"mask": _LATE}, ["mask"]),
        "masked-sum": ({**_SEQUENCES, "merge_mode": "sum"}, _X, {"mask": _HOLES}),
        "backward-layer": (
            {
                "layer": _layer("LSTM", return_sequences=True),
                "backward_layer": _layer("GRU", go_backwards=True, return_sequences=True, activation="relu"),
            },
            _X,
            {},
            ["restored"],
        ),
        "of-a-backward-layer": (
            {"layer": _layer("GRU", go_backwards=True), "backward_layer": _layer("GRU", name="other")},
            _X,
        ),
        "rnn-of-cells": (
            {
                "layer": {
                    "keras": "keras.layers.RNN",
                    "config": {"cell": _cell("LSTMCell", 2), "return_sequences": True, "name": "rnn"},
                }
            },
            _X,
        ),
        "regularized": ({"layer": _layer("GRU", kernel_regularizer="l2")}, _X),
        "stateful": (
            {"layer": _layer("GRU", stateful=True)},
            _X,
            {},
            [],
            [{"inputs": normal(2, 2, 3)}, {"reset": True}, {"inputs": normal(2, 2, 3)}],
        ),
    },
)
CASES += layers(
    "keras.layers.Bidirectional",
    "iterated",
    {"dropout": ({"layer": _layer("LSTM", dropout=0.5, seed=16)}, normal(2, 3, 6), {"training": True})},
    tags=("seed-exact",),
)
CASES += layers(
    "keras.layers.Bidirectional",
    "exact",
    {
        "no-layer": ({"layer": 3}, _X),
        "unknown-mode": ({"layer": _layer("GRU"), "merge_mode": "max"}, _X),
        "one-direction": ({"layer": _layer("GRU"), "backward_layer": _layer("GRU", name="other")}, _X),
        "sequences-differ": (
            {
                "layer": _layer("GRU"),
                "backward_layer": _layer("GRU", go_backwards=True, return_sequences=True, name="other"),
            },
            _X,
        ),
        "matrix": ({"layer": _layer("GRU")}, normal(2, 3)),
    },
    tags=("error",),
)


def _plain(kind, **config):
    return {"keras": f"keras.layers.{kind}", "config": {"name": kind.lower(), **config}}


_CONV = _plain("Conv2D", filters=2, kernel_size=2)
CASES += layers(
    "keras.layers.TimeDistributed",
    "contraction",
    {
        "dense": ({"layer": _plain("Dense", units=2, activation="tanh")}, _X, {}, _ALL),
        "convolution": ({"layer": _CONV}, normal(2, 3, 4, 3, 1)),
        "flatten": ({"layer": _plain("Flatten")}, normal(2, 3, 2, 2)),
        "normalization-trains": ({"layer": _plain("BatchNormalization")}, normal(4, 3, 2), {"training": True}),
        "normalization": ({"layer": _plain("BatchNormalization")}, normal(4, 3, 2)),
        "masked-inner": (
            {"layer": _plain("LSTM", units=2)},
            normal(2, 2, 3, 2),
            {"mask": values([[[1, 1, 0], [1, 0, 0]], [[1, 1, 1], [0, 1, 1]]], bool)},
        ),
        "masked": ({"layer": _plain("Dense", units=2)}, _X, {"mask": _ENDS}, ["mask"]),
    },
)
CASES += layers(
    "keras.layers.TimeDistributed",
    "exact",
    {
        "no-layer": ({"layer": 3}, _X),
        "matrix": ({"layer": _plain("Dense", units=2)}, normal(2, 3)),
        "mask-of-other-steps": (
            {"layer": _plain("Dense", units=2)},
            _X,
            {"mask": values([[True] * 3] * 2, bool)},
        ),
        "mask-of-rank-1": ({"layer": _plain("Dense", units=2)}, _X, {"mask": values([True, False], bool)}),
    },
    tags=("error",),
)
