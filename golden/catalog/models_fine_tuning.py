"""Transfer learning: a base is frozen, a new head trained, the base unfrozen at a lower rate.

Kills: statistics of a frozen BatchNormalization that move, or are the batch's; a nested base that forgets that it was
called with training=False; weights trained that are frozen, and frozen that are trained again; an optimizer that
keeps the variables of the compile before.
"""

from golden.catalog.draws import digit_labels, digits
from golden.catalog.models import _do, _input, _layer, _model, _node

_N, _TEST = 64, 16
_IMAGES, _LABELS = digits(_N, shape=(8, 8, 1)), digit_labels(_N)
_OTHERS = digits(_TEST, start=_N, shape=(8, 8, 1))
_LOGITS = {"keras": "keras.losses.CategoricalCrossentropy", "config": {"from_logits": True}}


def _base():
    """Two blocks of the kind that MobileNet is made of."""
    return [
        _layer("Conv2D", filters=4, kernel_size=3, padding="same", use_bias=False, name="conv"),
        _layer("BatchNormalization", momentum=0.9, name="norm"),
        _layer("ReLU", max_value=6.0, name="relu"),
        _layer("DepthwiseConv2D", kernel_size=3, strides=2, padding="same", use_bias=False, name="deep"),
        _layer("BatchNormalization", momentum=0.9, name="deep_norm"),
        _layer("ReLU", max_value=6.0, name="deep_relu"),
        _layer("GlobalAveragePooling2D", name="pool"),
    ]


def _line(head=10):
    return {"sequential": [["keras.Input", {"shape": [8, 8, 1]}], *_base(), _layer("Dense", units=head, name="head")]}


def _nested(**call):
    base = {
        "name": "base",
        "symbol": "keras.Sequential",
        "config": {"layers": [["keras.Input", {"shape": [8, 8, 1]}], *_base()]},
        "inputs": ["image"],
        "call": call,
    }
    return {
        "functional": [_input("image", 8, 8, 1), base, _node("head", "Dense", ["base"], units=10)],
        "outputs": ["head"],
    }


def _freeze(*path):
    return _do("set_trainable", layer=list(path), value=False)


def _unfreeze(*path):
    return _do("set_trainable", layer=list(path), value=True)


def _compile(rate):
    return _do(
        "compile",
        optimizer={"keras": "keras.optimizers.SGD", "config": {"learning_rate": rate, "momentum": 0.9}},
        loss=_LOGITS,
        metrics=["accuracy"],
    )


def _fit(epochs=1):
    """Fits share the images, so that they are stored once."""
    return _do("fit", x={"tensor": "x"}, y={"tensor": "y"}, batch_size=16, epochs=epochs, shuffle=False)


def _first_fit():
    return _do("fit", x=_IMAGES, y=_LABELS, batch_size=16, epochs=2, shuffle=False)


_SUMMARY = _do("summary", expand_nested=True, show_trainable=True)
_RATE, _LOWER = 0.1, 0.01


def _case(slug, build, *actions):
    return _model("keras.Model", slug, build, list(actions), names=("x", "y", "others"))


CASES = [
    _case(
        "fine-tuning",
        _nested(training=False),
        _freeze("base"),
        _SUMMARY,
        _compile(_RATE),
        _first_fit(),
        _do("weights"),
        _unfreeze("base"),
        _SUMMARY,
        _compile(_LOWER),
        _fit(2),
        _do("weights"),
        _do("predict", x=_OTHERS),
        _do("evaluate", x={"tensor": "x"}, y={"tensor": "y"}),
        _do("config"),
    ),
    _case(
        "fine-tuning-as-in-training",
        _nested(),
        _freeze("base"),
        _compile(_RATE),
        _first_fit(),
        _do("weights"),
        _unfreeze("base"),
        _compile(_LOWER),
        _fit(),
        _do("weights"),
        _do("predict", x=_OTHERS),
    ),
    _case(
        "fine-tuning-all-but-normalization",
        _nested(),
        _freeze("base", "norm"),
        _freeze("base", "deep_norm"),
        _SUMMARY,
        _compile(_RATE),
        _first_fit(),
        _do("weights"),
        _do("predict", x=_OTHERS),
    ),
    _case(
        "frozen-in-front",
        _line(),
        _freeze("conv"),
        _freeze("norm"),
        _compile(_RATE),
        _first_fit(),
        _SUMMARY,
        _do("weights"),
        _unfreeze("norm"),
        _compile(_LOWER),
        _fit(),
        _do("weights"),
        _do("predict", x=_OTHERS),
    ),
    _case(
        "frozen-whole-then-head",
        _line(),
        _freeze(),
        _unfreeze("head"),
        _unfreeze(),
        _freeze("deep_norm"),
        _freeze("deep"),
        _compile(_RATE),
        _first_fit(),
        _do("weights"),
        _do("config"),
    ),
    _case(
        "frozen-whole",
        _nested(),
        _freeze(),
        _SUMMARY,
        _compile(_RATE),
        _do("evaluate", x=_IMAGES, y=_LABELS),
        _do("predict", x=_OTHERS),
        _do("weights"),
        _do("config"),
    ),
    *(
        _case(
            f"frozen-{name}-through-a-file",
            build,
            _freeze(),
            _do("save_and_load"),
            _do("config"),
            _unfreeze(head),
            _SUMMARY,
        )
        for name, build, head in (("line", _line(), "head"), ("nested", _nested(), "head"))
    ),
    _case(
        "frozen-whole-copied",
        _nested(),
        _freeze(),
        _do("save_weights_and_load"),
        _do("config"),
        _do("weights"),
    ),
]
