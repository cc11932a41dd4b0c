"""Stochastic gradient descent. Spec: keras.optimizers.SGD."""

from refimpl.optimizers.optimizer import Optimizer, single
from refimpl.serialization import export


@export("keras.optimizers", "sgd")
class SGD(Optimizer):
    """Robbins & Monro 1951, with Polyak's momentum 1964 or Nesterov's 1983.

    Without momentum w <- w - lr g. With it m <- momentum m - lr g, and w <- w + m, or (nesterov)
    w <- w + momentum m - lr g.
    Raises: ValueError for a momentum that is no float in [0, 1].
    Spec: keras.optimizers.SGD.
    """

    def __init__(self, learning_rate=0.01, momentum=0.0, nesterov=False, weight_decay=None, clipnorm=None,
                 clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99, ema_overwrite_frequency=None,
                 loss_scale_factor=None, gradient_accumulation_steps=None, name=None, **kwargs):  # fmt: skip
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                         ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name,
                         **kwargs)  # fmt: skip
        if not isinstance(momentum, float) or not 0 <= momentum <= 1:
            raise ValueError(f"SGD: momentum must be a float in [0, 1], got {momentum!r}")
        self.momentum, self.nesterov = momentum, nesterov

    def slots(self):
        return [("momentum",)] if self.momentum else []

    def update_step(self, gradient, variable, learning_rate):
        step = gradient * learning_rate
        if not self.momentum:
            self.assign(variable, variable.value - step)
            return
        slot, momentum = self.slot(variable, "momentum"), single(self.momentum)
        m = self.assign(slot, slot.value * momentum - step)
        self.assign(variable, variable.value + (m * momentum - step if self.nesterov else m))

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "nesterov": self.nesterov}
