"""Small files in the formats of the data sets, among them pickles as Python 2 wrote them."""

import gzip
import io
import json
import pickle
import tarfile
import zipfile

import numpy as np

RNG = np.random.default_rng(0)


def old_pickle(value):
    """``value`` as a pickle of protocol 2 by Python 2, where bytes are STRINGs and arrays those of ``numpy.core``."""
    return b"\x80\x02" + _opcodes(value) + b"."


def _opcodes(value):
    if isinstance(value, bytes):
        return b"T" + len(value).to_bytes(4, "little") + value
    if isinstance(value, int):
        return b"J" + value.to_bytes(4, "little", signed=True)
    if isinstance(value, str):
        return b"X" + len(value.encode()).to_bytes(4, "little") + value.encode()
    if isinstance(value, (list, tuple)):
        items = b"".join(map(_opcodes, value))
        return b"](" + items + b"e" if isinstance(value, list) else b"(" + items + b"t"
    if isinstance(value, dict):
        return b"}(" + b"".join(_opcodes(k) + _opcodes(v) for k, v in value.items()) + b"u"
    assert isinstance(value, np.ndarray)
    objects = value.dtype.kind == "O"
    made = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00tU\x01btR"
    dtype = b"cnumpy\ndtype\n(U\x02" + (b"O8" if objects else value.dtype.str[1:].encode()) + b"K\x00K\x01tR"
    order = b"|" if objects or value.dtype.itemsize == 1 else b"<"
    dtype += b"(K\x03U\x01" + order + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
    items = _opcodes(value.tolist() if objects else value.tobytes())
    return made + b"(K\x01" + _opcodes(value.shape) + dtype + b"\x89" + items + b"tb"


def npz(**arrays):
    """An ``.npz`` archive; bytes are the pickle of an array of objects."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            if isinstance(array, bytes):
                header = {"descr": "|O", "fortran_order": False, "shape": (1,)}
                np.lib.format.write_array_header_1_0(member, header)
                member.write(array)
            else:
                np.lib.format.write_array(member, array)
            archive.writestr(f"{name}.npy", member.getvalue())
    return file.getvalue()


def tgz(**members):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, body in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return file.getvalue()


def texts(count):
    found = np.empty(count, object)
    for i in range(count):
        found[i] = RNG.integers(1, 60, RNG.integers(1, 9)).tolist()
    return found


def pixels(*shape):
    return RNG.integers(0, 256, shape).astype("uint8")


def cifar_batch(count, **labels):
    return old_pickle(
        {
            b"batch_label": b"a batch",
            b"data": pixels(count, 3072),
            **{name.encode(): RNG.integers(0, 10, count).tolist() for name in labels},
            b"filenames": [b"a.png"] * count,
        }
    )


def _files():
    idx = {"labels": lambda n: bytes(8) + pixels(n).tobytes(), "images": lambda n: bytes(16) + pixels(n, 784).tobytes()}
    of_cifar10 = {f"cifar-10-batches-py/data_batch_{i}": cifar_batch(3, labels=1) for i in range(1, 6)}
    of_cifar10["cifar-10-batches-py/test_batch"] = cifar_batch(2, labels=1)
    of_cifar100 = {
        f"cifar-100-python/{part}": cifar_batch(n, fine_labels=1, coarse_labels=1)
        for part, n in (("train", 5), ("test", 2))
    }
    return {
        "mnist": npz(x_train=pixels(5, 28, 28), y_train=pixels(5), x_test=pixels(2, 28, 28), y_test=pixels(2)),
        "boston_housing": npz(x=RNG.random((11, 13)), y=RNG.random(11)),
        "california_housing": npz(x=RNG.random((640, 8)).astype("float32"), y=RNG.random(640).astype("float32")),
        "imdb": npz(x_train=texts(9), y_train=RNG.integers(0, 2, 9), x_test=texts(7), y_test=RNG.integers(0, 2, 7)),
        "reuters": npz(x=texts(13), y=RNG.integers(0, 46, 13)),
        "imdb_word_index": json.dumps({"the": 1, "café": 2}).encode(),
        "reuters_word_index": json.dumps({"the": 1}).encode(),
        "cifar10": tgz(**of_cifar10),
        "cifar100": tgz(**of_cifar100),
        **{
            f"fashion_mnist/{part}-{what}": gzip.compress(idx[what](n))
            for part, n in (("train", 5), ("test", 2))
            for what in ("labels", "images")
        },
    }


FILES = _files()


def evil(payload):
    """A pickle that would call what it names."""

    class Evil:
        def __reduce__(self):
            return payload

    return pickle.dumps({b"data": Evil()}, protocol=2)
