"""Names that --impl takes: ours, those of installed packages, and what a module:object may be."""

import sys
import types

import pytest

from conformance.implementation import Local
from conformance.implementations import BUILT_IN, GROUP, NoImplementation, known, resolve
from conformance.implementations.refimpl import Refimpl


@pytest.fixture
def package(tmp_path, monkeypatch):
    """An installed package that registers implementations as entry points."""
    information = tmp_path / "elsewhere-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: elsewhere\nVersion: 1.0\n")
    lines = [
        f"[{GROUP}]",
        "elsewhere = elsewhere:Implementation",
        "refimpl = elsewhere:Hidden",
        "gone = nowhere:at_all",
    ]
    (information / "entry_points.txt").write_text("\n".join(lines))
    text = "from conformance.implementations.refimpl import Refimpl\nclass Implementation(Refimpl): pass\n"
    (tmp_path / "elsewhere.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("elsewhere", None)


def test_a_package_elsewhere_registers_an_implementation(package):
    assert known()["elsewhere"] == "elsewhere:Implementation"
    found = resolve("elsewhere")
    assert isinstance(found, Local) and type(found.namespace).__name__ == "Implementation"


def test_it_cannot_hide_one_of_ours(package):
    assert known()["refimpl"] == BUILT_IN["refimpl"] and type(resolve("refimpl").namespace) is Refimpl


def test_one_that_cannot_be_imported_is_named(package):
    with pytest.raises(NoImplementation, match="--impl gone: importing nowhere raised ModuleNotFoundError"):
        resolve("gone")


@pytest.fixture
def module(monkeypatch):
    """A module of one's own with several things in it."""
    made = types.ModuleType("mine")
    made.cls, made.instance, made.factory = Refimpl, Refimpl(), Refimpl
    made.keras = types.SimpleNamespace(layers=types.SimpleNamespace())
    made.make = lambda: made.keras
    made.number, made.broken = 7, lambda: 1 / 0
    monkeypatch.setitem(sys.modules, "mine", made)


@pytest.mark.parametrize("name", ["cls", "instance", "factory", "keras", "make"])
def test_an_object_may_be_a_class_an_instance_a_function_or_like_keras(module, name):
    assert isinstance(resolve(f"mine:{name}"), Local)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("mine:number", "got int"),
        ("mine:broken", "calling <lambda>() raised ZeroDivisionError"),
        ("mine:kerras", "did you mean 'keras'"),
        ("keras-torsh", "did you mean 'keras-torch'"),
        ("mine:", "is not an implementation"),
        ("", "is not an implementation"),
    ],
)
def test_what_is_no_implementation_gets_one_sentence(module, name, words):
    with pytest.raises(NoImplementation) as caught:
        resolve(name)
    assert words in str(caught.value) and "\n" not in str(caught.value)
