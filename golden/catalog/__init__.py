"""What is asked: tables of cases, one file for each module of Keras or a part of it."""

import importlib
import pkgutil
from collections import Counter
from functools import cache


@cache
def _all():
    cases = []
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda m: (m.name == "found_by_search", m.name)):
        if module.name not in ("draws", "tables"):  # what the tables are written with
            cases += importlib.import_module(f"{__name__}.{module.name}").CASES
    twice = [id_ for id_, count in Counter(case.id for case in cases).items() if count > 1]
    if twice:
        raise ValueError(f"golden.catalog: ids must be used once, {twice} stand more often")
    return tuple(cases)


def cases(symbols=None):
    """Every case, or those of some symbols. Raises: ValueError for an id that is used twice."""
    return [case for case in _all() if symbols is None or case.symbol in symbols]
