"""Strings that name files, and the files that a pattern names."""

import glob
import os
import re

import numpy as np

from refimpl.data.structure import as_component, dtype_of


def as_strings(value, name, owner):
    """A string, or a list of strings, as bytes or an array of bytes.

    Raises: TypeError for numbers; ValueError for None, paths and whatever else is no tensor, as TensorFlow does.
    """
    if isinstance(value, list) and not value:
        return np.empty(0, object)
    try:
        found = as_component(value, owner)
    except TypeError:
        raise ValueError(f"{owner}: {name} must be a string, got {type(value).__name__}") from None
    if dtype_of(found).kind != "O":
        raise TypeError(f"{owner}: {name} must be a string, got {value!r}")
    return found


def matching(patterns):
    """The paths that match each of the patterns, all together in the order of their bytes. Spec: tf.io.matching_files.

    ``*`` and ``?`` stand for any characters within one name, be it hidden or not, ``[...]`` for one of those within it,
    ``[!...]`` and ``[^...]`` for another one; a backslash takes the meaning from the character after it. What matches
    two patterns is there twice.
    """
    found = [path for pattern in patterns for path in _matching(os.fsdecode(pattern))]
    return sorted(found, key=os.fsencode)


def _matching(pattern):
    special = re.search(r"[*?[\\]", pattern)
    if special and "/" not in pattern[: special.start()]:
        pattern = f"./{pattern}"  # as TensorFlow names what it finds in the present folder
    of_python = re.sub(r"\\(.)|\[\^", lambda found: glob.escape(found[1]) if found[1] else "[!", pattern)
    return glob.glob(of_python, include_hidden=True)
