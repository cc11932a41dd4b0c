"""Loading what Keras itself has written: the files in ``written/``, which ``tests/with_keras/write_files.py`` made.

The bytes of a file are a tensor of the case, so that it comes to implementations in any language as all tensors do.
"""

from pathlib import Path

import numpy as np

from golden.catalog.draws import Draw, normal, one_hot
from golden.catalog.models import _do, _input, _layer, _model, _node

WRITTEN = Path(__file__).parent / "written"


def _file(name):
    return Draw(lambda rng: np.frombuffer((WRITTEN / name).read_bytes(), np.uint8))


def _fit(x, y):
    return _do("fit", x=x, y=y, batch_size=4, epochs=2, shuffle=False)


def _written(name, x, y, slug, names):
    """It is asked, judged, trained on, and asked for all that it holds."""
    actions = [
        _do("predict", x=x),
        _do("evaluate", x=x, y=y),
        _do("config"),
        _fit(x, y),
        _do("weights"),
    ]
    return _model("keras.saving.load_model", slug, {"file": _file(name)}, actions, names)


LINE = {
    "sequential": [
        ["keras.Input", {"shape": [4]}],
        _layer("Dense", units=5, activation="relu"),
        _layer("BatchNormalization", momentum=0.8),
        _layer("Dropout", rate=0.0),
        _layer("Dense", units=1),
    ]
}
_BRANCHED = {
    "functional": [
        _input("a", 4),
        _node("first", "Dense", ["a"], units=5, activation="relu"),
        _node("norm", "BatchNormalization", ["first"], momentum=0.8),
        _node("dropped", "Dropout", ["norm"], rate=0.0),
        _node("last", "Dense", ["dropped"], units=1),
        _node("other", "Dense", ["first"], units=1, kernel_initializer="ones"),
        _node("sum", "Add", ["last", "other"]),
    ],
    "outputs": ["sum"],
}
_ADAM = {"keras": "keras.optimizers.Adam", "config": {"learning_rate": 0.01}}


def _weights_into(slug, build, tags=(), **load):
    """The weights of a file in a model that is made anew, compiled as it was when they were written."""
    actions = [
        _do("compile", optimizer=_ADAM, loss="mse", metrics=["mae"]),
        _do("load_weights", file=_file("line.weights.h5"), **load),
        _do("predict", x=normal(3, 4)),
        _fit(normal(8, 4), normal(8, 1)),
        _do("weights"),
    ]
    return _model("keras.saving.load_weights", slug, build, actions, ("file", "x", "x2", "y2"), tags)


_TWO = ("file", "x", "x2", "x3", "y3", "x4", "y4")
CASES = [
    _written("line.keras", normal(6, 4), normal(6, 1), "written-line", _TWO),
    _written("images.keras", normal(6, 6, 6, 2), one_hot(6, 3), "written-images", _TWO),
    _written(
        "graph.keras",
        [normal(6, 4), normal(6, 4)],
        [normal(6, 2), normal(6, 1)],
        "written-graph",
        ("file", "a", "b", "a2", "b2", "y2", "z2", "a3", "b3", "y3", "z3"),
    ),
    _weights_into("written-line", LINE),
    _weights_into("written-line-into-another", _BRANCHED, ("error",)),
    _weights_into("written-line-as-far-as-it-fits", _BRANCHED, skip_mismatch=True),
]
