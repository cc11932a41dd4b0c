"""Progbar: a bar, the time and the values so far, on one line.

``10/10 ━━━━━━━━━━━━━━━━━━━━ 0s 2ms/step - accuracy: 0.5000 - loss: 1.2000``
"""

import os
import sys
import time

import numpy as np

_BOLD, _GREEN, _WHITE, _PLAIN = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"


def write(text):
    """Write to standard output at once, with ``=`` for the bar where its encoding has no ``━``."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.replace("━", "=").encode(encoding, errors="ignore").decode(encoding))
    sys.stdout.flush()


class Progbar:
    """Shows how far ``update`` has come on the way to ``target`` (None: unknown).

    ``verbose`` 1 draws at most every ``interval`` seconds and at the end, 2 writes one line at the end, 0 is silent.
    Values are averaged over the steps, except those named in ``stateful_metrics``, or all but those in
    ``stateless_metrics``.
    Raises: ValueError if both are given.
    Spec: keras.utils.Progbar.
    """

    def __init__(
        self, target, width=20, verbose=1, interval=0.05, stateful_metrics=None, stateless_metrics=None,
        unit_name="step",
    ):  # fmt: skip
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError("Progbar: only one of stateful_metrics and stateless_metrics can be given, got both")
        self.target, self.width, self.verbose, self.interval = target, width, verbose, interval
        self.unit_name = unit_name
        self.stateful_metrics = None if stateful_metrics is None else set(stateful_metrics)
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        consoles = {"ipykernel", "posix"} & set(sys.modules)
        self._redraws = sys.stdout.isatty() or bool(consoles) or "PYCHARM_HOSTED" in os.environ
        self._values = {}  # name: [sum, count]
        self._seen = 0
        self._start, self._drawn = time.time(), 0
        self._after_first = None
        self._last_width = 0

    def update(self, current, values=None, finalize=None):
        """``current`` steps are done; ``values`` are pairs (name, value) of the last one.

        With ``finalize`` the line is ended; by default when the target is reached.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        for name, value in values or ():
            self._count(name, value, current, finalize)
        self._seen = current
        now = time.time()
        step_time = self._step_time(current, now)
        if self.verbose == 1:
            if now - self._drawn < self.interval and not finalize:
                return
            write(self._bar_line(current, now, step_time, finalize))
        elif self.verbose == 2 and finalize and self.target:
            write(
                f"{self._counter(current)} - {now - self._start:.0f}s -{self._per_unit(step_time)}"
                + self._shown_values(lambda mean: mean > 1e-3)
                + "\n"
            )
        self._drawn = now

    def add(self, n, values=None):
        """``n`` more steps are done."""
        self.update(self._seen + n, values)

    def _count(self, name, value, current, finalize):
        averaged = (
            name in self.stateless_metrics if self.stateless_metrics is not None
            else name not in (self.stateful_metrics or ())
        )  # fmt: skip
        if not averaged or finalize:
            self._values[name] = [value, 1]
            return
        steps = max(current - self._seen, 1)
        total = self._values.setdefault(name, [0, 0])
        total[0] += value * steps
        total[1] += steps

    def _bar_line(self, current, now, step_time, finalize):
        visible = f"{current:7d}/Unknown"
        bar = visible
        if self.target:
            done = int(self.width * (current / self.target))
            visible = f"{self._counter(current)} {'━' * self.width}"
            bar = f"{_BOLD}{self._counter(current)}{_PLAIN} "
            bar += f"{_GREEN}{'━' * done}{_PLAIN}" if done > 0 else ""
            bar += f"{_WHITE}{'━' * (self.width - done)}{_PLAIN}"
        if self.target and not finalize:
            clock = _remaining(step_time * (self.target - current))
        else:
            clock = f"{now - self._start:.0f}s"
        rest = self._per_unit(step_time) + self._shown_values(lambda mean: abs(mean) > 1e-3)
        width = len(visible) + 1 + len(clock) + len(rest)
        text = "\b" * self._last_width + "\r" if self._redraws else "\n"
        text += f"{bar} {_BOLD}{clock}{_PLAIN}{rest}" + " " * (self._last_width - width) + ("\n" if finalize else "")
        self._last_width = width
        return text

    def _counter(self, current):
        return f"{current:{len(str(self.target))}d}/{self.target}"

    def _shown_values(self, large):
        """`` - name: mean`` for each value; those that are not large in scientific notation."""
        text = ""
        for name, (total, count) in self._values.items():
            mean = (total if isinstance(total, float) else np.mean(total)) / max(1, count)
            text += f" - {name}: {mean:.4f}" if large(mean) else f" - {name}: {mean:.4e}"
        return text

    def _per_unit(self, step_time):
        if step_time >= 1 or step_time == 0:
            return f" {step_time:.0f}s/{self.unit_name}"
        scale, unit = (1e3, "ms") if step_time >= 1e-3 else (1e6, "us")
        return f" {step_time * scale:.0f}{unit}/{self.unit_name}"

    def _step_time(self, current, now):
        """Seconds a step, without the first one (which builds the model) once there are others."""
        if not current:
            return 0
        if self._after_first is not None and current > 1:
            seconds = (now - self._after_first) / (current - 1)
        else:
            seconds = (now - self._start) / current
        if current == 1:
            self._after_first = now
        return seconds


def _remaining(seconds):
    if seconds > 3600:
        return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{int(seconds % 60):02d}"
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}" if seconds > 60 else f"{int(seconds)}s"
