"""Where a call stands: the layers around it, their names, and whether they train. One context for each thread."""

import threading
from contextlib import contextmanager


class CallContext(threading.local):
    """``training`` goes down from an outer layer to the inner ones; ``path`` is the names of the layers around."""

    training = None
    path = ()

    @contextmanager
    def entering(self, layer):
        """Within a call of ``layer``. The outermost call forgets the losses of the one before."""
        before = self.training, self.path
        if not self.path:
            for inner in layer._flatten_layers():
                if inner._losses:
                    inner._losses = []
        self.path = (*self.path, layer.name)
        try:
            yield self
        finally:
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
