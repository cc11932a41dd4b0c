"""How many steps an epoch has, and where the next one goes on."""

import warnings


class Epochs:
    """Steps over a source of batches, ``per_execution`` batches to a step.

    With ``steps`` an epoch has that many batches, and the next epoch goes on where it ended; the source is begun anew
    when it is used up. Without, an epoch is one run through the source.
    """

    def __init__(self, batches, steps=None, per_execution=1):
        self.batches, self.steps_wanted, self.per_execution = batches, steps or None, per_execution
        self.reset()

    def reset(self):
        """Forget where the last epoch ended."""
        self._known = self.batches.num_batches
        self._iterator, self._seen = None, 0

    @property
    def num_batches(self):
        """Steps in an epoch, None if nobody knows before the first one has been run through."""
        return self.steps_wanted or self._known

    def steps(self):
        """(number of the first batch, of the last, iterator to draw them from) for each step of one epoch."""
        total = self.steps_wanted or self._known
        if not total:
            iterator, first = iter(self.batches), 0
            while True:
                self._seen = first + self.per_execution
                yield first, first + self.per_execution - 1, iterator
                first += self.per_execution
        if self._iterator is None or not self.steps_wanted:
            self._iterator, self._seen = iter(self.batches), 0
        for first in range(0, total, self.per_execution):
            if self._used_up():
                self._warn()
                break
            self._seen += self.per_execution
            yield first, first + self.per_execution - 1, self._iterator
        if self._used_up():
            self._iterator = None

    def _used_up(self):
        return bool(self._known) and self._seen >= self._known

    def ran_out(self):
        """Called when a step finds no batch: warn, and begin anew with the next epoch."""
        if self._known is None:
            self._known = self._seen
        self._iterator = None
        self._warn()

    def _warn(self):
        warnings.warn(
            "x ran out of data and the epoch ends early: it must give steps_per_epoch * epochs batches", stacklevel=3
        )


def draw(iterator, count):
    """Up to ``count`` batches; fewer, or none, where the source ends."""
    if count == 1:
        for batch in iterator:
            return (batch,)
        return ()
    return [batch for _, batch in zip(range(count), iterator, strict=False)]
