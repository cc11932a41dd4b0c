"""keras.ops that move elements about, and image.resize.

Kills: axes mixed up, rows for columns, a gradient left in place.
"""

import numpy as np

from golden.catalog.draws import booleans, integers, normal, values
from golden.catalog.tables import ops

CASES = [
    *ops(
        "keras.ops.cast",
        "exact",
        {
            "float-int": (values([1.7, -1.7, 0.5, -0.5, 3.0]), "int32"),
            "float-bool": (values([0.0, 0.1, -2.0]), "bool"),
            "int-float": (integers(4, low=-3, high=4), "float32"),
            "bool-float": (booleans(4), "float32"),
            "float-half": (values([1.0, 1 / 3, 70000.0, 1e-8]), "float16"),
            "double-float": (values([1 / 3, 1e300, -1e-300], np.float64), "float32"),
        },
    ),
    *ops("keras.ops.cast", "exact", {"unknown-dtype": (normal(2), "float33")}, tags=("error",)),
    *ops(
        "keras.ops.one_hot",
        "exact",
        {
            "classes": (integers(5, low=0, high=4), 4),
            "out-of-range": (values([0, -1, 4, 3], np.int32), 4),
            "axis-first": (integers(3, low=0, high=4), 4, {"axis": 0}),
            "axis-middle": (integers(2, 3, low=0, high=4), 4, {"axis": 1}),
            "integers": (integers(3, low=0, high=2), 2, {"dtype": "int32"}),
            "one-class": (values([0, 1, 0], np.int32), 1),
            "no-classes": (integers(3, low=0, high=2), 0),
            "bytes": (integers(4, low=0, high=3, dtype=np.uint8), 3),
        },
    ),
    *ops("keras.ops.one_hot", "exact", {"negative-classes": (integers(3, low=0, high=2), -2)}, tags=("error",)),
    *ops(
        "keras.ops.reshape",
        "exact",
        {"rest": (normal(2, 6), [3, -1]), "vector": (normal(2, 3, 2), [-1])},
        symbolic=False,
    ),
    *ops("keras.ops.reshape", "exact", {"wrong-size": (normal(2, 6), [5, 2])}, tags=("error",)),
    *ops(
        "keras.ops.transpose",
        "exact",
        {
            "reversed": (normal(2, 3, 4),),
            "cycle": (normal(2, 3, 4), {"axes": [2, 0, 1]}),
            "axes-from-behind": (normal(2, 3, 4), {"axes": [-1, 0, -2]}),
            "four-axes": (normal(2, 3, 4, 2), {"axes": [1, 3, 0, 2]}),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.expand_dims", "exact", {"last": (normal(2, 3), -1), "two": (normal(2, 3), [0, -1])}, symbolic=False
    ),
    *ops(
        "keras.ops.squeeze",
        "exact",
        {
            "all": (normal(2, 1, 3, 1),),
            "one": (normal(2, 1, 3, 1), 1),
            "last": (normal(2, 1, 3, 1), -1),
            "two": (normal(2, 1, 3, 1), [1, 3]),
        },
        symbolic=False,
    ),
    *ops("keras.ops.squeeze", "exact", {"not-one": (normal(2, 3), 1)}, tags=("error",)),
    *ops(
        "keras.ops.concatenate",
        "exact",
        {
            "columns": ([normal(2, 3), normal(2, 1), normal(2, 2)], {"axis": -1}),
            "rows": ([normal(2, 3), normal(1, 3)],),
            "dtypes-meet": ([normal(2, 3), integers(1, 3, low=0, high=9)],),
            "halves-meet-floats": ([values([[1.5, 2.5]], np.float16), normal(2, 2)],),
            "middle-of-three": ([normal(2, 2, 3), normal(2, 1, 3), normal(2, 3, 3)], {"axis": 1}),
            "one": ([normal(2, 3)], {"axis": 1}),
        },
    ),
    *ops("keras.ops.concatenate", "exact", {"sizes-differ": ([normal(2, 3), normal(2, 2)],)}, tags=("error",)),
    *ops(
        "keras.ops.stack",
        "exact",
        {
            "first": ([normal(2, 3), normal(2, 3)],),
            "last": ([normal(2), normal(2)], {"axis": -1}),
            "middle": ([normal(2, 3), normal(2, 3), normal(2, 3)], {"axis": 1}),
        },
    ),
    *ops(
        "keras.ops.take",
        "exact",
        {
            "columns": (normal(3, 4), values([2, 0, 2], np.int32), {"axis": 1}),
            "matrix-of-rows": (normal(3, 4), values([[1, 0], [2, 2]], np.int32), {"axis": 0}),
            "flattened": (normal(3, 4), values([11, 0, 5], np.int32)),
            "from-behind": (normal(3, 4), values([-1, 0], np.int32), {"axis": 0}),
            "last-of-three-axes": (normal(2, 3, 4), values([1, 1, 3], np.int32), {"axis": -1}),
            "middle-matrix": (normal(2, 3, 4), values([[1, 0], [2, 2]], np.int32), {"axis": 1}),
            "single": (normal(3, 4), values(2, np.int32), {"axis": 0}),
            "flattened-matrix": (normal(3, 4), values([[11, 0], [5, 5]], np.int32)),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.take_along_axis",
        "exact",
        {
            "rows": (normal(3, 4), values([[1, 1], [0, 3], [2, 0]], np.int32), {"axis": 1}),
            "columns": (normal(3, 4), values([[1, 1, 0, 2], [0, 2, 0, 2]], np.int32), {"axis": 0}),
            "last-of-three-axes": (normal(2, 2, 3), values([[[1], [0]], [[2], [2]]], np.int32), {"axis": -1}),
            "flattened": (normal(3, 4), values([1, 11, 1], np.int32), {"axis": None}),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.pad",
        "exact",
        {
            "zeros": (normal(2, 3), [[1, 0], [0, 2]]),
            "sevens": (normal(2), [[2, 1]], {"constant_values": 7.0}),
            "reflected-integers": (integers(3, low=0, high=9), [[2, 1]], {"mode": "reflect"}),
            "mirrored-integers": (integers(2, 3, low=0, high=9), [[1, 1], [0, 2]], {"mode": "symmetric"}),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.flip",
        "exact",
        {
            "all": (normal(2, 3),),
            "columns": (normal(2, 3), {"axis": 1}),
            "rows-from-behind": (normal(2, 3), {"axis": -2}),
            "two-of-three": (normal(2, 3, 4), {"axis": [0, 2]}),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.broadcast_to",
        "exact",
        {
            "rows": (normal(3), [2, 3]),
            "sizes": (normal(2, 1, 3), [2, 4, 3]),
            "both": (normal(1, 3), [4, 2, 3]),
            "all-ones": (normal(1, 1), [2, 3]),
            "same": (normal(2, 3), [2, 3]),
        },
        symbolic=False,
    ),
    *ops(
        "keras.ops.zeros_like",
        "exact",
        {"floats": (normal(2, 3),), "as-bool": (integers(3, low=0, high=3), {"dtype": "bool"})},
    ),
    *ops(
        "keras.ops.ones_like",
        "exact",
        {"integers": (integers(2, 3, low=0, high=3),), "as-float": (booleans(3), {"dtype": "float32"})},
    ),
    *ops("keras.ops.stop_gradient", "exact", {"nothing-back": (normal(2, 3),)}),
]

_IMAGE, _SMALL = normal(2, 5, 6, 3), normal(1, 3, 4, 2)
CASES += ops(
    "keras.ops.image.resize",
    "contraction",
    {
        **{
            f"{interpolation}-{direction}": (_IMAGE, size, {"interpolation": interpolation})
            for interpolation in ("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5")
            for direction, size in (("up", [9, 8]), ("down", [3, 4]), ("mixed", [8, 3]))
        },
        **{
            f"{interpolation}-antialias": (_IMAGE, [3, 4], {"interpolation": interpolation, "antialias": True})
            for interpolation in ("bilinear", "bicubic")
        },
        "one-image": (normal(4, 5, 2), [6, 7]),
        "first": (normal(2, 3, 4, 5), [6, 4], {"data_format": "channels_first"}),
        "same-size": (_SMALL, [3, 4]),
        "crop": (normal(1, 4, 8, 2), [3, 3], {"crop_to_aspect_ratio": True}),
        "pad": (normal(1, 4, 8, 2), [6, 6], {"pad_to_aspect_ratio": True, "fill_value": 0.5}),
        "bytes-nearest": (integers(1, 3, 3, 1, low=0, high=256, dtype=np.uint8), [5, 5], {"interpolation": "nearest"}),
        **{
            f"bytes-{name}": (integers(1, 4, 5, 1, low=0, high=256, dtype=np.uint8), [7, 3], {"interpolation": name})
            for name in ("bilinear", "bicubic", "lanczos3")
        },
        "integers": (integers(1, 3, 4, 2, low=-50, high=50), [5, 3]),
        **{
            f"{name}-antialias-{way}": (normal(1, 7, 9, 2), size, {"interpolation": name, "antialias": True})
            for name in ("lanczos3", "lanczos5", "bicubic", "bilinear")
            for way, size in (("down", [3, 4]), ("mixed", [9, 4]))
            if not (name == "bicubic" and way == "mixed")
        },
        "lanczos3-nearly-the-size": (normal(1, 1001, 1, 1), [1000, 1], {"interpolation": "lanczos3"}),
        "area-down": (integers(1, 6, 9, 2, low=0, high=99), [3, 3], {"interpolation": "area"}),
        "area-odd": (integers(1, 5, 7, 2, low=0, high=99), [3, 4], {"interpolation": "area"}),
        "one-image-bicubic": (normal(4, 5, 2), [6, 3], {"interpolation": "bicubic"}),
        "one-image-nearest": (normal(4, 5, 2), [6, 3], {"interpolation": "nearest"}),
        "one-image-first": (normal(2, 4, 5), [6, 3], {"data_format": "channels_first"}),
        "first-bicubic": (normal(2, 3, 4, 5), [6, 4], {"data_format": "channels_first", "interpolation": "bicubic"}),
        "first-nearest": (normal(2, 3, 4, 5), [6, 4], {"data_format": "channels_first", "interpolation": "nearest"}),
        "to-one-pixel": (normal(1, 4, 5, 1), [1, 1]),
        "from-one-pixel": (normal(1, 1, 1, 2), [3, 2]),
        "crop-high": (normal(1, 9, 4, 2), [3, 4], {"crop_to_aspect_ratio": True}),
        "crop-to-a-line": (normal(1, 2, 9, 1), [9, 1], {"crop_to_aspect_ratio": True}),
        "crop-to-a-row": (normal(1, 9, 2, 1), [1, 9], {"crop_to_aspect_ratio": True}),
        "crop-first": (normal(1, 2, 4, 8), [3, 3], {"crop_to_aspect_ratio": True, "data_format": "channels_first"}),
        "crop-one-image": (normal(4, 8, 2), [3, 3], {"crop_to_aspect_ratio": True}),
        "pad-high": (normal(1, 8, 3, 2), [6, 6], {"pad_to_aspect_ratio": True, "fill_value": -1.0}),
        "pad-oblong": (normal(1, 4, 4, 1), [3, 7], {"pad_to_aspect_ratio": True}),
        "pad-first": (normal(1, 2, 4, 8), [6, 6], {"pad_to_aspect_ratio": True, "data_format": "channels_first"}),
        "pad-one-image": (normal(4, 8, 2), [6, 6], {"pad_to_aspect_ratio": True}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.image.resize",
    "contraction",
    {
        "unknown": (_SMALL, [3, 3], {"interpolation": "cubic"}),
        "one-size": (_SMALL, [3]),
        "three-sizes": (_SMALL, [3, 3, 3]),
        "size-zero": (_SMALL, [0, 3]),
        "rank-2": (normal(3, 4), [3, 3]),
        "rank-5": (normal(1, 2, 3, 4, 1), [3, 3]),
        "crop-and-pad": (_SMALL, [3, 3], {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}),
        "fill-mode": (_SMALL, [3, 3], {"pad_to_aspect_ratio": True, "fill_mode": "reflect"}),
    },
    tags=("error",),
)
