"""What is asked, and what Keras answered: plain data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

ID = re.compile(r"[A-Za-z0-9_.]+/[a-z0-9][a-z0-9.-]*")


@dataclass(frozen=True)
class Case:
    """A question: a symbol, how it is made and called (``spec``, by kind), and every tensor that takes part.

    ``{"tensor": NAME}`` in the spec stands for a tensor. The id is the symbol without ``keras.``, a slash and a slug
    that says what the case is about; it is never used again for another question.
    Raises: ValueError for an id of another form or of another symbol.
    """

    id: str
    kind: str
    symbol: str
    spec: dict
    tensors: Mapping[str, np.ndarray]
    op_class: str
    tags: tuple[str, ...] = ()

    def __post_init__(self):
        name = self.symbol.removeprefix("keras.")
        if not ID.fullmatch(self.id) or self.id.split("/")[0] != name:
            raise ValueError(f"Case: id must be '{name}/slug', the slug in small letters, got {self.id!r}")

    @property
    def slug(self):
        return self.id.split("/")[1]


@dataclass(frozen=True)
class Golden:
    """A case with Keras' answers by name: float32 in ``answers``, the same in float64 in ``truth``.

    ``no_truth`` says why there is none; ``raises`` names the kind of exception with which Keras rejects the case.
    """

    case: Case
    answers: Mapping[str, object] = field(default_factory=dict)
    truth: Mapping[str, np.ndarray] = field(default_factory=dict)
    no_truth: str | None = None
    raises: str | None = None


def fill(spec, tensors):
    """``spec`` with ``tensors[NAME]`` in the place of each ``{"tensor": NAME}``."""
    if isinstance(spec, dict):
        if set(spec) == {"tensor"}:
            return tensors[spec["tensor"]]
        return {key: fill(value, tensors) for key, value in spec.items()}
    if isinstance(spec, (list, tuple)):
        return [fill(value, tensors) for value in spec]
    return spec


def names(spec):
    """The names of the tensors in a spec, in the order in which they stand."""
    if isinstance(spec, dict):
        if set(spec) == {"tensor"}:
            return [spec["tensor"]]
        return [name for value in spec.values() for name in names(value)]
    if isinstance(spec, (list, tuple)):
        return [name for value in spec for name in names(value)]
    return []
