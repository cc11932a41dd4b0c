"""refimpl: the Keras API in NumPy, small enough to read. ``import refimpl as keras`` runs Keras code that it covers.

Spec: Keras 3.15.1 on TensorFlow 2.21.0.
"""

from refimpl import (
    activations,
    autodiff,
    callbacks,
    config,
    constraints,
    data,
    datasets,
    dtype_policies,
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    ops,
    optimizers,
    random,
    regularizers,
    saving,
    utils,
    wrappers,
)
from refimpl.dtypes import DTypePolicy, FloatDTypePolicy
from refimpl.graph import KerasTensor
from refimpl.initializers import Initializer
from refimpl.layers import Input, InputSpec, Layer
from refimpl.losses import Loss
from refimpl.metrics import Metric
from refimpl.models import Functional, Model, Sequential
from refimpl.optimizers import Optimizer
from refimpl.regularizers import Regularizer
from refimpl.variables import Variable

__version__ = "0.1.0"

__all__ = [
    "DTypePolicy",
    "FloatDTypePolicy",
    "Functional",
    "Initializer",
    "Input",
    "InputSpec",
    "KerasTensor",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Optimizer",
    "Regularizer",
    "Sequential",
    "Variable",
    "activations",
    "autodiff",
    "callbacks",
    "config",
    "constraints",
    "data",
    "datasets",
    "dtype_policies",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "ops",
    "optimizers",
    "random",
    "regularizers",
    "saving",
    "utils",
    "wrappers",
]
