"""Implementations of the Keras API, by the name that ``--impl`` takes.

A name from the table below, one that an installed package registers as an entry point of the group
``keras_conformance.implementations``, or ``module:object`` for one's own. What is found, or what it gives when it is a
function or class and is called, is one of

- a ``golden.namespace.Namespace``;
- something that looks like the module ``keras``;
- a ``conformance.remote.Command``: a program that speaks the wire protocol.
"""

import difflib
import importlib
import os
import sys
import traceback
from importlib import metadata

from conformance.implementation import Implementation, Local
from conformance.remote import Command, NoAnswerToHello, Remote
from golden.namespace import Namespace

GROUP = "keras_conformance.implementations"
BUILT_IN = {
    "refimpl": "conformance.implementations.refimpl:implementation",
    "keras": "conformance.implementations.keras:implementation",
    "keras-tensorflow": "conformance.implementations.keras:on_tensorflow",
    "keras-jax": "conformance.implementations.keras:on_jax",
    "keras-torch": "conformance.implementations.keras:on_torch",
    "keras-openvino": "conformance.implementations.keras:on_openvino",
    "keras-numpy": "conformance.implementations.keras:on_numpy",
    "tf-keras": "conformance.implementations.tf_keras:implementation",
    "tfjs-layers": "conformance.implementations.tfjs:implementation",
}


class NoImplementation(Exception):
    """``--impl`` names nothing that can be run; the message is one sentence."""


def known():
    """Every name that ``--impl`` takes, with the ``module:object`` behind it; a package's own never hides ours."""
    registered = {point.name: point.value for point in metadata.entry_points(group=GROUP)}
    return {**dict(sorted(registered.items())), **BUILT_IN}


def resolve(name: str, limits=None) -> Implementation:
    """The implementation of that name, imported or started. Raises: NoImplementation, with what would do."""
    names = known()
    module, colon, attribute = names.get(name, name).partition(":")
    if name in names and not attribute:
        raise NoImplementation(
            f"--impl {name}: its entry point of the group {GROUP} must be module:object, got {names[name]!r}"
        )
    if not colon or not module or not attribute:
        raise NoImplementation(
            f"--impl: {name!r} is not an implementation{near(name, names)}; "
            f"known are {', '.join(sorted(names))}, and module:object for your own"
        )
    if os.getcwd() not in sys.path:  # one's own file in the current directory, whichever way pytest was started
        sys.path.insert(0, os.getcwd())
    return adapted(find(name, module, attribute), name, limits)


def isolated(name: str, limits=None) -> Implementation:
    """The implementation of that name in a worker of its own. Raises: NoImplementation, as ``resolve``."""
    return started(Command([sys.executable, "-m", "conformance.worker", "--impl", name]), "--impl", name, limits)


def started(command, option, name, limits=None) -> Implementation:
    """The Remote of a command."""
    try:
        return Remote(command, limits)
    except NoAnswerToHello as error:
        text = str(error)
        raise NoImplementation(text if text.startswith(option) else f"{option} {name}: {text}") from None


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


def made(factory, name):
    """What the factory gives."""
    try:
        return factory()
    except NoImplementation as error:
        raise NoImplementation(f"--impl {name}: {error}") from None
    except Exception as error:
        raise NoImplementation(
            f"--impl {name}: calling {factory.__name__}() raised {type(error).__name__}: "
            f"{first_line(error)}{place(error)}"
        ) from error


def adapted(found, name, limits=None) -> Implementation:
    """An Implementation of what the name stands for."""
    from conformance.implementations.yours import ROOMS, Yours

    looks_like_keras = any(hasattr(found, room) for room in ROOMS)
    if callable(found) and not isinstance(found, (Namespace, Command)) and not looks_like_keras:
        found = made(found, name)
        looks_like_keras = any(hasattr(found, room) for room in ROOMS)
    if isinstance(found, type) and issubclass(found, Namespace):
        found = made(found, name)
    if isinstance(found, Command):
        return started(found, "--impl", name, limits)
    if isinstance(found, Namespace):
        return Local(found)
    if not looks_like_keras:
        raise NoImplementation(
            f"--impl {name}: expected a golden.namespace.Namespace or an object with some of "
            f"{', '.join(ROOMS)}, got {type(found).__name__}"
        )
    return Local(Yours(found, name))


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
