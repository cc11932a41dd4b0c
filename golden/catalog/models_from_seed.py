"""Models trained from one seed alone: their weights, the masks of their Dropouts and the order of samples come from
``set_random_seed``, in the order in which the model is written down. Nothing is stored but the data.

Whoever adds a model adds an entry to CASES, made by ``trained`` if it is to be compiled, fitted and asked for its
weights before and after. Later actions name the tensors of earlier ones: ``X``, ``Y``.

Kills: default seeds taken in another order, a mask that is the same in each step, samples in another order, a
permutation that goes on from epoch to epoch, a validation split that is shuffled.
"""

from golden.catalog.draws import digit_labels, digits, integers, normal, one_hot, uniform
from golden.catalog.tables import case

X, Y, X_TEST = ({"tensor": name} for name in ("x", "y", "x_test"))
SGD = {"keras": "keras.optimizers.SGD", "config": {"learning_rate": 0.05, "momentum": 0.9}}
LOGITS = {"keras": "keras.losses.CategoricalCrossentropy", "config": {"from_logits": True}}


def layer(kind, /, **config):
    """A layer of a Sequential model."""
    return [f"keras.layers.{kind}", config]


def node(name, kind, inputs, /, **config):
    """A layer of a functional model."""
    return {"name": name, "symbol": f"keras.layers.{kind}", "config": config, "inputs": inputs.split()}


def inputs(name, *shape):
    """An input of a functional model."""
    return {"name": name, "symbol": "keras.Input", "config": {"shape": list(shape)}}


def do(action, **arguments):
    return {"do": action, **arguments}


def sequential(*layers):
    return {"sequential": list(layers)}


def functional(outputs, *nodes):
    return {"functional": list(nodes), "outputs": outputs.split()}


def from_seed(slug, seed, build, *actions):
    """A case of a model that is built after ``set_random_seed(seed)``. Draws are named x, y, x_test, y_test."""
    symbol = "keras.Sequential" if "sequential" in build else "keras.Model"
    spec = {"build": build, "seed": seed, "actions": list(actions)}
    return case(symbol, "model", "iterated", f"seed-{slug}", spec, ("seed-exact",), ("x", "y", "x_test", "y_test"))


def compiled(optimizer=SGD, loss="categorical_crossentropy", **more):
    """XLA draws other bits, so it is left out."""
    return do("compile", optimizer=optimizer, loss=loss, jit_compile=False, **more)


def trained(slug, seed, build, compile_, *fits, left_out=()):
    """The weights, then what training says and makes of them; but for those ``left_out`` by number."""
    last = do("weights", left_out=list(left_out)) if left_out else do("weights")
    return from_seed(slug, seed, build, do("weights"), compile_, *fits, last)


def fit(x, y, batch_size=8, epochs=2, **more):
    return do("fit", x=x, y=y, batch_size=batch_size, epochs=epochs, **more)


MLP = sequential(
    ["keras.Input", {"shape": [64]}],
    layer("Dense", units=32, activation="relu"),
    layer("Dropout", rate=0.3),
    layer("Dense", units=10, activation="softmax"),
)
SMALL = sequential(
    ["keras.Input", {"shape": [5]}],
    layer("Dense", units=8, activation="tanh"),
    layer("Dropout", rate=0.5),
    layer("Dense", units=3, activation="softmax"),
)
DEFERRED = sequential(
    layer("Dense", units=6, activation="relu"),
    layer("Dropout", rate=0.25),
    layer("Dense", units=3, activation="softmax"),
)
CNN = functional(
    "logits",
    inputs("image", 8, 8, 1),
    node("conv0", "Conv2D", "image", filters=6, kernel_size=3, padding="same"),
    node("norm0", "BatchNormalization", "conv0"),
    node("relu0", "Activation", "norm0", activation="relu"),
    node("drop0", "SpatialDropout2D", "relu0", rate=0.2),
    node("conv1", "Conv2D", "drop0", filters=6, kernel_size=3, padding="same"),
    node("norm1", "BatchNormalization", "conv1"),
    node("relu1", "Activation", "norm1", activation="relu"),
    node("pool", "GlobalAveragePooling2D", "relu1"),
    node("drop1", "Dropout", "pool", rate=0.5),
    node("logits", "Dense", "drop1", units=10),
)
NOISY = functional(
    "out",
    inputs("in", 6),
    node("gaussian", "GaussianNoise", "in", stddev=0.3),
    node("first", "Dense", "gaussian", units=7, activation="selu", kernel_initializer="lecun_normal"),
    node("alpha", "AlphaDropout", "first", rate=0.2),
    node("second", "Dense", "alpha", units=5, activation="tanh"),
    node("times", "GaussianDropout", "second", rate=0.3),
    node("out", "Dense", "times", units=1),
)
MASKS = functional(
    "gaussian times alpha drop rows",
    inputs("in", 6),
    node("gaussian", "GaussianNoise", "in", stddev=0.5),
    node("times", "GaussianDropout", "in", rate=0.5),
    node("alpha", "AlphaDropout", "in", rate=0.5),
    node("drop", "Dropout", "in", rate=0.5),
    node("rows", "Dropout", "in", rate=0.5, noise_shape=[None, 1]),
)
TWICE = functional(
    "out",
    inputs("in", 6),
    node("first", "Dense", "in", units=6, activation="relu"),
    node("drop", "Dropout", "first", rate=0.5),
    node("second", "Dense", "drop", units=6, activation="relu"),
    {"name": "again", "symbol": "keras.layers.Dropout", "shares": "drop", "inputs": ["second"]},
    node("out", "Dense", "again", units=2),
)
INITIALIZERS = (
    "glorot_uniform", "he_uniform", "lecun_uniform", "random_uniform", "glorot_normal", "he_normal", "lecun_normal",
    "random_normal", "truncated_normal", "variance_scaling", "orthogonal",
)  # fmt: skip


def _every_initializer(argument, names):
    """A chain of layers, each with another initializer."""
    chain = [layer("Dense", units=5, activation="tanh", **{argument: name}) for name in names]
    return sequential(["keras.Input", {"shape": [4]}], *chain, layer("Dense", units=1))


def _given(**kinds):
    """Layers whose initializers are objects: config, seed and all."""
    chain = [
        layer(
            "Dense", units=4, activation="tanh", kernel_initializer={"keras": f"keras.initializers.{kind}", "config": c}
        )
        for kind, c in kinds.items()
    ]
    return sequential(
        ["keras.Input", {"shape": [4]}], *chain, layer("Dropout", rate=0.3, seed=7), layer("Dense", units=1)
    )


_DIGITS, _NUMBERS = digits(50), digit_labels(50)
_IMAGES = digits(40, shape=(8, 8, 1))
_ADAM = {"keras": "keras.optimizers.Adam", "config": {"learning_rate": 0.01}}
_ACCURACY = {"metrics": ["accuracy"]}

CASES = [
    # the chapter's models, with Dropout
    trained("mlp", 42, MLP, compiled(**_ACCURACY), fit(_DIGITS, _NUMBERS, batch_size=16, epochs=3)),
    from_seed(
        "mlp-evaluated-and-called",
        7,
        MLP,
        compiled(**_ACCURACY),
        fit(_DIGITS, _NUMBERS, batch_size=16, epochs=1),
        do("evaluate", x=X, y=Y),
        do("predict", x=X),
        do("call", x=X, training=True),
        do("call", x=X, training=True),
        do("call", x=X, training=False),
    ),
    trained(
        "cnn",
        3,
        CNN,
        compiled(loss=LOGITS, **_ACCURACY),
        fit(_IMAGES, digit_labels(40), batch_size=16),
        left_out=(1, 7),  # biases before a BatchNormalization: their gradients are 0 but for rounding
    ),
    # masks and noise
    from_seed(
        "masks",
        11,
        MASKS,
        do("call", x=normal(5, 6), training=True),
        do("call", x=X, training=True),
        do("call", x=X, training=False),
        do("predict", x=X),
    ),
    trained("noise", 12, NOISY, compiled(loss="mse"), fit(normal(20, 6), normal(20, 1), batch_size=8, epochs=3)),
    trained("dropout-used-twice", 13, TWICE, compiled(loss="mse"), fit(normal(14, 6), normal(14, 2), batch_size=5)),
    # seeds
    trained("of-zero", 0, SMALL, compiled(), fit(normal(19, 5), one_hot(19, 3))),
    trained("highest", 2**32 - 1, SMALL, compiled(), fit(normal(19, 5), one_hot(19, 3))),
    trained("deferred-build", 5, DEFERRED, compiled(), fit(normal(19, 5), one_hot(19, 3))),
    # the order of samples
    trained(
        "two-fits",
        21,
        SMALL,
        compiled(),
        fit(normal(19, 5), one_hot(19, 3)),
        fit(X, Y, batch_size=6, epochs=1),
    ),
    trained("unshuffled", 22, SMALL, compiled(), fit(normal(19, 5), one_hot(19, 3), shuffle=False)),
    trained("shuffled-within-batches", 23, SMALL, compiled(), fit(normal(19, 5), one_hot(19, 3), shuffle="batch")),
    trained("one-batch", 24, SMALL, compiled(), fit(normal(19, 5), one_hot(19, 3), batch_size=32)),
    trained("single-samples", 25, SMALL, compiled(), fit(normal(5, 5), one_hot(5, 3), batch_size=1)),
    trained(
        "sparse-labels",
        26,
        SMALL,
        compiled(loss="sparse_categorical_crossentropy", **_ACCURACY),
        fit(normal(19, 5), integers(19, high=3)),
    ),
    trained(
        "validation-split",
        27,
        SMALL,
        compiled(**_ACCURACY),
        fit(normal(23, 5), one_hot(23, 3), validation_split=0.25),
    ),
    trained(
        "class-weight",
        28,
        SMALL,
        compiled(weighted_metrics=["accuracy"]),
        fit(normal(19, 5), one_hot(19, 3), class_weight={"0": 2.0, "1": 0.5, "2": 1.0}),
    ),
    trained(
        "sample-weight",
        29,
        SMALL,
        compiled(weighted_metrics=["accuracy"]),
        fit(normal(19, 5), one_hot(19, 3), sample_weight=uniform(19)),
    ),
    trained("adam", 30, SMALL, compiled(_ADAM), fit(normal(19, 5), one_hot(19, 3))),
    trained("eager", 31, SMALL, compiled(run_eagerly=True), fit(normal(19, 5), one_hot(19, 3))),
    from_seed(
        "batch-by-batch",
        32,
        SMALL,
        compiled(),
        do("train_on_batch", x=normal(6, 5), y=one_hot(6, 3)),
        do("train_on_batch", x=X, y=Y),
        do("train_on_batch", x=X, y=Y),
        do("weights"),
    ),
    # initializers
    trained(
        "kernel-initializers",
        41,
        _every_initializer("kernel_initializer", INITIALIZERS),
        compiled(loss="mse"),
        fit(normal(13, 4), normal(13, 1), batch_size=6),
    ),
    trained(
        "bias-initializers",
        42,
        _every_initializer("bias_initializer", INITIALIZERS[:-1]),
        compiled(loss="mse"),
        fit(normal(13, 4), normal(13, 1), batch_size=6),
    ),
    trained(
        "given-initializers",
        43,
        _given(
            Orthogonal={"gain": 1.5},
            Identity={"gain": 0.5},
            Constant={"value": 0.1},
            VarianceScaling={"scale": 2.0, "mode": "fan_out", "distribution": "uniform"},
            TruncatedNormal={"stddev": 0.5, "seed": 9},
        ),
        compiled(loss="mse"),
        fit(normal(13, 4), normal(13, 1), batch_size=6),
    ),
]
