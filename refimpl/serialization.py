"""Objects as JSON and back, in the shape that Keras gives them, so that configs move between the two.

``{"module": "keras.losses", "class_name": "MeanSquaredError", "config": {...}, "registered_name": null}``

Modules enter their symbols here with ``@export("keras.losses")``; nothing is imported to be looked up. All functions
``get(identifier)`` and ``deserialize(config)`` go through ``interpret`` and ``deserialize_keras_object``.
Spec: keras.saving.serialize_keras_object and its kin.
"""

import inspect
from collections import defaultdict
from contextlib import contextmanager

import numpy as np

from refimpl.autodiff import Symbolic
from refimpl.dtypes import DTypePolicy, FloatDTypePolicy, as_dtype
from refimpl.errors import unknown

_homes = {}  # class or function -> (module, name) under which Keras publishes it
_names = defaultdict(dict)  # module -> every name that stands for one of its symbols
_custom = {}  # registered name -> a user's class or function
_scopes = [{}]  # the objects of the open custom_object_scopes, the innermost last
_written = []  # a table for each of the open sharing_objects: (object, its config) by the object's id
_read = []  # likewise: the object of a config by its ``shared_object_id``


def export(module, *aliases):
    """Decorator: Keras publishes this class or function in ``module``, also by the names ``aliases``.

    What is exported a second time keeps its first home in configs.
    """

    def enter(symbol):
        _homes.setdefault(symbol, (module, symbol.__name__))
        for name in (symbol.__name__, *aliases):
            _names[module][name] = symbol
        return symbol

    return enter


export("keras", "dtype_policy")(DTypePolicy)
export("keras")(FloatDTypePolicy)


def is_published(symbol):
    """Whether this class or function is one of Keras'."""
    return symbol in _homes


class Configured:
    """An object whose config is its constructor's arguments, read back from the attributes of the same names."""

    def get_config(self):
        """The constructor's arguments, as JSON."""
        return {name: serialize_keras_object(getattr(self, name)) for name in inspect.signature(type(self)).parameters}

    @classmethod
    def from_config(cls, config):
        """A new object from ``get_config()``. Raises: TypeError for an unknown argument."""
        return cls(**{name: deserialize_keras_object(value) for name, value in config.items()})


# -- a user's own classes and functions


def register_keras_serializable(package="Custom", name=None):
    """Decorator: configs refer to this class or function as ``package>name``.

    Raises: ValueError for a class without get_config. Spec: keras.saving.register_keras_serializable.
    """

    def enter(symbol):
        if isinstance(symbol, type) and not hasattr(symbol, "get_config"):
            raise ValueError(f"register_keras_serializable: {symbol.__name__} must have a method get_config")
        _custom[f"{package}>{name or symbol.__name__}"] = symbol
        return symbol

    return enter


@contextmanager
def custom_object_scope(custom_objects):
    """Within the block, names in configs are looked up in this dict first. Spec: keras.saving.custom_object_scope."""
    _scopes.append({**_scopes[-1], **(custom_objects or {})})
    try:
        yield
    finally:
        _scopes.pop()


def get_custom_objects():
    """The table of registered objects itself. Spec: keras.saving.get_custom_objects."""
    return _custom


def get_registered_name(symbol):
    """``package>name`` of what is registered, the plain name of any other. Spec: keras.saving.get_registered_name."""
    return next((name for name, known in _custom.items() if known is symbol), symbol.__name__)


def get_registered_object(name, custom_objects=None, module_objects=None):
    """What goes by this name among the custom objects, or None. Spec: keras.saving.get_registered_object."""
    for table in (_scopes[-1], _custom, custom_objects or {}, module_objects or {}):
        if name in table:
            return table[name]
    return None


@contextmanager
def sharing_objects():
    """Within the block, an object that stands in configs several times has a ``shared_object_id`` there, and is made
    once when they are read.
    """
    _written.append({})
    _read.append({})
    try:
        yield
    finally:
        _written.pop()
        _read.pop()


def _mark_shared(obj, config):
    """``config``, which like the first config of the same object bears its id if there was one before.

    Keras marks a copy of the first, so that it cannot read what two models within a model share.
    """
    if _written:
        _, first = _written[-1].setdefault(id(obj), (obj, config))
        _written[-1][id(config)] = config, config
        if first is not config:
            first["shared_object_id"] = config["shared_object_id"] = id(obj)
    return config


# -- objects to JSON


def serialize_keras_object(obj):
    """JSON for a Keras object, a function, an array, or nested lists and dicts of them.

    Raises: TypeError for an object without get_config, ValueError for a lambda, which no name can bring back.
    Spec: keras.saving.serialize_keras_object.
    """
    if obj is None or (isinstance(obj, (str, int, float, bool)) and not isinstance(obj, np.generic)):
        return obj
    if isinstance(obj, (list, tuple)):
        return (
            [serialize_keras_object(x) for x in obj]
            if isinstance(obj, list)
            else tuple(map(serialize_keras_object, obj))
        )
    if isinstance(obj, dict):
        if _written and _written[-1].get(id(obj), (None,))[0] is obj:
            return obj  # a config already, which may yet be marked as shared
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    for kind, (name, to_config, _) in _SPECIAL.items():
        if isinstance(obj, kind):
            return {"class_name": name, "config": to_config(obj)}
    if isinstance(obj, np.ndarray) and obj.ndim:
        return {"class_name": "__numpy__", "config": {"value": obj.tolist(), "dtype": obj.dtype.name}}
    if isinstance(obj, (np.ndarray, np.generic)):
        return obj.item()
    if isinstance(obj, np.dtype):
        return obj.name
    if hasattr(obj, "get_config") and not isinstance(obj, type):
        return _serialize_instance(obj)
    name = getattr(obj, "__name__", None)
    if name == "<lambda>":
        raise ValueError("serialize_keras_object: obj must be a named function, got a lambda")
    if not callable(obj) or name is None:
        raise TypeError(f"serialize_keras_object: {type(obj).__name__} must have a method get_config, got {obj!r}")
    return _mark_shared(obj, {
        "module": "builtins", "class_name": type(obj).__name__ if isinstance(obj, type) else "function",
        "config": get_registered_name(obj), "registered_name": "function",
    })  # fmt: skip


def _serialize_instance(obj):
    cls = type(obj)
    config = serialize_keras_object(obj.get_config())
    if cls in _homes:
        module, name = _homes[cls]
        out = {"module": module, "class_name": name, "config": config, "registered_name": None}
        if module.startswith("keras.src."):  # a class that Keras does not publish
            out["registered_name"] = name
    else:
        module = None if cls.__module__ == "__main__" else cls.__module__
        out = {
            "module": module, "class_name": cls.__name__, "config": config, "registered_name": get_registered_name(cls),
        }  # fmt: skip
    for part in ("build_config", "compile_config"):
        value = getattr(obj, f"get_{part}", lambda: None)()
        if value is not None:
            out[part] = serialize_keras_object(value)
    return _mark_shared(obj, out)


def _symbolic_config(x):
    history = x.history and [x.history.operation.name, x.history.node_index, x.history.tensor_index]
    return {"shape": tuple(x.shape), "dtype": x.dtype.name, "keras_history": history}


def _array(config):
    return np.array(config["value"], as_dtype(config["dtype"]))


# kind: (class_name, to config, from config)
_SPECIAL = {
    bytes: ("__bytes__", lambda x: {"value": x.decode()}, lambda config: config["value"].encode()),
    type(...): ("__ellipsis__", lambda x: {}, lambda config: ...),
    slice: (
        "__slice__",
        lambda x: {part: serialize_keras_object(getattr(x, part)) for part in ("start", "stop", "step")},
        lambda config: slice(*(deserialize_keras_object(config[part]) for part in ("start", "stop", "step"))),
    ),
    Symbolic: ("__keras_tensor__", _symbolic_config, dict),
}
_READERS = {name: from_config for name, _, from_config in _SPECIAL.values()} | {
    "__numpy__": _array,
    "__tensor__": _array,
}


# -- JSON to objects


def deserialize_keras_object(config, custom_objects=None, safe_mode=True, module=None):
    """The object that JSON stands for; lists and dicts of them too, and plain values as they are.

    ``module`` ("keras.losses") is where a class is looked for by its bare name, and then nowhere else.
    Raises: TypeError for a class that is neither Keras' nor registered (ValueError if a ``module`` is given),
    ValueError for a lambda.
    Spec: keras.saving.deserialize_keras_object.
    """
    if isinstance(config, (list, tuple)):
        return [deserialize_keras_object(x, custom_objects, safe_mode) for x in config]
    if not isinstance(config, dict):
        return config
    if "class_name" not in config or "config" not in config:
        if module is not None and "class_name" not in config:
            raise ValueError(f"{module}: config must name its class under 'class_name', got {config!r}")
        if module is None:
            return {key: deserialize_keras_object(x, custom_objects, safe_mode) for key, x in config.items()}
    name, inner = config["class_name"], config.get("config")
    if name == "__lambda__":
        raise ValueError("deserialize_keras_object: config must not hold a lambda, code is not read from configs")
    if name in _READERS:
        return _READERS[name](inner)
    if name == "function":
        return _function(inner, custom_objects, module)
    shared = config.get("shared_object_id") if _read else None
    if shared is not None and shared in _read[-1]:
        return _read[-1][shared]
    cls = _class(config, custom_objects, module)
    if not isinstance(cls, type):
        return cls
    if not hasattr(cls, "from_config"):
        raise TypeError(
            f"deserialize_keras_object: class {name!r} must have a method from_config to be made of a config"
        )
    with custom_object_scope(custom_objects):
        instance = cls.from_config(inner or {})
        if config.get("build_config") and not instance.built:
            instance.build_from_config(config["build_config"])
            instance.built = True
        if config.get("compile_config"):
            instance.compile_from_config(config["compile_config"])
    if shared is not None:
        _read[-1][shared] = instance
    return instance


def _class(config, custom_objects, module):
    name = config["class_name"]
    for key in (config.get("registered_name"), name):
        found = key and get_registered_object(key, custom_objects)
        if found is not None:
            return found
    found = _names[module or config.get("module") or ""].get(name)
    if found is None and module is not None:
        raise unknown(f"class of {module}", name, _names[module])
    if found is None:
        raise TypeError(
            f"deserialize_keras_object: class {name!r} of module {config.get('module')!r} is not known; "
            "register it with register_keras_serializable or name it in custom_objects"
        )
    return found


def _function(name, custom_objects, module):
    tables = [_names[module]] if module else list(_names.values())
    found = get_registered_object(name, custom_objects)
    if found is None:
        found = next((t[name] for t in tables if name in t and not isinstance(t[name], type)), None)
    if found is None:
        raise unknown("function", name, {n for table in tables for n in table})
    return found


def interpret(identifier, module, what, of=None):
    """What ``identifier`` means in ``module``: an object, its class, its name or its config; None stays None.

    Raises: ValueError for anything else: what comes of it must be callable, or an instance of ``of``.
    """
    found = identifier
    if isinstance(identifier, str):
        found = get_registered_object(identifier) or _names[module].get(identifier)
        if found is None:
            raise unknown(what, identifier, _names[module])
    elif isinstance(identifier, dict):
        found = deserialize_keras_object(identifier, module=module)
    if isinstance(found, type):
        found = found()
    if found is not None and not (callable(found) if of is None else isinstance(found, of)):
        raise ValueError(f"{what} must be a name, a config, an object or None, got {identifier!r}")
    return found
