"""Where a call stands: the layers around it, their names, and whether they train. One context for each thread."""

import threading
from contextlib import contextmanager
from weakref import WeakSet


class CallContext(threading.local):
    """``training`` goes down from an outer layer to the inner ones; ``path`` is the names of the layers around.

    ``lossy`` holds the layers that have added losses, so that nobody looks for losses where there are none.
    """

    training = None
    path = ()

    def __init__(self):
        self.lossy = WeakSet()

    def enter(self, layer):
        """Begin a call of ``layer``; returns what ``leave`` needs.

        The outermost call forgets the losses of the one before.
        """
        before = self.training, self.path
        if self.lossy and not self.path:
            for inner in layer._flatten_layers():
                inner._losses = []
                self.lossy.discard(inner)
        self.path = (*self.path, layer.name)
        return before

    def leave(self, before):
        """End the call."""
        self.training, self.path = before

    @contextmanager
    def building(self, layer):
        """Within ``build`` of ``layer``, called by itself or from its call."""
        before = self.path
        if self.path[-1:] != (layer.name,):
            self.path = (*self.path, layer.name)
        try:
            yield
        finally:
            self.path = before


call_context = CallContext()
