"""Dtype policies of refimpl and of Keras: what they say, what they refuse, what becomes of the one of the session."""

import numpy as np
import pytest

import refimpl

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")

NAMES = ("float32", "float16", "bfloat16", "float64", "int32", "mixed_float16", "mixed_bfloat16")
WRONG = (1, 3.5, "mixed_float32", "mixed_float8", "half", ["float32"], None)


@pytest.fixture(autouse=True)
def fresh():
    for module in (keras, refimpl):
        module.utils.clear_session()
    yield
    for module in (keras, refimpl):
        module.utils.clear_session()
        module.config.set_floatx("float32")


def both(ask):
    """What each of the two answers, or the kind of exception that it raises."""
    found = []
    for module in (keras, refimpl):
        try:
            found.append(ask(module))
        except (ValueError, TypeError) as error:
            found.append(type(error).__name__)
    return found


def facts(policy):
    return policy.name, policy.compute_dtype, policy.variable_dtype, policy.quantization_mode, repr(policy)


@pytest.mark.parametrize("name", NAMES)
def test_policies_say_the_same(name):
    for ask in (
        lambda k: facts(k.DTypePolicy(name)),
        lambda k: facts(k.dtype_policies.get(name)),
        lambda k: facts(k.mixed_precision.Policy(name)),
        lambda k: facts(k.dtype_policies.FloatDTypePolicy(name)),
        lambda k: k.dtype_policies.serialize(k.DTypePolicy(name)),
        lambda k: facts(k.dtype_policies.deserialize(k.dtype_policies.serialize(k.DTypePolicy(name)))),
        lambda k: (k.DTypePolicy(name) == k.FloatDTypePolicy(name), k.DTypePolicy(name) == k.DTypePolicy("float32")),
    ):
        of_keras, own = both(ask)
        assert of_keras == own


@pytest.mark.parametrize("wrong", WRONG, ids=map(repr, WRONG))
@pytest.mark.parametrize(
    "ask",
    [
        lambda k, x: facts(k.DTypePolicy(x)),
        lambda k, x: k.config.set_dtype_policy(x),
        lambda k, x: facts(k.dtype_policies.get(x)),
    ],
    ids=["DTypePolicy", "set_dtype_policy", "get"],
)
def test_the_same_is_refused(ask, wrong):
    of_keras, own = both(lambda k: ask(k, wrong))
    assert of_keras == own


def test_a_dtype_is_a_policy():
    of_keras, own = both(lambda k: facts(k.dtype_policies.get(np.float16)))
    assert of_keras == own


def test_the_policy_of_the_session():
    def story(k):
        said = []
        k.config.set_floatx("float64")
        said.append(k.config.dtype_policy().name)
        k.config.set_floatx("float32")  # which the policy does not follow: it was asked for before
        said += [k.config.dtype_policy().name, k.layers.Dense(1).compute_dtype, k.losses.MeanSquaredError().dtype]
        k.mixed_precision.set_global_policy("mixed_float16")
        said += [k.mixed_precision.global_policy().name, k.layers.Dense(1).dtype, k.Input((2,)).dtype]
        said += [k.layers.Dense(1, dtype="float32").compute_dtype, k.metrics.Mean().dtype, k.DTypePolicy().name]
        k.utils.clear_session()
        return [str(x) for x in (*said, k.config.dtype_policy().name)]

    of_keras, own = both(story)
    assert of_keras == own
