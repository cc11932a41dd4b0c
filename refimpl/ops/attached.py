"""What an array remembers beside its numbers: the logits that it was made from, the mask that says what counts.

Keras on TensorFlow writes such things onto its tensors: the output of a softmax or sigmoid knows its logits, and a
crossentropy that meets it works on those, so that a saturated probability has its exact loss. An ndarray takes no
attributes, so the memory is a table beside the arrays, and an entry goes with its array.
"""

import weakref


class Attached:
    """A table from arrays, by identity, to something that belongs to them."""

    def __init__(self):
        self._of = {}

    def remember(self, x, value):
        """Note ``value`` for this very object; returns ``x``."""
        key = id(x)
        self._of[key] = (weakref.ref(x, lambda _: self._of.pop(key, None)), value)
        return x

    def recall(self, x):
        """What was noted for this very object, or None."""
        reference, value = self._of.get(id(x), (None, None))
        return value if reference is not None and reference() is x else None

    def __bool__(self):
        """Whether anything is noted at all."""
        return bool(self._of)


logits = Attached()
masks = Attached()
