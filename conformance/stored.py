"""The stored goldens as the suite asks for them: by area, in the order of their ids."""

from pathlib import Path

from conformance import live
from conformance.expected import key_of
from conformance.relations import RELATIONS, holds
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

    def relations(self, areas=None):
        """(relation, golden) for each relation that holds for a case of these areas, or of any."""
        goldens = self.goldens if areas is None else [golden for area in areas for golden in self.area(area)]
        return [(name, golden) for name in RELATIONS for golden in goldens if holds(name, golden)]

    def live(self, areas=None):
        """The goldens of these areas, or of any, of which fresh cases are made."""
        goldens = self.goldens if areas is None else [golden for area in areas for golden in self.area(area)]
        return [golden for golden in goldens if live.holds(golden)]

    def keys(self):
        """What expectations can name, every stored case and every relation on one: whether Keras refuses the case."""
        tests = [(None, golden) for golden in self.goldens] + self.relations()
        tests += [("live", golden) for golden in self.live()]
        return {key_of(golden.case.id, relation): golden.raises is not None for relation, golden in tests}

    def __len__(self):
        return len(self.goldens)
