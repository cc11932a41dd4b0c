"""The event files of refimpl's TensorBoard callback beside those of Keras: the same tags, steps and values."""

import keras
import numpy as np
import pytest

import refimpl
from tests.close import close
from tests.refimpl.test_tensorboard import X, Y, read

WAYS = {
    "plain": {},
    "histograms": {"histogram_freq": 2},
    "images": {"histogram_freq": 1, "write_images": True},
    "batches": {"update_freq": 2},
    "every-batch": {"update_freq": "batch"},
    "no-graph": {"write_graph": False},
}
KERNELS = [np.array([[0.5, -0.25, 1.5], [0.0, 0.75, -1.0]], "float32"), np.array([[0.3], [0.6], [-0.2]], "float32")]


def written(namespace, folder, options):
    namespace.utils.clear_session()
    model = namespace.Sequential(
        [namespace.layers.Input((2,)), namespace.layers.Dense(3), namespace.layers.Dense(1)], name="m"
    )
    model.set_weights([KERNELS[0], np.zeros(3, "float32"), KERNELS[1], np.zeros(1, "float32")])
    model.compile(namespace.optimizers.SGD(0.01), "mse", metrics=["mae"])
    board = namespace.callbacks.TensorBoard(str(folder), **options)
    model.fit(X, Y, batch_size=4, epochs=3, shuffle=False, verbose=0, validation_data=(X, Y), callbacks=[board])
    model.evaluate(X, Y, verbose=0, callbacks=[namespace.callbacks.TensorBoard(str(folder), **options)])


@pytest.mark.parametrize("way", WAYS)
def test_both_write_the_same(way, tmp_path):
    written(keras, tmp_path / "keras", WAYS[way])
    written(refimpl, tmp_path / "refimpl", WAYS[way])
    for part in ("train", "validation"):
        expected, got = read(tmp_path / "keras" / part), read(tmp_path / "refimpl" / part)
        assert set(got) == set(expected)
        for tag in expected:
            assert [step for step, _ in got[tag]] == [step for step, _ in expected[tag]], tag
            for (_, one), (_, other) in zip(got[tag], expected[tag], strict=True):
                assert one.dtype == other.dtype and one.shape == other.shape, tag
                if tag.endswith("/image"):
                    assert list(one[:2]) == list(other[:2])  # the same size; PNG can be compressed in several ways
                elif one.dtype != object:
                    assert one.ravel().tolist() == close(other.ravel().tolist()), tag
