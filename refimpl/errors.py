"""Argument checks that answer bad input with one sentence: who refuses, which argument, what came, what would do."""

import difflib
import numbers


def check_positive(value, name, owner):
    """``value`` as an int if it is a whole number above zero. Raises: ValueError otherwise."""
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) < 1:
        raise ValueError(f"{owner}: {name} must be a positive integer, got {value!r}")
    return int(value)


def check_choice(value, name, choices, owner):
    """``value`` if it is one of ``choices``. Raises: ValueError otherwise."""
    if value not in choices:
        raise ValueError(f"{owner}: {name} must be one of {', '.join(map(repr, choices))}, got {value!r}")
    return value


def check_unit_interval(value, name, owner):
    """``value`` if it is a number in [0, 1]. Raises: TypeError for what is no number, ValueError for one outside."""
    if not isinstance(value, numbers.Real):
        raise TypeError(f"{owner}: {name} must be a number between 0 and 1, got {value!r}")
    if not 0 <= value <= 1:
        raise ValueError(f"{owner}: {name} must be a number between 0 and 1, got {value!r}")
    return value


def unknown(what, name, choices):
    """The ValueError for a name that nothing goes by, with the nearest names that something does."""
    near = difflib.get_close_matches(str(name), list(choices), n=3)
    hint = f" (did you mean {' or '.join(map(repr, near))}?)" if near else ""
    return ValueError(f"unknown {what}: {name!r}{hint}")


def is_whole(value):
    """Whether ``value`` is a whole number, be it Python's or NumPy's; a boolean is none."""
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
