"""Each relation passes the reference implementation and catches a slip that it is there to catch."""

import numpy as np
import pytest

from conformance.implementation import Local
from conformance.implementations.refimpl import Refimpl
from conformance.relations import RELATIONS, relation
from conformance.search import counterexample
from golden.store import Store

TANH, L2 = "keras.activations.tanh", "keras.regularizers.L2"


def golden_of(symbol, module=relation("gradient_linear")):  # noqa: B008
    """A case of a symbol for which a relation holds, and of most axes, so that it has rows."""
    held = [g for g in Store().load(symbol) if module.holds(g)]
    return max(held, key=lambda g: max((a.ndim for a in g.case.tensors.values()), default=0))


class Replaced(Refimpl):
    """refimpl with another object for one symbol."""

    def __init__(self, symbol, replacement):
        super().__init__()
        self.symbol, self.replacement = symbol, replacement

    def resolve(self, symbol):
        return self.replacement if symbol == self.symbol else super().resolve(symbol)


class WithGradient(Refimpl):
    """refimpl whose gradients go through a function."""

    def __init__(self, change):
        super().__init__()
        self.change = change

    def vjp(self, fn, inputs, variables, cotangents):
        outputs, of_inputs, of_variables = super().vjp(fn, inputs, variables, cotangents)
        return outputs, [self.change(g) for g in of_inputs], of_variables


tanh = Refimpl().resolve(TANH)


def of_the_batch(x):
    """tanh, less a little of the first row."""
    return tanh(x) - x[:1] * 0.01


def in_order_of_memory(x):
    """tanh of the elements as they lie in memory, whatever the strides say."""
    return tanh(x.ravel(order="K").reshape(x.shape)) if type(x) is np.ndarray else tanh(x)


def in_place(x):
    """tanh, written over its input."""
    return np.tanh(x, out=x) if type(x) is np.ndarray else tanh(x)


class Forgetful(Refimpl().resolve(L2)):
    def get_config(self):
        return {"l2": 2 * self.l2}


keras = Refimpl().module


class CountsUpdates(keras.metrics.MeanSquaredError):
    """A mean that counts updates, not samples."""

    def update_state(self, *args, **kwargs):
        before = self.count.numpy() + 1
        super().update_state(*args, **kwargs)
        self.count.assign(before)


class CountsWeightless(keras.metrics.MeanSquaredError):
    """A mean that counts samples whatever their weight."""

    def update_state(self, y_true, y_pred, sample_weight=None):
        before = self.count.numpy() + len(y_true)
        super().update_state(y_true, y_pred, sample_weight)
        self.count.assign(before)


class WeighsAll(keras.losses.MeanSquaredError):
    """A loss in which nothing is without weight."""

    def __call__(self, y_true, y_pred, sample_weight=None):
        return super().__call__(y_true, y_pred, None if sample_weight is None else sample_weight + 0.1)


class SlowsDown(keras.optimizers.SGD):
    """Each variable goes a little slower than the one before it."""

    def update_step(self, gradient, variable, learning_rate):
        place = self._trainable_variables.index(variable)
        super().update_step(gradient, variable, learning_rate * 0.99**place)


class LastOnly(keras.layers.MaxPooling2D):
    """Channels first come out a little larger."""

    def call(self, x):
        return super().call(x) * (1.01 if self.data_format == "channels_first" else 1.0)


class Forgets(keras.optimizers.SGD):
    """A momentum that is not among its variables."""

    @property
    def variables(self):
        return super().variables[:2]


class MasksLast(keras.layers.Masking):
    """The last step is masked, whatever it holds."""

    def compute_mask(self, inputs, mask=None):
        kept = np.array(super().compute_mask(inputs, mask))
        kept[:, -1:] = False
        return kept


def in_bytes(x):
    """tanh of an array whose bytes are taken for this machine's."""
    return tanh(x.view(x.dtype.newbyteorder("="))) if type(x) is np.ndarray else tanh(x)


def loads_rounded(filepath, **kwargs):
    """load_model, but of weights of few digits."""
    model = keras.saving.load_model(filepath, **kwargs)
    model.set_weights([w.astype(np.float16).astype(np.float32) for w in model.get_weights()])
    return model


Dataset = Refimpl().resolve("tf.data.Dataset")


class LosesOne(Dataset):
    """Unbatching loses the first row."""

    @staticmethod
    def range(*args, **kwargs):
        return LosesOne(Dataset.range(*args, **kwargs).machine)

    def batch(self, *args, **kwargs):
        return LosesOne(super().batch(*args, **kwargs).machine)

    def unbatch(self, name=None):
        return super().unbatch().skip(1)


class ShardsTwice(Dataset):
    """The last shard has the first one's elements."""

    @staticmethod
    def range(*args, **kwargs):
        return ShardsTwice(Dataset.range(*args, **kwargs).machine)

    def shard(self, num_shards, index, name=None):
        return super().shard(num_shards, index if index < num_shards - 1 else 0)


class ZipsBackwards(Dataset):
    """The second of two datasets has lost an element."""

    @staticmethod
    def zip(*args, datasets=None, name=None):
        first, second = args[0]
        return Dataset.zip((first, second.skip(1)))


class Resumes(Refimpl):
    """What a buffer holds is lost when an iterator goes on elsewhere."""

    def moved(self, iterator, dataset):
        next(iterator, None)
        return super().moved(iterator, dataset)


DATASET, PIPELINE = "tf.data.Dataset", "tf.data.Dataset.range"
MSE, SGD, POOL = "keras.metrics.MeanSquaredError", "keras.optimizers.SGD", "keras.layers.MaxPooling2D"
LOSS = "keras.losses.MeanSquaredError"
SLIPS = {
    "batch_permuted": (TANH, Replaced(TANH, of_the_batch)),
    "batch_repeated": (TANH, Replaced(TANH, of_the_batch)),
    "batch_split": (TANH, Replaced(TANH, of_the_batch)),
    "memory_layout": (TANH, Replaced(TANH, in_order_of_memory)),
    "memory_layout, input changed": (TANH, Replaced(TANH, in_place)),
    "memory_layout, byte order": (TANH, Replaced(TANH, in_bytes)),
    "channels_moved": (POOL, Replaced(POOL, LastOnly)),
    "metric_in_pieces": (MSE, Replaced(MSE, CountsUpdates)),
    "variables_permuted": (SGD, Replaced(SGD, SlowsDown)),
    "optimizer_resumed": (SGD, Replaced(SGD, Forgets)),
    "mask_of_nothing": ("keras.Model", Replaced("keras.layers.Masking", MasksLast)),
    "saved_and_loaded": ("keras.Model", Replaced("keras.saving.load_model", loads_rounded)),
    "weightless_rows": (MSE, Replaced(MSE, CountsWeightless)),
    "weightless_rows, of a loss": (LOSS, Replaced(LOSS, WeighsAll)),
    "config_round_trip": (L2, Replaced(L2, Forgetful)),
    "dataset_resumed": (PIPELINE, Resumes()),
    "batched_and_unbatched": (PIPELINE, Replaced(DATASET, LosesOne)),
    "shards_joined": (PIPELINE, Replaced(DATASET, ShardsTwice)),
    "maps_zipped": (PIPELINE, Replaced(DATASET, ZipsBackwards)),
    "gradient_linear": (TANH, WithGradient(lambda g: g + g.dtype.type(0.01))),
    "gradient_differences": (TANH, WithGradient(lambda g: g * g.dtype.type(1.0001))),
}


def test_every_relation_is_tried():
    assert {name.split(",")[0] for name in SLIPS} == set(RELATIONS)


@pytest.mark.parametrize("name", SLIPS)
def test_a_relation_catches_its_slip_and_passes_the_reference(name):
    symbol, wrong = SLIPS[name]
    module = relation(name.split(",")[0])
    golden = golden_of(symbol, module)
    assert counterexample(module, golden, Local(Refimpl()))[1].outcome == "pass"
    verdict = counterexample(module, golden, Local(wrong), examples=10)[1]
    assert verdict.outcome in ("fail", "error"), verdict
    assert any(finding.reason for finding in verdict.findings) or verdict.outcome == "error"


def test_the_same_examples_are_drawn_on_every_run():
    golden, module, drawn = golden_of(TANH), relation("batch_permuted"), []

    class Listening(Refimpl):
        def array(self, array):
            drawn[-1].append(np.array(array).tobytes())
            return array

    for _ in range(2):
        drawn.append([])
        counterexample(module, golden, Local(Listening()))
    assert drawn[0] == drawn[1]


def test_a_relation_that_asks_for_gradients_is_unsupported_without_them():
    class Forward(Refimpl):
        claims = frozenset({"float64"})

    for name in ("gradient_linear", "gradient_differences"):
        assert counterexample(relation(name), golden_of(TANH), Local(Forward()))[1].outcome == "unsupported"
