"""What is timed: each workload is a model or kernel made on a Keras-shaped namespace, and one call of it.

A workload names the golden whose answers an implementation must give before its time counts; the architectures' are
compared in tests/refimpl/test_architectures.py. Pipelines of data have goldens of their own, ``tf.data``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from bench import architectures, pipelines


@dataclass(frozen=True)
class Workload:
    """``make(keras)`` gives a function of a number of steps that carries them out; ``steps`` is enough of them."""

    name: str
    golden: str | None
    make: Callable
    steps: int
    target: str


def _images(shape, n, classes=10):
    """Images and labels that a linear rule gives: what can be learned keeps units and gradients alive, as real data do.

    (On random labels every relu dies within 600 steps, and then denormal numbers are timed.)
    """
    rng = np.random.default_rng(7)
    x = rng.random((n, *shape), np.float32) - np.float32(0.5)
    scores = x.reshape(n, -1) @ rng.standard_normal((np.prod(shape), classes))
    return x, np.eye(classes, dtype=np.float32)[np.argmax(scores, axis=1)]


def _fit(model, x, y, batch):
    """A function that trains for some steps, on slices of the data so that one call of fit makes them all."""

    def steps(count):
        model.fit(x[: count * batch], y[: count * batch], batch_size=batch, epochs=1, shuffle=False, verbose=0)

    return steps


def book_mlp(keras, batch=32, steps=100):
    """The chapter's MLP: 784 - 32 relu - 10 softmax; Adam, categorical crossentropy, accuracy."""
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"], **_compiled(keras))
    return _fit(model, *_images((784,), batch * steps), batch)


def book_cnn(keras, batch=32, steps=4):
    """The chapter's CNN: two Conv2D(64, 3, same) - BatchNormalization - relu, the mean of each channel, 10 logits."""
    inputs = keras.Input((32, 32, 3))
    x = inputs
    for _ in range(2):
        x = keras.layers.Conv2D(filters=64, kernel_size=3, padding="same")(x)
        x = keras.layers.BatchNormalization()(x)
        x = keras.layers.Activation("relu")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, keras.layers.Dense(10)(x))
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"], **_compiled(keras))
    return _fit(model, *_images((32, 32, 3), batch * steps), batch)


def predict(keras, name, size=64, batch=8):
    """An architecture of keras.applications: predictions for one batch after another."""
    model, x = architectures.make(keras, name, size), architectures.images(batch, size)

    def steps(count):
        for _ in range(count):
            model.predict(x, batch_size=batch, verbose=0)

    return steps


def _compiled(keras):
    """XLA is left out where it would be Keras' choice on some machines only."""
    return {"jit_compile": False} if keras.__name__ == "keras" else {}


def uniform(keras, n=1_000_000):
    """A million uniform float32 numbers from a seed, a step."""

    def steps(count):
        for seed in range(count):
            keras.ops.convert_to_numpy(keras.random.uniform((n,), seed=seed))  # which waits for them

    return steps


WORKLOADS = {
    w.name: w
    for w in (
        Workload("book-mlp", "Sequential/book-mlp", book_mlp, 100, "under 0.5 ms a step"),
        Workload("book-cnn", "Model/book-cnn", book_cnn, 4, "under 2.5 times Keras on TensorFlow"),
        *(
            Workload(f"predict-{name}", None, partial(predict, name=name), 2, "under 3 times Keras on TensorFlow")
            for name in architectures.NAMES
        ),
        Workload("pipeline-images", None, pipelines.images, 100, "no slower than tf.data"),
        Workload("pipeline-texts", None, pipelines.texts, 100, "no slower than tf.data"),
        Workload("uniform", "random.uniform/beyond-many-blocks", uniform, 20, "under 16 ms a step on one core"),
    )
}
