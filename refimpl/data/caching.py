"""What was made once and is kept: cache in memory and in a file; prefetch, which keeps nothing for long."""

import os
from pathlib import Path

from refimpl.data.machine import End, Unary
from refimpl.data.spec import admits, spec_of
from refimpl.data.states import decoded, encoded, thawed

_LENGTH = 8  # bytes of the number before each element in a file


class Cache(Unary):
    """The elements of the first epoch that is run through to its end serve every later one.

    An epoch that is left half-way leaves nothing. State: the elements so far, or how many of the kept were given.
    Spec: tf.data.Dataset.cache.
    """

    def __init__(self, source):
        super().__init__(source, memory={"elements": None})

    def start(self, live):
        if self.memory["elements"] is not None:
            return {"given": 0}
        return {"source": self.source.start(live), "elements": []}

    def step(self, state, live):
        if "given" in state:
            kept, given = self.memory["elements"], state["given"]
            if given >= len(kept):
                raise End
            state["given"] = given + 1
            return state, kept[given]
        try:
            state["source"], element = self.source.step(state["source"], live)
        except End:
            if self.memory["elements"] is None:
                self.memory["elements"] = state["elements"]
            raise
        state["elements"].append(element)
        return state, element


class FileCache(Unary):
    """The same, in a file that is there for later processes as well; it comes into being at the end of an epoch.

    The file, ``path`` and a suffix, is one element after another, each with its length before it. State: the part file
    and its length while it is written, else where the next element begins.
    Raises: ValueError for elements in it that are not as the source's, when they are reached.
    Spec: tf.data.Dataset.cache.
    """

    def __init__(self, source, path, make):
        super().__init__(source)
        self.path, self.make = Path(f"{path}.elements"), make

    def start(self, live):
        if self.path.exists():
            return {"offset": 0}
        for place in [place for place in live.parts if place[0] == self.serial]:
            live.parts.pop(place).close()  # of an epoch that was left
        part = f".{self.path.name}.{os.urandom(4).hex()}.part"
        return {"source": self.source.start(live), "part": part, "length": 0}

    def step(self, state, live):
        if "offset" in state:
            return self._read(state, live)
        place = (self.serial, state["part"])
        if place not in live.parts:
            live.parts[place] = PartFile(self.path.with_name(state["part"]), state["length"], live)
        file = live.parts[place]
        try:
            state["source"], element = self.source.step(state["source"], live)
        except End:
            file.finish(self.path)
            del live.parts[place]
            raise
        data = encoded(element)
        file.write(len(data).to_bytes(_LENGTH, "little") + data)
        state["length"] += _LENGTH + len(data)
        return state, element

    def _read(self, state, live):
        file = live.parts.pop((self.serial, state["offset"]), None)
        if file is None:
            file = open(self.path, "rb")  # noqa: SIM115 - it stays open until the iterator ends
            file.seek(state["offset"])
        length = file.read(_LENGTH)
        if len(length) < _LENGTH:
            file.close()
            raise End
        size = int.from_bytes(length, "little")
        data = file.read(size)
        if len(data) < size:
            file.close()
            raise ValueError(f"cache: {self.path} ends in the midst of an element; delete it to have it made anew")
        state["offset"] += _LENGTH + size
        live.parts[self.serial, state["offset"]] = file
        element = thawed(decoded(data), self.make)
        if self._spec is not None and not admits(self._spec, element):
            raise ValueError(f"cache: the elements in {self.path} must be {self._spec}, got {spec_of(element)}")
        return state, element


class PartFile:
    """A file that is being written. It is deleted when its iterator ends, unless a state counts on it."""

    def __init__(self, path, length, live):
        self.path, self.live = path, live
        self.file = open(path, "r+b" if length else "wb", buffering=0)  # noqa: SIM115 - a state counts on each byte
        self.file.truncate(length)
        self.file.seek(length)

    def write(self, data):
        self.file.write(data)

    def finish(self, path):
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        os.replace(self.path, path)

    def close(self):
        self.file.close()
        if not self.live.was_saved:
            self.path.unlink(missing_ok=True)


class Prefetch(Unary):
    """The source's elements. That they are made ahead is no part of what they are: see ``iterator``.

    Raises: ValueError below -1 (AUTOTUNE). Spec: tf.data.Dataset.prefetch.
    """

    def __init__(self, source, size):
        super().__init__(source)
        self.size = size
        self.is_nothing = size == 0

    def step(self, state, live):
        return self.source.step(state, live)
