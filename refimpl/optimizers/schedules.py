"""Learning rates that are functions of the number of steps made. All numbers are of floatx, as Keras computes them.

In the formulas: t the step, r the initial rate, p = t / decay_steps.
Spec: keras.optimizers.schedules.
"""

import math

import numpy as np

from refimpl.dtypes import as_dtype
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object


def _numbers(*values):
    """Scalars of floatx, for numbers and for Variables that hold one."""
    number = as_dtype(None).type
    return [number(float(v)) for v in values]


def _check_steps(value, name, owner):
    if not value > 0:
        raise ValueError(f"{owner}: {name} must be positive, got {value!r}")
    return value


@export("keras.optimizers.schedules")
class LearningRateSchedule:
    """Subclasses give ``__call__(step)`` and ``get_config``. Spec: keras.optimizers.schedules.LearningRateSchedule."""

    def __call__(self, step):
        raise NotImplementedError(f"{type(self).__name__}: __call__(step) must be defined by a schedule")

    def get_config(self):
        raise NotImplementedError(f"{type(self).__name__}: get_config must be defined by a schedule")

    @classmethod
    def from_config(cls, config):
        return cls(**config)


class _Schedule(LearningRateSchedule):
    """One whose config is ``arguments``, read back from the attributes of the same names."""

    arguments = ()

    def get_config(self):
        return {name: serialize_keras_object(getattr(self, name)) for name in self.arguments}


@export("keras.optimizers.schedules")
class ExponentialDecay(_Schedule):
    """r decay_rate^p; with ``staircase`` p is cut to an integer. Raises: ValueError for decay_steps <= 0.

    Spec: keras.optimizers.schedules.ExponentialDecay.
    """

    arguments = ("initial_learning_rate", "decay_steps", "decay_rate", "staircase", "name")

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name="ExponentialDecay"):
        self.initial_learning_rate, self.decay_rate = initial_learning_rate, decay_rate
        self.decay_steps = _check_steps(decay_steps, "decay_steps", "ExponentialDecay")
        self.staircase, self.name = staircase, name

    def __call__(self, step):
        rate, decay, t, steps = _numbers(self.initial_learning_rate, self.decay_rate, step, self.decay_steps)
        p = np.floor(t / steps) if self.staircase else t / steps
        return rate * decay**p


@export("keras.optimizers.schedules")
class InverseTimeDecay(_Schedule):
    """r / (1 + decay_rate p); with ``staircase`` p is cut to an integer. Raises: ValueError for decay_steps <= 0.

    Spec: keras.optimizers.schedules.InverseTimeDecay.
    """

    arguments = ExponentialDecay.arguments

    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name="InverseTimeDecay"):
        self.initial_learning_rate, self.decay_rate = initial_learning_rate, decay_rate
        self.decay_steps = _check_steps(decay_steps, "decay_steps", "InverseTimeDecay")
        self.staircase, self.name = staircase, name

    def __call__(self, step):
        rate, decay, t, steps = _numbers(self.initial_learning_rate, self.decay_rate, step, self.decay_steps)
        p = np.floor(t / steps) if self.staircase else t / steps
        return rate / (1 + decay * p)


@export("keras.optimizers.schedules")
class PiecewiseConstantDecay(_Schedule):
    """values[0] up to and with boundaries[0], then values[1] up to boundaries[1] ...

    Raises: ValueError unless there is one value more than boundaries.
    Spec: keras.optimizers.schedules.PiecewiseConstantDecay.
    """

    arguments = ("boundaries", "values", "name")

    def __init__(self, boundaries, values, name="PiecewiseConstant"):
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                f"PiecewiseConstantDecay: values must be one more than boundaries, got {len(values)}, {len(boundaries)}"
            )
        self.boundaries, self.values, self.name = boundaries, values, name

    def __call__(self, step):
        step = getattr(step, "value", step)
        kind = float if np.asarray(step).dtype.kind == "f" else int  # boundaries are cut where steps are whole
        (value,) = _numbers(self.values[sum(kind(step) > kind(b) for b in self.boundaries)])
        return value


@export("keras.optimizers.schedules")
class PolynomialDecay(_Schedule):
    """(r - end) (1 - p)^power + end, p at most 1; with ``cycle`` decay_steps grows to the next multiple above t.

    Raises: ValueError for decay_steps <= 0. Spec: keras.optimizers.schedules.PolynomialDecay.
    """

    arguments = ("initial_learning_rate", "decay_steps", "end_learning_rate", "power", "cycle", "name")

    def __init__(
        self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False,
        name="PolynomialDecay",
    ):  # fmt: skip
        self.initial_learning_rate, self.end_learning_rate = initial_learning_rate, end_learning_rate
        self.decay_steps = _check_steps(decay_steps, "decay_steps", "PolynomialDecay")
        self.power, self.cycle, self.name = power, cycle, name

    def __call__(self, step):
        rate, end, power = _numbers(self.initial_learning_rate, self.end_learning_rate, self.power)
        t, steps = _numbers(step, self.decay_steps)
        if self.cycle:
            steps = steps * (np.ceil(t / steps) if t else 1)
        return (rate - end) * (1 - min(t, steps) / steps) ** power + end


@export("keras.optimizers.schedules")
class CosineDecay(_Schedule):
    """r ((1 - alpha) (1 + cos π p) / 2 + alpha), p at most 1.

    With ``warmup_target`` the rate first goes there in a straight line, in ``warmup_steps``, and decays from there.
    Raises: ValueError for decay_steps <= 0.
    Source: Loshchilov & Hutter 2016. Spec: keras.optimizers.schedules.CosineDecay.
    """

    arguments = ("initial_learning_rate", "decay_steps", "alpha", "name", "warmup_target", "warmup_steps")

    def __init__(
        self, initial_learning_rate, decay_steps, alpha=0.0, name="CosineDecay", warmup_target=None, warmup_steps=0
    ):  # fmt: skip
        self.initial_learning_rate, self.alpha, self.name = initial_learning_rate, alpha, name
        self.decay_steps = _check_steps(decay_steps, "decay_steps", "CosineDecay")
        self.warmup_target, self.warmup_steps = warmup_target, warmup_steps

    def __call__(self, step):
        rate, t, steps, pi = _numbers(self.initial_learning_rate, step, self.decay_steps, math.pi)
        if self.warmup_target is not None:
            target, warmup = _numbers(self.warmup_target, self.warmup_steps)
            if t < warmup:
                return (target - rate) * (t / warmup) + rate
            rate, t = target, t - warmup
        cosine = (1 + np.cos(pi * (min(t, steps) / steps))) / 2
        return rate * ((1 - self.alpha) * cosine + self.alpha)


@export("keras.optimizers.schedules")
class CosineDecayRestarts(_Schedule):
    """CosineDecay that begins anew after first_decay_steps, then each time after t_mul as many, with m_mul of the rate.

    Raises: ValueError for first_decay_steps <= 0.
    Source: Loshchilov & Hutter 2016. Spec: keras.optimizers.schedules.CosineDecayRestarts.
    """

    arguments = ("initial_learning_rate", "first_decay_steps", "t_mul", "m_mul", "alpha", "name")

    def __init__(self, initial_learning_rate, first_decay_steps, t_mul=2.0, m_mul=1.0, alpha=0.0, name="SGDRDecay"):
        self.initial_learning_rate, self.t_mul, self.m_mul = initial_learning_rate, t_mul, m_mul
        self.first_decay_steps = _check_steps(first_decay_steps, "first_decay_steps", "CosineDecayRestarts")
        self.alpha, self.name = alpha, name

    def __call__(self, step):
        rate, t, steps, pi = _numbers(self.initial_learning_rate, step, self.first_decay_steps, math.pi)
        t_mul, m_mul, alpha = _numbers(self.t_mul, self.m_mul, self.alpha)
        p = t / steps
        if t_mul == 1:
            restarts = np.floor(p)
            p = p - restarts
        else:  # restart i is at (1 - t_mul^i) / (1 - t_mul)
            restarts = np.floor(np.log(1 - p * (1 - t_mul)) / np.log(t_mul))
            p = (p - (1 - t_mul**restarts) / (1 - t_mul)) / t_mul**restarts
        return rate * ((1 - alpha) * (m_mul**restarts * (1 + np.cos(pi * p)) / 2) + alpha)


def serialize(learning_rate_schedule):
    """Spec: keras.optimizers.schedules.serialize."""
    return serialize_keras_object(learning_rate_schedule)


def deserialize(config, custom_objects=None):
    """Spec: keras.optimizers.schedules.deserialize."""
    return deserialize_keras_object(config, custom_objects, module="keras.optimizers.schedules")
