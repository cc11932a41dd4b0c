"""Draws, bit for bit those of TensorFlow.

The vectors were drawn by keras.random of Keras 3.15.1 on TensorFlow 2.21.0 (CPU, eager); floats stand as their bits.
"""

import random as python_random

import numpy as np
import pytest

from refimpl import initializers, layers, random, utils


def bits(x):
    return [hex(word) for word in np.asarray(x).ravel().view(f"u{np.asarray(x).itemsize}").tolist()]


def test_uniform_has_tensorflows_bits():
    expected = ["0x3f0f5486", "0x3ecf23d4", "0x3f71176e", "0x3f587ce0", "0x3ecc9fe0", "0x3ee59608"]
    assert bits(random.uniform((6,), seed=1337)) == expected
    scaled = ["0x3f4ca6a0", "0x3cbb3200", "0x402d5d4a", "0x400e9c18", "0xbae0a000", "0x3e77dc50"]
    assert bits(random.uniform((6,), -2.0, 3.0, seed=1337)) == scaled


def test_uniform_of_other_dtypes_has_tensorflows_bits():
    double = ["0x3fdea90ed6cf23d4", "0x3fe1176fadd87ce0", "0x3fc93fc425cb2c10"]
    assert bits(random.uniform((3,), seed=1337, dtype="float64")) == double
    assert bits(random.uniform((4,), seed=1337, dtype="float16")) == ["0x3886", "0x33a8", "0x3b6e", "0x38e0"]


def test_long_draws_are_pieced_together_from_chunks():
    long = random.uniform((20000,), seed=1337)
    assert int(long.view(np.uint32).sum(dtype=np.uint64)) == 21053683886464
    assert bits(long[:6]) == bits(random.uniform((6,), seed=1337))


def test_seeds_are_taken_as_tensorflow_takes_them():
    assert bits(random.uniform((2,), seed=-3)) == ["0x3eabe414", "0x3f3c593c"]
    assert bits(random.uniform((2,), seed=2**40 + 5)) == ["0x3f121424", "0x3e119e38"]


def test_randint_has_tensorflows_numbers():
    assert random.randint((8,), -5, 1000, seed=1337).tolist() == [170, 20, 683, 364, 999, 333, 845, 93]
    large = [499155562245, 869911998137, 893529284417, 420665182498, 976753895821]
    assert random.randint((5,), -5, 10**12, seed=1337, dtype="int64").tolist() == large


def test_normal_and_truncated_normal_have_tensorflows_bits():
    normal = ["0x3f1b98c1", "0xbf63a0fe", "0xbe924829", "0x3e4897a6", "0x3edcdbfb", "0xbfa4548b"]
    assert bits(random.normal((6,), seed=1337)) == normal
    truncated = ["0x3f1b98c1", "0xbf63a0fe", "0xbe924829", "0x3e4897a6", "0x3fce80c1", "0x3f4d10ac"]
    assert bits(random.truncated_normal((6,), seed=1337)) == truncated


def test_truncated_normal_stays_within_two_deviations():
    x = random.truncated_normal((5000,), mean=1.0, stddev=3.0, seed=2)
    assert np.abs((x - 1) / 3).max() < 2


def test_dropout_keeps_what_tensorflow_keeps():
    x = np.arange(1, 13, dtype="float32")
    kept = np.array([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1], bool)
    assert np.array_equal(random.dropout(x, 0.25, seed=1337), np.where(kept, x * np.float32(4 / 3), 0))
    noise = random.dropout(np.ones((2, 3, 2), "float32"), 0.5, noise_shape=(None, 1, 2), seed=3)
    assert np.array_equal(noise, [[[0, 2]] * 3, [[2, 2]] * 3])


def test_shuffle_and_permutation_have_tensorflows_order():
    assert random.shuffle(np.arange(10), seed=1337).tolist() == [9, 4, 1, 5, 7, 0, 6, 8, 3, 2]
    # what model.fit(shuffle=True) saw after keras.utils.set_random_seed of these seeds, in each epoch
    assert random.permutation(10, 1).tolist() == [2, 4, 0, 8, 9, 1, 5, 6, 3, 7]
    assert random.permutation(12, 0).tolist() == [6, 11, 7, 8, 2, 3, 9, 1, 10, 0, 4, 5]
    assert random.permutation(12, 2**32 - 5).tolist() == [11, 7, 8, 2, 6, 0, 3, 10, 9, 4, 1, 5]
    assert sorted(random.permutation(1000, 3)) == list(range(1000))


def test_a_seed_generator_gives_another_seed_at_each_draw():
    generator = random.SeedGenerator(7)
    drawn = [bits(random.uniform((2,), seed=generator)) for _ in range(3)]
    assert drawn == [["0x3f3f408e", "0x3f2c1400"], ["0x3d2455a0", "0x3f0ad740"], ["0x3e67e718", "0x3dbf0280"]]
    assert generator.state.numpy().tolist() == [7, 3]
    assert generator.state.path == f"{generator.name}/seed_generator_state"


def test_set_random_seed_fixes_the_global_generator():
    expected = [["0x3f5bb248", "0x3f29a206"], ["0x3f4832c0", "0x3f57af98"], ["0x3f095052", "0x3f4d793c"]]
    for _ in range(2):
        utils.set_random_seed(42)
        assert [bits(random.uniform((2,))) for _ in range(3)] == expected
    assert random.get_random_seed() == 42


def test_set_random_seed_fixes_weights_and_masks_in_the_order_of_construction():
    utils.set_random_seed(42)
    dense = layers.Dense(3)
    dense.build((None, 2))
    kernel = ["0x3f48e594", "0x3eb66d20", "0xbe9e7d3c", "0x3f7c627c", "0xbf6ca6e9", "0x3eaae068"]
    assert bits(dense.kernel.numpy()) == kernel
    assert layers.Dropout(0.5).seed_generator.state.numpy().tolist() == [119540832, 0]


def test_an_initializer_gives_the_same_values_twice_and_with_a_generator_others():
    python_random.seed(1)
    unseeded, seeded = initializers.HeNormal(), initializers.HeNormal(seed=3)
    for initializer in (unseeded, seeded):
        assert np.array_equal(initializer((3, 4)), initializer((3, 4)))
    changing = initializers.HeNormal(seed=random.SeedGenerator(3))
    assert np.array_equal(changing((3, 4)), seeded((3, 4)))
    assert not np.array_equal(changing((3, 4)), seeded((3, 4)))


@pytest.mark.parametrize(
    "draw, words",
    [
        (lambda: random.uniform((2,), dtype="int32"), "uniform: dtype must be floating, got 'int32'"),
        (lambda: random.randint((2,), 3, 3), "randint: maxval must be above minval, both of int32, got 3 and 3"),
        (lambda: random.randint((2,), 0, 3, dtype="float32"), "randint: dtype must be an integer one, got float32"),
        (lambda: random.normal((2,), seed="a"), "seed must be an integer of 64 bits, a SeedGenerator or None, got 'a'"),
        (lambda: random.dropout(np.ones(2), 1.5), r"dropout: rate must be a number in \[0, 1\], got 1.5"),
        (lambda: random.SeedGenerator(0.5), "SeedGenerator: seed must be an integer of 64 bits or None, got 0.5"),
        (lambda: utils.set_random_seed("1"), "set_random_seed: seed must be an integer, got '1'"),
    ],
)
def test_bad_arguments_are_named(draw, words):
    with pytest.raises(ValueError, match=words):
        draw()
