"""Channels first against channels last: the same numbers, with the axis of channels in the other place."""

import numpy as np
from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed, tensors_only

LAYERS = ("Conv2D", "MaxPooling2D", "GlobalAveragePooling2D")


def holds(golden):
    case = golden.case
    return case.kind == "layer" and not golden.raises and case.symbol.rsplit(".", 1)[1] in LAYERS


def examples(golden):
    """There is one."""
    return st.none()


def question(golden, example):
    return _asked(golden).case


def _asked(golden):
    case = golden.case
    first = case.spec["config"].get("data_format") == "channels_first"

    def moved(array):
        """An image with its channels in the other place; anything else as it is."""
        array = np.asarray(array)
        if array.ndim != 4:
            return array
        return np.ascontiguousarray(np.moveaxis(array, 1, -1) if first else np.moveaxis(array, -1, 1))

    images = [n for n in case.tensors if not n.startswith("weights.")]
    answers = [n for n in golden.answers if n == "output" or n.removeprefix("grad.") in images]
    plain = tensors_only(golden)
    config = {**case.spec["config"], "data_format": "channels_last" if first else "channels_first"}
    return changed(
        plain,
        tensors={n: moved(case.tensors[n]) for n in images},
        answers={n: moved(a) if n in answers else a for n, a in plain.answers.items()},
        truth={n: moved(a) if n in answers else a for n, a in plain.truth.items()},
        spec={"config": config},
    )


def verdict(golden, example, implementation):
    return ask(_asked(golden), implementation)
