"""Philox4x32-10, a generator that is a function: (key, counter) -> four random words.

One round takes the words c0 c1 c2 c3 to [hi(M1 c2) ^ c1 ^ k0, lo(M1 c2), hi(M0 c0) ^ c3 ^ k1, lo(M0 c0)], where hi and
lo are the halves of a 64-bit product, and raises the key by a constant. Ten rounds make a block.
Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011. TensorFlow draws from it, with counters
of its own; NumPy's Philox is another size (4x64).
"""

import math

import numpy as np

_MULTIPLIERS = np.array([[0xD2511F53], [0xCD9E8D57]], np.uint64)  # of c0, of c2
_KEY_BUMPS = np.array([[0x9E3779B9], [0xBB67AE85]], np.uint64)
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
_CHUNK = 4096  # blocks at a time: the working arrays (256 KiB) stay in cache


def philox(low, high, key):
    """One block for each counter: uint32 words (n, 4).

    ``low`` (n,) is the low 64 bits of the counters, ``high`` = (c2, c3) the two high words, ``key`` = (k0, k1).
    """
    even, odd, product = (np.empty((2, len(low)), np.uint64) for _ in range(3))  # (c0, c2), (c1, c3)
    even[0], even[1] = low & _LOW, high[0]
    odd[0], odd[1] = low >> _HALF, high[1]
    key = np.array([[key[0]], [key[1]]], np.uint64)
    for _ in range(10):
        np.multiply(even, _MULTIPLIERS, out=product)
        np.right_shift(product[::-1], _HALF, out=even)
        even ^= odd
        even ^= key
        np.bitwise_and(product[::-1], _LOW, out=odd)
        key = (key + _KEY_BUMPS) & _LOW
    out = np.empty((len(low), 4), np.uint32)
    out[:, 0::2], out[:, 1::2] = even.T, odd.T
    return out


def blocks(key, high, count, start=0, stride=1):
    """``count`` blocks, whose counters begin at ``start`` and go up by ``stride``: uint32 words (count, 4)."""
    out = np.empty((count, 4), np.uint32)
    for first in range(0, count, _CHUNK):
        low = np.arange(first, min(first + _CHUNK, count), dtype=np.uint64) * np.uint64(stride) + np.uint64(start)
        out[first : first + _CHUNK] = philox(low, high, key)
    return out


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
