"""Images from a folder, decoded by Pillow."""

import os

import numpy as np

from refimpl.config import standardize_data_format
from refimpl.data.spec import TensorSpec
from refimpl.errors import check_choice
from refimpl.ops.image import in_proportion, resized
from refimpl.utils.directories import batched, check_format, check_labels, check_split, datasets_of_files

FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}  # as Pillow calls them
GREY = np.array([9797, 19234, 3737])  # 0.299, 0.587 and 0.114 in 2^-15, rounded down as libpng does; so is their sum
INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")


def image_dataset_from_directory(
    directory, labels="inferred", label_mode="int", class_names=None, color_mode="rgb", batch_size=32,
    image_size=(256, 256), shuffle=True, seed=None, validation_split=None, subset=None, interpolation="bilinear",
    follow_links=False, crop_to_aspect_ratio=False, pad_to_aspect_ratio=False, data_format=None, format="tf",
    verbose=True,
):  # fmt: skip
    """A Dataset of images of ``image_size``, and their labels: by the folder that they are in, or as given.

    Pixels are float32 in [0, 255], or bytes by the ``interpolation`` "nearest".

    Shapes: (batch, height, width, channels), channels first if ``data_format`` says so; labels (batch,) in int32 for
    ``label_mode`` "int", (batch, 1) or (batch, classes) in float32 for "binary" and "categorical"; images alone without
    labels. The subset "both" gives a list of two. Images are distorted unless they are first cut or padded.
    JPEGs are decoded by another library than TensorFlow's, with other last bits.
    Raises: ValueError for bad arguments and folders without images; ImportError without Pillow.
    Spec: keras.utils.image_dataset_from_directory.
    """
    owner = "image_dataset_from_directory"
    labels, label_mode = check_labels(labels, label_mode, class_names, owner)
    check_choice(color_mode, "color_mode", tuple(MODES), owner)
    size = (image_size,) * 2 if isinstance(image_size, int) else image_size
    if not isinstance(size, (list, tuple)) or len(size) != 2:
        raise ValueError(f"{owner}: image_size must be two integers, got {image_size!r}")
    interpolation = check_choice(interpolation.lower(), "interpolation", INTERPOLATIONS, owner)
    check_format(format, owner)
    check_split(validation_split, subset, shuffle, seed, owner)
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError(f"{owner}: only one of crop_to_aspect_ratio and pad_to_aspect_ratio may be True, got both")
    first = standardize_data_format(data_format, owner) == "channels_first"
    shape = (*size, len(MODES[color_mode]))

    def load(path):
        image = decoded(path, color_mode)
        if crop_to_aspect_ratio:
            image = in_proportion(image, size, rows=0, fill_value=0, grow=False)
        image = _padded(image, size, interpolation) if pad_to_aspect_ratio else resized(image, size, interpolation)
        return image.transpose(2, 0, 1) if first else image

    dtype = "uint8" if interpolation == "nearest" else "float32"
    spec = TensorSpec((shape[2], *shape[:2]) if first else shape, dtype)
    return datasets_of_files(
        owner, FORMATS, load, spec, batched(batch_size), directory, labels, label_mode, class_names, batch_size,
        shuffle, seed, validation_split, subset, follow_links, verbose,
    )  # fmt: skip


def decoded(path, color_mode):
    """The image in a file, (height, width, channels) in uint8. Raises: ImportError without Pillow."""
    try:
        from PIL import Image
    except ImportError:
        raise ImportError("images are decoded by Pillow, which is not installed: pip install pillow") from None
    with Image.open(os.fsdecode(path)) as image:
        image.draft(MODES[color_mode], None)  # a JPEG's own grey, if that is asked for
        if image.mode.startswith("I;16"):  # of 16 bits, the upper ones count
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        if color_mode == "grayscale" and image.mode not in ("1", "L", "LA"):
            return (np.asarray(image.convert("RGB"), np.int32) @ GREY >> 15).astype(np.uint8)[:, :, None]
        pixels = np.asarray(image.convert(MODES[color_mode]))
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


def _padded(image, size, interpolation):
    """The image as large as it fits into ``size``, in the middle of zeros; in float32 as TensorFlow reckons."""
    old, new = np.float32(image.shape[:2]), np.float32(size)
    fitting = old / max(old / new)
    before = np.maximum(0, np.floor((new - fitting) / 2)).astype(int)
    image = resized(image, np.floor(fitting).astype(int), interpolation)
    out = np.zeros((*size, image.shape[2]), image.dtype)
    rows, columns = (slice(b, b + n) for b, n in zip(before, image.shape, strict=False))
    out[rows, columns] = image
    return out
