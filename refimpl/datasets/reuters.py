"""11,228 pieces of news of 46 topics, as lists of words' ranks by frequency."""

import numpy as np

from refimpl.datasets.pickles import load_npz
from refimpl.datasets.sources import fetch
from refimpl.datasets.words import as_objects, limited, moved, read_index, shorter, shuffled

_LABELS = """cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton
carcass crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi
iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"""


def load_data(
    path="reuters.npz", num_words=None, skip_top=0, maxlen=None, test_split=0.2, seed=113, start_char=1, oov_char=2,
    index_from=3,
):  # fmt: skip
    """((x_train, y_train), (x_test, y_test)): arrays of lists of numbers, and the topic of each.

    The numbers are as those of ``imdb.load_data``; the last ``test_split`` of the pieces are to test.
    Raises: as ``get_file``; pickle.UnpicklingError for a file of anything but arrays.
    Spec: keras.datasets.reuters.load_data.
    """
    f = load_npz(fetch("reuters", path))
    x, y = shuffled(f["x"], f["y"], np.random.RandomState(seed))
    x = moved(x, start_char, index_from)
    if maxlen:
        x, y = shorter(x, y, maxlen)
    x = limited(x, num_words, skip_top, oov_char)
    border = int(len(x) * (1 - test_split))
    return (as_objects(x[:border]), np.array(y[:border])), (as_objects(x[border:]), np.array(y[border:]))


def get_word_index(path="reuters_word_index.json"):
    """A dict from each word to its rank, without ``index_from``. Spec: keras.datasets.reuters.get_word_index."""
    return read_index(fetch("reuters_word_index", path))


def get_label_names():
    """The topics in the order of their numbers. Spec: keras.datasets.reuters.get_label_names."""
    return tuple(_LABELS.split())
