"""LossScaleOptimizer: gradients of half floats kept from underflow."""

import numpy as np

from refimpl.optimizers.optimizer import Optimizer
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object

_OF_INNER = {
    "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None, "use_ema": False,
    "ema_momentum": 0.99, "ema_overwrite_frequency": None, "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
}  # fmt: skip


@export("keras.optimizers", "lossscaleoptimizer")
class LossScaleOptimizer(Optimizer):
    """Another optimizer, whose loss is multiplied by a scale s and whose gradients are divided by it.

    A step with a gradient that is not finite is left out, and s <- s / 2; after ``dynamic_growth_steps`` steps without
    one since s last changed, s <- 2 s. s begins at ``initial_scale``.
    Raises: ValueError for arguments that belong to the inner optimizer, for unknown ones, and for ``dynamic=False``.
    Source: Micikevicius et al., "Mixed precision training", 2018. Spec: keras.optimizers.LossScaleOptimizer.
    """

    def __init__(self, inner_optimizer, initial_scale=2.0**15, dynamic_growth_steps=2000, name=None, **kwargs):
        if not kwargs.pop("dynamic", True):
            raise ValueError(
                "LossScaleOptimizer: dynamic must be True, got False; a fixed scale is the inner optimizer's "
                "loss_scale_factor"
            )
        for argument, value in kwargs.items():
            if argument not in _OF_INNER or value != _OF_INNER[argument]:
                where = "is for the inner optimizer" if argument in _OF_INNER else "is unknown"
                raise ValueError(f"LossScaleOptimizer: argument {argument!r} {where}, got {value!r}")
        super().__init__(learning_rate=0.0, name=name)
        self.inner_optimizer, self.initial_scale = inner_optimizer, initial_scale
        self.dynamic_growth_steps = dynamic_growth_steps
        inner_optimizer.loss_scale_factor = None  # or gradients would be divided twice

    def build(self, variables):
        if self.built:
            return
        self.step_counter = self.add_variable((), dtype="int64", name="step_counter")
        self.dynamic_scale = self.add_variable(
            (), lambda shape, dtype: np.full(shape, self.initial_scale, dtype), "float32", name="dynamic_scale"
        )
        self.inner_optimizer.build(variables)
        super().build(variables)

    @property
    def variables(self):
        """This optimizer's own, the last of which are the steps since the scale changed and the scale; the inner's."""
        return [*self._variables, *self.inner_optimizer.variables]

    def apply(self, grads, trainable_variables=None):
        """A step of the inner optimizer on grads / scale, unless one of them is not finite."""
        self.build(self._trainable_variables if trainable_variables is None else trainable_variables)
        scale, finite = self.dynamic_scale.value, all(np.isfinite(g).all() for g in grads if g is not None)
        if finite:
            unscaled = [None if g is None else np.asarray(g / scale.astype(g.dtype), g.dtype) for g in grads]
            self.inner_optimizer.apply(unscaled, trainable_variables)
        if finite and int(self.step_counter) != self.dynamic_growth_steps - 1:
            self.step_counter.assign_add(1)
        else:
            self.step_counter.assign(0)
            self.dynamic_scale.assign(scale * np.float32(2.0 if finite else 0.5))

    @property
    def learning_rate(self):
        """That of the inner optimizer."""
        return self.inner_optimizer.learning_rate

    @learning_rate.setter
    def learning_rate(self, value):
        self.inner_optimizer.learning_rate = value

    @property
    def iterations(self):
        """How many steps the inner optimizer made: those that were left out do not count."""
        return self.inner_optimizer.iterations

    def scale_loss(self, loss):
        return loss * (self.dynamic_scale.value if self.built else np.float32(self.initial_scale))

    def finalize_variable_values(self, var_list):
        self.inner_optimizer.finalize_variable_values(var_list)

    def get_config(self):
        return {
            "name": self.name, "inner_optimizer": serialize_keras_object(self.inner_optimizer),
            "initial_scale": self.initial_scale, "dynamic_growth_steps": self.dynamic_growth_steps,
        }  # fmt: skip

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        return cls(deserialize_keras_object(config.pop("inner_optimizer"), custom_objects), **config)


def scaling(optimizer):
    """The optimizer, in a LossScaleOptimizer unless it is one."""
    if isinstance(optimizer, LossScaleOptimizer):
        return optimizer
    return LossScaleOptimizer(optimizer, name="loss_scale_optimizer")
