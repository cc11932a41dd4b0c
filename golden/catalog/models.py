"""Whole models: the chapter's two on real images, its slips as Keras 3 takes them, and the shapes that models come in.

Weights are stored; nothing is shuffled, so that no random bit takes part. Losses of every step, final weights,
predictions.
"""

from golden.case import Case
from golden.catalog.draws import digit_labels, digits, integers, normal, one_hot, uniform
from golden.catalog.tables import case

N, TEST = 200, 40
_IMAGES, _LABELS = digits(N), digit_labels(N)
_TEST, _TEST_LABELS = digits(TEST, start=N), digit_labels(TEST, start=N)
_NAMES = ("x", "y", "x_test", "y_test")


def _layer(kind, /, **config):
    return [f"keras.layers.{kind}", config]


def _node(name, kind, inputs, **config):
    return {"name": name, "symbol": f"keras.layers.{kind}", "config": config, "inputs": inputs}


def _input(name, *shape):
    return {"name": name, "symbol": "keras.Input", "config": {"shape": list(shape)}}


def _shared(name, with_, inputs):
    return {"name": name, "symbol": "keras.layers.Dense", "shares": with_, "inputs": inputs}


def _model(symbol, slug, build, actions, names=_NAMES, tags=()):
    """A model case; the draws stand in the actions."""
    return case(symbol, "model", "iterated", slug, {"build": build, "actions": actions}, tags, names)


def _do(action, **arguments):
    return {"do": action, **arguments}


MLP = {
    "sequential": [
        ["keras.Input", {"shape": [64]}],
        _layer("Dense", units=32, activation="relu"),
        _layer("Dense", units=10, activation="softmax"),
    ]
}
SMALL = {
    "sequential": [
        ["keras.Input", {"shape": [5]}],
        _layer("Dense", units=4, activation="relu"),
        _layer("Dense", units=3, activation="softmax"),
    ]
}
REGRESSION = {
    "sequential": [
        ["keras.Input", {"shape": [5]}],
        _layer("Dense", units=6, activation="tanh"),
        _layer("Dense", units=1),
    ]
}
BINARY = {
    "sequential": [
        ["keras.Input", {"shape": [5]}],
        _layer("Dense", units=4, activation="relu"),
        _layer("Dense", units=1, activation="sigmoid"),
    ]
}


def _cnn(filters):
    nodes, last = [_input("image", 8, 8, 1)], "image"
    for i in range(2):
        nodes.append(_node(f"conv{i}", "Conv2D", [last], filters=filters, kernel_size=3, padding="same"))
        nodes.append(_node(f"norm{i}", "BatchNormalization", [f"conv{i}"]))
        nodes.append(_node(f"relu{i}", "Activation", [f"norm{i}"], activation="relu"))
        last = f"relu{i}"
    nodes += [_node("pool", "GlobalAveragePooling2D", [last]), _node("logits", "Dense", ["pool"], units=10)]
    return {"functional": nodes, "outputs": ["logits"]}


_LOGITS = {"keras": "keras.losses.CategoricalCrossentropy", "config": {"from_logits": True}}
_SGD = {"keras": "keras.optimizers.SGD", "config": {"learning_rate": 0.05, "momentum": 0.9}}


# A bias before a BatchNormalization has no gradient but rounding noise of about Adam's epsilon, which Adam makes into
# steps: where it walks is nobody's answer, and the moving mean behind it walks along. Predictions do not depend on it.
_NOISE = (1, 4, 7, 10)


def _book(images, test, loss, left_out=()):
    fit = _do("fit", x=images, y=_LABELS, batch_size=32, epochs=3, shuffle=False, validation_data=[test, _TEST_LABELS])
    return [
        _do("compile", optimizer="adam", loss=loss, metrics=["accuracy"]),
        fit,
        _do("evaluate", x=test, y=_TEST_LABELS),
        _do("predict", x=test),
        _do("weights", left_out=list(left_out)) if left_out else _do("weights"),
        _do("summary"),
    ]


_BOOK_NAMES = ("x", "y", "x_test", "y_test", "x_test2", "y_test2", "x_test3")


def _once(book):
    """The book's actions with each array stored once: the test images serve evaluate, predict and validation."""
    tensors = dict(book.tensors)
    same = {"x_test2": "x_test", "x_test3": "x_test", "y_test2": "y_test"}

    def rename(value):
        if isinstance(value, dict):
            return {k: same.get(v, v) if k == "tensor" else rename(v) for k, v in value.items()}
        return [rename(v) for v in value] if isinstance(value, list) else value

    kept = {name: array for name, array in tensors.items() if name not in same}
    return Case(book.id, book.kind, book.symbol, rename(book.spec), kept, book.op_class, book.tags)


_SQUARES, _TEST_SQUARES = digits(N, shape=(8, 8, 1)), digits(TEST, start=N, shape=(8, 8, 1))
CASES = [
    _once(
        _model(
            "keras.Sequential",
            "book-mlp",
            MLP,
            _book(_IMAGES, _TEST, "categorical_crossentropy"),
            _BOOK_NAMES,
            ("book",),
        )
    ),
    _once(
        _model(
            "keras.Model", "book-cnn", _cnn(8), _book(_SQUARES, _TEST_SQUARES, _LOGITS, _NOISE), _BOOK_NAMES, ("book",)
        )
    ),
    # the chapter's slips
    _model(
        "keras.Model",
        "book-cnn-logits-as-probabilities",
        _cnn(4),
        [
            _do("compile", optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]),
            _do("fit", x=digits(48, shape=(8, 8, 1)), y=digit_labels(48), batch_size=16, epochs=1, shuffle=False),
        ],
        tags=("book",),
    ),
    _model(
        "keras.Sequential",
        "book-target-n-1-10",
        MLP,
        [
            _do("compile", optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]),
            _do("fit", x=digits(32), y=digit_labels(32, shape=(32, 1, 10)), batch_size=16, epochs=1, shuffle=False),
        ],
        tags=("book", "error"),
    ),
    _model(
        "keras.Sequential",
        "book-input-shape-in-first-layer",
        {"sequential": [_layer("Dense", units=3, activation="relu", input_shape=[5]), _layer("Dense", units=2)]},
        [_do("predict", x=normal(4, 5)), _do("config"), _do("summary")],
        tags=("book",),
    ),
    # training in its varieties
    _model(
        "keras.Sequential",
        "sgd-momentum-sparse",
        SMALL,
        [
            _do("compile", optimizer=_SGD, loss="sparse_categorical_crossentropy", metrics=["accuracy"]),
            _do("fit", x=normal(22, 5), y=integers(22, low=0, high=3), batch_size=8, epochs=2, shuffle=False),
            _do("weights"),
        ],
    ),
    _model(
        "keras.Sequential",
        "regression-rmsprop",
        REGRESSION,
        [
            _do(
                "compile",
                optimizer={"keras": "keras.optimizers.RMSprop", "config": {"learning_rate": 0.01}},
                loss="mse",
                metrics=["mae", "mse"],
            ),
            _do("fit", x=normal(20, 5), y=normal(20, 1), batch_size=6, epochs=2, shuffle=False),
            _do("weights"),
        ],
    ),
    _model(
        "keras.Sequential",
        "regression-vector-target",
        REGRESSION,
        [
            _do("compile", optimizer="sgd", loss="mae"),
            _do("fit", x=normal(9, 5), y=normal(9), batch_size=4, epochs=2, shuffle=False),
        ],
    ),
    _model(
        "keras.Sequential",
        "binary-precision-recall",
        BINARY,
        [
            _do(
                "compile",
                optimizer=_SGD,
                loss="binary_crossentropy",
                metrics=[
                    "accuracy",
                    {"keras": "keras.metrics.Precision", "config": {"name": "precision"}},
                    {"keras": "keras.metrics.Recall", "config": {"name": "recall"}},
                ],
            ),
            _do("fit", x=normal(24, 5), y=integers(24, 1, low=0, high=2), batch_size=8, epochs=2, shuffle=False),
            _do("evaluate", x=normal(6, 5), y=integers(6, 1, low=0, high=2)),
        ],
    ),
    _model(
        "keras.Sequential",
        "class-weight",
        SMALL,
        [
            _do(
                "compile",
                optimizer=_SGD,
                loss="categorical_crossentropy",
                metrics=["accuracy"],
                weighted_metrics=["accuracy"],
            ),
            _do(
                "fit",
                x=normal(16, 5),
                y=one_hot(16, 3),
                batch_size=8,
                epochs=1,
                shuffle=False,
                class_weight={"0": 2.0, "1": 0.5, "2": 1.0},
            ),
            _do("weights"),
        ],
    ),
    _model(
        "keras.Sequential",
        "sample-weight",
        SMALL,
        [
            _do("compile", optimizer=_SGD, loss="categorical_crossentropy", weighted_metrics=["accuracy"]),
            _do(
                "fit",
                x=normal(16, 5),
                y=one_hot(16, 3),
                sample_weight=uniform(16),
                batch_size=6,
                epochs=1,
                shuffle=False,
            ),
            _do("evaluate", x=normal(5, 5), y=one_hot(5, 3), sample_weight=uniform(5)),
        ],
        ("x", "y", "w", "x_test", "y_test", "w_test"),
    ),
    _model(
        "keras.Sequential",
        "validation-split",
        SMALL,
        [
            _do("compile", optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]),
            _do("fit", x=normal(20, 5), y=one_hot(20, 3), batch_size=8, epochs=2, shuffle=False, validation_split=0.25),
        ],
    ),
    _model(
        "keras.Sequential",
        "regularized",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer("Dense", units=4, activation="tanh", kernel_regularizer="l2", activity_regularizer="l1"),
                _layer("Dense", units=1, bias_regularizer="l2"),
            ]
        },
        [
            _do("compile", optimizer=_SGD, loss="mse"),
            _do("fit", x=normal(10, 5), y=normal(10, 1), batch_size=5, epochs=2, shuffle=False),
            _do("weights"),
        ],
    ),
    _model(
        "keras.Sequential",
        "batchnorm-then-inference",
        {
            "sequential": [
                ["keras.Input", {"shape": [5]}],
                _layer("BatchNormalization", momentum=0.8),
                _layer("Dense", units=1),
            ]
        },
        [
            _do("compile", optimizer=_SGD, loss="mse"),
            _do("fit", x=normal(12, 5), y=normal(12, 1), batch_size=4, epochs=2, shuffle=False),
            _do("predict", x=normal(4, 5)),
            _do("weights"),
        ],
        ("x", "y", "x_test"),
    ),
    _model(
        "keras.Sequential",
        "train-on-batch",
        SMALL,
        [
            _do("compile", optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]),
            _do("train_on_batch", x=normal(6, 5), y=one_hot(6, 3)),
            _do("train_on_batch", x=normal(6, 5), y=one_hot(6, 3)),
            _do("weights"),
        ],
        ("x", "y", "x2", "y2"),
    ),
    _model(
        "keras.Sequential",
        "clipped-adam",
        SMALL,
        [
            _do(
                "compile",
                optimizer={
                    "keras": "keras.optimizers.Adam",
                    "config": {"learning_rate": 0.02, "global_clipnorm": 0.1, "weight_decay": 0.01},
                },
                loss="categorical_crossentropy",
            ),
            _do("fit", x=normal(16, 5, scale=3.0), y=one_hot(16, 3), batch_size=8, epochs=2, shuffle=False),
            _do("weights"),
        ],
    ),
    _model(
        "keras.Sequential",
        "softmax-saturates",
        SMALL,
        [
            _do("compile", optimizer="sgd", loss="categorical_crossentropy"),
            _do("fit", x=normal(8, 5, scale=200.0), y=one_hot(8, 3), batch_size=4, epochs=1, shuffle=False),
            _do("evaluate", x=normal(8, 5, scale=200.0), y=one_hot(8, 3)),
        ],
    ),
    _model(
        "keras.Sequential",
        "add-pop",
        SMALL,
        [_do("add", symbol="keras.layers.Dense", config={"units": 2}), _do("pop"), _do("summary"), _do("config")],
    ),
    _model(
        "keras.Sequential",
        "summary-unbuilt",
        {"sequential": [_layer("Dense", units=4), _layer("Dropout", rate=0.2)]},
        [_do("summary")],
    ),
    # graphs
    _model(
        "keras.Model",
        "two-inputs-two-outputs",
        {
            "functional": [
                _input("a", 4),
                _input("b", 3),
                _node("left", "Dense", ["a"], units=3, activation="tanh"),
                _node("joined", "Concatenate", ["left", "b"]),
                _node("one", "Dense", ["joined"], units=2, activation="softmax"),
                _node("two", "Dense", ["joined"], units=1),
            ],
            "outputs": ["one", "two"],
        },
        [
            _do(
                "compile",
                optimizer=_SGD,
                loss={"one": "categorical_crossentropy", "two": "mse"},
                loss_weights={"one": 1.0, "two": 0.3},
                metrics={"one": ["accuracy"], "two": ["mae"]},
            ),
            _do(
                "fit",
                x=[normal(12, 4), normal(12, 3)],
                y=[one_hot(12, 2), normal(12, 1)],
                batch_size=6,
                epochs=2,
                shuffle=False,
            ),
            _do("predict", x=[normal(3, 4), normal(3, 3)]),
            _do("summary"),
            _do("config"),
        ],
        ("a", "b", "y_one", "y_two", "a_test", "b_test"),
    ),
    _model(
        "keras.Model",
        "inputs-by-name",
        {
            "functional": [
                _input("a", 2),
                _input("b", 2),
                _node("sum", "Add", ["a", "b"]),
                _node("out", "Dense", ["sum"], units=1),
            ],
            "outputs": ["out"],
        },
        [
            _do("compile", optimizer="sgd", loss="mse"),
            _do("fit", x={"b": normal(6, 2), "a": normal(6, 2)}, y=normal(6, 1), batch_size=3, shuffle=False),
        ],
        ("b", "a", "y"),
    ),
    _model(
        "keras.Model",
        "shared-layer",
        {
            "functional": [
                _input("a", 4),
                _input("b", 4),
                _node("tower", "Dense", ["a"], units=3, activation="relu"),
                _shared("tower2", "tower", ["b"]),
                _node("sum", "Add", ["tower", "tower2"]),
                _node("out", "Dense", ["sum"], units=1),
            ],
            "outputs": ["out"],
        },
        [
            _do("compile", optimizer="adam", loss="mse"),
            _do("fit", x=[normal(8, 4), normal(8, 4)], y=normal(8, 1), batch_size=4, epochs=2, shuffle=False),
            _do("weights"),
            _do("summary"),
            _do("config"),
        ],
        ("a", "b", "y"),
    ),
    _model(
        "keras.Model",
        "nested",
        {
            "functional": [
                _input("a", 4),
                {
                    "name": "inner",
                    "symbol": "keras.Sequential",
                    "inputs": ["a"],
                    "config": {
                        "layers": [
                            ["keras.Input", {"shape": [4]}],
                            _layer("Dense", units=3, activation="tanh", name="within"),
                        ]
                    },
                },
                _node("residual", "Dense", ["a"], units=3),
                _node("sum", "Add", ["inner", "residual"]),
            ],
            "outputs": ["sum"],
        },
        [
            _do("compile", optimizer="sgd", loss="mse"),
            _do("fit", x=normal(8, 4), y=normal(8, 3), batch_size=4, shuffle=False),
            _do("summary", expand_nested=True),
            _do("config"),
        ],
    ),
    _model(
        "keras.Model",
        "convolution-pooling-flatten",
        {
            "functional": [
                _input("image", 6, 6, 2),
                _node("conv", "Conv2D", ["image"], filters=3, kernel_size=3, activation="relu"),
                _node("pool", "MaxPooling2D", ["conv"]),
                _node("flat", "Flatten", ["pool"]),
                _node("out", "Dense", ["flat"], units=2),
                _node("probability", "Softmax", ["out"]),
            ],
            "outputs": ["probability"],
        },
        [
            _do("compile", optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"]),
            _do("fit", x=normal(10, 6, 6, 2), y=one_hot(10, 2), batch_size=4, epochs=2, shuffle=False),
            _do("weights"),
        ],
    ),
    # refused
    _model(
        "keras.Sequential", "fit-before-compile", SMALL, [_do("fit", x=normal(4, 5), y=one_hot(4, 3))], tags=("error",)
    ),
    _model(
        "keras.Sequential",
        "unknown-loss",
        SMALL,
        [_do("compile", loss="mean_sqared_error"), _do("fit", x=normal(4, 5), y=one_hot(4, 3))],
        tags=("error",),
    ),
    _model(
        "keras.Sequential", "unknown-optimizer", SMALL, [_do("compile", optimizer="adamm", loss="mse")], tags=("error",)
    ),
    _model(
        "keras.Sequential",
        "batch-sizes-differ",
        SMALL,
        [_do("compile", optimizer="sgd", loss="mse"), _do("fit", x=normal(4, 5), y=normal(5, 3))],
        tags=("error",),
    ),
    _model("keras.Sequential", "wrong-input-size", SMALL, [_do("predict", x=normal(4, 6))], tags=("error",)),
    _model(
        "keras.Sequential",
        "repeated-name",
        {"sequential": [_layer("Dense", units=1, name="d"), _layer("Dense", units=1, name="d")]},
        [_do("summary")],
        tags=("error",),
    ),
    _model(
        "keras.Sequential",
        "target-classes-differ",
        SMALL,
        [_do("compile", optimizer="sgd", loss="categorical_crossentropy"), _do("fit", x=normal(4, 5), y=one_hot(4, 2))],
        tags=("error",),
    ),
]
