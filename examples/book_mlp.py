"""The chapter's MLP, on digits enlarged to the 28x28 = 784 pixels that it expects.

Run: python -m examples.book_mlp [epochs]
"""

import sys

import refimpl as keras
from examples.digits import load_data
from refimpl import layers, models, optimizers
from refimpl import ops as K


def preprocess_input(x):
    """Images (n, 8, 8) as rows of 784 numbers in [0, 1]."""
    return K.reshape(K.image.resize(x[..., None] / 255.0, [28, 28]), (-1, 784))


def build():
    """The model as the chapter writes it, but for ``lr``: Keras 3 knows only ``learning_rate``."""
    model = models.Sequential()
    model.add(layers.Dense(32, activation="relu", input_shape=(784,)))
    model.add(layers.Dense(10, activation="softmax"))
    adam_optimizer = optimizers.Adam(learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07)
    model.compile(optimizer=adam_optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def main(epochs=10):
    keras.utils.set_random_seed(0)
    (x_train, y_train), (x_test, y_test) = load_data()
    x_train, x_test = preprocess_input(x_train), preprocess_input(x_test)
    model = build()
    model.summary()
    model.fit(x_train, K.one_hot(y_train, 10), epochs=epochs, validation_data=(x_test, K.one_hot(y_test, 10)))

    output, target = model.predict(x_test, verbose=0), K.one_hot(y_test, 10)
    loss = K.mean(K.categorical_crossentropy(target, output, from_logits=False))
    acc = K.mean(K.equal(K.argmax(output, axis=-1), K.argmax(target, axis=-1)), axis=-1)
    print(f"test loss {float(loss):.4f}, accuracy {float(acc):.4f}")
    return float(acc)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
