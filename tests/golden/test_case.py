"""Ids, specs that name tensors, and draws that depend on nothing but the case and the name."""

import numpy as np
import pytest

from golden import catalog
from golden.case import Case, fill, names
from golden.kinds import KINDS, common
from golden.namespace import KerasShaped, Unsupported


def case(id_="ops.add/a", symbol="keras.ops.add", **more):
    return Case(id_, "op", symbol, {}, {}, "exact", **more)


@pytest.mark.parametrize(
    "id_", ["ops.add", "ops.add/", "ops.add/A", "ops.add/a b", "ops.add/a/b", "ops.sub/a", "ops.add/-a"]
)
def test_an_id_is_the_symbol_and_a_slug_in_small_letters(id_):
    with pytest.raises(ValueError, match=r"id must be 'ops\.add/slug'"):
        case(id_)


def test_a_case_cannot_be_changed():
    with pytest.raises(AttributeError):
        case().id = "ops.add/b"


def test_a_spec_is_filled_wherever_a_tensor_is_named():
    spec = {"args": [{"tensor": "x"}, [{"tensor": "y"}, 3]], "kwargs": {"axis": None, "w": {"tensor": "x"}}}
    assert fill(spec, {"x": 1, "y": 2}) == {"args": [1, [2, 3]], "kwargs": {"axis": None, "w": 1}}
    assert names(spec) == ["x", "y", "x"]


def test_a_draw_depends_on_the_case_and_the_name_alone():
    one = common.rng_for(case(), "x").standard_normal(4)
    np.testing.assert_array_equal(one, common.rng_for(case(), "x").standard_normal(4))
    assert not np.array_equal(one, common.rng_for(case(), "y").standard_normal(4))
    assert not np.array_equal(one, common.rng_for(case("ops.add/b"), "x").standard_normal(4))


def test_outputs_of_any_structure_come_flat_and_numbered():
    assert common.flat({"b": 1, "a": (2, [3])}) == [2, 3, 1]
    assert common.numbered("output", [1]) == {"output": 1}
    assert common.numbered("output", [1, 2]) == {"output.0": 1, "output.1": 2}


def test_configs_come_as_json_would_bring_them_back():
    given = {"shape": (None, 3), "rate": np.float32(0.5), "n": np.int64(2), "a": np.ones(2)}
    assert common.plain_json(given) == {"shape": [None, 3], "rate": 0.5, "n": 2, "a": [1.0, 1.0]}


def test_every_kind_offers_the_same_three_functions():
    for name, kind in KINDS.items():
        assert all(callable(getattr(kind, part)) for part in ("run", "complete", "length")), name
        assert kind.__doc__.count("\n") >= 3, f"{name} must say what it records"


class Module:
    """Looks a little like keras."""

    class ops:
        @staticmethod
        def add(x, y):
            return x + y


def test_a_keras_shaped_module_resolves_symbols_and_names_what_it_lacks():
    ns = KerasShaped.__new__(type("Shaped", (KerasShaped,), {"array": lambda s, a: a, "numpy": lambda s, a: a}))
    KerasShaped.__init__(ns, Module, "little")
    assert ns.resolve("keras.ops.add")(1, 2) == 3
    with pytest.raises(Unsupported, match=r"keras\.ops\.image\.resize"):
        ns.resolve("keras.ops.image.resize")
    with ns.floatx("float32"):
        pass
    with pytest.raises(Unsupported, match="floatx float64"), ns.floatx("float64"):
        pass
    ns.fresh()


def test_no_id_of_the_catalog_is_used_twice_and_each_kind_is_known():
    pytest.importorskip("sklearn", reason="the catalog draws real images from scikit-learn")
    cases = catalog.cases()
    assert len({c.id for c in cases}) == len(cases) >= 400
    assert {c.kind for c in cases} <= set(KINDS)
    assert len({c.symbol for c in cases}) >= 45
