"""RMSprop. Spec: keras.optimizers.RMSprop."""

import numpy as np

from refimpl.optimizers.optimizer import Optimizer
from refimpl.optimizers.rows import squared
from refimpl.serialization import export


@export("keras.optimizers", "rmsprop")
class RMSprop(Optimizer):
    """Tieleman & Hinton 2012, with Keras' epsilon inside the root.

    v <- rho v + (1 - rho) g²;  d = v + eps, or (centered) a <- rho a + (1 - rho) g, d = v - a² + eps
    step = lr g / √d;  w <- w - step, or with momentum m <- momentum m + step, w <- w - m
    Spec: keras.optimizers.RMSprop.
    """

    def __init__(self, learning_rate=0.001, rho=0.9, momentum=0.0, epsilon=1e-07, centered=False, weight_decay=None,
                 clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99,
                 ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None, name=None,
                 **kwargs):  # fmt: skip
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                         ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name,
                         **kwargs)  # fmt: skip
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def slots(self):
        return [("velocity",), *[("momentum",)] * (self.momentum > 0), *[("average_gradient",)] * bool(self.centered)]

    def update_step(self, gradient, variable, learning_rate):
        g, rho = gradient, self.rho
        slot = self.slot(variable, "velocity")
        v = self.assign(slot, rho * slot.value + (1 - rho) * squared(g))
        if self.centered:
            slot = self.slot(variable, "average_gradient")
            a = self.assign(slot, rho * slot.value + (1 - rho) * g)
            v = v - a * a
        step = learning_rate * g / np.sqrt(v + self.epsilon)
        if self.momentum > 0:
            slot = self.slot(variable, "momentum")
            step = self.assign(slot, self.momentum * slot.value + step)
        self.assign(variable, variable.value - step)

    def get_config(self):
        own = {"rho": self.rho, "momentum": self.momentum, "epsilon": self.epsilon, "centered": self.centered}
        return {**super().get_config(), **own}
