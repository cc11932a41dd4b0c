"""Models that Keras and refimpl both make, each with data to train on: what ``both(keras)`` says of either of them."""

from types import SimpleNamespace

import numpy as np

RNG = np.random.default_rng(11)


def normal(*shape):
    return RNG.standard_normal(shape).astype(np.float32)


VECTORS, OTHERS, NUMBERS, PAIRS = normal(12, 4), normal(12, 4), normal(12, 1), normal(12, 2)
IMAGES, CLASSES = normal(12, 6, 6, 2), np.eye(3, dtype=np.float32)[RNG.integers(0, 3, 12)]


def line(keras):
    """A Sequential model with moving statistics, trained by Adam."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(5, activation="relu"),
            layers.BatchNormalization(momentum=0.8),
            layers.Dropout(0.0),
            layers.Dense(1),
        ],
        name="line",
    )
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae", keras.metrics.RootMeanSquaredError(name="rms")])
    return SimpleNamespace(model=model, x=VECTORS, y=NUMBERS)


def images(keras):
    """A line of convolution, pooling and dense layers, with weight decay and averages."""
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((6, 6, 2)),
            layers.Conv2D(3, 3, activation="relu", kernel_regularizer="l2"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(3, activation="softmax"),
        ],
        name="images",
    )
    optimizer = keras.optimizers.AdamW(0.01, weight_decay=0.02, use_ema=True, clipnorm=1.0)
    model.compile(optimizer, keras.losses.CategoricalCrossentropy(label_smoothing=0.1), metrics=["accuracy"])
    return SimpleNamespace(model=model, x=IMAGES, y=CLASSES)


def graph(keras):
    """Two inputs, two outputs, a layer that is called twice, a model within a model, ops among the layers."""
    layers = keras.layers
    a, b = keras.Input((4,), name="a"), keras.Input((4,), name="b")
    shared = layers.Dense(3, activation="tanh", name="shared")
    innermost = keras.Sequential([keras.Input((3,)), layers.Dense(2, name="within")], name="innermost")
    h = keras.Input((3,), name="h")
    inner = keras.Model(h, layers.Concatenate()([innermost(h), h]), name="inner")
    left, right = inner(shared(a)), inner(shared(b))
    joined = layers.Add()([left, right]) * 0.5 + 1.0
    one, two = layers.Dense(2, name="one")(joined), layers.Dense(1, name="two")(joined[:, :2])
    model = keras.Model([a, b], [one, two], name="graph")
    model.compile(
        keras.optimizers.SGD(0.02, momentum=0.9), ["mse", "mae"], loss_weights=[1.0, 0.5], metrics=[["mae"], ["mse"]]
    )
    return SimpleNamespace(model=model, x=(VECTORS, OTHERS), y=(PAIRS, NUMBERS))


def custom(keras):
    """A subclassed model of subclassed layers, in lists and dicts, one of which keeps its weights in its own way."""

    @keras.saving.register_keras_serializable("tests", "Block")
    class Block(keras.layers.Layer):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.stack = [keras.layers.Dense(units, activation="tanh"), keras.layers.Dense(units)]
            self.others = {"gate": keras.layers.Dense(units), "more": [keras.layers.Dense(units)]}
            self.scale = self.add_weight(shape=(), initializer="ones", name="scale")

        def build(self, input_shape):
            for layer in (*self.stack, self.others["gate"], *self.others["more"]):
                layer.build(input_shape)
            self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False, name="seen")
            self.shift = self.add_weight(shape=(self.units,), initializer="zeros", name="shift")

        def call(self, x):
            for layer in self.stack:
                x = layer(x)
            return x * self.scale + self.shift + self.others["gate"](x) * self.others["more"][0](x)

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    @keras.saving.register_keras_serializable("tests", "Kept")
    class Kept(keras.layers.Layer):
        def build(self, input_shape):
            self.bias = self.add_weight(shape=(input_shape[-1],), initializer="zeros", name="bias")

        def call(self, x):
            return x + self.bias

        def save_own_variables(self, store):
            store["negative"] = -np.asarray(self.bias.numpy())

        def load_own_variables(self, store):
            self.bias.assign(-np.asarray(store["negative"]))

    @keras.saving.register_keras_serializable("tests", "Custom")
    class Custom(keras.Model):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.out, self.block, self.kept = keras.layers.Dense(1), Block(units), Kept()
            self._last = keras.layers.Dense(1)
            self.average = keras.metrics.Mean(name="average")

        def call(self, x):
            return self._last(self.out(self.kept(self.block(x))))

        def get_config(self):
            return {**super().get_config(), "units": self.units}

    model = Custom(4, name="custom")
    model.compile("rmsprop", "mse", metrics=["mae"])
    return SimpleNamespace(model=model, x=VECTORS, y=NUMBERS)


MODELS = {"line": line, "images": images, "graph": graph, "custom": custom}
