"""The stored goldens as the suite asks for them: by area, in the order of their ids."""

from pathlib import Path

from golden.store import Store, StoreError, place

__all__ = ["StoreError", "Stored"]


class Stored:
    """The store at ``path``, or the suite's own; its length is the denominator of every score.

    Raises: StoreError if there is no readable store.
    """

    def __init__(self, path=None):
        store = Store() if path is None else Store(Path(path))
        self.path = store.root
        self.goldens = list(store.all())

    def area(self, name):
        """The goldens of ``keras.NAME...``: layers, ops, losses ...; ``models`` also has keras.Model and its like."""
        return [golden for golden in self.goldens if place(golden.case.symbol).split("/")[0] == name]

    def __len__(self):
        return len(self.goldens)
