"""Datasets of the files in a folder: which, in which order, with which labels. How one is read is the caller's."""

import os

import numpy as np

from refimpl.data import AUTOTUNE, Dataset
from refimpl.data.spec import TensorSpec
from refimpl.errors import check_choice

_LABELS = {"int": TensorSpec((), "int32"), "binary": TensorSpec((1,), "float32")}


def check_labels(labels, label_mode, class_names, owner):
    """(labels, label_mode), both None if there are to be none.

    Raises: ValueError unless labels are "inferred", None, or a list without class_names; for an unknown mode.
    """
    if labels is not None and not (isinstance(labels, str) and labels == "inferred"):
        if not isinstance(labels, (list, tuple)):
            raise ValueError(f"{owner}: labels must be 'inferred', None, or a list of integers, got {labels!r}")
        if class_names:
            raise ValueError(f"{owner}: class_names must not be given with a list of labels, got {class_names!r}")
    check_choice(label_mode, "label_mode", ("int", "categorical", "binary", None), owner)
    return (None, None) if labels is None or label_mode is None else (labels, label_mode)


def check_split(validation_split, subset, shuffle, seed, owner):
    """Raises: ValueError unless both are given or none, and a seed with them where files are shuffled."""
    if validation_split and not 0 < validation_split < 1:
        raise ValueError(f"{owner}: validation_split must be between 0 and 1, got {validation_split!r}")
    if bool(validation_split) != bool(subset):
        raise ValueError(
            f"{owner}: validation_split and subset must be given both or not at all, got {validation_split!r} and "
            f"{subset!r}"
        )
    check_choice(subset, "subset", ("training", "validation", "both", None), owner)
    if validation_split and shuffle and seed is None:
        raise ValueError(f"{owner}: seed must be given with validation_split, lest both parts have the same files")


def check_format(given, owner):
    """Raises: ValueError for another format than Keras knows, ImportError for the one that is another library's."""
    check_choice(given, "format", ("tf", "grain"), owner)
    if given == "grain":
        raise ImportError(f"{owner}: format must be 'tf', got 'grain', whose datasets are another library's")


def datasets_of_files(
    owner, formats, load, spec, finish, directory, labels, label_mode, class_names, batch_size, shuffle, seed,
    validation_split, subset, follow_links, verbose,
):  # fmt: skip
    """A Dataset of (``load(path)``, label), or two for the subset "both", with class_names and file_paths.

    Files are shuffled by the seed as a whole and then, anew in each epoch, within a buffer of eight batches. The files
    to validate on are the last ones, and stay in their order for "both". ``spec`` is that of what is loaded; ``finish``
    makes batches.
    Raises: ValueError if a part has no files, and unless there are two classes for "binary".
    """
    seed = np.random.randint(1e6) if seed is None else seed
    paths, labels, class_names = _index(
        owner, directory, labels, formats, class_names, shuffle, seed, follow_links, verbose
    )
    if label_mode == "binary" and len(class_names) != 2:
        raise ValueError(f"{owner}: label_mode 'binary' must have two classes, got class_names={class_names}")
    encoded = None if label_mode is None else _encoded(labels, label_mode, len(class_names))
    label_spec = _LABELS.get(label_mode, TensorSpec((len(class_names or ()),), "float32"))

    def made(part, shuffled):
        chosen = _part(len(paths), validation_split, part)
        if not paths[chosen]:
            raise ValueError(
                f"{owner}: directory must hold files of {', '.join(formats)}{f' for {part}' if part else ''}, got none "
                f"in {directory}"
            )
        slices = paths[chosen] if encoded is None else (paths[chosen], encoded[chosen])
        dataset = Dataset.from_tensor_slices(slices)
        if shuffled:
            dataset = dataset.shuffle(1024 if batch_size is None else 8 * batch_size, seed)
        read = load if encoded is None else lambda path, label: (load(path), label)
        dataset = dataset.map(read, num_parallel_calls=AUTOTUNE)
        dataset.machine.see_as(spec if encoded is None else (spec, label_spec))
        dataset = finish(dataset)
        dataset.class_names, dataset.file_paths = class_names, paths[chosen]
        return dataset

    if subset == "both":
        return [made("training", shuffle), made("validation", False)]
    return made(subset, shuffle)


def batched(batch_size):
    """``finish`` for elements of one size."""
    return lambda dataset: (dataset if batch_size is None else dataset.batch(batch_size)).prefetch(AUTOTUNE)


def _index(owner, directory, labels, formats, class_names, shuffle, seed, follow_links, verbose):
    """(paths, labels, class_names), labels being None if there are none."""
    inferred = isinstance(labels, str)
    folders = [""]
    if inferred:
        found = [f for f in sorted(os.listdir(directory)) if os.path.isdir(os.path.join(directory, f)) and f[0] != "."]
        if class_names is not None and not set(class_names) <= set(found):
            raise ValueError(f"{owner}: class_names must be names of folders, of {found}, got {class_names!r}")
        folders = found if class_names is None else class_names
    elif class_names is not None:
        raise ValueError(f"{owner}: class_names must not be given without labels='inferred', got {class_names!r}")
    paths, inferred_labels = [], []
    for number, folder in enumerate(folders):
        below = list(_files(os.path.join(directory, folder), formats, follow_links))
        paths += below
        inferred_labels += [number] * len(below)
    if inferred:
        labels, class_names = np.array(inferred_labels, np.int32), folders
    elif labels is not None:
        if len(labels) != len(paths):
            raise ValueError(
                f"{owner}: labels must be one for each file, got {len(labels)} for {len(paths)} files in {directory}"
            )
        class_names = [str(label) for label in sorted(set(labels))]
        labels = np.array(labels)
    if verbose:
        print(f"Found {len(paths)} files" + ("." if labels is None else f" belonging to {len(class_names)} classes."))
    if shuffle:
        np.random.RandomState(seed).shuffle(paths)
        if labels is not None:
            np.random.RandomState(seed).shuffle(labels)
    return paths, labels, class_names


def _files(folder, formats, follow_links):
    """The paths of all files below a folder with one of the endings, folder by folder."""
    for root, _, names in sorted(os.walk(folder, followlinks=follow_links), key=lambda found: found[0]):
        for name in sorted(names):
            if name.lower().endswith(formats):
                yield os.path.join(root, name)


def _part(count, validation_split, part):
    """Which of the files belong to a part; all of them without one."""
    if part is None:
        return slice(None)
    held_out = int(validation_split * count)
    if part == "training":
        print(f"Using {count - held_out} files for training.")
        return slice(None, -held_out)  # none at all if nothing is held out, as in Keras
    print(f"Using {held_out} files for validation.")
    return slice(-held_out, None)


def _encoded(labels, label_mode, classes):
    """Labels as the dataset gives them: numbers, (1,) of 0 or 1, or (classes,) with a one."""
    if label_mode == "binary":
        return labels.astype(np.float32)[:, None]
    if label_mode == "categorical":
        return (labels[:, None] == np.arange(classes)).astype(np.float32)
    return labels.astype(np.int32) if labels.dtype.kind in "iu" else labels
