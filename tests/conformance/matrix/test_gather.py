"""One matrix from many reports: the fixed denominator, what is broken, names, accuracy, the schema."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from conformance import matrix as package
from conformance.matrix import gather, render
from tests.conformance.matrix.reports import broken, mixed, report, result, sound

SCHEMA = json.loads((Path(package.__file__).parent / "matrix.schema.json").read_text())


def about(matrix, name):
    return next(i for i in matrix["implementations"] if i["name"] == name)


def symbol(matrix, name):
    return next(s for area in matrix["areas"] for s in area["symbols"] if s["name"] == name)


def empty():
    return report("empty", [], total=0)


@pytest.mark.parametrize("reports", [[], [empty()], [broken()], [sound()], [sound(), mixed(), broken(), {}, None]])
def test_a_matrix_is_as_its_schema_says(reports):
    written = json.loads(render(gather(reports))["matrix.json"])
    jsonschema.Draft202012Validator(SCHEMA).validate(written)
    assert written == gather(reports)


def test_the_schema_refuses_what_is_no_matrix():
    matrix = gather([mixed()])
    matrix["results"]["mixed"][0]["outcome"] = "fine"
    with pytest.raises(jsonschema.ValidationError, match="'fine' is not one of"):
        jsonschema.Draft202012Validator(SCHEMA).validate(matrix)


def test_the_denominator_is_the_store_whatever_was_run():
    few = report("few", [result("ops.add/plain")])
    matrix = gather([sound(), few])
    assert matrix["total"] == about(matrix, "sound")["total"] == about(matrix, "few")["total"] == 6
    assert about(matrix, "sound")["percent"] == 100.0
    assert about(matrix, "few")["percent"] == pytest.approx(100 / 6)
    dense = symbol(matrix, "keras.layers.Dense")
    assert len(dense["cases"]) == 3 and dense["cells"]["few"]["counts"] == {}


def test_a_case_in_no_report_counts_all_the_same():
    few = report("few", [result("ops.add/plain")])
    assert about(gather([few]), "few")["percent"] == pytest.approx(100 / 6)
    stored = [("ops.add/plain", "keras.ops.add"), ("ops.add/other", "keras.ops.add")]
    matrix = gather([few], cases=stored)
    assert matrix["total"] == 2 and matrix["areas"][0]["total"] == 2


def test_a_result_that_the_store_does_not_hold_is_left_out():
    matrix = gather([sound()], cases=[("ops.add/plain", "keras.ops.add"), ("ops.add/other", "keras.ops.add")])
    assert about(matrix, "sound")["counts"] == {"pass": 1} and about(matrix, "sound")["percent"] == 50.0


def test_only_a_pass_is_a_pass():
    head = about(gather([sound(), mixed()]), "mixed")
    assert head["counts"] == {"fail": 1, "crash": 1, "unsupported": 1, "xfail": 1, "xpass": 1}
    assert (head["percent"], head["run"], head["relations"]) == (0.0, 5, {"fail": 1})


def test_counts_are_counted_and_not_believed():
    boastful = {**mixed(), "counts": {"pass": 6}, "percent": 100.0}
    assert about(gather([boastful]), "mixed")["percent"] == 0.0


def test_a_case_that_is_told_twice_counts_once():
    twice = report("twice", [result("ops.add/plain", "fail"), result("ops.add/plain")])
    assert about(gather([twice]), "twice")["counts"] == {"pass": 1}


def test_areas_are_in_their_order_and_a_model_has_one():
    assert [area["name"] for area in gather([sound()])["areas"]] == ["layers", "ops", "losses", "models"]


def test_accuracy_is_the_median_and_the_worst_with_its_case():
    matrix = gather([sound()])
    found = {"median": 2.0, "worst": 3.0, "case": "layers.Dense/relu"}
    for row in (symbol(matrix, "keras.layers.Dense"), matrix["areas"][0]):
        assert row["cells"]["sound"]["accuracy"] == found
    assert symbol(matrix, "keras.ops.add")["cells"]["sound"]["accuracy"] is None


def test_a_symbol_differs_if_one_result_does_and_broken_ones_have_no_say():
    other = copy.deepcopy(sound())
    other["implementation"]["name"] = "other"
    assert not any(s["differs"] for area in gather([sound(), other, broken()])["areas"] for s in area["symbols"])
    other["results"][-1]["outcome"] = "fail"  # a relation of ops.add
    matrix = gather([sound(), other])
    assert [s["name"] for area in matrix["areas"] for s in area["symbols"] if s["differs"]] == ["keras.ops.add"]
    del other["results"][:-1]  # not run is a difference too
    assert symbol(gather([sound(), other]), "keras.layers.Dense")["differs"]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"implementation": {"name": "x"}, "broken": "ImportError: no"}, "ImportError: no"),
        ({"implementation": {"name": "x"}}, "expected the format keras-conformance-report, got None"),
        ({**sound(), "version": 99}, "expected version 1, 2 of the report, got 99"),
        ({**sound(), "results": [{"id": "a", "symbol": "keras.a"}]}, "it lacks 'outcome'"),
        ({**sound(), "results": [{"id": None}]}, "case None: id must be a text"),
        ({**sound(), "results": {}}, "results must be a list of objects"),
        ({**sound(), "total": 0}, "total must be the number of stored cases"),
        ({**sound(), "total": "x"}, "got 'x'"),
        ({**sound(), "results": [{**result("ops.add/a", "pass"), "seconds": -1}]}, "seconds must be a number"),
        ({**sound(), "results": [{**result("ops.add/a", "pass"), "margin": "x"}]}, "margin must be a number"),
        ({**sound(), "results": [result("ops.add/a", "fine")]}, "case ops.add/a: expected an outcome of pass, fail"),
        ({**sound(), "results": None}, "results must be a list of objects"),
        ("nonsense", "expected the format"),
        (None, "expected the format"),
    ],
)
def test_what_is_broken_is_a_column_that_says_why_and_the_others_stand(document, why):
    matrix = gather([document, mixed()])
    head = matrix["implementations"][0]
    assert why in head["broken"] and head["percent"] == 0.0 and matrix["results"][head["name"]] == []
    assert about(matrix, "mixed")["run"] == 5
    assert all(head["name"] not in area["cells"] for area in matrix["areas"])


def test_a_report_of_version_1_has_neither_reasons_nor_accuracy():
    old = {**sound(), "version": 1}
    for r in old["results"]:
        del r["expected"], r["link"], r["report"], r["accuracy"]
    assert about(gather([old]), "sound")["percent"] == 100.0


def test_numbers_that_json_cannot_hold_are_null():
    odd = report("odd", [result("ops.add/plain", "fail", margin=float("inf"), accuracy=float("nan"))])
    found = gather([odd])["results"]["odd"][0]
    assert found["margin"] is None and found["accuracy"] is None


def test_names_become_files_of_their_own_in_the_folder():
    names = ["a/b", "a b", "A-B", "../../up", "a/b", "", "....", "日本"]
    matrix = gather([{**sound(), "implementation": {"name": name}} for name in names])
    files = [i["file"] for i in matrix["implementations"]]
    assert files == ["a-b", "a-b-2", "A-B-3", "up", "a-b-2-2", "unnamed", "unnamed-2", "unnamed-3"]
    assert len({f.lower() for f in files}) == len(names)
    assert len(matrix["results"]) == len(names)
    assert not any("/" in f or f.startswith(".") for f in files)


def test_an_expectation_may_be_told_whole():
    entry = {"reason": "rounds once", "link": "https://example.org/1"}
    found = gather([report("x", [result("ops.add/plain", "xfail", expected=entry)])])["results"]["x"][0]
    assert (found["expected"], found["link"]) == ("rounds once", "https://example.org/1")
