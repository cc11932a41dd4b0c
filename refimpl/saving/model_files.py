"""save_model, load_model, save_weights, load_weights."""

import io
import os
import warnings
from pathlib import Path

from refimpl.layers.layer import Layer
from refimpl.saving.archive import CONFIG, CONFIG_ALLOWANCE, WEIGHTS, Archive, members, opened, parsed, write_archive
from refimpl.saving.state import Loading, save_state
from refimpl.saving.store import Reader, Writer
from refimpl.saving.whole import written_whole
from refimpl.serialization import deserialize_keras_object, serialize_keras_object, sharing_objects

OLD_FORMATS = (".h5", ".hdf5")
ALLOWED_TIMES, ALLOWED_MORE = 16, 1 << 26  # 16 times a model's variables: itself, its optimizer's slots, and room


def _allowance(model):
    """The bytes to which compressed weights of this model may unpack."""
    return ALLOWED_TIMES * sum(v.numpy().nbytes for v in model.variables) + ALLOWED_MORE


def _may_write(path, overwrite):
    """Whether to write to a path: not over what stands there, unless that is wanted, or agreed to when asked."""
    if overwrite or not os.path.exists(path):
        return True
    answer = input(f"{path} exists already. Overwrite it? [y/n] ").strip().lower()
    while answer not in ("y", "n"):
        answer = input('Please answer "y" or "n": ').strip().lower()
    return answer == "y"


def _state_of(model, file, skipped=()):
    writer = Writer(file)
    try:
        save_state(model, writer, {id(x): x for x in skipped})
    finally:
        writer.close()


def _contents(model):
    with sharing_objects():
        config = serialize_keras_object(model)
    weights = io.BytesIO()
    _state_of(model, weights)
    return members(config, weights.getbuffer())


def to_bytes(model):
    """What ``save_model`` writes to an archive: so a model is copied, or goes to another process."""
    file = io.BytesIO()
    write_archive(file, _contents(model))
    return file.getvalue()


def from_bytes(data):
    """The model of ``to_bytes``. Raises: as load_model."""
    return _loaded(Archive(io.BytesIO(data), "from_bytes"), "from_bytes")


def save_model(model, filepath, overwrite=True, zipped=None, **kwargs):
    """Write a model, its weights, and if it is compiled its optimizer's state, to a ``.keras`` archive.

    With ``zipped=False`` the members are files of a folder. Where a file stands already and ``overwrite`` is False, the
    user is asked. An archive is written whole or not at all.
    Raises: ValueError for another ending of filepath; NotImplementedError for the HDF5 files of Keras 2.
    Spec: keras.saving.save_model.
    """
    for argument in kwargs:
        if argument != "include_optimizer":
            raise ValueError(f"save_model: unknown argument {argument!r}, got {kwargs}")
    path, zipped = str(filepath), zipped is None or zipped
    if zipped != path.endswith(".keras"):
        if zipped and path.endswith(OLD_FORMATS):
            raise NotImplementedError(f"save_model: filepath must end in .keras, got {path!r}, Keras 2's format")
        raise ValueError(f"save_model: filepath must end in .keras{'' if zipped else ' only if zipped'}, got {path!r}")
    if not model.built:
        warnings.warn(f"{model.name}: it is saved before it is built, so it may have no weights yet", stacklevel=3)
    if not _may_write(path, overwrite):
        return
    contents = _contents(model)
    if zipped:
        with written_whole(path) as file:
            write_archive(file, contents)
        return
    Path(path).mkdir(parents=True, exist_ok=True)
    for name, data in contents.items():
        with written_whole(Path(path) / name) as file:
            file.write(data)


def load_model(filepath, custom_objects=None, compile=True, safe_mode=True):
    """The model of a ``.keras`` archive, or of such a folder, compiled as it was unless ``compile`` is False.

    A config names only what is exported or registered, or stands in ``custom_objects``: nothing is imported by name,
    and no code is read, ``safe_mode`` or not (docs/decisions/0007-files.md).
    Raises: ValueError for what is no such file, is damaged or does not fit the model; TypeError for unknown classes;
    NotImplementedError for the HDF5 files of Keras 2.
    Spec: keras.saving.load_model.
    """
    path = str(filepath)
    if path.endswith(OLD_FORMATS):
        raise NotImplementedError(
            f"load_model: filepath must be a .keras archive, got {path!r}; "
            "load it in Keras and save it as .keras, or make the model and load its weights from .weights.h5"
        )
    if not path.endswith(".keras") and not os.path.isdir(path):
        raise ValueError(f"load_model: filepath must end in .keras, got {path!r}")
    with opened(path, f"load_model: {path}") as source:
        return _loaded(source, f"load_model: {path}", custom_objects, compile, safe_mode)


def _loaded(source, owner, custom_objects=None, compile=True, safe_mode=True):
    config = parsed(source.read(CONFIG, CONFIG_ALLOWANCE), CONFIG, owner)
    if WEIGHTS not in source:
        raise ValueError(f"{owner}: the archive must hold {WEIGHTS}")
    if not compile:
        config["compile_config"] = None
    model = _made(config, custom_objects, safe_mode, f"{owner}: {CONFIG}")
    _load_state(model, io.BytesIO(source.read(WEIGHTS, _allowance(model))), owner)
    return model


def _made(config, custom_objects, safe_mode, owner):
    """The model of a config. Raises: ValueError for one that describes none."""
    try:
        with sharing_objects():
            model = deserialize_keras_object(config, custom_objects, safe_mode)
    except (LookupError, AttributeError, RecursionError) as error:
        raise ValueError(f"{owner} must describe a model ({error!r})") from error
    if not isinstance(model, Layer):
        raise ValueError(f"{owner} must describe a model, got {type(model).__name__}")
    return model


def _load_state(model, file, owner, skipped=(), skip_mismatch=False):
    reader = Reader(file, _allowance(model), owner)
    try:
        loading = Loading(reader, {id(x): x for x in skipped})
        loading.load(model)
    finally:
        reader.close()
    complaint = loading.complaint(owner)
    if complaint and not skip_mismatch:
        raise ValueError(complaint)
    if complaint:
        warnings.warn(complaint, stacklevel=3)


def save_weights(model, filepath, overwrite=True, max_shard_size=None, objects_to_skip=None):
    """Write the state of a model, and of its optimizer, to a ``.weights.h5`` file, whole or not at all.

    Raises: ValueError for another ending of filepath, and before the model is built.
    Spec: keras.saving.save_weights.
    """
    path = str(filepath)
    if max_shard_size is not None:
        raise NotImplementedError(f"save_weights: max_shard_size must be None, got {max_shard_size!r}")
    if not path.endswith(".weights.h5"):
        raise ValueError(f"save_weights: filepath must end in .weights.h5, got {path!r}")
    if not _may_write(path, overwrite):
        return
    _check_built(model, "save_weights")
    with written_whole(path) as file:
        _state_of(model, file, objects_to_skip or ())


def load_weights(model, filepath, skip_mismatch=False, **kwargs):
    """Take the state of a model, and of its optimizer if it has the same slots, from ``.weights.h5`` or ``.keras``.

    With ``skip_mismatch`` what does not fit is left as it is, with a warning; what stands in ``objects_to_skip``
    is in any case.
    Raises: ValueError for unknown arguments, another ending of filepath, before the model is built, and for arrays of
    other numbers or shapes; OSError for a file that is not whole; NotImplementedError for the files of Keras 2.
    Spec: keras.saving.load_weights.
    """
    path = str(filepath)
    owner = f"load_weights: {path}"
    objects_to_skip, by_name = kwargs.pop("objects_to_skip", None), kwargs.pop("by_name", None)
    if kwargs:
        raise ValueError(f"load_weights: unknown argument {next(iter(kwargs))!r}, got {kwargs}")
    if by_name is not None:
        raise ValueError(f"load_weights: by_name must be None for files of Keras 3, got {by_name!r}")
    if path.endswith(".keras") and objects_to_skip is not None:
        raise ValueError(f"load_weights: objects_to_skip must be None for .keras files, got {objects_to_skip!r}")
    if path.endswith(".keras"):
        _check_built(model, "load_weights")
        with opened(path, owner) as source:
            file = io.BytesIO(source.read(WEIGHTS, _allowance(model)))
    elif path.endswith(".weights.h5"):
        _check_built(model, "load_weights")
        file = path
    elif path.endswith(OLD_FORMATS):
        raise NotImplementedError(f"load_weights: filepath must end in .weights.h5 or .keras, got {path!r}")
    else:
        raise ValueError(f"load_weights: filepath must end in .weights.h5 or .keras, got {path!r}")
    _load_state(model, file, owner, objects_to_skip or (), skip_mismatch)


def _check_built(model, owner):
    if not model.built:
        raise ValueError(f"{owner}: {model.name} must be built first, by build() or a call")
