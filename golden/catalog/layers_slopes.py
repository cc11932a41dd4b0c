"""keras.layers that bend what is below zero: LeakyReLU, PReLU, ELU.

Kills: the slope on the wrong side, a slope shared along the wrong axis or counted from the batch, a gradient of the
slope from the wrong half.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import layers

_ALL = ["unbuilt", "keywords", "restored"]
_KINKS = values([[0.0, -0.0, 1.0, -1.0, 1e-3, -1e-3]])
_HALF = values([[0.5, -1.25], [2.0, -1.5]], np.float16)

CASES = layers(
    "keras.layers.LeakyReLU",
    "elementwise",
    {
        "plain": ({}, normal(3, 4)),
        "slope": ({"negative_slope": 0.1}, normal(2, 3, 2)),
        "none": ({"negative_slope": 0.0}, normal(2, 3)),
        "kinks": ({}, _KINKS),
        "half": ({"dtype": "float16"}, _HALF),
        "integers": ({}, integers(2, 3, low=-4, high=5)),
        "ways": ({"negative_slope": 0.5}, normal(2, 4), {}, _ALL),
    },
)
CASES += layers("keras.layers.LeakyReLU", "elementwise", {"old-name": ({"alpha": 0.2}, normal(2, 3))})
CASES += layers(
    "keras.layers.LeakyReLU",
    "elementwise",
    {
        "negative": ({"negative_slope": -0.1}, normal(2, 3)),
        "nothing": ({"negative_slope": None}, normal(2, 3)),
        "unknown": ({"max_value": 1.0}, normal(2, 3)),
    },
    tags=("error",),
)
CASES += layers(
    "keras.layers.ELU",
    "transcendental",
    {
        "plain": ({}, normal(3, 4)),
        "alpha": ({"alpha": 0.5}, normal(2, 3, 2, scale=3.0)),
        "kinks": ({}, _KINKS),
        "ways": ({"alpha": 2.0}, normal(2, 4), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.PReLU",
    "contraction",
    {
        "plain": ({}, normal(3, 4)),
        "images": ({}, normal(2, 3, 2, 2)),
        "shared": ({"shared_axes": [1, 2]}, normal(2, 3, 2, 2)),
        "shared-one": ({"shared_axes": 1}, normal(2, 3, 4)),
        "shared-last": ({"shared_axes": [3]}, normal(2, 2, 3, 2)),
        "shared-all": ({"shared_axes": [1]}, normal(3, 4)),
        "kinks": ({}, _KINKS),
        "regularized": ({"alpha_regularizer": "l2", "activity_regularizer": "l1"}, normal(2, 3)),
        "initial": ({"alpha_initializer": "ones", "alpha_constraint": "non_neg"}, normal(2, 3), {}, ["initial"]),
        "initial-zeros": ({}, normal(2, 3), {}, ["initial"]),
        "ways": ({"shared_axes": [1]}, normal(2, 3, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.PReLU", "contraction", {"axis-beyond": ({"shared_axes": [5]}, normal(2, 3))}, tags=("error",)
)
