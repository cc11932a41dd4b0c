"""The page in a browser, from its file: what it shows, filters and opens, by mouse and by keyboard."""

import re

import pytest

from tests.conformance.matrix.reports import HOSTILE, broken, mixed, report, result, sound


def rows(page):
    """The symbols that can be seen."""
    return [row.get_attribute("title") for row in page.locator("tbody th[scope=row] button").all() if row.is_visible()]


def cell(page, symbol, name):
    return page.get_by_role("button", name=re.compile(f"^{re.escape(symbol)}, {name}: "))


def sheet(page):
    return page.get_by_role("dialog")


EVERYTHING = ["keras.layers.Dense", "keras.ops.add", "keras.losses.MeanSquaredError", "keras.Sequential"]


def test_the_page_shows_every_symbol_and_the_score_of_each(page):
    assert rows(page) == EVERYTHING
    assert page.title() == "Conformance to Keras"
    cards = page.locator(".card").all_inner_texts()
    assert "100.0 %" in cards[0] and "6 of 6" in cards[0]
    assert "0.0 %" in cards[1] and "1 crash" in cards[1] and "1 not run" in cards[1]
    assert "Did not run. ImportError" in cards[2]


def test_cells_tell_their_outcome_in_words_and_by_shape(page):
    good, bad = cell(page, "keras.layers.Dense", "sound"), cell(page, "keras.layers.Dense", "mixed")
    assert good.get_attribute("aria-label") == "keras.layers.Dense, sound: 3 of 3 pass (3 pass)"
    assert bad.get_attribute("aria-label") == (
        "keras.layers.Dense, mixed: 0 of 3 pass (1 fail, 1 xfail, 1 unsupported), and 1 relation that did not pass"
    )
    shapes = [c.locator("use").get_attribute("href") for c in (good, bad, cell(page, "keras.ops.add", "mixed"))]
    assert shapes == ["#o-pass", "#o-fail", "#o-not-run"]
    assert page.locator("#o-pass path").get_attribute("d") != page.locator("#o-fail path").get_attribute("d")
    assert (good.inner_text(), bad.inner_text().split()) == ("3", ["0/3", "1", "rel."])


def test_every_shape_that_is_used_is_drawn(page):
    used = page.evaluate("[...document.querySelectorAll('use')].map(u => u.getAttribute('href'))")
    assert [href for href in set(used) if page.locator(href).count() != 1] == []


def test_a_grid_has_the_roles_of_one(page):
    assert page.get_by_role("grid", name="Symbols by implementation").count() == 1
    assert page.get_by_role("columnheader").count() == 4
    assert page.get_by_role("rowheader", name="keras.ops.add").count() == 1
    nameless = "e => !(e.ariaLabel || e.innerText || e.labels?.length)"
    assert page.evaluate(f"[...document.querySelectorAll('button, input, select')].filter({nameless}).length") == 0


def test_search_by_symbol_and_by_case(page):
    search = page.get_by_role("searchbox", name="Search")
    for words, found in (("dense", 1), ("DENSE relu", 1), ("ops.add/plain", 1), ("no-bias", 1), ("plain", 2)):
        search.fill(words)
        assert len(rows(page)) == found, words
    assert page.get_by_role("status").inner_text() == "2 of 4 symbols"
    search.fill("nothing like it")
    assert rows(page) == [] and page.get_by_text("No symbol is like that.").is_visible()
    search.fill("")
    assert rows(page) == EVERYTHING


@pytest.mark.parametrize(
    ("outcome", "found"),
    [
        ("fail", ["keras.layers.Dense"]),
        ("xfail", ["keras.layers.Dense"]),
        ("crash", ["keras.losses.MeanSquaredError"]),
        ("not run", ["keras.ops.add"]),
        ("not pass", EVERYTHING),
        ("pass", EVERYTHING),
    ],
)
def test_filter_by_outcome(page, outcome, found):
    page.get_by_role("combobox", name="Outcome").select_option(outcome)
    assert rows(page) == found


def test_filter_by_area_hides_the_others(page):
    page.get_by_role("combobox", name="Area").select_option("losses")
    assert rows(page) == ["keras.losses.MeanSquaredError"]
    areas = page.locator("tr.area .toggle span")
    assert [a.inner_text() for a in areas.all() if a.is_visible()] == ["losses"]


def test_only_differences(opened):
    same = sound()
    same["implementation"]["name"] = "same"
    same["results"][3]["outcome"] = "fail"
    page = opened([sound(), same])
    page.get_by_label("Only differences").check()
    assert rows(page) == ["keras.ops.add"]
    page.context.close()


def test_an_area_folds(page):
    page.locator(".toggle").first.click()
    assert rows(page) == EVERYTHING[1:]
    assert page.locator(".toggle").first.get_attribute("aria-expanded") == "false"


def test_the_filter_is_in_the_address(page, opened):
    page.get_by_role("searchbox").fill("dense")
    page.get_by_label("Only differences").check()
    page.get_by_text("Accuracy", exact=True).last.click()
    at = page.evaluate("location.hash")
    again = opened([sound(), mixed(), broken()], at=at)
    assert rows(again) == ["keras.layers.Dense"]
    assert again.get_by_label("Only differences").is_checked()
    assert again.get_by_role("radio", name="Accuracy").is_checked()
    again.context.close()


def test_a_cell_opens_to_what_did_not_pass(page):
    cell(page, "keras.layers.Dense", "mixed").click()
    text = sheet(page).inner_text()
    assert "0 of 3 pass" in text and "1 unsupported" in text
    assert [s.split("\n")[0] for s in sheet(page).locator("summary b").all_inner_texts()] == [
        "fail",
        "fail",
        "xfail",
        "unsupported",
    ]
    failed = sheet(page).locator("details", has_text="layers.Dense/plain").first
    assert "10× the bound" in failed.locator("summary").inner_text()
    failed.locator("summary").click()
    assert "40 ulp off, the bound is 4" in failed.locator("pre").inner_text()
    assert "config" in failed.locator("pre").inner_text()
    assert HOSTILE in failed.locator("pre").text_content()
    assert "40× Keras' own error" in failed.inner_text() and "output, grad.x" in failed.inner_text()


def test_an_expected_failure_has_its_reason_and_its_link(page):
    cell(page, "keras.layers.Dense", "mixed").click()
    expected = sheet(page).locator("details.xfail")
    expected.locator("summary").click()
    expected.get_by_text("its bias is added twice").wait_for()
    link = expected.get_by_role("link")
    assert link.get_attribute("href") == "https://example.org/issues/1"
    assert "noopener" in link.get_attribute("rel")


def test_a_link_that_leads_not_to_the_web_is_text(page):
    cell(page, "keras.Sequential", "mixed").click()
    assert "javascript:alert(1)" in sheet(page).inner_text()
    assert sheet(page).get_by_role("link").count() == 0


def test_a_case_that_was_not_run_is_named(page):
    cell(page, "keras.ops.add", "mixed").click()
    sheet(page).get_by_text("1 case not run").click()
    sheet(page).get_by_role("listitem").get_by_text("ops.add/plain").wait_for()


def test_what_passes_has_margin_and_accuracy(page):
    cell(page, "keras.layers.Dense", "sound").click()
    sheet(page).get_by_text("3 cases pass").click()
    row = sheet(page).locator(".passes tr", has_text="layers.Dense/relu")
    assert row.inner_text().split() == ["layers.Dense/relu", "0.25", "3"]


def test_accuracy_is_beside_tensorflows(page):
    cell(page, "keras.layers.Dense", "sound").click()
    assert "median 2×, worst 3× in layers.Dense/relu" in sheet(page).inner_text()
    page.keyboard.press("Escape")
    page.get_by_text("Accuracy", exact=True).last.click()
    assert cell(page, "keras.layers.Dense", "sound").inner_text().split() == ["2×", "3×"]
    assert cell(page, "keras.ops.add", "sound").inner_text() == "–"


def test_a_broken_implementation_is_a_column_that_says_why(page):
    cell(page, "keras.layers.Dense", "absent").click()
    assert "Did not run. ImportError: no module named" in sheet(page).inner_text()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="keras.layers.Dense", exact=True).click()
    assert sheet(page).get_by_role("heading", level=3).all_inner_texts() == ["sound", "mixed", "absent"]
    assert len(rows(page)) == 4


def test_the_head_of_a_column_opens_all_that_did_not_pass(page):
    page.get_by_role("columnheader", name="mixed").get_by_role("button").click()
    assert "0 of 6 pass" in sheet(page).inner_text()
    assert sheet(page).locator("summary").count() == 6


def test_failures_of_one_cause_stand_together(opened):
    cases = [result(f"ops.add/{n}", "unsupported", reason="no ops here", margin=None) for n in range(5)]
    page = opened([report("x", cases)])
    cell(page, "keras.ops.add", "x").click()
    assert "no ops here" in sheet(page).locator("summary").inner_text()
    assert "5 results" in sheet(page).locator("summary").inner_text()
    page.context.close()


@pytest.mark.parametrize("reports", [[], [report("none", [], total=0)], [broken()], [broken(), None, {}]])
def test_a_page_without_results_is_a_page(opened, reports):
    page = opened(reports)
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_text("There are no results yet.").is_visible()
    assert page.locator(".card").count() == len(reports)
    assert page.noise == []
    page.context.close()


def test_hostile_names_are_text(opened):
    odd = report(HOSTILE, [result(f"ops.add/{HOSTILE}", "error", f"keras.ops.{HOSTILE}", reason=HOSTILE)])
    page = opened([odd, report("__proto__", [result("ops.add/__proto__", "fail", symbol="keras.ops.__proto__")])])
    assert len(rows(page)) == 2 and f"keras.ops.{HOSTILE}" in rows(page)
    page.locator("tbody tr:not(.area) td button").first.click()
    assert sheet(page).is_visible()
    assert page.locator("img").count() == 0 and page.noise == []
    page.context.close()


def test_without_scripts_the_scores_are_there(opened):
    page = opened([sound(), broken("absent", "no <b>")], java_script_enabled=False)
    assert page.locator("noscript li").all_inner_texts() == ["sound 1.0: 100.0 %", "absent : did not run: no <b>"]
    page.context.close()
