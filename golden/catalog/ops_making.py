"""keras.ops that make arrays from numbers. Kills: an end that is counted, a step of the wrong sign, another dtype."""

from golden.catalog.draws import integers, normal, values
from golden.catalog.tables import ops

CASES = [
    *ops(
        "keras.ops.arange",
        "exact",
        {
            "stop": (5,),
            "start-stop": (2, 7),
            "step": (1, 8, 3),
            "downwards": (5, 0, -2),
            "fractions": (0.0, 1.0, 0.25),
            "as-float": (4, {"dtype": "float32"}),
            "float-stop": (3.0,),
            "as-short": (1, 4, {"dtype": "int16"}),
        },
    ),
    *ops(
        "keras.ops.full",
        "exact",
        {"sevens": ([2, 3], 7.0), "integers": ([2], 3, {"dtype": "int32"}), "scalar": ([], 1.5)},
    ),
    *ops("keras.ops.zeros", "exact", {"floats": ([2, 3],), "integers": ([4], {"dtype": "int32"})}),
    *ops("keras.ops.ones", "exact", {"floats": ([2, 3],), "booleans": ([4], {"dtype": "bool"})}),
    *ops(
        "keras.ops.convert_to_tensor",
        "exact",
        {
            "numbers": (1.5,),
            "integer": (3,),
            "array": (normal(2, 3),),
            "array-as-integers": (values([1.5, -2.5]), {"dtype": "int32"}),
            "integers-as-float": (integers(3, low=0, high=5), {"dtype": "float32"}),
        },
        symbolic=False,
    ),
]
