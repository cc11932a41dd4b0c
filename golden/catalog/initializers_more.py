"""keras.initializers: kernels of every rank, other dtypes, generators, names, configs and arrays; what is refused.

Kills: fans of some ranks only, named axes ignored, an orthogonal matrix with R's signs or of columns for rows, a window
without its scale, a generator that stands still, default seeds in another order.
"""

from golden.catalog.draws import normal, values
from golden.catalog.random_draws import generator
from golden.catalog.tables import case, initializers

_SEEDED = ("seed-exact",)
_KERNELS = {
    "scalar": (),
    "of-one": (1,),
    "row": (1, 6),
    "column": (6, 1),
    "steps": (3, 4, 5),
    "image": (2, 3, 4, 5),
    "volume": (2, 2, 3, 1, 4),
    "depthwise": (3, 3, 4, 1),
    "separable": (1, 1, 6, 2),
    "empty-input": (0, 3),
    "empty-output": (3, 0),
}
_DTYPES = ("float16", "bfloat16", "float64")
_UNIFORM = {"GlorotUniform": {}, "HeUniform": {}, "LecunUniform": {}, "RandomUniform": {"minval": -0.2, "maxval": 0.7}}
_NORMAL = {"GlorotNormal": {}, "HeNormal": {}, "LecunNormal": {}, "RandomNormal": {}, "TruncatedNormal": {}}
_SCALING = {"VarianceScaling": {}}
_FANNED = ("GlorotUniform", "HeUniform", "LecunUniform", "GlorotNormal", "HeNormal", "LecunNormal", "VarianceScaling")


def _symbol(name):
    return f"keras.initializers.{name}"


def _case(name, op_class, slug, spec, tags=_SEEDED):
    return case(_symbol(name), "initializer", op_class, slug, {"dtype": None, "shape": [3, 4], **spec}, tags)


def _refused(name, rows):
    """``slug: (config, shape, dtype?)``."""
    return initializers(_symbol(name), "exact", rows, tags=("error",))


def _generators(name, op_class, config):
    """One that moves on from call to call, and a default seed, which does not."""
    rows = {"generator": (3, {**config, "seed": generator(4)}, {}), "unseeded": (2, config, {"seed": 12})}
    return [
        _case(name, op_class, slug, {"config": config, "times": times, "serialized": True, **more})
        for slug, (times, config, more) in rows.items()
    ]


def _of_each(name, op_class, config):
    """What every random initializer is asked."""
    rows = {slug: ({**config, "seed": 31}, shape) for slug, shape in _KERNELS.items()}
    rows |= {dtype: ({**config, "seed": 32}, (5, 3), dtype) for dtype in _DTYPES}
    rows |= {
        "negative-seed": ({**config, "seed": -9}, (4, 3)),
        "large-seed": ({**config, "seed": 2**40 + 5}, (4, 3)),
    }
    return [
        *initializers(_symbol(name), op_class, rows, tags=_SEEDED),
        _case(
            name, op_class, "generator", {"config": {**config, "seed": generator(4)}, "times": 3, "serialized": True}
        ),
        _case(name, op_class, "unseeded", {"config": config, "times": 2, "seed": 12, "serialized": True}),
        *_refused(
            name,
            {
                "fraction-seed": ({**config, "seed": 1.5}, (3, 4)),
                "text-seed": ({**config, "seed": "one"}, (3, 4)),
                "shape-unknown": ({**config, "seed": 1}, (None, 4)),
                "shape-negative": ({**config, "seed": 1}, (-3, 4)),
                "unknown-dtype": ({**config, "seed": 1}, (3, 4), "float7"),
                "integer-dtype": ({**config, "seed": 1}, (30, 40), "int32"),
                "boolean-dtype": ({**config, "seed": 1}, (3, 4), "bool"),
            },
        ),
    ]


_AXES = {
    "input-and-output-axes": ([0, 1], [2, 3]),
    "axes-exchanged": ([3], [2]),
    "axes-from-the-end": ([-1, 0], [-2]),
    "several-output-axes": ([1], [0, 2, 3]),
    "input-axes-alone": ([1], None),
    "output-axes-alone": (None, [1]),
    "axes-none": ([], []),
}


def _axes(name, op_class):
    rows = {
        slug: ({"seed": 41, "input_axes": ins, "output_axes": outs}, (2, 3, 4, 5))
        for slug, (ins, outs) in _AXES.items()
    }
    return [
        *initializers(_symbol(name), op_class, rows, tags=_SEEDED),
        *_refused(name, {"axis-beyond": ({"seed": 1, "input_axes": [5], "output_axes": [0]}, (3, 4))}),
    ]


def _scalings():
    rows = {
        "distribution-by-its-old-name": ({"distribution": "normal", "seed": 5}, (4, 3)),
        "distribution-in-capitals": ({"distribution": "UNIFORM", "seed": 5}, (4, 3)),
        "whole-scale": ({"scale": 2, "seed": 5}, (4, 3)),
        "small-scale": ({"scale": 1e-6, "seed": 5}, (4, 3)),
    }
    refused = {
        "scale-0": ({"scale": 0.0}, (2, 2)),
        "text-scale": ({"scale": "two"}, (2, 2)),
        "no-mode": ({"mode": None}, (2, 2)),
        "mode-in-capitals": ({"mode": "FAN_IN"}, (2, 2)),
        "no-distribution": ({"distribution": None}, (2, 2)),
    }
    return [
        *initializers(_symbol("VarianceScaling"), "transcendental", rows, tags=_SEEDED),
        *_refused("VarianceScaling", refused),
    ]


_ORTHOGONAL = {
    "square": ({"seed": 1}, (5, 5)),
    "tall": ({"seed": 2}, (7, 3)),
    "wide": ({"seed": 3}, (3, 7)),
    "row": ({"seed": 4}, (1, 5)),
    "column": ({"seed": 5}, (5, 1)),
    "single": ({"seed": 6}, (1, 1)),
    "single-of-other-sign": ({"seed": 7}, (1, 1)),
    "steps": ({"seed": 8}, (3, 4, 5)),
    "image": ({"seed": 9}, (2, 3, 2, 5)),
    "image-of-many-outputs": ({"seed": 9}, (2, 2, 1, 9)),
    "gain": ({"gain": 2.5, "seed": 10}, (4, 3)),
    "negative-gain": ({"gain": -1, "seed": 10}, (4, 3)),
    "gain-0": ({"gain": 0.0, "seed": 10}, (4, 3)),
    "larger": ({"seed": 11}, (24, 20)),
    "no-rows": ({"seed": 12}, (0, 3)),
    "float16": ({"seed": 13}, (5, 3), "float16"),
    "float64": ({"seed": 13}, (5, 3), "float64"),
    "negative-seed": ({"seed": -13}, (5, 3)),
}
_ORTHOGONAL_REFUSED = {
    "vector": ({"seed": 1}, (5,)),
    "scalar": ({"seed": 1}, ()),
    "bfloat16": ({"seed": 1}, (5, 3), "bfloat16"),
    "integer-dtype": ({"seed": 1}, (5, 3), "int32"),
    "fraction-seed": ({"seed": 1.5}, (3, 4)),
}

_IDENTITY = {
    "square": ({}, (4, 4)),
    "wide": ({}, (2, 4)),
    "tall": ({}, (4, 2)),
    "empty": ({}, (0, 3)),
    "gain": ({"gain": 2.5}, (3, 3)),
    "negative-gain": ({"gain": -1}, (3, 3)),
    "float16": ({"gain": 0.1}, (3, 3), "float16"),
    "float64": ({"gain": 0.1}, (3, 3), "float64"),
    "integers": ({"gain": 3}, (3, 3), "int32"),
}
_IDENTITY_REFUSED = {
    "vector": ({}, (3,)),
    "volume": ({}, (3, 3, 3)),
    "integers-without-a-whole-gain": ({}, (3, 3), "int32"),
    "booleans": ({"gain": 1}, (3, 3), "bool"),
}
_CONSTANT = {
    "zero-by-default": ({}, (2, 3)),
    "whole": ({"value": 3}, (2, 3)),
    "boolean": ({"value": True}, (2, 3)),
    "row": ({"value": [1.0, 2.0, 3.0]}, (2, 3)),
    "column": ({"value": [[1.0], [2.0]]}, (2, 3)),
    "scalar": ({"value": 2.5}, ()),
    "empty": ({"value": 2.5}, (0, 2)),
    "float16": ({"value": 0.1}, (2,), "float16"),
    "float64": ({"value": 0.1}, (2,), "float64"),
    "bfloat16": ({"value": 0.1}, (2,), "bfloat16"),
    "cut-to-integers": ({"value": -2.7}, (2,), "int32"),
    "bytes": ({"value": 7}, (2,), "uint8"),
    "booleans": ({"value": 2.5}, (2,), "bool"),
}
_CONSTANT_REFUSED = {
    "no-value": ({"value": None}, (2, 3)),
    "value-of-other-sizes": ({"value": [1.0, 2.0]}, (2, 3)),
    "unknown-dtype": ({"value": 1.0}, (2, 3), "float7"),
    "shape-negative": ({"value": 1.0}, (-2, 3)),
}
_PLAIN = {
    "scalar": ({}, ()),
    "empty": ({}, (0, 2)),
    **{dtype: ({}, (2, 2), dtype) for dtype in ("float64", "bfloat16", "bool", "uint8", "int64")},
}
_PLAIN_REFUSED = {
    "unknown-dtype": ({}, (2, 2), "float7"),
    "shape-unknown": ({}, (None, 2)),
    "shape-negative": ({}, (-1, 2)),
}
_STFT = {
    **{
        f"{side}-{window}": ({"side": side, "window": window}, (8, 1, 5))
        for side in ("real", "imag")
        for window in ("hann", "hamming", "blackman", "boxcar")
    },
    **{
        window: ({"window": window}, (9, 1, 5))
        for window in (
            "bartlett",
            "barthann",
            "blackmanharris",
            "bohman",
            "cosine",
            "exponential",
            "flattop",
            "lanczos",
        )
    },
    **{
        f"even-{window}": ({"window": window}, (8, 1, 5))
        for window in ("flattop", "nuttall", "parzen", "triang", "tukey")
    },
    "spectrum": ({"scaling": "spectrum"}, (8, 1, 5)),
    "unscaled": ({"scaling": None}, (8, 1, 5)),
    "no-window": ({"window": None}, (8, 1, 5)),
    "given-window": ({"window": [1.0, 2.0, 3.0, 2.0]}, (4, 1, 3)),
    "periodic": ({"periodic": True}, (8, 1, 5)),
    "periodic-spectrum": ({"window": "hamming", "scaling": "spectrum", "periodic": True}, (7, 1, 4)),
    "long": ({}, (32, 1, 17)),
    "one-sample": ({}, (1, 1, 3)),
    "float64": ({}, (8, 1, 5), "float64"),
}
_STFT_REFUSED = {
    "unknown-side": ({"side": "both"}, (8, 1, 5)),
    "unknown-window": ({"window": "house"}, (8, 1, 5)),
    "window-with-a-parameter": ({"window": "kaiser"}, (8, 1, 5)),
    "unknown-scaling": ({"scaling": "half"}, (8, 1, 5)),
    "window-of-another-length": ({"window": [1.0, 2.0]}, (4, 1, 3)),
    "matrix": ({}, (8, 5)),
}

_NAMES = (
    "zeros", "Zeros", "zero", "ones", "one", "normal", "uniform", "glorot_uniform", "glorot_normal", "he_normal",
    "he_uniform", "lecun_normal", "lecun_uniform", "random_normal", "random_uniform", "truncated_normal",
    "variance_scaling", "GlorotUniform", "identity", "IdentityInitializer",
)  # fmt: skip
_GET_REFUSED = {
    "unknown-name": "glorot",
    "name-in-other-letters": "glorotUniform",
    "number": 3,
    "unknown-class": {"class_name": "Glorot", "config": {}},
    "no-class": {"config": {}},
    "unknown-argument": {"class_name": "GlorotUniform", "config": {"gain": 2.0}},
    "constant-without-value": "constant",
}


_WHOLE = {"module": "keras.initializers", "registered_name": None}


def _got():
    """From names, configs, objects and arrays, as layers take them."""
    for name in _NAMES:
        slug = f"name-{name.lower().replace('_', '-')}{'-class' if name[0].isupper() else ''}"
        yield _case("get", "transcendental", slug, {"identifier": name, "seed": 6, "serialized": True})
    for name in ("orthogonal", "OrthogonalInitializer"):
        slug = f"name-{name.lower()}"
        yield _case("get", "contraction", slug, {"identifier": name, "seed": 6, "serialized": True})
    configs = {
        "config": {"class_name": "HeNormal", "config": {"seed": 3}},
        "config-with-module": {
            "module": "keras.initializers",
            "class_name": "Ones",
            "config": {},
            "registered_name": None,
        },
        "config-of-constant": {"class_name": "Constant", "config": {"value": 2.0}},
        "config-by-its-function": {"class_name": "he_normal", "config": {"seed": 3}},
        "object": {"keras": "keras.initializers.RandomUniform", "config": {"seed": 8}},
    }
    for slug, identifier in configs.items():
        yield _case("get", "transcendental", slug, {"identifier": identifier, "serialized": True})
    yield _case("get", "exact", "array", {"identifier": normal(3, 4)}, ())
    yield _case("get", "exact", "array-as-float16", {"identifier": normal(3, 4), "dtype": "float16"}, ())
    yield _case(
        "get", "exact", "array-of-integers", {"identifier": values([[1, 2], [3, 4]], "int32"), "shape": [2, 2]}, ()
    )
    yield _case("get", "exact", "array-of-another-shape", {"identifier": normal(4, 3)}, ("error",))
    for slug, identifier in _GET_REFUSED.items():
        yield _case("get", "exact", slug, {"identifier": identifier}, ("error",))


def _restored():
    """Initializers from the texts that serialize gives."""
    texts = {
        "seeded": {
            **_WHOLE,
            "class_name": "GlorotUniform",
            "config": {"seed": 3, "input_axes": None, "output_axes": None},
        },
        "scaling": {
            **_WHOLE,
            "class_name": "VarianceScaling",
            "config": {"scale": 2.0, "mode": "fan_out", "distribution": "uniform", "seed": 5},
        },
        "by-a-short-name": {"class_name": "he_uniform", "config": {"seed": 4}},
        "generator": {
            **_WHOLE,
            "class_name": "RandomNormal",
            "config": {
                "mean": 0.0,
                "stddev": 1.0,
                "seed": {
                    "module": "keras.random",
                    "class_name": "SeedGenerator",
                    "config": {"seed": 9, "name": "seeds"},
                    "registered_name": None,
                },
            },
        },
    }
    for slug, text in texts.items():
        yield _case("deserialize", "transcendental", slug, {"identifier": text, "times": 2, "serialized": True})
    yield _case("deserialize", "exact", "no-class", {"identifier": {"config": {}}}, ("error",))


_PLAIN_KINDS = ("Zeros", "Ones")
CASES = [
    *(c for name, config in _UNIFORM.items() for c in _of_each(name, "exact", config)),
    *(c for name, config in (_NORMAL | _SCALING).items() for c in _of_each(name, "transcendental", config)),
    *(c for name in _FANNED for c in _axes(name, "exact" if name in _UNIFORM else "transcendental")),
    *_scalings(),
    *initializers(_symbol("Orthogonal"), "contraction", _ORTHOGONAL, tags=_SEEDED),
    *_generators("Orthogonal", "contraction", {}),
    *_refused("Orthogonal", _ORTHOGONAL_REFUSED),
    *initializers(_symbol("Identity"), "exact", _IDENTITY),
    *_refused("Identity", _IDENTITY_REFUSED),
    *initializers(_symbol("Constant"), "exact", _CONSTANT),
    *_refused("Constant", _CONSTANT_REFUSED),
    *(c for name in _PLAIN_KINDS for c in initializers(_symbol(name), "exact", _PLAIN)),
    *(c for name in _PLAIN_KINDS for c in _refused(name, _PLAIN_REFUSED)),
    *initializers(_symbol("STFT"), "transcendental", _STFT),
    *_refused("STFT", _STFT_REFUSED),
    *_got(),
    *_restored(),
]
