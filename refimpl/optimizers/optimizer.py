"""Optimizer: from gradients to new weights. What all of them share, so that each is slots and a formula."""

import re
import warnings

import numpy as np

from refimpl import initializers
from refimpl.names import auto_name
from refimpl.optimizers import clipping
from refimpl.optimizers.rows import each
from refimpl.optimizers.schedules import LearningRateSchedule
from refimpl.serialization import deserialize_keras_object, export, serialize_keras_object
from refimpl.variables import Variable


def single(number):
    """``number`` rounded to float32, as Keras on TensorFlow hands numbers even to weights of other dtypes."""
    return float(np.float32(number))


@export("keras.optimizers", "optimizer")
@export("keras")
class Optimizer:
    """Subclasses name their slots, Variables in the shape of each weight, and give ``update_step``.

    A step: gradients are divided by ``loss_scale_factor``, averaged over ``gradient_accumulation_steps`` calls, clipped
    (``clipnorm``, ``clipvalue`` or ``global_clipnorm``); weights decay by weight_decay * learning_rate, are updated and
    brought back by their constraints. With ``use_ema`` their moving average is kept, and takes their place every
    ``ema_overwrite_frequency`` steps, or at the end of fit.
    ``learning_rate`` is a float, a LearningRateSchedule of the iterations, or a function without arguments.
    Raises: ValueError for unknown arguments, a learning_rate that is none of these, more than one kind of clipping.
    Spec: keras.optimizers.Optimizer.
    """

    def __init__(
        self, learning_rate, weight_decay=None, clipnorm=None, clipvalue=None, global_clipnorm=None, use_ema=False,
        ema_momentum=0.99, ema_overwrite_frequency=None, loss_scale_factor=None, gradient_accumulation_steps=None,
        name=None, **kwargs,
    ):  # fmt: skip
        self.name = name or auto_name(type(self).__name__)
        if kwargs.pop("decay", None) is not None:
            warnings.warn(f"{self.name}: decay is ignored, give a schedule as learning_rate", stacklevel=3)
        if kwargs:
            raise ValueError(f"{type(self).__name__}: unknown argument {next(iter(kwargs))!r}, got {kwargs}")
        self.weight_decay, self.loss_scale_factor = weight_decay, loss_scale_factor
        self.clipnorm, self.clipvalue, self.global_clipnorm = clipnorm, clipvalue, global_clipnorm
        self.use_ema, self.ema_momentum, self.ema_overwrite_frequency = use_ema, ema_momentum, ema_overwrite_frequency
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self._check()
        self.built = False
        self._variables, self._trainable_variables = [], []
        self._excluded, self._excluded_names = set(), None
        self._iterations = self.add_variable((), dtype="int64", name="iteration")
        if callable(learning_rate):
            self._learning_rate = learning_rate
        elif isinstance(learning_rate, float):
            self._learning_rate = self.add_variable((), initializers.Constant(learning_rate), name="learning_rate")
        else:
            raise ValueError(
                f"{self.name}: learning_rate must be a float, a schedule or a function, got {learning_rate!r}"
            )

    def _check(self):
        steps, every = self.gradient_accumulation_steps, self.ema_overwrite_frequency
        if steps and not steps >= 2:
            raise ValueError(f"{self.name}: gradient_accumulation_steps must be None or an integer >= 2, got {steps!r}")
        if self.use_ema and not 0 <= self.ema_momentum <= 1:
            raise ValueError(f"{self.name}: ema_momentum must lie in [0, 1], got {self.ema_momentum!r}")
        if self.use_ema and every and (not isinstance(every, int) or every < 1):
            raise ValueError(f"{self.name}: ema_overwrite_frequency must be None or an integer >= 1, got {every!r}")
        clips = {"clipnorm": self.clipnorm, "clipvalue": self.clipvalue, "global_clipnorm": self.global_clipnorm}
        given = {name: value for name, value in clips.items() if value is not None}
        if len(given) > 1:
            raise ValueError(f"{self.name}: only one of {', '.join(clips)} may be given, got {given}")

    # -- variables

    def slots(self):
        """Names of the slots, in groups: of a group each weight has all before the next weight has its own."""
        return []

    def build(self, variables):
        """Make the slots for these weights; further calls change nothing."""
        if self.built:
            return
        variables = list(variables)
        self._slots = {variable: {} for variable in variables}
        if self.use_ema:
            self._add_slots(("average",))
        if self.gradient_accumulation_steps:
            self._add_slots(("gradient_accumulator",))
        for group in self.slots():
            self._add_slots(group)
        self._trainable_variables = variables
        self.built = True

    def _add_slots(self, names):
        for variable, slots in self._slots.items():
            for name in names:
                slots[name] = self.add_variable_from_reference(variable, name)

    def slot(self, variable, name):
        """The slot of a weight. Raises: KeyError for a name that ``slots`` does not hold."""
        return self._slots[variable][name]

    def add_variable(self, shape, initializer="zeros", dtype=None, aggregation="none", name=None):
        """A Variable of the optimizer's own. Spec: keras.optimizers.Optimizer.add_variable."""
        variable = Variable(initializers.get(initializer), shape, dtype, trainable=False, name=name)
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_variable_from_reference(self, reference_variable, name="var", initializer="zeros"):
        """A Variable in the shape and dtype of a weight, named after it. Spec: as above."""
        v = reference_variable
        return self.add_variable(v.shape, initializer, v.dtype.name, name=f"{v.path.replace('/', '_')}_{name}")

    @property
    def variables(self):
        """Iterations, learning rate if it is a float, moving averages, accumulators, slots: in the order of making."""
        return list(self._variables)

    @property
    def iterations(self):
        """How many steps were made (with accumulation: how many updates)."""
        steps = self.gradient_accumulation_steps
        return self._iterations.numpy() // steps if steps else self._iterations

    @property
    def learning_rate(self):
        """The present one: a Variable, or what the schedule or function gives."""
        rate = self._learning_rate
        if isinstance(rate, LearningRateSchedule):
            return rate(self._iterations)
        return rate() if callable(rate) else rate

    @learning_rate.setter
    def learning_rate(self, value):
        if callable(value):
            self._variables = [v for v in self._variables if v is not self._learning_rate]
            self._learning_rate = value
        elif callable(self._learning_rate):
            raise TypeError(
                f"{self.name}: learning_rate was made by a schedule or function and cannot be set to {value!r}"
            )
        else:
            self._learning_rate.assign(value)

    # -- a step

    def update_step(self, gradient, variable, learning_rate):
        """Assign a weight's new value and those of its slots."""
        raise NotImplementedError(f"{type(self).__name__}: update_step must be defined by an optimizer")

    def assign(self, variable, value):
        """Give a Variable a new array, which from here on is its own; returns the array."""
        if type(value) is np.ndarray and value.dtype == variable.dtype and value.shape == variable.shape:
            variable._value = value
        else:
            value = variable.assign(value).numpy()
        return value

    def apply_gradients(self, grads_and_vars):
        """``apply`` for (gradient, variable) pairs; returns the iterations."""
        grads, variables = zip(*grads_and_vars, strict=True)
        self.apply(grads, variables)
        return self._iterations

    def apply(self, grads, trainable_variables=None):
        """Make a step. A gradient of None leaves its weight as it is, with a warning.

        Raises: ValueError for weights that the optimizer was not built for, gradients that do not fit them, or none.
        """
        if len(grads) == 0:
            return
        if trainable_variables is None:
            if not self.built:
                raise ValueError(f"{self.name}: trainable_variables must be given to apply before build, got None")
            trainable_variables = self._trainable_variables
        self.build(trainable_variables)
        grads, variables = self._checked(grads, trainable_variables)
        if self.loss_scale_factor is not None:
            grads = [each(lambda x: x / self.loss_scale_factor, g) for g in grads]
        if not self.gradient_accumulation_steps:
            self._update(grads, variables)
        else:
            self._accumulate(grads, variables)
        if self.use_ema:
            self._average()
        for v in variables:
            if v.constraint is not None:
                v.assign(v.constraint(v.value))
        self.assign(self._iterations, np.asarray(self._iterations.value + 1))

    def _checked(self, grads, variables):
        """Gradients in the dtype of their weights, without those that are None."""
        variables = list(variables)
        if len(grads) != len(variables):
            raise ValueError(f"{self.name}: grads must be one for each of {len(variables)} variables, got {len(grads)}")
        missing = [v.path for g, v in zip(grads, variables, strict=True) if g is None]
        if len(missing) == len(variables):
            raise ValueError(f"{self.name}: grads must hold at least one gradient, got None for every variable")
        if missing:
            warnings.warn(
                f"{self.name}: there are no gradients for {missing}: does the loss depend on them?", stacklevel=3
            )
        pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        for g, v in pairs:
            if v not in self._slots:
                raise ValueError(f"{self.name}: variable {v.path} is unknown, the optimizer was built for others")
            if np.shape(g) != v.shape:
                raise ValueError(f"{self.name}: the gradient for {v.path} must have shape {v.shape}, got {np.shape(g)}")
        return [np.asarray(g, v.dtype) for g, v in pairs], [v for _, v in pairs]

    def _update(self, grads, variables):
        grads = self._clipped(grads)
        rate = float(self.learning_rate)
        if self.weight_decay is not None:
            for v in variables:
                if self._decays(v):
                    self.assign(v, v.value - v.value * single(self.weight_decay) * rate)
        for g, v in zip(grads, variables, strict=True):
            self.update_step(g, v, rate)

    def _clipped(self, grads):
        if self.clipnorm and self.clipnorm > 0:
            return clipping.by_norm(grads, self.clipnorm)
        if self.global_clipnorm and self.global_clipnorm > 0:
            return clipping.by_global_norm(grads, self.global_clipnorm)
        if self.clipvalue and self.clipvalue > 0:
            return clipping.by_value(grads, self.clipvalue)
        return grads

    def _accumulate(self, grads, variables):
        """Add the gradients up; at every n-th call update by their mean."""
        steps, sums = self.gradient_accumulation_steps, [self.slot(v, "gradient_accumulator") for v in variables]
        totals = [g + total.value for g, total in zip(grads, sums, strict=True)]
        if (int(self._iterations) + 1) % steps:
            for total, value in zip(sums, totals, strict=True):
                self.assign(total, value)
            return
        self._update([total / steps for total in totals], variables)
        for v in self._slots:
            total = self.slot(v, "gradient_accumulator")
            self.assign(total, np.zeros_like(total.value))

    def _average(self):
        """average <- m average + (1 - m) w, with m = 0 at the first step."""
        iterations, every = int(self.iterations), self.ema_overwrite_frequency
        for v in self._trainable_variables:
            average, m = self.slot(v, "average"), v.dtype.type(self.ema_momentum if iterations else 0)
            self.assign(average, m * average.value + (1 - m) * v.value)
        if every and (iterations + 1) % every == 0:
            self.finalize_variable_values(self._trainable_variables)

    def finalize_variable_values(self, var_list):
        """With ``use_ema``, give the weights the values of their averages. Spec: as above."""
        if self.use_ema:
            for v in var_list:
                v.assign(self.slot(v, "average").value.copy())

    def scale_loss(self, loss):
        """The loss times ``loss_scale_factor``, of which ``apply`` knows."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    def exclude_from_weight_decay(self, var_list=None, var_names=None):
        """Let these weights, and those in whose names one of ``var_names`` is found, not decay."""
        self._excluded = set(var_list or ())
        self._excluded_names = re.compile("|".join(set(var_names))) if var_names else None

    def _decays(self, variable):
        if variable in self._excluded:
            return False
        return self._excluded_names is None or not self._excluded_names.search(variable.name)

    # -- files

    def save_own_variables(self, store):
        """Put the variables into a mapping, by number. Spec: keras.optimizers.Optimizer.save_own_variables."""
        for i, v in enumerate(self.variables):
            store[str(i)] = v.numpy()

    def load_own_variables(self, store):
        """Take the variables from such a mapping; of another number of them it warns, and leaves all as they are.

        Spec: keras.optimizers.Optimizer.load_own_variables.
        """
        if len(store.keys()) != len(self.variables):
            warnings.warn(
                f"{self.name}: the file must hold {len(self.variables)} variables, got {len(store.keys())}: "
                "the optimizer begins anew",
                stacklevel=2,
            )
            return
        for i, v in enumerate(self.variables):
            v.assign(store[str(i)])

    # -- configuration

    def get_config(self):
        rate = self._learning_rate
        names = (
            "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_momentum",
            "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps",
        )  # fmt: skip
        return {
            "name": self.name,
            "learning_rate": serialize_keras_object(rate) if callable(rate) else float(rate),
            **{name: getattr(self, name) for name in names},
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        if isinstance(config.get("learning_rate"), dict):
            config["learning_rate"] = deserialize_keras_object(config["learning_rate"], custom_objects)
        return cls(**config)
