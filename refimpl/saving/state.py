"""Where the state of a model stands in its file: which objects have state, and the path of each.

The path of an object is the attributes that lead to it: ``layers/dense``, ``encoder/attention``, ``optimizer``. What is
in a list, tuple or dict goes by its class, numbered from the second on: ``layers/dense_1``, since names of layers are
made anew for each model. An object that can be come by on several ways stands on the first.
Spec: the files that keras.saving.save_weights writes.
"""

from functools import cache

from refimpl.graph import Operation
from refimpl.layers.layer import Layer
from refimpl.losses import Loss
from refimpl.metrics import Metric
from refimpl.names import snake_case
from refimpl.optimizers import Optimizer

SAVEABLE = (Operation, Metric, Loss, Optimizer)
CONTAINER = (list, tuple, dict)


@cache
def _of_every(kind):
    """The attributes that all objects of a kind have: none of them leads to state that is not found otherwise."""
    sample = {Layer: Layer, Operation: Operation, Metric: Metric, Loss: Loss, Optimizer: lambda: Optimizer(1.0)}[kind]
    return frozenset(dir(sample()))


def parts(saveable):
    """(attribute, value) in the order in which they are looked through: by name, what is private last.

    The layers of Sequential and functional models come first, so that attributes of subclasses do not hide them.
    """
    kind = next(k for k in (Layer, *SAVEABLE) if isinstance(saveable, k))
    skipped = {*_of_every(kind), *getattr(saveable, "unsaved", ())}
    names = sorted((n for n in dir(saveable) if n not in skipped), key=lambda n: (n.startswith("_"), n))
    if getattr(saveable, "layers_first", False):
        names.insert(0, "layers")
    for name in names:
        if name.startswith("__"):
            continue
        try:
            yield name, getattr(saveable, name)
        except Exception:  # a property that cannot be asked yet holds no state
            continue


def named(container):
    """(name, item) of the objects and containers in a container."""
    counts = {}
    for item in container.values() if isinstance(container, dict) else container:
        if isinstance(item, SAVEABLE):
            name = snake_case(type(item).__name__)
        elif isinstance(item, CONTAINER):
            name = "container"
        else:
            continue
        count = counts[name] = counts.get(name, -1) + 1
        yield f"{name}_{count}" if count else name, item


def _found_in(part, path, containers=()):
    """(path, object) of the objects that a value is, or holds in containers."""
    if isinstance(part, SAVEABLE):
        yield path, part
    elif isinstance(part, CONTAINER) and not any(part is outer for outer in containers):
        for name, item in named(part):
            yield from _found_in(item, f"{path}/{name}", (*containers, part))


def save_state(saveable, writer, visited, path=""):
    """Write the state of an object and of all within it, but of those in ``visited``, a dict of them by id."""
    if id(saveable) in visited:
        return
    visited[id(saveable)] = saveable
    if hasattr(saveable, "save_own_variables"):
        name = getattr(saveable, "name", None)
        saveable.save_own_variables(writer.entry(path, name if isinstance(name, str) else None))
    for attribute, part in parts(saveable):
        for place, item in _found_in(part, f"{path}/{attribute}" if path else attribute):
            save_state(item, writer, visited, place)


class Loading:
    """Reads the state of an object and of all within it, but of those in ``visited``, a dict of them by id.

    What cannot be loaded is kept in ``failed``, (path, object, error) by id, and tried again where it, or what it
    stands in, is come by on another way.
    Raises: ValueError for what may not stand in a file at all.
    """

    def __init__(self, reader, visited):
        self.reader, self.visited, self.failed, self._open = reader, visited, {}, set()

    def load(self, saveable, path=""):
        if id(saveable) in self.visited or id(saveable) in self._open:
            return
        loaded = True
        if hasattr(saveable, "load_own_variables"):
            entry = self.reader.entry(path)
            try:
                saveable.load_own_variables(entry)
            except Exception as error:
                loaded = False
                self.failed[id(saveable)] = path, saveable, error
        of_own = len(self.failed)
        self._open.add(id(saveable))
        for attribute, part in parts(saveable):
            for place, item in _found_in(part, f"{path}/{attribute}" if path else attribute):
                self.load(item, place)
        self._open.remove(id(saveable))
        if loaded and len(self.failed) <= of_own:
            self.visited[id(saveable)] = saveable
        if loaded:
            self.failed.pop(id(saveable), None)

    def complaint(self, owner):
        """One sentence on what could not be loaded, or None."""
        if not self.failed:
            return None
        path, saveable, error = next(iter(self.failed.values()))
        return (
            f"{owner}: {len(self.failed)} of the model's parts could not be loaded, "
            f"the first is {path or 'the model itself'} ({saveable!r}): {error}"
        )
