"""keras.layers reached in other ways than built, then called: built by the call, by keyword, restored from JSON; masks.

Kills: a build that waits for a positional input, a build config that is not written or not followed, an output shape
that needs a built layer, a mask that is lost or put on the wrong side on its way through layers to loss and metrics.
"""

import numpy as np

from golden.catalog.draws import Draw, normal, one_hot, uniform, values
from golden.catalog.tables import case, layers, ops

_ALL = ["unbuilt", "keywords", "restored"]

CASES = [
    *layers(
        "keras.layers.Dense", "contraction", {"ways": ({"units": 3, "activation": "tanh"}, normal(4, 5), {}, _ALL)}
    ),
    *layers(
        "keras.layers.Conv2D",
        "contraction",
        {
            "ways": ({"filters": 3, "kernel_size": 2}, normal(2, 4, 5, 2), {}, _ALL),
            "ways-first": (
                {"filters": 3, "kernel_size": 2, "data_format": "channels_first"},
                normal(2, 2, 4, 5),
                {},
                _ALL,
            ),
        },
    ),
    *layers("keras.layers.BatchNormalization", "contraction", {"ways": ({}, normal(4, 3), {"training": False}, _ALL)}),
    *layers(
        "keras.layers.Dense",
        "contraction",
        {
            "initial": (
                {"units": 2, "kernel_initializer": "ones", "bias_initializer": "ones"},
                normal(2, 3),
                {},
                ["initial"],
            ),
            "initial-bias": ({"units": 2, "kernel_initializer": "zeros"}, normal(2, 3), {}, ["initial"]),
        },
    ),
    *layers(
        "keras.layers.Conv2D",
        "contraction",
        {
            "initial": (
                {"filters": 2, "kernel_size": 2, "kernel_initializer": "ones"},
                normal(1, 3, 3, 1),
                {},
                ["initial"],
            )
        },
    ),
    *layers(
        "keras.layers.BatchNormalization",
        "contraction",
        {"initial": ({}, normal(2, 3), {"training": False}, ["initial"])},
    ),
    *layers("keras.layers.MaxPooling2D", "exact", {"ways": ({}, normal(1, 4, 4, 2), {}, _ALL)}),
    *layers("keras.layers.GlobalAveragePooling2D", "reduction", {"ways": ({}, normal(1, 4, 4, 2), {}, _ALL)}),
    *layers("keras.layers.Flatten", "exact", {"ways": ({}, normal(2, 4, 3), {}, _ALL)}),
    *layers("keras.layers.Activation", "transcendental", {"ways": ({"activation": "tanh"}, normal(2, 4), {}, _ALL)}),
    *layers("keras.layers.ReLU", "exact", {"ways": ({"max_value": 1.0}, normal(2, 4), {}, _ALL)}),
    *layers("keras.layers.Softmax", "contraction", {"ways": ({}, normal(2, 4), {}, _ALL)}),
    *layers("keras.layers.Dropout", "exact", {"ways": ({"rate": 0.5}, normal(2, 4), {"training": False}, _ALL)}),
    *layers("keras.layers.Add", "elementwise", {"ways": ({}, [normal(2, 3), normal(2, 3)], {}, _ALL)}),
    *layers("keras.layers.Concatenate", "exact", {"ways": ({}, [normal(2, 3), normal(2, 1)], {}, _ALL)}),
    *ops("keras.layers.add", "elementwise", {"two": ([normal(2, 3), normal(2, 3)],)}, symbolic=False),
    *ops(
        "keras.layers.concatenate",
        "exact",
        {
            "last": ([normal(2, 3), normal(2, 1)],),
            "three-axes": ([normal(2, 3, 2), normal(2, 3, 1)],),
            "first": ([normal(2, 3), normal(1, 3)], {"axis": 0}),
        },
        symbolic=False,
    ),
]

_STEPS = values([[[1.0, 2.0], [0.0, 0.0], [0.0, 3.0]], [[0.0, 0.0], [0.5, -1.0], [-1.0, 0.0]]])
CASES += layers(
    "keras.layers.Masking",
    "exact",
    {
        "zeros": ({}, _STEPS, {}, _ALL),
        "minus-one": ({"mask_value": -1.0}, values([[[-1.0, -1.0], [-1.0, 0.0]], [[2.0, -1.0], [-1.0, -1.0]]])),
        "matrix": ({"mask_value": 2.0}, values([[2.0, 2.0], [2.0, 1.0]])),
    },
)


def _node(name, kind, inputs, **config):
    return {"name": name, "symbol": f"keras.layers.{kind}", "config": config, "inputs": inputs}


def _input(name, *shape):
    return {"name": name, "symbol": "keras.Input", "config": {"shape": list(shape)}}


def _padded(samples, steps, features, lengths):
    """Sequences of these lengths, zeros behind them."""

    def make(rng):
        x = rng.standard_normal((samples, steps, features)).astype(np.float32)
        return np.where(np.arange(steps)[:, None] < np.asarray(lengths)[:, None, None], x, 0).astype(np.float32)

    return Draw(make)


def _masked(slug, nodes, x, y, loss="mse", metrics=("mae",), weighted=None, **fit):
    """A functional model that is trained two epochs on sequences, evaluated and asked for its outputs."""
    names = (*(f"x{i}" for i in range(len(x))), "y", *(f"t{i}" for i in range(20)))
    x = list(x) if len(x) > 1 else x[0]
    return case(
        "keras.Model",
        "model",
        "iterated",
        slug,
        {
            "build": {"functional": nodes, "outputs": [nodes[-1]["name"]]},
            "actions": [
                {"do": "compile", "optimizer": "sgd", "loss": loss, "metrics": list(metrics)},
                {"do": "fit", "x": x, "y": y, "batch_size": 2, "epochs": 2, "shuffle": False, **fit},
                {"do": "weights"},
            ],
        },
        (),
        names,
    )


_A, _B = _padded(4, 3, 2, (3, 1, 2, 2)), _padded(4, 3, 2, (1, 2, 3, 1))
_ONE = [_input("a", 3, 2), _node("ma", "Masking", ["a"])]
_HALF = [_input("a", 3, 2), _input("b", 3, 2), _node("ma", "Masking", ["a"])]
_TWO = [*_HALF, _node("mb", "Masking", ["b"])]
CASES += [
    _masked(
        "masked-dense",
        [*_ONE, _node("out", "Dense", ["ma"], units=2)],
        [_A],
        normal(4, 3, 2),
    ),
    _masked(
        "masked-dense-weighted",
        [*_ONE, _node("out", "Dense", ["ma"], units=2)],
        [_A],
        normal(4, 3, 2),
        sample_weight=uniform(4, 3),
    ),
    _masked(
        "masked-normalized",
        [
            *_ONE,
            _node("norm", "BatchNormalization", ["ma"]),
            _node("relu", "ReLU", ["norm"], negative_slope=0.5),
            _node("drop", "Dropout", ["relu"], rate=0.0),
            _node("tanh", "Activation", ["drop"], activation="tanh"),
            _node("out", "Dense", ["tanh"], units=2),
        ],
        [_A],
        normal(4, 3, 2),
    ),
    _masked(
        "masked-sum",
        [*_TWO, _node("sum", "Add", ["ma", "mb"]), _node("out", "Dense", ["sum"], units=1)],
        [_A, _B],
        normal(4, 3, 1),
    ),
    _masked(
        "masked-sum-of-three",
        [
            *_TWO,
            _input("c", 3, 2),
            _node("mc", "Masking", ["c"]),
            _node("sum", "Add", ["ma", "mb", "mc"]),
            _node("out", "Dense", ["sum"], units=1),
        ],
        [_A, _B, _padded(4, 3, 2, (1, 1, 1, 2))],
        normal(4, 3, 1),
    ),
    _masked(
        "half-masked-sum",
        [*_HALF, _node("sum", "Add", ["ma", "b"]), _node("out", "Dense", ["sum"], units=1)],
        [_A, _B],
        normal(4, 3, 1),
    ),
    _masked(
        "masked-features-joined",
        [*_TWO, _node("joined", "Concatenate", ["ma", "mb"]), _node("out", "Dense", ["joined"], units=1)],
        [_A, _B],
        normal(4, 3, 1),
    ),
    _masked(
        "masked-steps-joined",
        [*_TWO, _node("joined", "Concatenate", ["ma", "mb"], axis=1), _node("out", "Dense", ["joined"], units=1)],
        [_A, _B],
        normal(4, 6, 1),
    ),
    _masked(
        "half-masked-steps-joined",
        [*_HALF, _node("joined", "Concatenate", ["ma", "b"], axis=1), _node("out", "Dense", ["joined"], units=1)],
        [_A, _B],
        normal(4, 6, 1),
    ),
    _masked(
        "mask-ends-at-flatten",
        [*_ONE, _node("flat", "Flatten", ["ma"]), _node("out", "Dense", ["flat"], units=2)],
        [_A],
        one_hot(4, 2),
        loss="mae",
        metrics=["mse"],
    ),
    _masked(
        "masked-classes",
        [
            _input("a", 3, 2),
            _node("ma", "Masking", ["a"]),
            _node("out", "Dense", ["ma"], units=3, activation="softmax"),
        ],
        [_A],
        values([[0, 1, 2], [2, 2, 0], [1, 1, 1], [0, 0, 2]], np.int32),
        loss={"keras": "keras.losses.SparseCategoricalCrossentropy", "config": {"ignore_class": 1}},
        metrics=["sparse_categorical_accuracy"],
    ),
]


def _asked(slug, nodes, x, tags=()):
    """A functional model that is asked for its outputs."""
    build = {"functional": nodes, "outputs": [nodes[-1]["name"]]}
    return case(
        "keras.Model", "model", "contraction", slug, {"build": build, "actions": [{"do": "predict", "x": x}]}, tags
    )


_COLUMN = [_input("a", 1), _node("out", "Dense", ["a"], units=2)]
_FEATURES = [_input("a", 5), _node("out", "Dense", ["a"], units=2)]
_SEQUENCE = [_input("a", 3, 1), _node("out", "Dense", ["a"], units=2)]
CASES += [
    _asked("vector-for-a-column", _COLUMN, normal(4)),
    _asked("column-with-an-axis-more", _COLUMN, normal(4, 1, 1)),
    _asked("features-with-an-axis-more", _FEATURES, normal(4, 5, 1)),
    _asked("matrix-for-a-sequence-of-one", _SEQUENCE, normal(4, 3)),
    _asked("two-axes-more", _FEATURES, normal(4, 5, 1, 1), ("error",)),
    _asked("an-axis-of-two-more", _FEATURES, normal(4, 5, 2), ("error",)),
    _asked("vector-for-features", _FEATURES, normal(5), ("error",)),
    _asked(
        "pool-beyond-image",
        [_input("a", 4, 4, 1), _node("pool", "MaxPooling2D", ["a"], pool_size=5)],
        normal(1, 4, 4, 1),
        ("error",),
    ),
]
CASES.append(
    case(
        "keras.Model",
        "model",
        "contraction",
        "pool-beyond-image-unasked",
        {
            "build": {
                "functional": [_input("a", 4, 4, 1), _node("pool", "MaxPooling2D", ["a"], pool_size=5)],
                "outputs": ["pool"],
            },
            "actions": [{"do": "summary"}],
        },
        ("error",),
    )
)
