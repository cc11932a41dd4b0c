"""MonitorCallback: what watches one of the logs and knows whether it became better."""

import warnings

from refimpl import ops
from refimpl.callbacks.callback import Callback
from refimpl.training.compiled_metrics import CompileMetrics


class MonitorCallback(Callback):
    """Watches ``logs[monitor]``, which is better by ``min_delta`` or more if it lies below (min) or above (max).

    ``mode`` is "min", "max" or "auto": then losses are to fall, and for other logs the metric of that name says where
    it is to go. Anything else is taken for "auto", with a warning. The first value is better than none.
    Raises: ValueError, at the end of the first epoch, for a log of which nobody knows where it is to go; TypeError, as
    in Keras, if a value is to be compared before that.
    """

    def __init__(self, monitor="val_loss", mode="auto", baseline=None, min_delta=0):
        if mode not in ("auto", "min", "max"):
            warnings.warn(
                f"{type(self).__name__}: mode must be 'auto', 'min' or 'max', got {mode!r}; 'auto' is taken",
                stacklevel=3,
            )
            mode = "auto"
        self.monitor, self.mode = monitor, mode
        self.best = baseline
        self.min_delta = abs(min_delta)
        self.monitor_op = None

    def _set_monitor_op(self):
        """Find out where the log is to go, once: metrics are known after the first batch."""
        if self.monitor_op is not None:
            return
        direction = {"min": "down", "max": "up"}.get(self.mode) or self._direction()
        self.monitor_op = ops.greater if direction == "up" else ops.less
        if direction != "up":
            self.min_delta *= -1

    def _direction(self):
        """ "up" or "down". Raises: ValueError if neither name nor metric tells."""
        name = self.monitor.removeprefix("val_")
        direction = "down" if name == "loss" else None
        for group in self.model.metrics:
            for metric in group.metrics if isinstance(group, CompileMetrics) else ():
                if metric.name == name and getattr(metric, "_direction", None) is not None:
                    direction = metric._direction
        if direction is None:
            raise ValueError(
                f"{type(self).__name__}: mode must be 'min' or 'max' for monitor={self.monitor!r}, as nothing says "
                "which way it is to go; got 'auto'"
            )
        return direction

    def _is_improvement(self, value, reference):
        if reference is None:
            return True
        if self.monitor_op is None:
            raise TypeError(
                f"{type(self).__name__}: monitor={self.monitor!r} can be compared from the end of the first epoch on, "
                "when it is known where it is to go; got two values of it before"
            )
        return bool(self.monitor_op(value - self.min_delta, reference))
