"""The settings that Keras keeps for a whole process; refimpl.config is their public name."""

from refimpl.errors import check_choice

_settings = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}
_of_session = {"dtype_policy": None}


def floatx():
    """The dtype of new weights and of Python floats: "float32" unless set otherwise."""
    return _settings["floatx"]


def set_floatx(value):
    """Raises: ValueError for anything but "bfloat16", "float16", "float32" and "float64"."""
    _settings["floatx"] = check_choice(value, "value", ("bfloat16", "float16", "float32", "float64"), "set_floatx")


def epsilon():
    """The small number by which losses keep away from log(0): 1e-7 unless set otherwise."""
    return _settings["epsilon"]


def set_epsilon(value):
    """Raises: ValueError unless ``value`` is a positive number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
        raise ValueError(f"set_epsilon: value must be a positive number, got {value!r}")
    _settings["epsilon"] = float(value)


def image_data_format():
    """Where images keep their channels: "channels_last" unless set otherwise."""
    return _settings["image_data_format"]


def set_image_data_format(data_format):
    """Raises: ValueError for anything but "channels_last" and "channels_first"."""
    _settings["image_data_format"] = standardize_data_format(data_format, "set_image_data_format")


def standardize_data_format(data_format, owner):
    """``data_format`` in lower case, the setting where it is None. Raises: ValueError for an unknown one."""
    if data_format is None:
        return image_data_format()
    return check_choice(str(data_format).lower(), "data_format", ("channels_last", "channels_first"), owner)


def kept_policy():
    """The dtype policy of new layers, None until one was set or asked for; ``dtypes.dtype_policy`` gives it."""
    return _of_session["dtype_policy"]


def keep_policy(policy):
    _of_session["dtype_policy"] = policy
