"""The chapter's CNN, on digits enlarged to its 32x32x3.

Run: python -m examples.book_cnn [epochs]
"""

import sys

import refimpl as keras
from examples.digits import load_data
from refimpl import layers, losses, models
from refimpl import ops as K

batch_size = 32
num_classes = 10


def preprocess_input(x):
    """Images (n, 8, 8) as (n, 32, 32, 3) in [0, 1]: resized, and gray in all three channels."""
    return K.image.resize(K.broadcast_to(x[..., None] / 255.0, (*x.shape, 3)), [32, 32])


def build(filters=64):
    """The model as the chapter writes it.

    Its last layer gives logits, so the loss is told so: the chapter forgets it.
    """
    inputs = layers.Input(shape=(32, 32, 3))
    x = inputs
    for _ in range(2):
        x = layers.Conv2D(filters=filters, kernel_size=3, padding="same")(x)
        x = layers.BatchNormalization()(x)
        x = layers.Activation("relu")(x)
    x = layers.GlobalAveragePooling2D()(x)
    outputs = layers.Dense(num_classes)(x)
    model = models.Model(inputs=inputs, outputs=outputs)
    loss = losses.CategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


def main(epochs=3, filters=64):
    keras.utils.set_random_seed(0)
    (x_train, y_train), (x_test, y_test) = load_data()
    x_train, x_test = preprocess_input(x_train), preprocess_input(x_test)
    y_train, y_test = K.one_hot(y_train, num_classes), K.one_hot(y_test, num_classes)
    model = build(filters)
    model.summary()
    return model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, validation_data=(x_test, y_test))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
