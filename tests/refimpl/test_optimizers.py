"""Optimizers where stored trajectories do not reach: whose arrays are changed, what is said of bad input."""

import numpy as np
import pytest

from refimpl import optimizers
from refimpl.optimizers import schedules
from refimpl.variables import Variable


def weight(value=1.0, name="w"):
    return Variable(np.full((2, 2), value, "float32"), name=name)


ONES = np.ones((2, 2), "float32")
ALL = [lambda: optimizers.SGD(0.1, momentum=0.5), optimizers.RMSprop, lambda: optimizers.Adam(amsgrad=True)]


@pytest.mark.parametrize("make", ALL)
def test_arrays_that_somebody_holds_are_never_changed(make):
    optimizer, w = make(), weight()
    given = ONES * 3
    given.flags.writeable = False
    w.assign(given)
    held = [w.numpy()]
    for _ in range(3):
        optimizer.apply([ONES], [w])
        held += [w.numpy(), optimizer.variables[-1].numpy()]
    copies = [x.copy() for x in held]
    optimizer.apply([ONES], [w])
    assert all(np.array_equal(x, copy) for x, copy in zip(held, copies, strict=True))
    assert np.array_equal(given, ONES * 3)


def test_variables_stand_in_keras_order_under_keras_names():
    w, b = weight(name="dense/kernel"), weight(name="dense/bias")
    adam = optimizers.Adam(name="adam", amsgrad=True, use_ema=True)
    adam.build([w, b])
    slots = [
        "kernel_average", "bias_average", "kernel_momentum", "kernel_velocity", "bias_momentum", "bias_velocity",
        "kernel_velocity_hat", "bias_velocity_hat",
    ]  # fmt: skip
    expected = ["adam/iteration", "adam/learning_rate", *(f"adam/dense_{slot}" for slot in slots)]
    assert [v.path for v in adam.variables] == expected


def test_a_learning_rate_can_be_set_or_replaced_by_a_schedule():
    w, sgd = weight(), optimizers.SGD(0.5)
    sgd.learning_rate = 0.25
    sgd.apply([ONES], [w])
    assert np.array_equal(w.numpy(), ONES * 0.75)
    sgd.learning_rate = schedules.PiecewiseConstantDecay([1], [0.5, 0.125])
    sgd.apply_gradients([(ONES, w)])
    assert np.array_equal(w.numpy(), ONES * 0.25)
    sgd.apply([ONES], [w])
    assert np.array_equal(w.numpy(), ONES * 0.125)
    assert [v.name for v in sgd.variables] == ["iteration"]


def test_a_gradient_of_none_leaves_its_weight():
    w, other, sgd = weight(), weight(name="other"), optimizers.SGD(0.5)
    with pytest.warns(UserWarning, match=r"no gradients for \['other'\]"):
        sgd.apply([ONES, None], [w, other])
    assert np.array_equal(w.numpy(), ONES * 0.5)
    assert np.array_equal(other.numpy(), ONES)


def test_weights_can_be_kept_from_decay():
    weights = [weight(name=name) for name in ("kernel", "bias", "gamma")]
    sgd = optimizers.SGD(0.5, weight_decay=0.5)
    sgd.exclude_from_weight_decay(var_list=[weights[2]], var_names=["bias"])
    sgd.apply([ONES * 0] * 3, weights)
    assert [float(w.numpy()[0, 0]) for w in weights] == [0.75, 1.0, 1.0]


def test_the_average_takes_the_weights_place_at_the_end():
    w, sgd = weight(0.0), optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
    for _ in range(2):
        sgd.apply([ONES], [w])
    sgd.finalize_variable_values([w])
    assert np.array_equal(w.numpy(), ONES * -1.5)


def test_float16_weights_stay_float16():
    for make in ALL:
        w = Variable(np.ones(3, "float16"), name="w")
        optimizer = make()
        optimizer.apply([np.ones(3, "float32")], [w])
        assert w.numpy().dtype == np.float16
        assert {v.numpy().dtype.name for v in optimizer.variables[2:]} == {"float16"}


class Signs(optimizers.Optimizer):
    def slots(self):
        return [("last",)]

    def update_step(self, gradient, variable, learning_rate):
        self.assign(self.slot(variable, "last"), np.sign(gradient))
        self.assign(variable, variable.value - learning_rate * np.sign(gradient))


def test_an_optimizer_of_ones_own_needs_slots_and_a_formula():
    w, signs = weight(), Signs(0.25)
    signs.apply([ONES * -7], [w])
    assert np.array_equal(w.numpy(), ONES * 1.25)
    assert np.array_equal(signs.slot(w, "last").numpy(), -ONES)


def unknown_weight():
    sgd = optimizers.SGD()
    sgd.build([weight()])
    sgd.apply([ONES], [weight(name="stranger")])


@pytest.mark.parametrize(
    "ask, words",
    [
        (lambda: optimizers.Adam(lr=0.1), "Adam: unknown argument 'lr'"),
        (lambda: optimizers.Adam(1), "learning_rate must be a float, a schedule or a function, got 1"),
        (lambda: optimizers.SGD(momentum=1.5), r"momentum must be a float in \[0, 1\], got 1.5"),
        (lambda: optimizers.SGD(clipnorm=1.0, clipvalue=1.0), "only one of clipnorm, clipvalue, global_clipnorm"),
        (lambda: optimizers.SGD(gradient_accumulation_steps=1), "gradient_accumulation_steps must be .* got 1"),
        (lambda: optimizers.SGD(use_ema=True, ema_momentum=2.0), r"ema_momentum must lie in \[0, 1\], got 2.0"),
        (lambda: optimizers.SGD(use_ema=True, ema_overwrite_frequency=-1), "ema_overwrite_frequency must be .* got -1"),
        (lambda: optimizers.AdamW(weight_decay=None), "weight_decay must be a float, got None"),
        (unknown_weight, "variable stranger is unknown"),
        (lambda: optimizers.SGD().apply([ONES[0]], [weight()]), r"gradient for w must have shape \(2, 2\), got \(2,\)"),
        (lambda: optimizers.SGD().apply([ONES], [weight(), weight()]), "grads must be one for each of 2 variables"),
        (lambda: optimizers.SGD().apply([None], [weight()]), "grads must hold at least one gradient"),
        (lambda: optimizers.SGD().apply([ONES]), "trainable_variables must be given"),
        (lambda: schedules.ExponentialDecay(0.1, 0, 0.5), "ExponentialDecay: decay_steps must be positive, got 0"),
        (lambda: schedules.PiecewiseConstantDecay([1], [0.1]), "values must be one more than boundaries, got 1, 1"),
    ],
)
def test_bad_input_gets_one_sentence_that_names_the_argument(ask, words):
    with pytest.raises(ValueError, match=words):
        ask()


def test_a_scheduled_rate_cannot_be_set():
    sgd = optimizers.SGD(schedules.InverseTimeDecay(0.1, 1, 0.5))
    with pytest.raises(TypeError, match="learning_rate was made by a schedule"):
        sgd.learning_rate = 0.1
