"""A model that goes through a file between two actions, whole or its weights alone, goes on as if it had not."""

from hypothesis import strategies as st

from conformance.asking import ask
from conformance.relations.change import changed

NEEDS = "files"
WAYS = ("save_and_load", "save_weights_and_load")


def holds(golden):
    """Whether the model is built from the first, and a file holds all that the answers hang on.

    It does not say how many random bits were drawn, nor that a Sequential is frozen (only its layers are said to be);
    and a loaded optimizer has slots before its first step, into which the weights of another file would go. What feeds
    the model knows nothing of files: it is seen among the cases themselves.
    """
    case = golden.case
    if case.kind != "model" or golden.raises or "seed-exact" in case.tags:
        return False
    build, deeds = case.spec["build"], {action["do"] for action in case.spec["actions"]}
    if "load_weights" in deeds or ("set_trainable" in deeds and _has_sequential(build)):
        return False
    if any("feed" in name for action in case.spec["actions"] for name in action):
        return False
    if "subclass" in build:  # of a class that no file can name
        return False
    return "sequential" not in build or build["sequential"][0][0] == "keras.Input"


def _has_sequential(build):
    return "sequential" in build or any(e["symbol"] == "keras.Sequential" for e in build.get("functional", ()))


def examples(golden):
    """The action before which it goes through a file, and how."""
    places = range(len(golden.case.spec["actions"]))
    return st.sampled_from([{"before": place, "do": way} for place in places for way in WAYS])


def question(golden, example):
    return _asked(golden, example).case


def _asked(golden, example):
    """Summaries and files also tell of the optimizer's slots, which a loaded model has before its first step."""
    answers = {name: a for name, a in golden.answers.items() if not name.endswith((".summary", "_load.weights"))}
    return changed(golden, answers=answers, spec={"filed": example})


def verdict(golden, example, implementation):
    return ask(_asked(golden, example), implementation)
