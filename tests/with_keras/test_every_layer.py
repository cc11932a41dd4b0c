"""Each layer of refimpl writes the tree and the config that Keras writes: of the first stored case of each."""

import warnings

import optree
import pytest

import refimpl
from conformance.implementations.refimpl import Refimpl
from golden.case import fill
from golden.kinds import common
from golden.store import Store
from tests.with_keras.files import config, tree

keras = pytest.importorskip("keras", reason="Keras on TensorFlow is not installed: tox -e check")
STORE = Store()


def first_cases(mixed=False):
    """The first stored case of each layer that is called on tensors alone; of those in mixed precision, if asked."""
    for symbol in STORE.symbols():
        if symbol.startswith("keras.layers.") and hasattr(refimpl.layers, symbol.rpartition(".")[2]):
            cases = [golden.case for golden in STORE.load(symbol) if not golden.raises]
            cases = [case for case in cases if case.kind == "layer" and not case.spec.get("call")]
            yield from [case for case in cases if ("dtype" in case.spec["config"]) == mixed][:1]


def saved(module, case, path):
    module.utils.clear_session()
    layer = common.make(case, Refimpl(module))
    arrays = fill(case.spec["inputs"], case.tensors)
    inputs = optree.tree_map(lambda a: module.Input(batch_shape=(None, *a.shape[1:]), dtype=a.dtype.name), arrays)
    module.Model(inputs, layer(inputs), name="model").save(path)


@pytest.mark.parametrize("case", list(first_cases()), ids=lambda case: case.id)
def test_the_files_are_the_same(case, tmp_path):
    if any(a.ndim == 0 for a in optree.tree_leaves(fill(case.spec["inputs"], case.tensors))):
        pytest.skip("it is called on numbers, which have no batches")
    files = {}
    for module in (keras, refimpl):
        files[module] = tmp_path / f"{module.__name__}.keras"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            saved(module, case, files[module])
    assert tree(files[refimpl]) == tree(files[keras])
    assert config(files[refimpl]) == config(files[keras])


@pytest.mark.parametrize("case", list(first_cases(mixed=True)), ids=lambda case: case.id)
def test_the_files_of_mixed_precision_are_the_same(case, tmp_path):
    test_the_files_are_the_same(case, tmp_path)
