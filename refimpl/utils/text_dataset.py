"""Texts from a folder."""

import os
from pathlib import Path

from refimpl.data.spec import TensorSpec
from refimpl.utils.directories import batched, check_format, check_labels, check_split, datasets_of_files


def text_dataset_from_directory(
    directory, labels="inferred", label_mode="int", class_names=None, batch_size=32, max_length=None, shuffle=True,
    seed=None, validation_split=None, subset=None, follow_links=False, format="tf", verbose=True,
):  # fmt: skip
    """A Dataset of the bytes of ``.txt`` files, the first ``max_length`` of them, and their labels.

    Labels are as those of ``image_dataset_from_directory``.
    Raises: ValueError for bad arguments and folders without texts.
    Spec: keras.utils.text_dataset_from_directory.
    """
    owner = "text_dataset_from_directory"
    labels, label_mode = check_labels(labels, label_mode, class_names, owner)
    check_format(format, owner)
    check_split(validation_split, subset, shuffle, seed, owner)

    def load(path):
        return Path(os.fsdecode(path)).read_bytes()[:max_length]

    return datasets_of_files(
        owner, (".txt",), load, TensorSpec((), "string"), batched(batch_size), directory, labels, label_mode,
        class_names, batch_size, shuffle, seed, validation_split, subset, follow_links, verbose,
    )  # fmt: skip
