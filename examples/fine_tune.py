"""Transfer learning on digits: a base that has learned 0 to 4 helps to tell 5 to 9 by a few examples.

Pretrain, freeze the base and train a new head, then unfreeze and go on at a lower rate; beside it, the same model from
scratch. Run: python -m examples.fine_tune [epochs]
"""

import sys

import numpy as np

import refimpl as keras
from examples.digits import load_data
from refimpl import layers, losses, optimizers

FEW = 10  # labeled images of the new digits


def digits_of(data, classes):
    """Images (n, 8, 8, 1) in [0, 255] of some digits, and labels 0, 1, ... for them."""
    x, y = data
    chosen = np.isin(y, classes)
    return x[chosen][..., None], np.searchsorted(classes, y[chosen])


def build_base():
    """Two blocks as MobileNet has them: (8, 8, 1) -> 1024 features."""
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(16, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(6.0),
            layers.DepthwiseConv2D(3, padding="same", use_bias=False),
            layers.Conv2D(64, 1, use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(6.0),
            layers.MaxPooling2D(2),
            layers.Flatten(),
        ],
        name="base",
    )


def with_head(base, classes=5):
    """A classifier on the base's features."""
    inputs = keras.Input((8, 8, 1))
    return keras.Model(inputs, layers.Dense(classes, name="head")(base(inputs)))


def train(model, data, rate, epochs):
    """Compile, which looks anew for what is to be trained, and fit."""
    loss = losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizers.Adam(rate), loss=loss, metrics=["accuracy"])
    model.fit(*data, batch_size=32, epochs=epochs, verbose=0)


def main(epochs=15):
    keras.utils.set_random_seed(0)
    train_data, test_data = load_data()
    known, new = np.arange(5), np.arange(5, 10)
    few, test = tuple(part[:FEW] for part in digits_of(train_data, new)), digits_of(test_data, new)

    def accuracy(model, what):
        found = model.evaluate(*test, verbose=0, return_dict=True)["accuracy"]
        print(f"{what:<34} {found:.3f}")
        return found

    scratch = with_head(build_base())
    train(scratch, few, 1e-2, 2 * epochs)
    found = {"scratch": accuracy(scratch, f"{FEW} images, from scratch")}

    base = build_base()
    train(with_head(base), digits_of(train_data, known), 1e-2, 3)

    base.trainable = False
    model = with_head(base)
    train(model, few, 1e-2, epochs)
    found["frozen"] = accuracy(model, "a new head on the frozen base")

    base.trainable = True
    for layer in base.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False  # so few images make poor statistics
    train(model, few, 1e-3, epochs)
    found["fine-tuned"] = accuracy(model, "fine-tuned at a tenth of the rate")
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
