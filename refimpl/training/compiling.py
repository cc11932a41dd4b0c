"""compile: what a model is trained with, and the losses and metrics that follow from it."""

import inspect
import warnings
from types import SimpleNamespace

from refimpl import config, optimizers
from refimpl.dtypes import as_dtype, is_float
from refimpl.metrics import Mean, Metric
from refimpl.ops.arrays import cast
from refimpl.optimizers.loss_scale import scaling
from refimpl.serialization import deserialize_keras_object, serialize_keras_object
from refimpl.training.compiled_loss import CompileLoss
from refimpl.training.compiled_metrics import CompileMetrics


class Compiling:
    """The part of a model that ``compile`` sets up: optimizer, losses, metrics, and what follows from them.

    Spec: keras.Model.
    """

    optimizer = None
    loss = None
    compiled = False
    stop_training = False
    run_eagerly = False
    jit_compile = False
    steps_per_execution = 1
    _loss_tracker = _compile_loss = _compile_metrics = None

    def compile(
        self, optimizer="rmsprop", loss=None, loss_weights=None, metrics=None, weighted_metrics=None, run_eagerly=False,
        steps_per_execution=1, jit_compile="auto", auto_scale_loss=True,
    ):  # fmt: skip
        """Say how to train. Names, configs and objects will do; losses and metrics are matched to the outputs later.

        Under the policy "mixed_float16" the optimizer is wrapped in a LossScaleOptimizer, unless it is one or
        ``auto_scale_loss`` is False. ``jit_compile`` is kept and changes nothing, as everything is eager here;
        ``run_eagerly`` only changes how the losses of several outputs are averaged over batches of different sizes (see
        CompileLoss).
        As in Keras, compiling anew without ``loss`` or metrics leaves the former ones in place, and the variables to
        train are those that are trainable at the first step after compile.
        Raises: ValueError for unknown names, and loss_weights or metrics of a wrong type.
        Spec: keras.Model.compile.
        """
        output_names = getattr(self, "output_names", None)
        self.optimizer = None if optimizer is None else optimizers.get(optimizer)
        if auto_scale_loss and self.dtype_policy.name == "mixed_float16" and self.optimizer is not None:
            self.optimizer = scaling(self.optimizer)
        if loss is not None:
            self._compile_loss = CompileLoss(loss, loss_weights, output_names, by_samples=run_eagerly)
            self.loss = loss
        if metrics is not None or weighted_metrics is not None:
            self._compile_metrics = CompileMetrics(metrics, weighted_metrics, output_names)
        self._loss_tracker = Mean(name="loss")
        self.run_eagerly, self.steps_per_execution = run_eagerly, steps_per_execution
        self.jit_compile = jit_compile is True and not run_eagerly
        self._compile_arguments = SimpleNamespace(
            optimizer=self.optimizer, loss=loss, loss_weights=loss_weights, metrics=metrics,
            weighted_metrics=weighted_metrics, run_eagerly=run_eagerly, steps_per_execution=steps_per_execution,
            jit_compile=self.jit_compile,
        )  # fmt: skip
        self._loss_takes_training = "training" in inspect.signature(self.compute_loss).parameters
        self._of_run = SimpleNamespace(variables=None, metrics=None)
        self.stop_training = False
        self.compiled = True

    def get_compile_config(self):
        """compile's arguments as JSON; an empty dict before it was called. Spec: keras.Model.get_compile_config."""
        return serialize_keras_object(vars(self._compile_arguments)) if self.compiled else {}

    def compile_from_config(self, config):
        """Compile from ``get_compile_config()``, with the optimizer's slots made if the model is built.

        Where a subclass has a ``compile`` of its own it only warns, as this knows nothing of its arguments.
        Spec: keras.Model.compile_from_config.
        """
        if type(self).compile is not Compiling.compile:
            warnings.warn(
                f"{self.name}: it is not compiled, as its compile is its own; define compile_from_config", stacklevel=2
            )
            return
        self.compile(**deserialize_keras_object(config))
        if self.optimizer is not None and self.built:
            self.optimizer.build(self.trainable_variables)

    def _check_compiled(self, owner):
        if not self.compiled:
            raise ValueError(f"{owner}: compile() must be called before {owner}()")

    # -- losses

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """What training minimizes: the compiled loss, and what layers add with regularizers and add_loss.

        Raises: ValueError if there is nothing to add up, or a loss and no targets.
        Spec: keras.Model.compute_loss.
        """
        total = None
        if self._compile_loss is not None:
            if y is None:
                raise ValueError("y must be given, or be part of the batches, as compile was given a loss; got None")
            total = self._compile_loss(y, y_pred, sample_weight)
        known = self._of_run.variables
        for loss in self.losses if known is None else self.losses_with(known):
            loss = loss if is_float(loss.dtype) else cast(loss, as_dtype(config.floatx()))
            total = loss if total is None else total + loss
        if total is None:
            raise ValueError("compile: loss must be given, or layers must add losses; there is nothing to minimize")
        return total

    def _total_loss(self, x, y, y_pred, sample_weight, training):
        """``compute_loss``, which a subclass may define without ``training``."""
        if self._loss_takes_training:
            return self.compute_loss(x, y, y_pred, sample_weight, training=training)
        return self.compute_loss(x, y, y_pred, sample_weight)

    # -- metrics

    @property
    def metrics(self):
        """The mean loss, the compiled metrics as one, the means of several losses, and those of subclass and layers.

        Spec: keras.Model.metrics.
        """
        return self._compiled_metrics() + self._found_metrics()

    def _compiled_metrics(self):
        if not self.compiled:
            return []
        of_outputs = self._compile_loss.metrics if self._compile_loss is not None else []
        return [m for m in (self._loss_tracker, self._compile_metrics, *of_outputs) if m is not None]

    def _found_metrics(self):
        """Metrics among the attributes of the model and its layers; those of models inside are their own business."""
        layers = [layer for layer in self._flatten_layers() if layer is self or not isinstance(layer, Compiling)]
        found = [m for layer in layers for m in layer._attributes(Metric) if m is not self._loss_tracker]
        return list({id(m): m for m in found}.values())

    @property
    def metrics_names(self):
        return [m.name for m in self.metrics]

    def reset_metrics(self):
        """Begin all averages anew. Spec: keras.Model.reset_metrics."""
        self._of_run.metrics = None
        for metric in self._metrics_of_run():
            metric.reset_state()

    def _metrics_of_run(self):
        """``metrics``, without looking through all layers again at each step: that would cost more than the step."""
        if type(self).metrics is not Compiling.metrics:
            return self.metrics
        if self._of_run.metrics is None:
            self._of_run.metrics = self._found_metrics()
        return self._compiled_metrics() + self._of_run.metrics

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Count a batch in the compiled metrics; returns all results. Spec: keras.Model.compute_metrics."""
        if self._compile_metrics is not None:
            self._compile_metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    def get_metrics_result(self):
        """{name: result} of all metrics. Spec: keras.Model.get_metrics_result."""
        results = {}
        for metric in self._metrics_of_run():
            result = metric.result()
            results.update(result if isinstance(result, dict) else {metric.name: result})
        return results

    def _logs_of_epoch(self, logs):
        """The metrics' own results, unless the steps gave logs with other names; nothing if there was no step."""
        if not logs:
            return {}
        results = self.get_metrics_result()
        return results if set(results) == set(logs) else logs

    def _in_order(self, logs):
        """The values of logs in the order of ``metrics``, what is unknown there last; a lone value by itself."""
        names = []
        for metric in self._metrics_of_run():
            inner = metric.metrics if isinstance(metric, CompileMetrics) else [metric]
            names += [m.name for m in inner]
        values = [logs[name] for name in names if name in logs]
        values += [logs[name] for name in sorted(logs) if name not in names]
        return values[0] if len(values) == 1 else values
