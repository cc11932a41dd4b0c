"""How many steps an epoch has, and where the next one goes on."""

import itertools
import warnings


class Epochs:
    """Steps over a source of batches, ``per_execution`` batches to a step.

    With ``steps`` an epoch has that many batches, and the next epoch goes on where it ended; the source is begun anew
    when it is used up. Without, an epoch is one run through the source.
    """

    def __init__(self, batches, steps=None, per_execution=1):
        self.batches, self.steps_wanted, self.per_execution = batches, steps or None, per_execution
        self._known = batches.num_batches
        self._iterator, self._seen, self._first = None, 0, 0

    def reset(self):
        """Forget where the last epoch ended; to the batches it is the end of an epoch."""
        self.close()
        self._known = self.batches.num_batches
        self._seen, self._first = 0, 0
        self.batches.on_epoch_end()

    def close(self):
        """Let go of the source, whose workers are dismissed."""
        if self._iterator is not None and hasattr(self._iterator, "close"):
            self._iterator.close()
        self._iterator = None

    def position(self, within=False):
        """How many batches of the source are used up where training goes on: after an epoch, or ``within`` one."""
        return self._seen if within or (self.steps_wanted and self._iterator is not None) else 0

    @property
    def is_within(self):
        """Whether the next epoch is one that was begun before."""
        return self._first > 0

    def state_of_data(self, within=False):
        """Where the source itself stands, after an epoch or ``within`` one; None if it has nothing to say."""
        if not hasattr(self.batches, "state"):
            return None
        return self.batches.state(self._iterator if within or self.steps_wanted else None)

    def go_on(self, position, first=0, state=None):
        """Begin the next epoch with its batch number ``first``, ``position`` batches into the source.

        A source that told its ``state`` there begins with that; any other is run through up to there.
        """
        self._seen, self._first = position, first
        if state is None:
            self._iterator = iter(self.batches)
            draw(self._iterator, position)
        else:
            run = self.batches.go_on(state)
            self._iterator = None if run.is_over else run

    @property
    def num_batches(self):
        """Steps in an epoch, None if nobody knows before the first one has been run through."""
        return self.steps_wanted or self._known

    def steps(self):
        """(number of the first batch, of the last, iterator to draw them from) for each step of one epoch."""
        self.batches.on_epoch_begin()
        total = self.steps_wanted or self._known
        start, self._first = self._first, 0
        if self._iterator is None or not (self.steps_wanted or start):
            self.close()
            self._iterator, self._seen = iter(self.batches), 0
        if not total:
            for first in itertools.count(start, self.per_execution):
                self._seen = first + self.per_execution
                yield first, first + self.per_execution - 1, self._iterator
        for first in range(start, total, self.per_execution):
            if self._used_up():
                self._warn()
                break
            self._seen += self.per_execution
            yield first, first + self.per_execution - 1, self._iterator
        if self._used_up():  # as Keras does, whether or not the next epoch will take it
            self.close()
            self._iterator, self._seen = iter(self.batches), 0
        self.batches.on_epoch_end()

    def _used_up(self):
        return bool(self._known) and self._seen >= self._known

    def ran_out(self):
        """Called when a step finds no batch: warn, and begin anew with the next epoch."""
        if self._known is None:
            self._known = self._seen
        self.close()
        self._warn()
        self.batches.on_epoch_end()

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
