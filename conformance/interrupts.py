"""SIGTERM ends a run as Ctrl-C does, so that what cleans up on the way out has its turn."""

import signal
import threading
from contextlib import contextmanager


@contextmanager
def as_keyboard_interrupt():
    """Within the block SIGTERM raises KeyboardInterrupt, where nobody else has a use for it."""
    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, _interrupt)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _interrupt(number, frame):
    raise KeyboardInterrupt("SIGTERM")
