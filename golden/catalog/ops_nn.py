"""keras.ops of neural networks: windows, crossentropies, normalization.

Kills: padding one off or on the wrong side, dilation ignored, groups in the wrong order, the kernel turned about, a
later maximum having the gradient, padding counted in an average, clipping forgotten, epsilon outside the root.
"""

import itertools

import numpy as np

from golden.catalog.draws import distinct, integers, normal, one_hot, probabilities, uniform, values
from golden.catalog.tables import ops

CASES = []
for _name in (
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softsign",
    "log_sigmoid",
    "hard_sigmoid",
    "hard_tanh",
):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"smooth": (normal(3, 5, scale=2.0),)})
CASES += ops("keras.ops.softmax", "contraction", {"rows": (normal(3, 5),), "first-axis": (normal(3, 5), {"axis": 0})})
CASES += ops("keras.ops.softmax", "contraction", {"two-axes": (normal(2, 3, 4), {"axis": [1, 2]})}, symbolic=False)
CASES += ops("keras.ops.log_softmax", "contraction", {"rows": (normal(3, 5),)})
for _name in ("softmax", "log_softmax"):
    CASES += ops(
        f"keras.ops.{_name}",
        "contraction",
        {
            "all-axes": (normal(3, 4), {"axis": None}),
            "three-axes": (normal(2, 3, 4),),
            "first-and-last": (normal(2, 3, 4), {"axis": [0, 2]}),
            "middle": (normal(2, 3, 4), {"axis": -2}),
            "large": (values([[1000.0, 1001.0, 998.0]]),),
        },
        symbolic=False,
    )
for _name in ("relu6", "hard_sigmoid", "hard_tanh", "leaky_relu", "elu", "selu", "relu", "softsign"):
    CASES += ops(
        f"keras.ops.{_name}", "transcendental", {"kinks": (values([0.0, 6.0, -3.0, 3.0, 1.0, -1.0, 6.5, 5.5, -3.5]),)}
    )
for _name in ("relu", "leaky_relu"):
    CASES += ops(f"keras.ops.{_name}", "transcendental", {"integers": (integers(6, low=-3, high=4),)}, symbolic=False)
CASES += ops("keras.ops.leaky_relu", "transcendental", {"slope-0.5": (normal(3, 5), {"negative_slope": 0.5})})
_HALF = values([0.5, -1.5, 0.0, -0.25, 2.0], np.float16)
CASES += ops("keras.ops.leaky_relu", "elementwise", {"half": (_HALF, 0.3)})
CASES += ops("keras.ops.elu", "transcendental", {"half": (_HALF, 0.3)})
CASES += ops("keras.ops.elu", "transcendental", {"alpha-2": (normal(3, 5), {"alpha": 2.0})})
CASES += ops("keras.ops.gelu", "transcendental", {"exact": (normal(3, 5, scale=2.0), {"approximate": False})})

_CONV = {
    f"{padding}-stride{stride}-{'even' if window[0] == 2 else 'odd'}": (
        normal(2, 6, 7, 2),
        normal(*window, 2, 3),
        {"strides": stride, "padding": padding},
    )
    for padding, stride, window in itertools.product(("valid", "same"), (1, 2, 3), ((3, 3), (2, 2)))
}
CASES += ops(
    "keras.ops.conv",
    "contraction",
    {
        **_CONV,
        "oblong": (normal(1, 7, 8, 2), normal(1, 4, 2, 3), {"strides": [2, 1], "padding": "same"}),
        "dilation": (normal(1, 7, 8, 2), normal(3, 2, 2, 2), {"dilation_rate": [2, 3], "padding": "same"}),
        "groups": (normal(2, 5, 5, 4), normal(3, 3, 2, 6), {"padding": "same"}),
        "depthwise": (normal(1, 5, 5, 3), normal(3, 3, 1, 6)),
        "one-axis": (normal(2, 8, 3), normal(3, 3, 2), {"padding": "same", "strides": 2}),
        "three-axes": (normal(1, 4, 4, 3, 2), normal(2, 2, 2, 2, 2)),
        "pointwise": (normal(2, 3, 3, 4), normal(1, 1, 4, 2)),
        "first": (normal(1, 2, 5, 6), normal(3, 2, 2, 3), {"data_format": "channels_first", "padding": "same"}),
        "dilation-valid": (normal(1, 7, 6, 2), normal(2, 2, 2, 2), {"dilation_rate": [3, 2]}),
        "dilation-groups": (normal(1, 6, 5, 4), normal(2, 2, 2, 4), {"dilation_rate": 2, "padding": "same"}),
        "stride-groups": (normal(2, 6, 5, 4), normal(3, 2, 2, 4), {"strides": [2, 3], "padding": "same"}),
        "stride-beyond-kernel": (normal(1, 8, 7, 1), normal(2, 1, 1, 2), {"strides": 3}),
        "one-axis-groups": (normal(2, 6, 4), normal(3, 2, 6)),
        "three-axes-groups": (normal(1, 3, 3, 3, 4), normal(2, 2, 2, 2, 6)),
        "one-axis-dilation": (normal(2, 8, 3), normal(3, 3, 2), {"dilation_rate": 2, "padding": "same"}),
        "one-axis-first": (normal(2, 3, 8), normal(3, 3, 2), {"data_format": "channels_first", "strides": 2}),
        "three-axes-same": (normal(1, 3, 4, 3, 2), normal(2, 3, 2, 2, 2), {"padding": "same", "strides": [1, 2, 2]}),
        "whole": (normal(2, 3, 4, 2), normal(3, 4, 2, 2)),
        "kernel-beyond-same": (normal(1, 2, 3, 1), normal(5, 4, 1, 2), {"padding": "same"}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.conv",
    "contraction",
    {
        "channels-differ": (normal(1, 5, 5, 3), normal(3, 3, 2, 4)),
        "filters-differ": (normal(1, 5, 5, 4), normal(3, 3, 2, 3)),
        "unknown-padding": (normal(1, 5, 5, 1), normal(3, 3, 1, 1), {"padding": "full"}),
        "strides-and-dilation": (normal(1, 7, 7, 1), normal(2, 2, 1, 1), {"strides": 2, "dilation_rate": 2}),
    },
    tags=("error",),
)
for _name, _class in (("max_pool", "exact"), ("average_pool", "reduction")):
    CASES += ops(
        f"keras.ops.{_name}",
        _class,
        {
            "halves": (distinct(2, 4, 6, 2), 2),
            "overlap-same": (distinct(1, 5, 6, 2), 3, {"strides": 2, "padding": "same"}),
            "oblong-valid": (distinct(1, 7, 5, 2), [3, 2], {"strides": [1, 2]}),
            "one-axis": (distinct(2, 7, 3), 3, {"strides": 2, "padding": "same"}),
            "first": (distinct(1, 2, 5, 6), [2, 3], {"data_format": "channels_first", "padding": "same"}),
            "all-of-it": (distinct(2, 3, 4, 1), [3, 4]),
            "strides-beyond-pool": (distinct(1, 7, 8, 1), 2, {"strides": 3}),
            "window-beyond-same": (distinct(1, 2, 3, 1), 4, {"padding": "same"}),
            "below-zero-same": (normal(1, 3, 4, 1, shift=-9.0), 2, {"padding": "same", "strides": 1}),
            "volume": (distinct(1, 4, 3, 4, 1), 2),
        },
        symbolic=False,
    )
CASES += ops(
    "keras.ops.max_pool", "exact", {"ties": (values(np.ones((1, 4, 4, 1))), 2, {"strides": 1})}, symbolic=False
)

_WRONG, _SURE = values([[0.0, 1.0], [1.0, 0.0]]), values([[1.0, 0.0], [1.0, 0.0]])
CASES += ops(
    "keras.ops.categorical_crossentropy",
    "contraction",
    {
        "probabilities": (one_hot(4, 3), probabilities(4, 3)),
        "logits": (one_hot(4, 3), normal(4, 3), {"from_logits": True}),
        "unnormalized": (one_hot(4, 3), uniform(4, 3, low=0.1, high=3.0)),
        "saturated": (_WRONG, _SURE),
        "large-logits": (_WRONG, values([[100.0, -100.0], [0.0, 50.0]]), {"from_logits": True}),
        "soft-targets": (probabilities(4, 3), probabilities(4, 3)),
        "pixels": (probabilities(2, 3, 4), probabilities(2, 3, 4)),
        "first-axis": (values(np.eye(3)[:, [0, 2, 1, 1]]), normal(3, 4), {"from_logits": True, "axis": 0}),
        "first-axis-probabilities": (values(np.eye(3)[:, [0, 2, 1, 1]]), uniform(3, 4, low=0.1), {"axis": 0}),
        "one-row": (values([0.0, 1.0, 0.0]), probabilities(3)),
        "integer-targets-logits": (values([[0, 1, 0], [1, 0, 0]], np.int32), normal(2, 3), {"from_logits": True}),
        "pixels-logits": (values(np.eye(4)[[[0, 2, 1], [3, 3, 0]]]), normal(2, 3, 4), {"from_logits": True}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.categorical_crossentropy",
    "contraction",
    {"ranks-differ": (normal(4), normal(4, 3)), "shapes-differ": (normal(4, 2), normal(4, 3))},
    tags=("error",),
)
_CLASSES = integers(4, low=0, high=3)
CASES += ops(
    "keras.ops.sparse_categorical_crossentropy",
    "contraction",
    {
        "probabilities": (_CLASSES, probabilities(4, 3)),
        "logits": (_CLASSES, normal(4, 3), {"from_logits": True}),
        "column-of-targets": (integers(4, 1, low=0, high=3), normal(4, 3), {"from_logits": True}),
        "unnormalized": (_CLASSES, uniform(4, 3, low=0.1, high=3.0)),
        "saturated": (values([1, 0], np.int32), _SURE),
        "pixels-logits": (integers(2, 3, low=0, high=4), normal(2, 3, 4), {"from_logits": True}),
        "pixels-column": (integers(2, 3, 1, low=0, high=4), probabilities(2, 3, 4)),
        "large-logits": (values([1, 0], np.int32), values([[100.0, -100.0], [0.0, 50.0]]), {"from_logits": True}),
        "axis-of-classes": (_CLASSES, probabilities(4, 3), {"axis": 1}),
        "float-targets": (values([0.0, 2.0]), probabilities(2, 3)),
        "one-row": (values([1], np.int32), probabilities(1, 3)),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.sparse_categorical_crossentropy",
    "contraction",
    {
        "label-out-of-range": (values([0, 3], np.int32), probabilities(2, 3)),
        "batch-differs": (integers(3, low=0, high=3), probabilities(4, 3)),
        "negative-label": (values([0, -1], np.int32), probabilities(2, 3)),
        "first-axis": (integers(3, low=0, high=3), probabilities(3, 3), {"axis": 0}),
    },
    tags=("error",),
)
CASES += ops(
    "keras.ops.binary_crossentropy",
    "transcendental",
    {
        "probabilities": (uniform(3, 4), uniform(3, 4, low=0.05, high=0.95)),
        "logits": (uniform(3, 4), normal(3, 4, scale=3.0), {"from_logits": True}),
        "saturated": (_WRONG, _SURE),
        "large-logits": (_WRONG, values([[100.0, -100.0], [50.0, 0.0]]), {"from_logits": True}),
    },
    symbolic=False,
)
CASES += ops(
    "keras.ops.binary_crossentropy", "transcendental", {"shapes-differ": (uniform(3), uniform(4))}, tags=("error",)
)
CASES += ops(
    "keras.ops.batch_normalization",
    "contraction",
    {
        "plain": (normal(4, 3), normal(3), uniform(3, low=0.2, high=2.0), {"axis": -1}),
        "scale-offset": (
            normal(2, 3, 4),
            normal(4),
            uniform(4, low=0.2, high=2.0),
            {"axis": -1, "offset": normal(4), "scale": normal(4)},
        ),
        "first": (normal(2, 3, 4), normal(3), uniform(3, low=0.2, high=2.0), {"axis": 1, "scale": normal(3)}),
        "offset": (normal(4, 3), normal(3), uniform(3, low=0.2, high=2.0), {"axis": 1, "offset": normal(3)}),
        "from-behind": (
            normal(2, 3, 4),
            normal(3),
            uniform(3, low=0.2, high=2.0),
            {"axis": -2, "offset": normal(3), "scale": normal(3)},
        ),
        "rows": (normal(3, 4), normal(3), uniform(3, low=0.2, high=2.0), {"axis": 0}),
        "tiny-variance": (normal(4, 3), normal(3), values([0.0, 1e-4, 1e-2]), {"axis": -1, "epsilon": 0.01}),
    },
    symbolic=False,
)
