"""keras.layers that add or cut borders, or repeat places.

Kills: before and after exchanged, rows and columns exchanged, channels first taken for last, a cropping of nothing
that leaves nothing, images tiled in place of places repeated, the gradient of one copy for all.
"""

import numpy as np

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import layers

_FIRST = {"data_format": "channels_first"}
_ALL = ["unbuilt", "keywords", "restored"]
_HALF = values(np.arange(12).reshape(1, 3, 2, 2) / 4, np.float16)

CASES = layers(
    "keras.layers.ZeroPadding1D",
    "exact",
    {
        "plain": ({}, normal(2, 3, 2)),
        "two": ({"padding": 2}, normal(2, 3, 2)),
        "sides": ({"padding": [2, 1]}, normal(2, 3, 2)),
        "none": ({"padding": 0}, normal(2, 3, 2)),
        "channels-first": ({"padding": [0, 2], **_FIRST}, normal(2, 3, 2)),
        "integers": ({}, integers(2, 3, 1, low=-5, high=5)),
        "ways": ({"padding": [1, 2]}, normal(2, 3, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.ZeroPadding2D",
    "exact",
    {
        "plain": ({}, normal(2, 3, 4, 2)),
        "three": ({"padding": 3}, normal(1, 2, 3, 2)),
        "axes": ({"padding": [2, 1]}, normal(1, 3, 2, 2)),
        "sides": ({"padding": [[0, 1], [2, 3]]}, normal(2, 3, 2, 1)),
        "after-only": ({"padding": [[0, 1], [0, 1]]}, normal(1, 4, 4, 2)),
        "mixed": ({"padding": [1, [0, 2]]}, normal(1, 2, 2, 1)),
        "none": ({"padding": 0}, normal(1, 2, 2, 1)),
        "channels-first": ({"padding": [[1, 0], [0, 2]], **_FIRST}, normal(2, 2, 3, 4)),
        "half": ({"dtype": "float16"}, _HALF),
        "integers": ({}, integers(1, 3, 2, 1, low=-5, high=5)),
        "ways": ({"padding": [[1, 2], [0, 1]]}, normal(2, 3, 2, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.ZeroPadding3D",
    "exact",
    {
        "plain": ({}, normal(1, 2, 3, 2, 2)),
        "axes": ({"padding": [0, 1, 2]}, normal(1, 2, 3, 2, 1)),
        "sides": ({"padding": [[0, 1], [2, 0], [1, 1]]}, normal(1, 2, 2, 2, 2)),
        "channels-first": ({"padding": [[1, 0], [0, 2], [0, 0]], **_FIRST}, normal(1, 2, 2, 3, 2)),
        "ways": ({"padding": 2}, normal(1, 2, 2, 1, 1), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Cropping1D",
    "exact",
    {
        "plain": ({}, normal(2, 5, 2)),
        "sides": ({"cropping": [2, 1]}, normal(2, 5, 2)),
        "first-only": ({"cropping": [2, 0]}, normal(2, 5, 2)),
        "last-only": ({"cropping": [0, 3]}, normal(2, 5, 2)),
        "none": ({"cropping": 0}, normal(2, 3, 2)),
        "one-left": ({"cropping": 2}, normal(2, 5, 2)),
        "ways": ({"cropping": [1, 2]}, normal(2, 5, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Cropping2D",
    "exact",
    {
        "plain": ({}, normal(1, 3, 4, 2)),
        "one": ({"cropping": 1}, normal(2, 4, 5, 2)),
        "axes": ({"cropping": [2, 1]}, normal(1, 5, 4, 2)),
        "sides": ({"cropping": [[0, 1], [2, 0]]}, normal(2, 4, 5, 1)),
        "sides-before": ({"cropping": [[1, 0], [2, 0]]}, normal(2, 4, 5, 1)),
        "channels-first": ({"cropping": [[1, 0], [0, 2]], **_FIRST}, normal(2, 2, 3, 4)),
        "half": ({"cropping": [[1, 0], [0, 1]], "dtype": "float16"}, _HALF),
        "integers": ({"cropping": 1}, integers(1, 3, 4, 1, low=-5, high=5)),
        "ways": ({"cropping": [[1, 1], [0, 1]]}, normal(2, 4, 3, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.Cropping3D",
    "exact",
    {
        "plain": ({}, normal(1, 3, 4, 3, 2)),
        "axes": ({"cropping": [0, 1, 1]}, normal(1, 2, 3, 4, 1)),
        "sides": ({"cropping": [[0, 1], [2, 0], [1, 1]]}, normal(1, 3, 4, 3, 2)),
        "sides-last": ({"cropping": [[1, 1], [0, 1], [2, 0]]}, normal(1, 3, 2, 4, 2)),
        "channels-first": ({"cropping": [[1, 0], [0, 2], [0, 0]], **_FIRST}, normal(1, 2, 2, 3, 2)),
        "ways": ({"cropping": 1}, normal(1, 3, 3, 3, 1), {}, _ALL),
    },
)
for _name, _argument in (("ZeroPadding", "padding"), ("Cropping", "cropping")):
    for _rank, _image in ((1, (3,)), (2, (3, 4)), (3, (3, 4, 3))):
        _rows = {
            "negative": ({_argument: [-1, 0] if _rank == 1 else [[-1, 0]] * _rank}, normal(1, *_image, 1)),
            "a-rank-less": ({_argument: 1}, normal(*_image, 1)),
            "too-many": ({_argument: [1] * (_rank + 2)}, normal(1, *_image, 1)),
            "a-name": ({_argument: "same"}, normal(1, *_image, 1)),
        }
        if _rank > 1:
            _rows["sides-of-three"] = ({_argument: [[1, 1, 1]] * _rank}, normal(1, *_image, 1))
            _rows["a-fraction"] = ({_argument: 1.5}, normal(1, *_image, 1))
        if _name == "Cropping":
            _rows["nothing-left"] = ({"cropping": [2, 1] if _rank == 1 else [[2, 1]] * _rank}, normal(1, *_image, 1))
        CASES += layers(f"keras.layers.{_name}{_rank}D", "exact", _rows, tags=("error",))

CASES += layers(
    "keras.layers.UpSampling1D",
    "exact",
    {
        "plain": ({}, normal(2, 3, 2)),
        "three": ({"size": 3}, normal(1, 3, 2)),
        "one": ({"size": 1}, normal(1, 3, 2)),
        "integers": ({}, integers(1, 3, 2, low=-5, high=5)),
        "ways": ({}, normal(2, 3, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.UpSampling2D",
    "exact",
    {
        "plain": ({}, normal(2, 2, 3, 2)),
        "sizes": ({"size": [1, 3]}, normal(1, 2, 3, 2)),
        "channels-first": ({"size": [3, 2], **_FIRST}, normal(1, 2, 2, 3)),
        "half": ({"dtype": "float16"}, _HALF),
        "integers": ({}, integers(1, 2, 3, 1, low=-5, high=5)),
        "capitals": ({"interpolation": "NEAREST"}, normal(1, 2, 2, 1)),
        "ways": ({"size": 2}, normal(1, 2, 2, 2), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.UpSampling2D",
    "contraction",
    {
        **{
            f"{interpolation}": ({"size": [2, 3], "interpolation": interpolation}, normal(1, 3, 2, 2))
            for interpolation in ("bilinear", "bicubic", "lanczos3", "lanczos5")
        },
        "bilinear-first": ({"interpolation": "bilinear", **_FIRST}, normal(1, 2, 3, 2)),
        "bilinear-ways": ({"interpolation": "bilinear"}, normal(1, 2, 2, 1), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.UpSampling3D",
    "exact",
    {
        "plain": ({}, normal(1, 2, 1, 2, 2)),
        "sizes": ({"size": [1, 2, 3]}, normal(1, 2, 2, 1, 2)),
        "channels-first": ({"size": [2, 1, 2], **_FIRST}, normal(1, 2, 2, 1, 2)),
        "ways": ({}, normal(1, 1, 2, 2, 1), {}, _ALL),
    },
)
CASES += layers(
    "keras.layers.UpSampling1D",
    "exact",
    {
        "none": ({"size": 0}, normal(1, 3, 2)),
        "a-fraction": ({"size": 1.5}, normal(1, 3, 2)),
        "several": ({"size": [2]}, normal(1, 3, 2)),
        "rank-2": ({}, normal(3, 2)),
    },
    tags=("error",),
)
for _rank, _image in ((2, (3, 4)), (3, (3, 4, 3))):
    CASES += layers(
        f"keras.layers.UpSampling{_rank}D",
        "exact",
        {
            "none": ({"size": 0}, normal(1, *_image, 1)),
            "too-many": ({"size": [2] * (_rank + 1)}, normal(1, *_image, 1)),
            "a-rank-less": ({}, normal(*_image, 1)),
            "unknown-format": ({"data_format": "middle"}, normal(1, *_image, 1)),
        },
        tags=("error",),
    )
CASES += layers(
    "keras.layers.UpSampling2D",
    "exact",
    {"unknown-interpolation": ({"interpolation": "smooth"}, normal(1, 2, 2, 1))},
    tags=("error",),
)
