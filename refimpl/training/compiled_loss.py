"""The ``loss`` and ``loss_weights`` of compile: which loss is for which output, and their sum."""

from dataclasses import dataclass
from typing import NamedTuple

from refimpl import config, losses, metrics
from refimpl.autodiff import unboxed
from refimpl.dtypes import as_dtype
from refimpl.names import snake_case
from refimpl.ops.arrays import cast
from refimpl.training.structures import at, is_nested, leaf_paths, leaves, outline, pack_as, structure


def kind_of_targets(y_true, y_pred):
    """What classes look like in targets for these predictions: "binary", "sparse" or "categorical"."""
    if y_pred.shape[-1] == 1:
        return "binary"
    return "sparse" if len(y_true.shape) < len(y_pred.shape) or y_true.shape[-1] == 1 else "categorical"


def object_name(x):
    """The name under which a loss or metric is logged: its own, or that of its function or class."""
    return getattr(x, "name", None) or snake_case(getattr(x, "__name__", type(x).__name__))


@dataclass(frozen=True)
class _Wanted:
    """A loss as it was given to compile, with its weight: a leaf."""

    loss: object
    weight: object


class Term(NamedTuple):
    """A loss of the output at ``path`` of y_pred, and how much it counts (None: 1)."""

    path: tuple
    loss: object
    weight: object
    name: str


class CompileLoss:
    """``total = Σ weight * loss(y_true, y_pred)`` over the outputs that have a loss.

    ``loss`` is one loss for all outputs, or a list or dict of them in the structure of the outputs (or by output
    name); None is an output without one. It is matched to the outputs at the first call. Where there are several
    losses each is logged as a mean, ``{output}_loss``, before its weight is applied: over batches as in Keras' graphs,
    which cannot tell there how many samples a batch has, or over samples (``by_samples``) as in its eager mode.
    Raises: ValueError, KeyError or TypeError, of the kind that Keras raises, where losses, outputs and targets do not
    fit together.
    Spec: compile in keras.Model.
    """

    def __init__(self, loss, loss_weights=None, output_names=None, by_samples=False):
        if loss_weights and not isinstance(loss_weights, (list, tuple, dict, float)):
            raise ValueError(f"compile: loss_weights must be a float, list, tuple or dict, got {loss_weights!r}")
        self.loss, self.loss_weights, self.output_names = loss, loss_weights, output_names
        self.by_samples = by_samples
        self.terms = None
        self.metrics = []

    # -- the first call

    def build(self, y_true, y_pred):
        """Find the terms, for targets and predictions of the same structure."""
        wanted, weights = self.loss, self.loss_weights
        if isinstance(wanted, dict) and not isinstance(y_pred, dict):
            wanted, weights = self._by_output_name()
        wanted = _weighted(wanted, weights)
        if isinstance(wanted, _Wanted):
            wanted = pack_as(y_pred, [wanted] * len(leaves(y_pred)))
        names = list(self.output_names or ())
        paths = leaf_paths(y_pred) if is_nested(y_pred) else [()]
        names = dict(zip(paths, names, strict=True)) if len(names) == len(paths) else {}
        self.terms = []
        self._match(wanted, y_true, y_pred, names, ())
        if len(self.terms) > 1:
            self.metrics = [metrics.Mean(name=f"{term.name}_loss") for term in self.terms]

    def _by_output_name(self):
        if self.output_names is None:
            raise TypeError("compile: loss must be no dict where the outputs neither have names nor are a dict")
        if set(self.output_names) != set(self.loss):
            raise ValueError(f"compile: loss must have the keys {self.output_names}, got {list(self.loss)}")
        weights = self.loss_weights
        if isinstance(weights, dict):
            missing = [name for name in self.output_names if name not in weights]
            if missing:
                raise KeyError(f"compile: loss_weights must have a weight for each output, got none for {missing}")
            weights = [weights[name] for name in self.output_names]
        return [self.loss[name] for name in self.output_names], weights

    def _match(self, wanted, y_true, y_pred, names, path):
        """Add the terms for the part of the outputs that lies at ``path``."""
        if isinstance(wanted, _Wanted):
            return self._add_term(wanted, y_true, y_pred, names, path)
        flat = leaves(y_pred)
        if isinstance(wanted, (list, tuple)):
            if len(wanted) == len(flat) and all(isinstance(w, _Wanted) for w in wanted):
                wanted = pack_as(y_pred, wanted)
            elif not isinstance(y_pred, type(wanted)):  # several losses of one output
                for one in wanted:
                    self._match(one, y_true, y_pred, names, path)
                return
        if isinstance(wanted, _Wanted):
            return self._add_term(wanted, y_true, y_pred, names, path)
        if not isinstance(y_pred, dict if isinstance(wanted, dict) else type(wanted)):
            raise KeyError(
                f"compile: loss must have the structure of the outputs, got {outline(wanted)} for {outline(y_pred)}"
            )
        for key, one in wanted.items() if isinstance(wanted, dict) else enumerate(wanted):
            if isinstance(one, _Wanted) and one.loss is None:
                continue
            if not (_has(y_true, key) and _has(y_pred, key)):
                raise KeyError(
                    f"compile: loss must name outputs that have targets, got {(*path, key)} "
                    f"for the outputs {outline(y_pred)} and the targets {outline(y_true)}"
                )
            self._match(one, y_true[key], y_pred[key], names, (*path, key))

    def _add_term(self, wanted, y_true, y_pred, names, path):
        if wanted.loss is None:
            return
        if is_nested(y_pred):
            raise TypeError(f"compile: loss must be one for each output, got {wanted.loss!r} for {outline(y_pred)}")
        loss = get_loss(wanted.loss, y_true, y_pred)
        name = path
        if not path or isinstance(path[-1], int):
            name = (*path[:-1], names.get(path) or loss.name)
        self.terms.append(Term(path, loss, wanted.weight, "/".join(map(str, name))))

    # -- every call

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The weighted sum, a scalar; None if no output has a loss."""
        single = not is_nested(y_pred)
        if not single or is_nested(y_true):
            y_true = self._aligned(y_true, y_pred)
        if self.terms is None:
            self.build(y_true, y_pred)
        total, floatx = None, as_dtype(config.floatx())
        for i, (path, loss, weight, _) in enumerate(self.terms):
            of_output = y_pred if single else at(path, y_pred)
            weights = at(path, sample_weight) if path and is_nested(sample_weight) else sample_weight
            if isinstance(weights, (list, tuple)) and len(weights) == 1:
                (weights,) = weights
            value = loss(y_true if single else at(path, y_true), of_output, weights)
            value = value if value.dtype == floatx else cast(value, floatx)
            if self.metrics and not single:
                self.metrics[i].update_state(unboxed(value), of_output.shape[0] if self.by_samples else None)
            value = value if weight is None else value * weight
            if single:
                return value  # of several losses of a single output Keras only counts the first
            total = value if total is None else total + value
        return total

    def _aligned(self, y_true, y_pred):
        """``y_true`` as ``y_pred``: targets may come by output name, flat, or only where there is a loss."""
        if structure(y_true) == structure(y_pred):
            return y_true
        if isinstance(y_true, dict):
            if not isinstance(y_pred, (list, tuple)) or set(y_true) != set(self.output_names or ()):
                raise TypeError(
                    f"y must have the structure of the outputs {outline(y_pred)} or the keys {self.output_names}, "
                    f"got {outline(y_true)}"
                )
            y_true = [y_true[name] for name in self.output_names]
        flat, wanted = leaves(y_true), leaves(self.loss)
        if len(flat) == len(leaves(y_pred)):
            return pack_as(y_pred, flat)
        present = [i for i, loss in enumerate(wanted) if loss is not None]
        if len(flat) != len(present) or not is_nested(self.loss):
            raise ValueError(f"y must have the structure of the outputs {outline(y_pred)}, got {outline(y_true)}")
        full = [None] * len(wanted)
        for i, target in zip(present, flat, strict=True):
            full[i] = target
        return pack_as(self.loss, full)


def get_loss(identifier, y_true, y_pred):
    """A Loss for a name, function, config or Loss; "crossentropy" and "ce" take their kind from the shapes.

    Raises: ValueError for an unknown name.
    """
    if str(identifier).lower() in ("crossentropy", "ce"):
        kind = kind_of_targets(y_true, y_pred)
        found = losses.get({"sparse": "sparse_categorical"}.get(kind, kind) + "_crossentropy")
    else:
        found = losses.get(identifier)
    if isinstance(found, losses.Loss):
        return found
    return losses.LossFunctionWrapper(found, name=identifier if isinstance(identifier, str) else object_name(found))


def _weighted(wanted, weights):
    """Each loss of a structure together with its weight. Raises: ValueError for another number of weights."""
    flat = leaves(wanted)
    flat_weights = [None] * len(flat) if weights is None else leaves(weights)
    if len(flat) != len(flat_weights):
        raise ValueError(f"compile: loss_weights must be one for each of {len(flat)} losses, got {len(flat_weights)}")
    pairs = [_Wanted(loss, weight) for loss, weight in zip(flat, flat_weights, strict=True)]
    return pack_as(wanted, pairs)


def _has(x, key):
    return key in x if isinstance(x, dict) else isinstance(x, (list, tuple)) and isinstance(key, int) and key < len(x)
