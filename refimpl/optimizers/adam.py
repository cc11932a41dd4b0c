"""Adam and AdamW. Spec: keras.optimizers.Adam, keras.optimizers.AdamW."""

import numpy as np

from refimpl.optimizers.optimizer import Optimizer, single
from refimpl.optimizers.rows import squared
from refimpl.serialization import export


@export("keras.optimizers", "adam")
class Adam(Optimizer):
    """Kingma & Ba 2014, with Keras' epsilon outside the bias correction ("epsilon hat").

    m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g²;  w <- w - lr √(1 - b2^t) / (1 - b1^t) m / (√v + eps)
    With ``amsgrad`` (Reddi et al. 2018) the largest v so far is in its place.
    Spec: keras.optimizers.Adam.
    """

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False, weight_decay=None,
                 clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99,
                 ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None, name=None,
                 **kwargs):  # fmt: skip
        super().__init__(learning_rate, weight_decay, clipnorm, clipvalue, global_clipnorm, use_ema, ema_momentum,
                         ema_overwrite_frequency, loss_scale_factor, gradient_accumulation_steps, name,
                         **kwargs)  # fmt: skip
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, amsgrad

    def slots(self):
        return [("momentum", "velocity"), *[("velocity_hat",)] * bool(self.amsgrad)]

    def update_step(self, gradient, variable, learning_rate):
        g, number = gradient, variable.dtype.type
        t = number(int(self.iterations) + 1)
        b1_t, b2_t = (number(single(beta)) ** t for beta in (self.beta_1, self.beta_2))  # in the weight's dtype
        alpha = number(learning_rate) * np.sqrt(1 - b2_t) / (1 - b1_t)
        slot = self.slot(variable, "momentum")
        m = self.assign(slot, slot.value + (g - slot.value) * (1 - self.beta_1))
        slot = self.slot(variable, "velocity")
        v = self.assign(slot, slot.value + (squared(g) - slot.value) * (1 - self.beta_2))
        if self.amsgrad:
            slot = self.slot(variable, "velocity_hat")
            v = self.assign(slot, np.maximum(slot.value, v))
        self.assign(variable, variable.value - m * alpha / (np.sqrt(v) + self.epsilon))

    def get_config(self):
        own = {"beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon, "amsgrad": self.amsgrad}
        return {**super().get_config(), **own}


@export("keras.optimizers", "adamw")
class AdamW(Adam):
    """Adam whose weights decay by default. Source: Loshchilov & Hutter 2019. Spec: keras.optimizers.AdamW."""

    def __init__(self, learning_rate=0.001, weight_decay=0.004, beta_1=0.9, beta_2=0.999, epsilon=1e-07, amsgrad=False,
                 clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False, ema_momentum=0.99,
                 ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None, name=None,
                 **kwargs):  # fmt: skip
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay, clipnorm, clipvalue,
                         global_clipnorm, use_ema, ema_momentum, ema_overwrite_frequency, loss_scale_factor,
                         gradient_accumulation_steps, name,
                         **kwargs)  # fmt: skip
        if self.weight_decay is None:
            raise ValueError("AdamW: weight_decay must be a float, got None")
