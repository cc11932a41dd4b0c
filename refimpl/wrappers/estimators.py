"""Models as estimators of scikit-learn: for its pipelines, its cross-validation, its searches for hyper-parameters."""

import copy

import numpy as np
import sklearn
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, TransformerMixin
from sklearn.preprocessing import OneHotEncoder
from sklearn.utils.metadata_routing import MetadataRequest
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_is_fitted, validate_data

from refimpl.models import Model, clone_model


def _columns(y):
    """Targets with an axis of outputs."""
    return y.reshape(-1, 1) if y.ndim == 1 else y


class SKLBase(BaseEstimator):
    """An estimator that fits a model of its own: a copy of ``model``, or what ``model(X=, y=, **model_kwargs)`` makes.

    ``fit_kwargs`` are arguments of the model's fit, which those given to ``fit`` itself join and overrule for good.
    ``warm_start`` is kept and changes nothing, as in Keras: each fit begins anew. scikit-learn's ``clone`` takes along
    the model, ``warm_start`` and ``model_kwargs``; ``fit_kwargs`` it leaves behind, as in Keras.
    After ``fit``: ``model_``, and ``history_``, the History.
    Raises: RuntimeError for a model that is not compiled with a loss and an optimizer.
    Spec: keras.wrappers.SKLearnClassifier and its kin.
    """

    def __init__(self, model, warm_start=False, model_kwargs=None, fit_kwargs=None):
        self.model, self.warm_start = model, warm_start
        self.model_kwargs, self.fit_kwargs = model_kwargs, fit_kwargs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True
        return tags

    def __sklearn_clone__(self):
        model = self.model if callable(self.model) else copy.deepcopy(self.model)
        return type(self)(model=model, warm_start=self.warm_start, model_kwargs=self.model_kwargs)

    def set_fit_request(self, **kwargs):
        """Say what scikit-learn's metadata routing hands on, as in Keras to ``score``, whatever the name of this.

        Raises: RuntimeError if routing is off.
        """
        if not sklearn.get_config()["enable_metadata_routing"]:
            raise RuntimeError(
                "set_fit_request: metadata routing must be enabled, by sklearn.set_config(enable_metadata_routing=True)"
            )
        self._metadata_request = MetadataRequest(owner=type(self).__name__)
        for param, alias in kwargs.items():
            self._metadata_request.score.add_request(param=param, alias=alias)
        return self

    def fit(self, X, y, **kwargs):
        """Train a model on samples X (n, features) and targets y (n,); returns the estimator."""
        X, y = validate_data(self, X, y)
        y = self._learn_targets(y)
        model = self._new_model(X, y)
        if not model.compiled or not model.loss or not model.optimizer:
            raise RuntimeError("fit: model must be compiled with a loss and an optimizer")
        fit_kwargs = self.fit_kwargs or {}
        fit_kwargs.update(kwargs)
        self.history_ = model.fit(X, y, **fit_kwargs)
        self.model_ = model
        return self

    def _new_model(self, X, y):
        if isinstance(self.model, Model):
            return clone_model(self.model)
        return self.model(X=X, y=y, **(self.model_kwargs or {}))

    def _outputs(self, X):
        check_is_fitted(self)
        return self.model_.predict(validate_data(self, X, reset=False))

    def predict(self, X):
        """The targets that the model finds for X, in the shape of those that it was fitted to."""
        return self._as_targets(self._outputs(X))

    def _learn_targets(self, y):
        """Targets as the model is trained on them. Raises: ValueError for what is no kind of target."""
        if type_of_target(y) == "unknown":
            raise ValueError(f"Unknown label type for data: {y!r}")
        self._target_ndim = y.ndim
        return _columns(y)

    def _as_targets(self, outputs):
        return np.squeeze(outputs, axis=1) if self._target_ndim == 1 and outputs.ndim == 2 else outputs


class SKLearnClassifier(ClassifierMixin, SKLBase):
    """An estimator of classes: the model is trained on rows with a one at the class, in the order of ``classes_``.

    Raises: ValueError for targets of a single class, or that are neither two classes nor several.
    Spec: keras.wrappers.SKLearnClassifier.
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True
        return tags

    def decision_function(self, X):
        """The model's outputs (n, classes): logits or probabilities, as its last layer has it."""
        return self._outputs(X)

    def _learn_targets(self, y):
        kind = type_of_target(y)
        if kind not in ("binary", "multiclass"):
            raise ValueError(
                f"Only binary and multiclass target types are supported. Target type: {kind}. Unknown label type: {y!r}"
            )
        self._encoder = OneHotEncoder(sparse_output=False).fit(_columns(y))
        self.classes_ = np.unique(y)
        if len(self.classes_) == 1:
            raise ValueError("Classifier can't train when only one class is present.")
        self._target_ndim = y.ndim
        return self._encoder.transform(_columns(y))

    def _as_targets(self, outputs):
        return super()._as_targets(self._encoder.inverse_transform(outputs))


class SKLearnRegressor(RegressorMixin, SKLBase):
    """An estimator of numbers. Spec: keras.wrappers.SKLearnRegressor."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True
        return tags


class SKLearnTransformer(TransformerMixin, SKLBase):
    """What a model makes of samples, as a step of a pipeline. Spec: keras.wrappers.SKLearnTransformer."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        return tags

    def transform(self, X):
        """The model's outputs (n, ...)."""
        return self._outputs(X)
