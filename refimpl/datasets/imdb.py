"""25,000 and 25,000 reviews of films, as lists of words' ranks by frequency, with whether they were pleased."""

import numpy as np

from refimpl.datasets.pickles import load_npz
from refimpl.datasets.sources import fetch
from refimpl.datasets.words import as_objects, limited, moved, read_index, shorter, shuffled


def load_data(
    path="imdb.npz", num_words=None, skip_top=0, maxlen=None, seed=113, start_char=1, oov_char=2, index_from=3, **kwargs
):  # fmt: skip
    """((x_train, y_train), (x_test, y_test)): arrays of lists of numbers, and 0 or 1 for each.

    A word is its rank plus ``index_from``; before each review stands ``start_char``, and in the place of words that are
    not in [skip_top, num_words) ``oov_char``. Only reviews of fewer than ``maxlen`` numbers are kept.
    Raises: ValueError if no review is short enough; as ``get_file``; pickle.UnpicklingError for a file of anything but
    arrays. Spec: keras.datasets.imdb.load_data.
    """
    f = load_npz(fetch("imdb", path))
    parts, rng = [], np.random.RandomState(seed)
    for part in ("train", "test"):
        x, y = shuffled(f[f"x_{part}"], f[f"y_{part}"], rng)
        x = moved(x, start_char, index_from)
        if maxlen:
            x, y = shorter(x, y, maxlen)
            if not x:
                raise ValueError(f"imdb.load_data: maxlen={maxlen} leaves no review; the least length is above it")
        parts.append((x, y))
    (x_train, y_train), (x_test, y_test) = parts
    x = limited(x_train + x_test, num_words, skip_top, oov_char)
    y = np.concatenate([y_train, y_test])
    border = len(x_train)
    return (as_objects(x[:border]), y[:border]), (as_objects(x[border:]), y[border:])


def get_word_index(path="imdb_word_index.json"):
    """A dict from each word to its rank, without ``index_from``. Spec: keras.datasets.imdb.get_word_index."""
    return read_index(fetch("imdb_word_index", path))
