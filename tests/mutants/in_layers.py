"""Slips in layers: state, order of weights, axes, config."""

from tests.mutants.mutation import Mutant

L = "keras.layers."

LAYERS = (
    Mutant(
        "dropout-not-scaled",
        "what dropout keeps is not divided by 1 - rate",
        "random/draws.py",
        "drawn >= x.dtype.type(rate), 1.0 / (1.0 - rate))",
        "drawn >= x.dtype.type(rate), 1.0)",
        (L + "Dropout",),
    ),
    Mutant(
        "moving-average-inverted",
        "the moving statistics take momentum of the new and 1 - momentum of the old",
        "layers/normalization.py",
        "moving.assign(moving * self.momentum + ops.stop_gradient(batch) * (1 - self.momentum))",
        "moving.assign(moving * (1 - self.momentum) + ops.stop_gradient(batch) * self.momentum)",
        (L + "BatchNormalization",),
    ),
    Mutant(
        "batch-statistics-at-inference",
        "BatchNormalization normalizes by the batch outside of training too",
        "layers/normalization.py",
        "        if training and self.trainable:\n",
        "        if self.trainable:\n",
        (L + "BatchNormalization",),
    ),
    Mutant(
        "epsilon-outside-the-root",
        "batch normalization adds epsilon to the root, not under it",
        "ops/normalization.py",
        "factor = rsqrt(variance + epsilon)\n    factor = factor if scale",
        "factor = 1 / (rsqrt(variance) ** -1 + epsilon)\n    factor = factor if scale",
        (L + "BatchNormalization",),
    ),
    Mutant(
        "gamma-and-beta-exchanged",
        "the weights of BatchNormalization in the other order",
        "layers/normalization.py",
        '        self.gamma = self.weight("gamma", shape, autocast=False) if self.scale else None\n'
        '        self.beta = self.weight("beta", shape, autocast=False) if self.center else None\n',
        '        self.beta = self.weight("beta", shape, autocast=False) if self.center else None\n'
        '        self.gamma = self.weight("gamma", shape, autocast=False) if self.scale else None\n',
        (L + "BatchNormalization",),
    ),
    Mutant(
        "dense-bias-after-activation",
        "Dense adds its bias to the activation",
        "layers/core.py",
        "return self.activation(x if self.bias is None else ops.add(x, self.bias))",
        "return self.activation(x) if self.bias is None else ops.add(self.activation(x), self.bias)",
        (L + "Dense",),
    ),
    Mutant(
        "concatenate-along-first-axis",
        "Concatenate ignores its axis",
        "layers/merging.py",
        'return ops.concatenate(_several(inputs, "Concatenate"), self.axis)',
        'return ops.concatenate(_several(inputs, "Concatenate"), 1)',
        (L + "Concatenate",),
    ),
    Mutant(
        "flatten-channels-first-unmoved",
        "Flatten takes channels-first inputs as they lie",
        "layers/core.py",
        'if self.data_format == "channels_first" and x.ndim > 1:',
        "if False:",
        (L + "Flatten",),
    ),
    Mutant(
        "global-pooling-over-channels",
        "channels-first images are averaged over rows and channels",
        "layers/pooling.py",
        "spatial_axes(self.rank, self.data_format), self.keepdims",
        'spatial_axes(self.rank, "channels_last"), self.keepdims',
        (L + "GlobalAveragePooling2D",),
    ),
    Mutant(
        "pooling-strides-of-one",
        "MaxPooling2D moves on by one place where strides are not given",
        "layers/pooling.py",
        "standardize_tuple(self.pool_size if strides is None else strides, self.rank",
        "standardize_tuple(1 if strides is None else strides, self.rank",
        (L + "MaxPooling2D",),
    ),
    Mutant(
        "activity-loss-not-averaged",
        "activity regularization is not divided by the batch size",
        "layers/layer.py",
        "self.add_loss(loss / x.shape[0] if x.ndim and x.shape[0] else loss)",
        "self.add_loss(loss)",
        (L + "Dense",),
    ),
    Mutant(
        "negative-slopes-allowed",
        "ReLU takes a negative slope, threshold or maximum",
        "layers/activation.py",
        "if value is None or value < 0:",
        "if value is None:",
        (L + "ReLU",),
    ),
    Mutant(
        "config-without-activation",
        "get_config forgets what is an activation",
        "layers/layer.py",
        "            return activations.serialize(value)\n",
        "            return None\n",
        (L + "Dense", L + "Activation"),
    ),
    Mutant(
        "lambda-without-arguments",
        "the function of a Lambda is called without the arguments that it was given",
        "layers/lambda_layer.py",
        "return self.function(inputs, **self.arguments, ",
        "return self.function(inputs, ",
        ("keras.layers.Lambda",),
    ),
)
