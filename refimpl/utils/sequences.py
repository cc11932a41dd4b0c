"""Sequences of different lengths as one array."""

import numpy as np

from refimpl.errors import check_choice


def pad_sequences(sequences, maxlen=None, dtype="int32", padding="pre", truncating="pre", value=0.0):
    """Rows of one length: shorter sequences get ``value`` before or after them, longer ones lose their begin or end.

    ``maxlen`` is by default the longest length. Items may be arrays: (samples, maxlen, *item).
    Raises: ValueError if what is given, or one sequence, has no length; for items of different shapes; for a text as
    ``value`` with a dtype of numbers. TypeError for texts as sequences: a list of their characters is one.
    Spec: keras.utils.pad_sequences.
    """
    if not hasattr(sequences, "__len__"):
        raise ValueError(f"pad_sequences: sequences must be a list of sequences, got {type(sequences).__name__}")
    lengths = [_length(sequence) for sequence in sequences]
    if maxlen is None:
        if not lengths:
            raise ValueError("pad_sequences: maxlen must be given for no sequences, got None")
        maxlen = max(lengths)
    texts = np.issubdtype(dtype, np.str_) or np.issubdtype(dtype, np.bytes_)
    if isinstance(value, str) and dtype is not object and not texts:
        raise ValueError(f"pad_sequences: dtype must be object for the text value={value!r}, got {dtype!r}")
    item = next((np.asarray(s).shape[1:] for s in sequences if len(s)), ())
    rows = np.full((len(lengths), maxlen, *item), value, dtype)
    if any(lengths):
        check_choice(truncating, "truncating", ("pre", "post"), "pad_sequences")
        check_choice(padding, "padding", ("pre", "post"), "pad_sequences")
    for i, sequence in enumerate(sequences):
        if not len(sequence):
            continue
        kept = np.asarray(sequence[-maxlen:] if truncating == "pre" else sequence[:maxlen], dtype)
        if kept.shape[1:] != item:
            raise ValueError(
                f"pad_sequences: sequences must have items of one shape, {item} as in the first, "
                f"got {kept.shape[1:]} at position {i}"
            )
        if kept.ndim == 0:
            raise TypeError(f"pad_sequences: sequences must be lists or arrays, got {sequence!r} at position {i}")
        place = slice(-len(kept), None) if padding == "pre" else slice(len(kept))
        rows[i, place] = kept
    return rows


def _length(sequence):
    try:
        return len(sequence)
    except TypeError:
        raise ValueError(f"pad_sequences: sequences must hold sequences, got {sequence!r} among them") from None
