"""Where the data sets are, and what their bytes must hash to."""

from refimpl.utils.files import get_file

_KERAS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
_CIFAR = "https://www.cs.toronto.edu/~kriz/"

# name: (URL, sha256 or md5; None where Keras knows none)
SOURCES = {
    "mnist": (
        f"{_KERAS}mnist.npz",
        "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    ),
    "boston_housing": (
        f"{_KERAS}boston_housing.npz",
        "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5",
    ),
    "california_housing": (
        f"{_KERAS}california_housing.npz",
        "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f",
    ),
    "imdb": (
        f"{_KERAS}imdb.npz",
        "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    ),
    "imdb_word_index": (f"{_KERAS}imdb_word_index.json", "bfafd718b763782e994055a2d397834f"),
    "reuters": (
        f"{_KERAS}reuters.npz",
        "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916",
    ),
    "reuters_word_index": (f"{_KERAS}reuters_word_index.json", "4d44cc38712099c9e383dc6e5f11a921"),
    "cifar10": (
        f"{_CIFAR}cifar-10-python.tar.gz",
        "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    ),
    "cifar100": (
        f"{_CIFAR}cifar-100-python.tar.gz",
        "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
    ),
    "fashion_mnist/train-labels": (f"{_KERAS}train-labels-idx1-ubyte.gz", None),
    "fashion_mnist/train-images": (f"{_KERAS}train-images-idx3-ubyte.gz", None),
    "fashion_mnist/test-labels": (f"{_KERAS}t10k-labels-idx1-ubyte.gz", None),
    "fashion_mnist/test-images": (f"{_KERAS}t10k-images-idx3-ubyte.gz", None),
}


def fetch(name, path=None, **more):
    """The path of a source in the cache, ``path`` in its folder of data sets; ``more`` is for ``get_file``."""
    origin, file_hash = SOURCES[name]
    return get_file(path, origin, file_hash=file_hash, **more)
