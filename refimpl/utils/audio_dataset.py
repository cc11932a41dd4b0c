"""Sounds from a folder: WAV files of 16 bits, read by the standard library."""

import os
import wave

import numpy as np

from refimpl.data import AUTOTUNE
from refimpl.data.spec import TensorSpec
from refimpl.utils.directories import check_labels, check_split, datasets_of_files


def audio_dataset_from_directory(
    directory, labels="inferred", label_mode="int", class_names=None, batch_size=32, sampling_rate=None,
    output_sequence_length=None, ragged=False, shuffle=True, seed=None, validation_split=None, subset=None,
    follow_links=False, verbose=True,
):  # fmt: skip
    """A Dataset of sounds in [-1, 1), float32, and their labels, as those of ``image_dataset_from_directory``.

    Shapes: (batch, samples, channels); without ``output_sequence_length`` each batch is as long as its longest, and
    zeros follow the others.
    Raises: ValueError for bad arguments and folders without sounds; ImportError for ``sampling_rate``, which Keras
    leaves to another library; NotImplementedError for ``ragged``, since there are no ragged arrays here.
    Spec: keras.utils.audio_dataset_from_directory.
    """
    owner = "audio_dataset_from_directory"
    labels, label_mode = check_labels(labels, label_mode, class_names, owner)
    if ragged and output_sequence_length is not None:
        raise ValueError(f"{owner}: only one of ragged and output_sequence_length may be given, got both")
    if sampling_rate is not None:
        if not isinstance(sampling_rate, int) or sampling_rate <= 0:
            raise ValueError(f"{owner}: sampling_rate must be a positive integer or None, got {sampling_rate!r}")
        raise ImportError(f"{owner}: sampling_rate must be None, since nothing here resamples, got {sampling_rate}")
    if ragged:
        raise NotImplementedError(f"{owner}: ragged must be False, since there are no ragged arrays, got True")
    check_split(validation_split, subset, shuffle, seed, owner)

    def load(path):
        return _of_length(decoded(path), output_sequence_length)

    def finish(dataset):
        dataset = dataset.prefetch(AUTOTUNE)
        if batch_size is None:
            return dataset
        return dataset.padded_batch(batch_size) if output_sequence_length is None else dataset.batch(batch_size)

    spec = TensorSpec((output_sequence_length, None), "float32")
    made = datasets_of_files(
        owner, (".wav",), load, spec, finish, directory, labels, label_mode, class_names, batch_size, shuffle, seed,
        validation_split, subset, follow_links, verbose,
    )  # fmt: skip
    return tuple(made) if subset == "both" else made


def decoded(path):
    """(samples, channels) in float32. Raises: ValueError for anything but WAV files of 16 bits."""
    try:
        with wave.open(os.fsdecode(path)) as file:
            width, channels, data = file.getsampwidth(), file.getnchannels(), file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise ValueError(f"{os.fsdecode(path)} must be a WAV file: {error}") from error
    if width != 2:
        raise ValueError(f"{os.fsdecode(path)} must be a WAV file of 16 bits, got {8 * width}")
    return np.frombuffer(data, "<i2").astype(np.float32).reshape(-1, channels) / np.float32(2**15)


def _of_length(sound, length):
    """``sound`` cut, or with zeros behind it, to ``length`` samples; as it is for None."""
    if length is None:
        return sound
    out = np.zeros((length, sound.shape[1]), sound.dtype)
    out[: len(sound)] = sound[:length]
    return out
