"""Kinds of exceptions: the builtin names by which refusals are compared."""

from golden.namespace import Refused

KIND_OF_ERROR = (
    "ValueError",
    "TypeError",
    "KeyError",
    "IndexError",
    "AttributeError",
    "NotImplementedError",
    "RuntimeError",
    "FileNotFoundError",
)
OF_TENSORFLOW = {
    "InvalidArgumentError": "ValueError",
    "DataLossError": "ValueError",
    "NotFoundError": "FileNotFoundError",
}


def error_kind(error):
    """The builtin exception that an error is a kind of; TensorFlow's own are given a builtin's name."""
    if isinstance(error, Refused):
        return error.kind
    names = [cls.__name__ for cls in type(error).__mro__]
    known = next((OF_TENSORFLOW[name] for name in names if name in OF_TENSORFLOW), None)
    return known or next((name for name in names if name in KIND_OF_ERROR), names[0])
