"""Implementations of the Keras API, by the name that ``--impl`` takes.

A name from the table below, or ``module:object`` for one's own. The object is a ``golden.namespace.Namespace`` (an
instance, or a class to be called without arguments), or something that looks like the module ``keras``.
"""

import difflib
import importlib
import os
import sys
import traceback

from golden.namespace import Namespace

BUILT_IN = {
    "refimpl": "conformance.implementations.refimpl:implementation",
    "keras": "conformance.implementations.keras:implementation",
}


class NoImplementation(Exception):
    """``--impl`` names nothing that can be run; the message is one sentence."""


def resolve(name: str) -> Namespace:
    """The implementation of that name, imported. Raises: NoImplementation, with what would do."""
    if name in BUILT_IN:
        module, attribute = BUILT_IN[name].split(":")
        return made(find(name, module, attribute), name)
    module, colon, attribute = name.partition(":")
    if not colon or not module or not attribute:
        raise NoImplementation(
            f"--impl: {name!r} is not an implementation{near(name, BUILT_IN)}; "
            f"known are {', '.join(sorted(BUILT_IN))}, and module:object for your own"
        )
    if os.getcwd() not in sys.path:  # one's own file in the current directory, whichever way pytest was started
        sys.path.insert(0, os.getcwd())
    return adapted(find(name, module, attribute), name)


def find(name, module, attribute):
    """``attribute`` (dots allowed) of ``module``."""
    try:
        found = importlib.import_module(module)
    except Exception as error:
        raise NoImplementation(
            f"--impl {name}: importing {module} raised {type(error).__name__}: {first_line(error)}{place(error)}"
        ) from error
    for part in attribute.split("."):
        if not hasattr(found, part):
            raise NoImplementation(f"--impl {name}: {found.__name__} has no {part!r}{near(part, dir(found))}")
        found = getattr(found, part)
    return found


def made(factory, name) -> Namespace:
    """What the factory gives."""
    try:
        return factory()
    except Exception as error:
        raise NoImplementation(
            f"--impl {name}: calling {factory.__name__}() raised {type(error).__name__}: "
            f"{first_line(error)}{place(error)}"
        ) from error


def adapted(found, name) -> Namespace:
    """A Namespace for what the user named."""
    if isinstance(found, type) and issubclass(found, Namespace):
        return made(found, name)
    if isinstance(found, Namespace):
        return found
    from conformance.implementations.yours import ROOMS, Yours

    if not any(hasattr(found, room) for room in ROOMS):
        raise NoImplementation(
            f"--impl {name}: expected a golden.namespace.Namespace or an object with some of "
            f"{', '.join(ROOMS)}, got {type(found).__name__}"
        )
    return Yours(found, name)


def near(name, known):
    """ " (did you mean 'x'?)" for the nearest known names, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=2, cutoff=0.5)
    return f" (did you mean {' or '.join(repr(c) for c in close)}?)" if close else ""


def first_line(error):
    return (str(error).strip().splitlines() or ["(no message)"])[0]


def place(error):
    """Where it was raised: " (file.py, line 3)"."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" ({os.path.basename(error.filename)}, line {error.lineno})"
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename]
    if len(frames) < 2 or frames[-1].filename == __file__:
        return ""
    return f" ({os.path.basename(frames[-1].filename)}, line {frames[-1].lineno})"
