"""The turns of fit, evaluate and predict: callbacks as data, and what is written down of them.

An action of a model case may have

callbacks  a list (or {"list": [...], ...}, a CallbackList made with these arguments) of
           {"keras": SYMBOL, "config": {...}, "name": NAME, "facts": [attributes]}   a callback, last two optional
           {"again": NAME, "facts": [attributes]}   the one that an earlier action made
           {"recorder": NAME}                       one that writes down each hook
           {"stops": HOOK, "at": N}                 one that stops what runs; at this epoch or batch, if "at" is there
           {"fails": HOOK, "at": N}                 one that raises RuntimeError
printed    true: what is written to standard output counts; times and decimal numbers are left out
files      true: the names of the files in the case's folder count
texts      names of files there that count: their text, and the decimal numbers in it apart
warns      words: whether there was a UserWarning that says them
survives   true: the action may raise, and the kind of the error counts

In their configs {"path": NAME} is a path in a folder of the case's own, {"function": NAME} a function of FUNCTIONS, and
{"notes": NAME} a function that writes down, as a recorder does, that it is called.

answers: hooks, a line for each hook that a recorder saw: "NAME HOOK NUMBER: names of the logs"; logs.NAME.HOOK.LOG, the
numbers in them; CALLBACK.FACT; printed, files, text.FILE and numbers.FILE, warns.WORD, raised.
"""

import contextlib
import io
import re
import tempfile
import warnings
from functools import partial
from pathlib import Path

import numpy as np

from golden.kinds import common
from golden.namespace import Unsupported

HOOKS = [
    f"on_{mode}{turn}"
    for mode in ("train_", "epoch_", "train_batch_", "test_", "test_batch_", "predict_", "predict_batch_")
    for turn in ("begin", "end")
]
STOPS = {"train": "stop_training", "epoch": "stop_training", "test": "stop_evaluating", "predict": "stop_predicting"}

OF_FILES = ("keras.callbacks.BackupAndRestore", "keras.callbacks.ModelCheckpoint")


def _halves_after_the_first(epoch, rate):
    return rate * 0.5 if epoch else rate


def _of_the_epoch(epoch):
    return 0.1 / (epoch + 1)


FUNCTIONS = {
    "halves": _halves_after_the_first,
    "of-the-epoch": _of_the_epoch,
    "single": lambda epoch, rate: np.float32(0.25) / np.float32(epoch + 2),
    "double": lambda epoch, rate: np.float64(0.25) / (epoch + 2),
    "whole": lambda epoch, rate: 1,
    "nothing": lambda epoch, rate: None,
    "text": lambda epoch, rate: "0.1",
}

_NUMBER = re.compile(r"\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+")
_TIME = re.compile(r"\d+(?:s|ms|us)\b")


class Stage:
    """Where the actions of one case are carried out: the callbacks that were made, and the folder of the case."""

    def __init__(self, ns):
        self.ns, self.made = ns, {}

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.folder = Path(self._folder.name)
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def carry_out(self, action, given, model):
        """The answers of ``action(given)``, its callbacks made, and what else of it counts."""
        wanted = {name: given.pop(name, None) for name in ("printed", "files", "texts", "warns", "survives")}
        seen = Seen(self.ns)
        text = io.StringIO()
        with contextlib.ExitStack() as stack:
            if wanted["warns"]:
                warned = stack.enter_context(warnings.catch_warnings(record=True))
                warnings.simplefilter("always")
            if wanted["printed"]:
                stack.enter_context(contextlib.redirect_stdout(text))
            if "callbacks" in given:
                given["callbacks"] = self._callbacks(given["callbacks"], model, seen)
            answers = self._survived(action, given) if wanted["survives"] else action(given)
        answers = {**answers, **seen.answers()}
        if wanted["printed"]:
            answers["printed"] = self._plain(text.getvalue()).splitlines()
        if wanted["files"]:
            answers["files"] = sorted(str(p.relative_to(self.folder)) for p in self.folder.rglob("*") if p.is_file())
        for name in wanted["texts"] or ():
            answers.update(self._text(name))
        for word in wanted["warns"] or ():
            said = [str(w.message) for w in warned if issubclass(w.category, UserWarning)]
            answers[f"warns.{word}"] = any(word in message for message in said)
        return answers

    def _survived(self, action, given):
        try:
            return {**action(given), "raised": None}
        except (Unsupported, NotImplementedError):  # there is no fit at all
            raise
        except RuntimeError:
            return {"raised": "RuntimeError"}

    def _plain(self, text):
        """``text`` without what differs from run to run."""
        return _TIME.sub("#s", _NUMBER.sub("#", text.replace(str(self.folder), "FOLDER")))

    def _text(self, name):
        text = (self.folder / name).read_bytes().decode()
        numbers = [float(number) for number in _NUMBER.findall(text)]
        return {f"text.{name}": _NUMBER.sub("#", text), f"numbers.{name}": np.asarray(numbers, self.ns.floatx_now())}

    # -- callbacks

    def _callbacks(self, given, model, seen):
        if isinstance(given, dict):
            more = {key: value for key, value in given.items() if key != "list"}
            made = [self._callback(entry, seen) for entry in given["list"]]
            return self.ns.resolve("keras.callbacks.CallbackList")(made, model=model, **more)
        return [self._callback(entry, seen) for entry in given]

    def _callback(self, entry, seen):
        if "recorder" in entry:
            return self._with_hooks({hook: seen.hook(entry["recorder"], hook) for hook in HOOKS})
        if "stops" in entry or "fails" in entry:
            return self._with_hooks(_acting(entry))
        if "again" in entry:
            name = entry["again"]
        else:
            if entry["keras"] in OF_FILES and "files" not in self.ns.claims:
                raise Unsupported("models are not saved to files")
            name = entry.get("name", entry["keras"].rpartition(".")[2])
            self.made[name] = self.ns.resolve(entry["keras"])(
                **common.objects(self._placed(entry["config"], seen), self.ns)
            )
        seen.facts.append((name, self.made[name], entry.get("facts", ())))
        return self.made[name]

    def _placed(self, value, seen):
        if isinstance(value, dict):
            if set(value) == {"path"}:
                return str(self.folder / value["path"])
            if set(value) == {"function"}:
                return FUNCTIONS[value["function"]]
            if set(value) == {"notes"}:
                return partial(seen.hook(value["notes"], "called"), None)
            return {key: self._placed(item, seen) for key, item in value.items()}
        return value

    def _with_hooks(self, hooks):
        return type("Hooks", (self.ns.resolve("keras.callbacks.Callback"),), hooks)()


def _acting(entry):
    """The hook of a callback that stops what runs, or fails."""
    hook, at = entry.get("stops") or entry["fails"], entry.get("at")

    def act(self, *args, **kwargs):
        if at is not None and args[0] != at:
            return
        if "fails" in entry:
            raise RuntimeError(f"the case fails {hook}")
        setattr(self.model, STOPS[hook.split("_")[1]], True)

    return {hook: act}


class Seen:
    """What the recorders and callbacks of one action have to tell."""

    def __init__(self, ns):
        self.ns, self.lines, self.logs, self.facts = ns, [], {}, []

    def hook(self, recorder, name):
        def write_down(callback, *args, **kwargs):
            logs = kwargs.get("logs", args[-1] if args and not isinstance(args[-1], int) else None) or {}
            number = f" {args[0]}" if args and isinstance(args[0], int) else ""
            self.lines.append(f"{recorder} {name}{number}: {', '.join(sorted(logs))}".rstrip())
            for log, value in logs.items():
                if np.ndim(value) == 0 and not isinstance(value, (dict, list, tuple)):
                    self.logs.setdefault(f"logs.{recorder}.{name}.{log}", []).append(float(value))

        return write_down

    def answers(self):
        found = {"hooks": self.lines} if self.lines else {}
        found.update({name: np.asarray(values, self.ns.floatx_now()) for name, values in self.logs.items()})
        for name, callback, facts in self.facts:
            found.update({f"{name}.{fact}": self._fact(getattr(callback, fact)) for fact in facts})
        return found

    def _fact(self, value):
        """A number as a tensor; None, whole numbers and texts as they are."""
        if isinstance(value, (float, np.floating)):
            return np.asarray(value, self.ns.floatx_now())
        return value.item() if isinstance(value, np.generic) else value
