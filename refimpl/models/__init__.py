"""keras.models: layers put together. Spec: keras.models."""

from refimpl.models.cloning import clone_model
from refimpl.models.functional import Functional
from refimpl.models.model import Model, model_from_json
from refimpl.models.sequential import Sequential
from refimpl.saving import load_model, save_model

__all__ = ["Functional", "Model", "Sequential", "clone_model", "load_model", "model_from_json", "save_model"]
