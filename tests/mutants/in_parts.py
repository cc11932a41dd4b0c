"""Slips in initializers, regularizers and random draws."""

from tests.mutants.mutation import Mutant

L = "keras.layers."
I = "keras.initializers."
R = "keras.regularizers."

PARTS = (
    Mutant(
        "dropout-keeps-the-low-draws",
        "dropout keeps what drew a number below 1 - rate, in place of one of at least rate",
        "random/draws.py",
        "drawn >= x.dtype.type(rate), 1.0 / (1.0 - rate))",
        "drawn < x.dtype.type(1 - rate), 1.0 / (1.0 - rate))",
        (L + "Dropout",),
    ),
    Mutant(
        "glorot-by-inputs-alone",
        "the average of the fans is the number of inputs",
        "initializers.py",
        '"fan_avg": (fan_in + fan_out) / 2}',
        '"fan_avg": fan_in}',
        (I + "GlorotUniform", I + "GlorotNormal"),
    ),
    Mutant(
        "he-normal-as-lecun",
        "HeNormal without the factor 2",
        "initializers.py",
        'scale, mode, distribution = 2.0, "fan_in", "truncated_normal"',
        'scale, mode, distribution = 1.0, "fan_in", "truncated_normal"',
        (I + "HeNormal",),
    ),
    Mutant(
        "truncation-uncorrected",
        "the deviation of a truncated normal is not made up for what was cut",
        "initializers.py",
        "math.sqrt(variance) / kept",
        "math.sqrt(variance)",
        (I + "GlorotNormal", I + "HeNormal"),
    ),
    Mutant(
        "l2-halved",
        "L2 with the factor one half of weight decay",
        "regularizers.py",
        "return self.l2 * ops.sum(ops.square(x))",
        "return 0.5 * self.l2 * ops.sum(ops.square(x))",
        (R + "L2",),
    ),
    Mutant(
        "l1-averaged",
        "L1 as a mean",
        "regularizers.py",
        "return self.l1 * ops.sum(ops.absolute(x))",
        "return self.l1 * ops.mean(ops.absolute(x))",
        (R + "L1",),
    ),
)
