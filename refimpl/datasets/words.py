"""What IMDB and Reuters have in common: texts as lists of the ranks of their words."""

import json

import numpy as np


def shuffled(x, y, rng):
    """Rows in the order that ``rng`` draws."""
    order = np.arange(len(x))
    rng.shuffle(order)
    return x[order], y[order]


def moved(x, start_char, index_from):
    """Each word's number moved up by ``index_from``, after ``start_char`` if there is one; without, not if 0."""
    if start_char is None and not index_from:
        return [list(words) for words in x]
    begin = [] if start_char is None else [start_char]
    return [begin + [word + index_from for word in words] for words in x]


def shorter(x, y, maxlen):
    """The texts of fewer than ``maxlen`` words, and their labels."""
    kept = [(words, label) for words, label in zip(x, y, strict=True) if len(words) < maxlen]
    return [words for words, _ in kept], [label for _, label in kept]


def limited(x, num_words, skip_top, oov_char):
    """``oov_char`` for each word that is not in [skip_top, num_words), or nothing if that is None.

    Without ``num_words`` the bound is the largest number that occurs, which is left out itself, as in Keras.
    """
    num_words = num_words or max(max(words) for words in x)
    if oov_char is None:
        return [[w for w in words if skip_top <= w < num_words] for words in x]
    return [[w if skip_top <= w < num_words else oov_char for w in words] for words in x]


def as_objects(x):
    """An array of lists; of numbers where all are of one length, as NumPy makes it."""
    return np.array(x, dtype="object")


def read_index(path):
    """A JSON file from word to rank."""
    with open(path, encoding="utf-8") as file:
        return json.load(file)
