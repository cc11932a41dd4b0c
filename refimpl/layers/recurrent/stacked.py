"""Cells one above the other."""

import inspect

import optree

from refimpl import ops
from refimpl.layers.layer import Layer
from refimpl.serialization import deserialize_keras_object, export


def check_cell(cell, owner):
    """``cell`` if it can be one. Raises: ValueError without ``call`` or ``state_size``."""
    for wanted in ("call", "state_size"):
        if not hasattr(cell, wanted):
            raise ValueError(f"{owner}: cell must have {wanted!r}, as layers.LSTMCell has it; got {cell!r}")
    return cell


def takes_training(cell):
    """Whether a cell is a layer that wants to know whether it trains."""
    return isinstance(cell, Layer) and "training" in inspect.signature(cell.call).parameters


def _first(size):
    return size[0] if isinstance(size, (list, tuple)) else size


@export("keras.layers")
class StackedRNNCells(Layer):
    """Each cell on the output of the one below; the states are a list of the cells' states.

    Shapes: inputs (batch, d) -> (batch, output_size of the last).
    Raises: ValueError for what is no cell. Spec: keras.layers.StackedRNNCells.
    """

    def __init__(self, cells, **kwargs):
        super().__init__(**kwargs)
        self.cells = [check_cell(cell, "StackedRNNCells") for cell in cells]

    @property
    def state_size(self):
        return [cell.state_size for cell in self.cells]

    @property
    def output_size(self):
        return getattr(self.cells[-1], "output_size", None) or _first(self.cells[-1].state_size)

    def build(self, input_shape):
        for cell in self.cells:
            if isinstance(cell, Layer) and not cell.built:
                cell.build(input_shape)
            input_shape = (input_shape[0], getattr(cell, "output_size", None) or _first(cell.state_size))

    def get_initial_state(self, batch_size=None):
        """The states of each cell, as it has them, else zeros."""

        def zeros(size):
            return ops.zeros((batch_size, size), self.compute_dtype)

        return [
            cell.get_initial_state(batch_size=batch_size)
            if hasattr(cell, "get_initial_state")
            else optree.tree_map(zeros, cell.state_size)
            for cell in self.cells
        ]

    def call(self, inputs, states, training=False):
        found = []
        for cell, state in zip(self.cells, states, strict=True):
            nested = isinstance(state, (list, tuple))
            settings = {"training": training} if takes_training(cell) else {}
            run = cell if callable(cell) else cell.call
            inputs, new = run(inputs, list(state) if nested else [state], **settings)
            new = list(new) if isinstance(new, (list, tuple)) else [new]
            found.append(new if nested else new[0])
        return inputs, found

    @classmethod
    def from_config(cls, config, custom_objects=None):
        """New cells, one above the other, from ``get_config()``."""
        return cls(**{**config, "cells": [deserialize_keras_object(c, custom_objects) for c in config["cells"]]})
