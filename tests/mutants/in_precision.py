"""Slips in mixed precision."""

from tests.mutants.mutation import Mutant

L = "keras.layers."

PRECISION = (
    Mutant(
        "weights-not-autocast",
        "a mixed layer computes with its weights as they are, in float32",
        "layers/layer.py",
        "return None if self.compute_dtype == self.variable_dtype else self.compute_dtype",
        "return None",
        (L + "Dense", L + "Conv2D"),
    ),
    Mutant(
        "weights-kept-in-half",
        "a mixed layer keeps its weights in half floats",
        "dtypes.py",
        'self.variable_dtype = "float32" if mixed else self.compute_dtype',
        "self.variable_dtype = self.compute_dtype",
        (L + "Dense", "keras.Sequential"),
    ),
    Mutant(
        "statistics-in-half",
        "batch normalization sees its moving statistics in half floats",
        "layers/normalization.py",
        "self.add_weight(shape, initializer, trainable=False, autocast=False, name=name)",
        "self.add_weight(shape, initializer, trainable=False, name=name)",
        (L + "BatchNormalization",),
    ),
    Mutant(
        "half-sums-in-half",
        "half floats are added up in half floats",
        "autodiff.py",
        "    widens = True  #",
        "    widens = False  #",
        (L + "Dense",),
    ),
    Mutant(
        "mixed-float16-not-scaled",
        "compile leaves the optimizer as it is under the policy mixed_float16",
        "training/compiling.py",
        "self.optimizer = scaling(self.optimizer)",
        "pass",
        ("keras.Sequential",),
    ),
    Mutant(
        "mixed-bfloat16-scaled",
        "compile scales the loss under the policy mixed_bfloat16, too",
        "training/compiling.py",
        'self.dtype_policy.name == "mixed_float16"',
        'self.dtype_policy.name.startswith("mixed")',
        ("keras.Sequential",),
    ),
    Mutant(
        "casts-in-the-graph",
        "a graph writes down the casts of what a layer was called on",
        "layers/layer.py",
        "Node(self, given_args, noted, outputs)",
        "Node(self, args, noted, outputs)",
        ("keras.Model",),
    ),
    Mutant(
        "inputs-as-they-come",
        "a graph hands its inputs on in the dtype in which they came",
        "models/functional.py",
        "x if x.dtype == tensor.dtype else cast(x, tensor.dtype)",
        "x",
        ("keras.Model",),
    ),
    Mutant(
        "inputs-cast-to-half",
        "a graph casts its inputs to the compute dtype, as layers do",
        "models/functional.py",
        "casts_inputs = False",
        "casts_inputs = True",
        ("keras.Model",),
    ),
)
