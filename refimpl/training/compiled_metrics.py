"""The ``metrics`` and ``weighted_metrics`` of compile: which is for which output, and what it is called in logs."""

from collections import Counter, OrderedDict

from refimpl import metrics
from refimpl.training.compiled_loss import kind_of_targets, object_name
from refimpl.training.structures import is_nested, leaves, outline


class CompileMetrics:
    """Metrics of each output, unweighted and weighted by sample_weight; answers to a dict of results.

    For one output every metric given is its; for several, metrics come as a list with an entry for each output, as a
    dict by output name, or in the structure of the outputs. They are matched at the first update. Results are called
    ``{output}_{metric}`` where there are several outputs; a name that is taken gets a number, a weighted one
    ``weighted_`` first.
    Raises: ValueError where metrics and outputs do not fit, or a metric is unknown.
    Spec: compile in keras.Model.
    """

    name = "compile_metrics"

    def __init__(self, metrics=None, weighted_metrics=None, output_names=None):
        for argument, value in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if value and not is_nested(value):
                raise ValueError(f"compile: {argument} must be a list, tuple or dict, got {value!r}")
        self.given = {"metrics": metrics, "weighted_metrics": weighted_metrics}
        self.output_names = output_names
        self._rows = None

    def build(self, y_true, y_pred):
        """Match metrics with outputs: rows of (metrics, weighted metrics), one for each output."""
        count = len(leaves(y_pred))
        flat = is_nested(y_pred) and len(y_pred) == count
        names = self._names_for(y_pred) if flat and isinstance(y_pred, dict) else self.output_names
        self._order = names if flat and count > 1 else None
        unweighted, weighted = (
            self._for_outputs(argument, names, flat, y_true, y_pred) for argument in ("metrics", "weighted_metrics")
        )
        self._rows = list(zip(unweighted, weighted, strict=False))
        self._named = self._log_names(names if count > 1 and names else [None] * count)

    def _names_for(self, outputs):
        if self.output_names and set(outputs) == set(self.output_names):
            return self.output_names
        return list(outputs) if isinstance(outputs, OrderedDict) else sorted(outputs)

    def _for_outputs(self, argument, names, flat, y_true, y_pred):
        """A list of metrics for each output."""
        given = self.given[argument]
        targets, outputs = self._flat(y_true), self._flat(y_pred)
        if not given:
            return [[] for _ in outputs]
        if len(outputs) == 1:
            return [[get_metric(m, targets[0], outputs[0]) for m in leaves(given)]]
        if flat and isinstance(given, (list, tuple)) and len(given) == len(outputs):
            rows = given
        elif flat and isinstance(given, dict) and names and set(given) <= set(names):
            rows = [given.get(name) for name in names]
        else:
            rows = []
            if not _spread(given, y_pred, rows):
                raise ValueError(
                    f"compile: {argument} must be a list with an entry for each output, a dict by output name "
                    f"({self.output_names}) or have the structure {outline(y_pred)}, got {given!r}"
                )
        rows = [[] if row is None else row if isinstance(row, (list, tuple)) else [row] for row in rows]
        return [[get_metric(m, t, p) for m in row] for row, t, p in zip(rows, targets, outputs, strict=False)]

    def _log_names(self, outputs):
        """(log name, metric) pairs: unweighted ones first, each in the order of the outputs."""
        taken, named = Counter(), []
        for kind in (0, 1):
            for output, row in zip(outputs, self._rows, strict=False):
                prefix = f"{output}_" if output else ""
                for metric in row[kind]:
                    name = prefix + metric.name
                    if kind and taken[name]:
                        name = f"{prefix}weighted_{metric.name}"
                    number = taken[name]
                    taken[name] += 1
                    named.append((f"{name}_{number}" if number else name, metric))
        return named

    def _flat(self, y):
        if isinstance(y, dict) and self._order is not None:
            return [y[name] for name in self._order]
        return leaves(y)

    @property
    def metrics(self):
        """The Metric objects, unweighted ones first; none before the first update."""
        return [metric for _, metric in self._named] if self._rows else []

    @property
    def variables(self):
        return [v for metric in self.metrics for v in metric.variables]

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Count one batch. A single sample_weight serves all outputs."""
        if self._rows is None:
            self.build(y_true, y_pred)
        targets, outputs = self._flat(y_true), self._flat(y_pred)
        weights = [None] if sample_weight is None else self._flat(sample_weight)
        if len(weights) < len(targets):
            weights = [weights[0]] * len(targets)
        for (unweighted, weighted), target, output, weight in zip(self._rows, targets, outputs, weights, strict=False):
            for metric in unweighted:
                metric.update_state(target, output)
            for metric in weighted:
                metric.update_state(target, output, weight)

    def reset_state(self):
        for metric in self.metrics:
            metric.reset_state()

    def result(self):
        """{log name: result}. Raises: ValueError before the first update."""
        if self._rows is None:
            raise ValueError("compile: metrics have no result before the first batch")
        return {name: metric.result() for name, metric in self._named}


def get_metric(identifier, y_true, y_pred):
    """A Metric for a name, function, config or Metric; "accuracy" and "acc" take their kind from the shapes.

    A name is also the metric's name in logs. Raises: ValueError for None or an unknown name.
    """
    if identifier is None:
        raise ValueError("compile: metrics must not hold None in the place of a metric")
    name = identifier if isinstance(identifier, str) else None
    if str(identifier).lower() in ("accuracy", "acc"):
        kinds = {
            "binary": metrics.BinaryAccuracy,
            "sparse": metrics.SparseCategoricalAccuracy,
            "categorical": metrics.CategoricalAccuracy,
        }
        return kinds[kind_of_targets(y_true, y_pred)](name=name)
    found = metrics.get(identifier)
    name = name or object_name(found)
    if not isinstance(found, metrics.Metric):
        return metrics.MeanMetricWrapper(found, name=name)
    found.name = name
    return found


def _spread(given, outputs, rows):
    """Append what ``given`` has for each leaf of ``outputs`` to ``rows``; False if the structures differ."""
    if not is_nested(outputs):
        rows.append(given)
        return True
    if isinstance(outputs, dict):
        if not isinstance(given, dict) or set(given) != set(outputs):
            return False
        keys = list(outputs) if isinstance(outputs, OrderedDict) else sorted(outputs)
        return all(_spread(given[key], outputs[key], rows) for key in keys)
    if not isinstance(given, (list, tuple)) or len(given) != len(outputs):
        return False
    return all(_spread(g, o, rows) for g, o in zip(given, outputs, strict=True))
