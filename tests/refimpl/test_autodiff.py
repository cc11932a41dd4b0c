"""The tracing engine: every op's rule against finite differences, in first and second order; what traces may not do."""

import numpy as np
import pytest

from refimpl import ops
from refimpl.autodiff import custom_gradient, grad, jvp, stop_gradient, value_and_grad, vjp
from refimpl.gradcheck import check_gradient
from refimpl.ops import convolution
from refimpl.variables import Variable, bound

SOUND = 1e-6  # what check_gradient promises for a sound gradient; a wrong one is of order 1

RNG = np.random.default_rng(3)


def normal(*shape):
    return RNG.standard_normal(shape)


def positive(*shape):
    return RNG.uniform(0.3, 2.0, shape)


TARGET = np.eye(4)[[0, 2, 1]]

SMOOTH = {
    "add": (ops.add, normal(3, 4), normal(4)),
    "subtract": (ops.subtract, normal(3, 1), normal(3, 4)),
    "multiply": (ops.multiply, normal(2, 3, 4), normal(3, 1)),
    "divide": (ops.divide, normal(3, 4), positive(3, 4)),
    "power": (ops.power, positive(3, 4), normal(4)),
    "maximum": (ops.maximum, normal(3, 4), normal(3, 4)),
    "minimum": (ops.minimum, normal(3, 4), normal(4)),
    "mod": (lambda x: ops.mod(x, 0.7), positive(5)),
    "negative": (ops.negative, normal(3)),
    "absolute": (ops.absolute, normal(3, 4)),
    "square": (ops.square, normal(3)),
    "sqrt": (ops.sqrt, positive(3)),
    "rsqrt": (ops.rsqrt, positive(3)),
    "reciprocal": (ops.reciprocal, positive(3)),
    "exp": (ops.exp, normal(3)),
    "expm1": (ops.expm1, normal(3)),
    "log": (ops.log, positive(3)),
    "log1p": (ops.log1p, positive(3)),
    "sin": (ops.sin, normal(3)),
    "cos": (ops.cos, normal(3)),
    "tanh": (ops.tanh, normal(3)),
    "sigmoid": (ops.sigmoid, normal(3)),
    "softplus": (ops.softplus, normal(3)),
    "clip": (lambda x: ops.clip(x, -0.5, 0.5), normal(9)),
    "sum": (lambda x: ops.sum(x, axis=(0, 2), keepdims=True), normal(2, 3, 4)),
    "mean": (lambda x: ops.mean(x, axis=-1), normal(3, 4)),
    "var": (lambda x: ops.var(x, axis=0), normal(3, 4)),
    "std": (lambda x: ops.std(x, axis=0), normal(3, 4)),
    "prod": (lambda x: ops.prod(x, axis=1), positive(3, 4)),
    "max": (lambda x: ops.max(x, axis=1), normal(3, 4)),
    "min": (lambda x: ops.min(x), normal(3, 4)),
    "logsumexp": (lambda x: ops.logsumexp(x, axis=0), normal(3, 4)),
    "matmul": (ops.matmul, normal(3, 4), normal(4, 2)),
    "matmul-batched": (ops.matmul, normal(2, 3, 4), normal(4, 2)),
    "matmul-broadcast": (ops.matmul, normal(3, 4), normal(5, 4, 2)),
    "matmul-vectors": (ops.matmul, normal(4), normal(4)),
    "matmul-row": (ops.matmul, normal(4), normal(3, 4, 2)),
    "matmul-column": (ops.matmul, normal(3, 2, 4), normal(4)),
    "reshape": (lambda x: ops.reshape(x, (2, -1)), normal(3, 4)),
    "transpose": (lambda x: ops.transpose(x, (2, 0, 1)), normal(2, 3, 4)),
    "broadcast_to": (lambda x: ops.broadcast_to(x, (3, 2, 4)), normal(2, 1)),
    "expand_dims": (lambda x: ops.expand_dims(x, 1), normal(2, 3)),
    "squeeze": (lambda x: ops.squeeze(x, 1), normal(2, 1, 3)),
    "concatenate": (lambda x, y: ops.concatenate([x, y, x], axis=1), normal(2, 3), normal(2, 1)),
    "stack": (lambda x, y: ops.stack([x, y], axis=-1), normal(2, 3), normal(2, 3)),
    "getitem": (lambda x: x[1:, ::2], normal(3, 5)),
    "take": (lambda x: ops.take(x, np.array([2, 0, 2]), axis=1), normal(2, 3)),
    "take_along_axis": (lambda x: ops.take_along_axis(x, np.array([[2], [0]]), axis=1), normal(2, 3)),
    "where": (lambda x, y: ops.where(TARGET[:, :3] > 0, x, y), normal(3, 3), normal(3)),
    "pad": (lambda x: ops.pad(x, ((1, 0), (2, 1))), normal(2, 3)),
    "flip": (lambda x: ops.flip(x, 0), normal(3, 2)),
    "relu": (ops.relu, normal(9)),
    "relu6": (lambda x: ops.relu6(4 * x), normal(9)),
    "leaky_relu": (ops.leaky_relu, normal(9)),
    "elu": (ops.elu, normal(9)),
    "selu": (ops.selu, normal(9)),
    "gelu": (ops.gelu, normal(9)),
    "gelu-exact": (lambda x: ops.gelu(x, approximate=False), normal(9)),
    "silu": (ops.silu, normal(9)),
    "mish": (ops.mish, normal(9)),
    "softsign": (ops.softsign, normal(9)),
    "log_sigmoid": (ops.log_sigmoid, normal(9)),
    "softmax": (lambda x: ops.softmax(x, axis=0), normal(3, 4)),
    "softmax-axes": (lambda x: ops.softmax(x, axis=(0, 2)), normal(2, 3, 2)),
    "log_softmax": (ops.log_softmax, normal(3, 4)),
    "categorical_crossentropy": (lambda x: ops.categorical_crossentropy(TARGET, x), positive(3, 4)),
    "categorical_crossentropy-logits": (
        lambda x: ops.categorical_crossentropy(TARGET, x, from_logits=True), normal(3, 4),
    ),
    "sparse_categorical_crossentropy": (
        lambda x: ops.sparse_categorical_crossentropy(np.array([0, 3, 1]), x, from_logits=True), normal(3, 4),
    ),
    "binary_crossentropy": (lambda x: ops.binary_crossentropy(TARGET, x), RNG.uniform(0.1, 0.9, (3, 4))),
    "binary_crossentropy-logits": (
        lambda t, x: ops.binary_crossentropy(t, x, from_logits=True), positive(3, 4), normal(3, 4),
    ),
    "batch_normalization": (
        lambda x, g, b: ops.batch_normalization(x, *ops.moments(x, [0, 1]), -1, b, g),
        normal(3, 4, 2), normal(2), normal(2),
    ),
    "max_pool": (lambda x: ops.max_pool(x, 2, 1, "same"), normal(1, 4, 5, 2)),
    "average_pool": (lambda x: ops.average_pool(x, 3, 2, "same"), normal(1, 5, 4, 2)),
}  # fmt: skip
for _slug, _settings in {
    "valid": {},
    "same-strides": {"strides": (2, 3), "padding": "same"},
    "dilation": {"dilation_rate": 2, "padding": "same"},
    "first": {"data_format": "channels_first"},
}.items():
    SMOOTH[f"conv-{_slug}"] = (
        lambda x, k, s=_settings: ops.conv(x, k, **s),
        normal(2, 4, 5, 4), normal(2, 3, 2 if _slug != "dilation" else 4, 4),
    )  # fmt: skip
    SMOOTH[f"depthwise-{_slug}"] = (
        lambda x, k, s=_settings: ops.depthwise_conv(x, k, **s),
        normal(1, 4, 5, 4), normal(2, 3, 4, 2),
    )  # fmt: skip
SMOOTH["conv-windows-short-of-the-edge"] = (lambda x, k: ops.conv(x, k, 2), normal(2, 4, 6, 2), normal(1, 1, 2, 3))
SMOOTH["conv_transpose"] = (lambda x, k: ops.conv_transpose(x, k, 2, "same"), normal(1, 2, 3, 2), normal(3, 2, 2, 2))
SMOOTH["conv_transpose-beyond-windows"] = (
    lambda x, k: ops.conv_transpose(x, k, (3, 2), output_padding=(2, 1)), normal(1, 2, 2, 2), normal(2, 1, 3, 2),
)  # fmt: skip
SMOOTH["repeat"] = (lambda x: ops.repeat(x, 3, axis=1), normal(2, 3, 2))


@pytest.mark.parametrize("name", SMOOTH)
def test_rule_agrees_with_finite_differences(name):
    fun, *primals = SMOOTH[name]
    assert check_gradient(fun, *primals) < SOUND


@pytest.mark.parametrize("name", SMOOTH)
def test_gradient_of_the_gradient_agrees_with_finite_differences(name):
    fun, *primals = SMOOTH[name]
    inner = [grad(lambda *xs: ops.sum(ops.sin(fun(*xs))), argnums=n) for n in range(len(primals))]
    assert max(check_gradient(g, *primals, directions=1) for g in inner) < 1e2 * SOUND


def test_a_wrong_rule_is_seen():
    def wrong(x):
        return x * x, lambda g: g * x  # the half of the true gradient

    assert check_gradient(custom_gradient(wrong), normal(4)) > 0.1


def test_third_derivative():
    third = grad(grad(grad(lambda x: ops.sin(x) * ops.exp(2 * x))))
    x = np.array(0.3)
    expected = np.exp(2 * x) * (2 * np.sin(x) + 11 * np.cos(x))
    np.testing.assert_array_almost_equal_nulp(third(x), expected, nulp=16)


def test_jvp_is_the_derivative_along_the_tangent():
    x, t = normal(3), normal(3)
    out, along = jvp(lambda x: ops.sin(x) * x[0], (x,), (t,))
    np.testing.assert_array_almost_equal_nulp(out, np.sin(x) * x[0], nulp=4)
    expected = np.cos(x) * t * x[0] + np.sin(x) * t[0]
    assert np.max(np.abs(along - expected)) < 1e-14


def test_nested_traces_do_not_mix_their_perturbations():
    # d/dx (x d/dy (x + y)) at 1 is 1; an engine that confuses the two variables answers 2
    assert grad(lambda x: x * grad(lambda y: x + y)(np.array(1.0)))(np.array(1.0)) == 1.0


def test_structures_of_primals_come_back_as_structures():
    value, grads = value_and_grad(lambda p: ops.sum(p["w"] @ p["xs"][0]))({"w": normal(2, 3), "xs": [normal(3, 4)]})
    assert grads["w"].shape == (2, 3) and grads["xs"][0].shape == (3, 4) and value.shape == ()


def test_values_outside_a_trace_are_plain_arrays():
    assert type(ops.tanh(ops.add(normal(2), 1.0))) is np.ndarray
    assert type(vjp(ops.tanh, normal(2))[0]) is np.ndarray


def test_gradients_keep_the_dtype_of_what_they_belong_to():
    x, y = np.ones(3, np.float32), np.ones(3, np.float64)
    gx, gy = value_and_grad(lambda x, y: ops.sum(x * y * 2.0), (0, 1))(x, y)[1]
    assert gx.dtype == np.float32 and gy.dtype == np.float64


def test_stop_gradient_stops():
    assert grad(lambda x: ops.sum(stop_gradient(x) * x))(np.array([3.0])) == 3.0


def test_custom_gradient_takes_part_in_second_derivatives():
    def cube(x):
        return x * x * x, lambda g: g * 3 * x * x

    assert grad(grad(custom_gradient(cube)))(np.array(2.0)) == 12.0


def test_an_input_that_does_not_matter_has_a_gradient_of_zeros():
    assert grad(lambda x, y: ops.sum(x), argnums=1)(normal(2), normal(3)).tolist() == [0, 0, 0]


def test_bound_variables_are_given_back_and_assigned_ones_stay():
    v, statistic = Variable(np.ones(2)), Variable(np.zeros(2))
    with bound([v, statistic], [np.full(2, 5.0), np.zeros(2)]):
        statistic.assign(v.value)
        assert v.numpy().tolist() == [5, 5]
    assert v.numpy().tolist() == [1, 1] and statistic.numpy().tolist() == [5, 5]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: vjp(ops.tanh, np.arange(3)), ["primal 0", "int64"]),
        (lambda: grad(ops.tanh)(normal(3)), ["scalar", "(3,)"]),
        (lambda: vjp(ops.tanh, normal(3))[1](np.ones(2)), ["cotangent", "(3,)", "(2,)"]),
        (lambda: ops.tanh("three"), ["numbers", "three"]),
        (lambda: ops.add(np.array([None]), 1), ["object"]),
        (lambda: Variable(np.ones(3)).assign(np.ones(2)), ["(3,)", "(2,)"]),
        (lambda: bound([Variable(1.0)], []).__enter__(), ["values", "1", "0"]),
    ],
)
def test_bad_input_is_answered_with_what_came_and_what_would_do(call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call()
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_images_laid_out_one_by_one_convolve_as_all_at_once(monkeypatch):
    x, kernel = normal(6, 5, 4, 4), normal(2, 3, 2, 6)
    answers = []
    for block in (2**21, 1, 4000):
        monkeypatch.setattr(convolution, "BLOCK", block)
        out, pullback = vjp(lambda x, kernel: ops.conv(x, kernel, (1, 2), "same"), x, kernel)
        answers.append((out, *pullback(np.cos(out))))
    for others in answers[1:]:
        for one, other in zip(answers[0], others, strict=True):
            assert np.max(np.abs(one - other)) < SOUND
