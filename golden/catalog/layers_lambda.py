"""Functions as layers: those that Keras publishes, since a case is data and holds no function of its own."""

from golden.catalog.draws import normal
from golden.catalog.tables import layers

LAMBDA = "keras.layers.Lambda"
_AGAIN = ["unbuilt", "restored"]


def _of(symbol, /, **config):
    return {"function": {"named": f"keras.{symbol}"}, **config}


CASES = [
    *layers(
        LAMBDA,
        "transcendental",
        {
            "plain": (_of("activations.tanh"), normal(2, 3), {}, _AGAIN),
            "argument": (_of("activations.softmax", arguments={"axis": 1}), normal(2, 3, 4), {}, _AGAIN),
            "named-and-frozen": (_of("activations.selu", name="f", trainable=False), normal(3), {}, _AGAIN),
            "training-is-not-told": (_of("activations.sigmoid"), normal(2, 3), {"training": True}),
        },
    ),
    *layers(
        LAMBDA,
        "elementwise",
        {
            "float16": (_of("activations.relu", dtype="float16"), normal(2, 5)),
            "arguments": (
                _of("activations.relu", arguments={"negative_slope": 0.1, "max_value": 1.0, "threshold": 0.2}),
                normal(4, 5),
                {},
                _AGAIN,
            ),
        },
    ),
    *layers(LAMBDA, "elementwise", {"no-function": ({"function": 3}, normal(2, 3))}, ("error",)),
]
