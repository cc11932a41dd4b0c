"""Philox4x32-10, a generator that is a function: (key, counter) -> four random words.

One round takes the words c0 c1 c2 c3 to [hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)], where hi and
lo are the halves of a 64-bit product, and raises the key by a constant. Ten rounds make a block.
Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011. TensorFlow draws from it, with counters
of its own; NumPy's Philox is another size (4x64).
"""

import math

import numpy as np

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_BUMP0, _BUMP1 = 0x9E3779B9, 0xBB67AE85
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_CHUNK = 16384  # blocks at a time: the working arrays stay in the second cache, and there are few calls


def philox(low, high, key):
    """One block for each counter: uint32 words (n, 4).

    ``low`` (n,) is the low 64 bits of the counters, ``high`` = (c2, c3) the two high words, ``key`` = (k0, k1).
    """
    c0, c1 = low & _LOW, low >> _HALF
    c2, c3 = np.full_like(low, high[0]), np.full_like(low, high[1])
    product0, product1 = np.empty_like(low), np.empty_like(low)
    k0, k1 = key
    for _ in range(10):  # in place, and each array whole: half the time of the formula as it stands above
        np.multiply(c0, _M0, out=product0)
        np.multiply(c2, _M1, out=product1)
        np.right_shift(product1, _HALF, out=c0)
        c0 ^= c1
        c0 ^= np.uint64(k0)
        np.right_shift(product0, _HALF, out=c2)
        c2 ^= c3
        c2 ^= np.uint64(k1)
        np.bitwise_and(product1, _LOW, out=c1)
        np.bitwise_and(product0, _LOW, out=c3)
        k0, k1 = (k0 + _BUMP0) & 0xFFFFFFFF, (k1 + _BUMP1) & 0xFFFFFFFF
    out = np.empty((len(low), 4), np.uint32)
    for i, word in enumerate((c0, c1, c2, c3)):
        out[:, i] = word
    return out


def chunks(key, high, count, start=0):
    """The blocks of ``blocks`` in pieces that fit in the cache, for whoever has more to do with them."""
    for first in range(start, start + count, _CHUNK):
        yield philox(np.arange(first, min(first + _CHUNK, start + count), dtype=np.uint64), high, key)


def blocks(key, high, count, start=0):
    """``count`` blocks, one after another, of which ``start`` is the counter of the first: uint32 words (count, 4)."""
    return np.concatenate([np.empty((0, 4), np.uint32), *chunks(key, high, count, start)])


def key_and_counter(seed):
    """TensorFlow's scrambling of a seed pair (a, b): the key (k0, k1) and the high words (c2, c3) of the counter.

    They are one block of a fixed key at the counter made of a and b, each sign-extended to 64 bits.
    """
    a, b = (int(part) & 0xFFFFFFFFFFFFFFFF for part in seed)
    mix = philox(np.array([a], np.uint64), (b & 0xFFFFFFFF, b >> 32), (0x3EC8F720, 0x02461E29))[0]
    return (int(mix[0]), int(mix[1])), (int(mix[2]), int(mix[3]))


def words(seed, n):
    """``n`` random uint32 for a seed pair, in the order of TensorFlow's stateless draws."""
    key, high = key_and_counter(seed)
    return blocks(key, high, math.ceil(n / 4)).reshape(-1)[:n]
