"""keras.layers that pool steps, images and volumes.

Kills: a mean that counts the padding, a maximum that sees zeros in it, strides of one, axes of channels first taken
for last, kept axes in the wrong place, a gradient for each of equal maxima.
"""

import itertools

import numpy as np

from golden.catalog.draws import distinct, integers, normal, values
from golden.catalog.tables import layers

_FIRST = {"data_format": "channels_first"}
_ALL = ["unbuilt", "keywords", "restored"]
_SIZES = {1: (7,), 2: (5, 6), 3: (4, 3, 5)}

CASES = []
for _kind, _class in (("Max", "exact"), ("Average", "reduction")):
    for _rank, _image in _SIZES.items():
        if (_kind, _rank) == ("Max", 2):  # golden/catalog/layers_images.py
            continue
        _name = f"keras.layers.{_kind}Pooling{_rank}D"
        _of = distinct if _kind == "Max" else normal
        CASES += layers(
            _name,
            _class,
            {
                **{
                    f"{padding}-pool{pool}-stride{stride}": (
                        {"pool_size": pool, "strides": stride, "padding": padding},
                        _of(2, *_image, 2),
                    )
                    for padding, pool, stride in itertools.product(("valid", "same"), (2, 3), (1, 2))
                },
                "strides-of-the-pool": ({"pool_size": 2}, _of(1, *_image, 2)),
                "strides-beyond-pool": ({"pool_size": 2, "strides": 3}, _of(1, *_image, 1)),
                "below-zero-same": ({"pool_size": 2, "padding": "same"}, normal(1, *_image, 1, shift=-9.0)),
                "channels-first": ({"pool_size": 2, **_FIRST}, _of(2, 2, *_image)),
                "channels-first-same": (
                    {"pool_size": 3, "strides": 2, "padding": "same", **_FIRST},
                    _of(1, 2, *_image),
                ),
                "whole": ({"pool_size": list(_image)}, _of(2, *_image, 2)),
                "ways": ({"pool_size": 2}, _of(1, *_image, 2), {}, _ALL),
            },
        )
        if _rank < 3:  # TensorFlow has no kernel for volumes of halves
            _halves = values(np.arange(2 * np.prod(_image)).reshape(1, *_image, 2) / 8, np.float16)
            CASES += layers(_name, _class, {"half": ({"pool_size": 2, "dtype": "float16"}, _halves)})
        CASES += layers(
            _name,
            _class,
            {
                "no-pool": ({"pool_size": 0}, normal(1, *_image, 1)),
                "a-rank-less": ({"pool_size": 2}, normal(*_image, 1)),
                "a-size-more": ({"pool_size": [2] * (_rank + 1)}, normal(1, *_image, 1)),
                "unknown-padding": ({"pool_size": 2, "padding": "reflect"}, normal(1, *_image, 1)),
                "unknown-format": ({"pool_size": 2, "data_format": "first"}, normal(1, *_image, 1)),
            },
            tags=("error",),
        )
        if _kind == "Average":
            CASES += layers(_name, _class, {"pool-size-missing": ({}, normal(1, *_image, 1))}, tags=("error",))
CASES += layers(
    "keras.layers.MaxPooling1D",
    "exact",
    {
        "plain": ({}, distinct(2, 6, 2)),
        "ties": ({"strides": 1}, values([[[1.0], [1.0], [0.0], [0.0]]])),
        "integers": ({}, integers(2, 4, 2, low=-5, high=5)),
    },
)
CASES += layers(
    "keras.layers.MaxPooling3D",
    "exact",
    {
        "plain": ({}, distinct(1, 4, 2, 4, 2)),
        "oblong": ({"pool_size": [1, 2, 3], "strides": [2, 1, 1]}, distinct(1, 3, 3, 4, 2)),
    },
)
CASES += layers(
    "keras.layers.AveragePooling2D",
    "reduction",
    {
        "oblong": ({"pool_size": [1, 3], "strides": [2, 1]}, normal(1, 5, 6, 2)),
        "oblong-same": ({"pool_size": [2, 3], "strides": [1, 2], "padding": "same"}, normal(1, 4, 5, 2)),
        "window-beyond-same": ({"pool_size": 4, "padding": "same"}, normal(1, 2, 3, 1)),
        "capitals": ({"pool_size": 2, "data_format": "CHANNELS_LAST"}, normal(1, 4, 4, 1)),
    },
)

for _kind, _class in (("Max", "exact"), ("Average", "reduction")):
    for _rank, _image in ((2, (3, 4)), (3, (2, 3, 2))):
        if (_kind, _rank) == ("Average", 2):  # golden/catalog/layers_images.py
            continue
        _name = f"keras.layers.Global{_kind}Pooling{_rank}D"
        _of = distinct if _kind == "Max" else normal
        CASES += layers(
            _name,
            _class,
            {
                "plain": ({}, _of(2, *_image, 3)),
                "kept": ({"keepdims": True}, _of(2, *_image, 2)),
                "channels-first": (_FIRST, _of(2, 3, *_image)),
                "channels-first-kept": ({**_FIRST, "keepdims": True}, _of(2, 2, *_image)),
                "below-zero": ({}, normal(1, *_image, 2, shift=-9.0)),
                "ways": ({}, _of(1, *_image, 2), {}, _ALL),
            },
        )
        CASES += layers(_name, _class, {"a-rank-less": ({}, normal(*_image, 2))}, tags=("error",))
CASES += layers("keras.layers.GlobalMaxPooling2D", "exact", {"ties": ({}, values([[[[1.0], [2.0]], [[2.0], [0.0]]]]))})
CASES += layers("keras.layers.GlobalMaxPooling2D", "exact", {"integers": ({}, integers(2, 3, 3, 2, low=-9, high=9))})
