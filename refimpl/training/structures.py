"""Nested lists, tuples and dicts as training meets them: of outputs, targets, weights, losses, metrics.

None is a leaf here, as it says that an output has no loss or no weight. Dicts are walked in the order of their keys.
"""

import optree


def is_nested(x):
    """Whether ``x`` is a container rather than one array, loss or metric."""
    return isinstance(x, (list, tuple, dict))


def leaves(x):
    return [x] if not is_nested(x) else optree.tree_leaves(x, none_is_leaf=True)


def leaf_paths(x):
    """The path of each leaf, a tuple of keys and positions: ``("head", 0)``."""
    return optree.tree_paths(x, none_is_leaf=True)


def structure(x):
    """What two values must have in common to be walked side by side; None for a single leaf."""
    return optree.tree_structure(x, none_is_leaf=True) if is_nested(x) else None


def pack_as(like, flat):
    """``flat``, one item for each leaf of ``like``, in the structure of ``like``."""
    return optree.tree_unflatten(structure(like), list(flat)) if is_nested(like) else flat[0]


def at(path, x):
    """What lies at ``path`` in ``x``."""
    for key in path:
        x = x[key]
    return x


def outline(x):
    """``x`` with a star for each leaf, for messages."""
    return optree.tree_map(lambda _: "*", x, none_is_leaf=True) if is_nested(x) else "*"
