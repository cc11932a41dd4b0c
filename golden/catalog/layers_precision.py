"""keras.layers in mixed precision: weights in float32, everything else in half floats.

The truth is what the layer says in float64, so the bounds are what half floats cost TensorFlow itself.
Kills: a layer that computes in the dtype of its weights, outputs in another dtype than the compute dtype, statistics
that are kept or summed in half, gradients of weights in half.
"""

from golden.catalog.draws import integers, normal
from golden.catalog.tables import case, layers

_TRAINING = {"training": True}
_ROWS = {
    "Dense": ("contraction", {"units": 3, "activation": "tanh"}, normal(4, 5)),
    "EinsumDense": ("contraction", {"equation": "abc,cd->abd", "output_shape": [None, 4]}, normal(2, 3, 5)),
    "Conv2D": ("contraction", {"filters": 3, "kernel_size": 3, "padding": "same"}, normal(2, 5, 4, 2)),
    "Conv1D": ("contraction", {"filters": 2, "kernel_size": 2, "activation": "relu"}, normal(2, 6, 3)),
    "DepthwiseConv2D": ("contraction", {"kernel_size": 2}, normal(2, 4, 4, 3)),
    "Conv2DTranspose": ("contraction", {"filters": 2, "kernel_size": 2, "strides": 2}, normal(1, 3, 3, 2)),
    "BatchNormalization": ("contraction", {}, normal(8, 3), _TRAINING),
    "LayerNormalization": ("contraction", {}, normal(4, 6)),
    "RMSNormalization": ("contraction", {}, normal(4, 6)),
    "Activation": ("transcendental", {"activation": "gelu"}, normal(3, 4)),
    "Softmax": ("contraction", {}, normal(3, 5)),
    "ReLU": ("elementwise", {"max_value": 1.0}, normal(3, 4)),
    "Add": ("elementwise", {}, [normal(2, 3), normal(2, 3)]),
    "Multiply": ("elementwise", {}, [normal(2, 3), normal(2, 3)]),
    "Average": ("elementwise", {}, [normal(2, 3), normal(2, 3), normal(2, 3)]),
    "Concatenate": ("exact", {}, [normal(2, 3), normal(2, 2)]),
    "Dot": ("contraction", {"axes": 1}, [normal(2, 6), normal(2, 6)]),
    "Flatten": ("exact", {}, normal(2, 3, 2)),
    "Embedding": ("exact", {"input_dim": 6, "output_dim": 3}, integers(3, 4, high=6)),
    "MaxPooling2D": ("exact", {}, normal(2, 4, 4, 2)),
    "AveragePooling2D": ("reduction", {"pool_size": 2}, normal(2, 4, 4, 2)),
    "GlobalAveragePooling2D": ("reduction", {}, normal(2, 9, 9, 2)),
    "Dropout": ("exact", {"rate": 0.5}, normal(2, 4), {"training": False}),
    "LSTM": ("iterated", {"units": 3, "return_sequences": True}, normal(2, 4, 3)),
    "GRU": ("iterated", {"units": 3}, normal(2, 4, 3)),
    "SimpleRNN": ("iterated", {"units": 3}, normal(2, 4, 3)),
    "UpSampling2D": ("exact", {}, normal(1, 2, 3, 2)),
}

CASES = []
for _name, (_class, _config, _inputs, *_call) in _ROWS.items():
    CASES += layers(
        f"keras.layers.{_name}",
        _class,
        {f"mixed-{half}": ({**_config, "dtype": f"mixed_{half}"}, _inputs, *_call) for half in ("float16", "bfloat16")},
    )

CASES += layers(
    "keras.layers.Dense",
    "contraction",
    {
        "mixed-inputs-kept": ({"units": 3, "autocast": False, "dtype": "mixed_float16"}, normal(4, 5)),
        "mixed-regularized": (
            {"units": 3, "kernel_regularizer": "l2", "activity_regularizer": "l1", "dtype": "mixed_float16"},
            normal(4, 5),
        ),
        "mixed-long-sum": ({"units": 2, "dtype": "mixed_bfloat16"}, normal(3, 600)),
        "mixed-ways": ({"units": 2, "dtype": "mixed_float16"}, normal(3, 4), {}, ["unbuilt", "keywords", "restored"]),
        "mixed-policy-object": (
            {
                "units": 2,
                "use_bias": False,
                "dtype": {"keras": "keras.DTypePolicy", "config": {"name": "mixed_bfloat16"}},
            },
            normal(3, 4),
        ),
    },
)
CASES += layers(
    "keras.layers.BatchNormalization",
    "contraction",
    {
        "mixed-at-inference": ({"dtype": "mixed_float16"}, normal(6, 3), {"training": False}),
        "mixed-beyond-the-range": ({"dtype": "mixed_float16"}, normal(8, 3, scale=900.0), _TRAINING),
        "mixed-images": ({"dtype": "mixed_bfloat16", "axis": 1}, normal(3, 2, 4, 4), _TRAINING),
    },
)
CASES += layers(
    "keras.layers.Dense", "contraction", {"unknown-policy": ({"units": 2, "dtype": "mixed_float8"}, normal(2, 3))},
    tags=("error",),
)  # fmt: skip

for _name, _policy in (
    ("Dense", "mixed_float16"), ("Conv2D", "mixed_bfloat16"), ("LayerNormalization", "mixed_float16"),
):  # fmt: skip
    _class, _config, _inputs = _ROWS[_name]
    _spec = {"config": _config, "inputs": _inputs, "call": {}, "policy": _policy}
    CASES.append(case(f"keras.layers.{_name}", "layer", _class, "under-a-mixed-policy", _spec))
_spec = {"config": {"units": 3, "dtype": "float32"}, "inputs": normal(4, 5), "call": {}, "policy": "mixed_float16"}
CASES.append(case("keras.layers.Dense", "layer", "contraction", "float32-under-a-mixed-policy", _spec))
