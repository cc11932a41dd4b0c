"""Pipelines of data, by what there is for them: refimpl's Dataset, tf.data, or torch's DataLoader.

Each gives a function of a number of batches, which draws as many from a pipeline without an end.
"""

import importlib
import itertools

import numpy as np

BATCH, BUFFER = 32, 1000


def images(keras, samples=50_000):
    """The chapter's: images (32, 32, 3) and labels, scaled one by one, shuffled in a buffer, in batches, made ahead."""
    rng = np.random.default_rng(7)
    x = rng.random((samples, 32, 32, 3), np.float32)
    y = rng.integers(0, 10, samples)
    if _backend(keras) == "torch":
        return _drawn(_loader(samples, lambda i: (x[i] * np.float32(2), y[i])))
    dataset = _dataset(keras).from_tensor_slices((x, y)).map(lambda x, y: (x * 2, y))
    return _drawn(_endless(dataset.shuffle(BUFFER, seed=1).batch(BATCH)))


def texts(keras, samples=50_000, longest=64):
    """Sequences of up to 64 words: each cut to its length, shuffled, and padded to the longest of its batch."""
    rng = np.random.default_rng(7)
    words = rng.integers(1, 20_000, (samples, longest), np.int32)
    lengths = rng.integers(1, longest + 1, samples, np.int32)
    if _backend(keras) == "torch":
        return _drawn(_loader(samples, lambda i: words[i, : lengths[i]], _padded))
    dataset = _dataset(keras).from_tensor_slices((words, lengths)).map(lambda row, n: row[:n])
    return _drawn(_endless(dataset.shuffle(BUFFER, seed=1).padded_batch(BATCH)))


def _backend(keras):
    return keras.backend.backend() if hasattr(keras, "backend") else "numpy"


def _dataset(keras):
    return keras.data.Dataset if hasattr(keras, "data") else importlib.import_module("tensorflow").data.Dataset


def _endless(dataset):
    return iter(dataset.repeat().prefetch(2))


def _loader(samples, sample, collate=None):
    """torch's DataLoader over a function of a sample's number, epoch after epoch."""
    data = importlib.import_module("torch.utils.data")

    class Samples(data.Dataset):
        def __len__(self):
            return samples

        def __getitem__(self, i):
            return sample(i)

    loader = data.DataLoader(Samples(), BATCH, shuffle=True, collate_fn=collate)
    return itertools.chain.from_iterable(itertools.repeat(loader))


def _padded(rows):
    torch = importlib.import_module("torch")
    return torch.nn.utils.rnn.pad_sequence([torch.from_numpy(row) for row in rows], batch_first=True)


def _drawn(iterator):
    def steps(count):
        for _ in range(count):
            next(iterator)

    return steps
