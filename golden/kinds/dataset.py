"""A pipeline of tf.data: what its elements are, epoch after epoch.

spec: {"steps": [[METHOD, {ARGUMENT: VALUE}], ...] as ``pipelines`` says, "epochs": how often it is run through (1),
"limit": how many elements of each epoch are asked for (20; a list for one number each), "seed": the seed that is set
before (set_random_seed; none is set without it), "then": {"reduce": {...}} or {"get_single_element": {}} for what is
asked at the end, "moved": the numbers of elements of the first epoch after which a new pipeline goes on from the
iterator's saved state, "files": {NAME: TEXT} for the files of a folder that the case has to itself; a name may have
folders in it, and paths among the elements are named as they are from there}
answers: element_spec, a leaf being "int64[3,?]"; cardinality; elements.E for each epoch E, a leaf being
{"int64[2]": [its numbers in C order]} and {"raises": KIND} the last one where the next element cannot be had; result.
"""

import contextlib
import tempfile
from pathlib import Path

import numpy as np

from golden.errors import error_kind
from golden.kinds import common
from golden.kinds.pipelines import build, placed, value_of
from golden.namespace import Unsupported

LIMIT = 20


def run(case, ns):
    if "files" not in case.spec:
        return answered(case, case.spec, ns)
    with folder_of(case.spec["files"]) as folder:
        return named_within(folder, answered(case, placed(case.spec, folder), ns))


def answered(case, spec, ns):
    cls = ns.resolve("tf.data.Dataset")
    tensors = {name: np.asarray(array) for name, array in case.tensors.items()}

    def make():
        if "seed" in spec:
            common.set_seed(case, ns)
        return build(spec["steps"], tensors, cls)

    dataset = make()
    if "then" in spec:
        ((method, arguments),) = spec["then"].items()
        given = {name: value_of(value, tensors, cls) for name, value in arguments.items()}
        return {"result": element(getattr(dataset, method)(**given), ns)}
    answers = {"element_spec": spec_text(dataset.element_spec), "cardinality": int(dataset.cardinality())}
    limits = spec.get("limit", LIMIT)
    for epoch in range(spec.get("epochs", 1)):
        limit = limits[epoch] if isinstance(limits, list) else limits
        moves = spec.get("moved", ()) if epoch == 0 else ()
        answers[f"elements.{epoch}"], dataset = epoch_of(dataset, limit, moves, make, ns)
    return answers


@contextlib.contextmanager
def folder_of(files):
    """The path of a folder with these files in it, of which nothing stays behind."""
    with tempfile.TemporaryDirectory() as made:
        for name, text in files.items():
            path = Path(made, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        yield Path(made).as_posix()


def named_within(folder, answers):
    """Answers whose strings have no word of where the folder is."""
    if isinstance(answers, list):
        return [named_within(folder, item) for item in answers]
    if isinstance(answers, dict):
        return {key: named_within(folder, item) for key, item in answers.items()}
    return answers.removeprefix(f"{folder}/") if isinstance(answers, str) else answers


def epoch_of(dataset, limit, moves, make, ns):
    """(elements of one epoch, the dataset that gave the last of them)."""
    found, iterator = [], iter(dataset)
    while len(found) < limit:
        try:
            if len(found) in moves:
                dataset, old = make(), iterator
                iterator = ns.moved(old, dataset)
            found.append(element(next(iterator), ns))
        except StopIteration:
            break
        except Unsupported:
            raise
        except Exception as error:
            found.append({"raises": error_kind(error)})
            break
    return found, dataset


def is_dataset(x):
    return hasattr(x, "element_spec") and hasattr(x, "cardinality")


def element(x, ns):
    """An element as JSON."""
    if isinstance(x, tuple):
        return [element(item, ns) for item in x]
    if isinstance(x, dict):
        return {key: element(x[key], ns) for key in sorted(x)}
    if is_dataset(x):
        return {"dataset": [element(item, ns) for item in x]}
    array = np.asarray(ns.numpy(x))
    if array.dtype.kind in "OSU":
        numbers = [s.decode() if isinstance(s, bytes) else str(s) for s in array.ravel().tolist()]
        return {f"string{list(array.shape)}".replace(" ", ""): numbers}
    return {f"{array.dtype.name}{list(array.shape)}".replace(" ", ""): array.ravel().tolist()}


def spec_text(spec):
    """A spec as JSON."""
    if isinstance(spec, tuple):
        return [spec_text(item) for item in spec]
    if isinstance(spec, dict):
        return {key: spec_text(spec[key]) for key in sorted(spec)}
    if hasattr(spec, "element_spec"):
        return {"dataset": spec_text(spec.element_spec)}
    dtype = getattr(spec.dtype, "name", spec.dtype)
    if spec.shape is None or getattr(spec.shape, "rank", 0) is None:
        return f"{dtype}[*]"
    return f"{dtype}[{','.join('?' if n is None else str(n) for n in spec.shape)}]"


def complete(case, ns):
    return case


def length(case):
    return 1
