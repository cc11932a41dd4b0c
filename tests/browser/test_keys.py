"""The page by keyboard alone."""

import pytest

from tests.browser.test_page import rows, sheet


def focused(page):
    return page.evaluate("document.activeElement.ariaLabel || document.activeElement.innerText || ''").split(":")[0]


def into_the_grid(page):
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the matrix"
    page.keyboard.press("Enter")


def test_arrows_walk_the_cells(page):
    into_the_grid(page)
    steps = [
        (None, "layers, sound"),
        ("ArrowDown", "keras.layers.Dense, sound"),
        ("ArrowRight", "keras.layers.Dense, mixed"),
        ("ArrowRight", "keras.layers.Dense, absent"),
        ("ArrowRight", "keras.layers.Dense, absent"),
        ("ArrowDown", "ops, absent"),
        ("ArrowUp", "keras.layers.Dense, absent"),
        ("Home", "keras.layers.Dense"),
        ("End", "keras.layers.Dense, absent"),
        ("PageDown", "keras.Sequential, absent"),
        ("PageUp", "absent"),
        ("Control+End", "keras.Sequential, absent"),
        ("ArrowLeft", "keras.Sequential, mixed"),
    ]
    for key, there in steps:
        if key:
            page.keyboard.press(key)
        assert focused(page).strip() == there, key


def test_arrows_pass_by_what_is_hidden(page):
    page.get_by_role("searchbox").fill("add")
    into_the_grid_from_search(page)
    assert focused(page) == "ops, sound"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "keras.ops.add, sound"
    page.keyboard.press("ArrowDown")
    assert focused(page) == "keras.ops.add, sound"


def into_the_grid_from_search(page):
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#matrix')"):
            return
    pytest.fail("Tab did not come to the grid")


def test_the_grid_is_one_stop_for_tab(page):
    assert page.locator("#matrix button[tabindex='0']").count() == 1
    page.get_by_role("searchbox").fill("mean")
    assert page.locator("#matrix button[tabindex='0']").count() == 1
    assert page.locator("#matrix button[tabindex='0']").is_visible()
    page.get_by_role("searchbox").fill("nothing like it")
    assert page.locator("#matrix button[tabindex='0']").count() == 0


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_cell_opens_and_escape_goes_back_to_it(page, key):
    into_the_grid(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(key)
    assert sheet(page).is_visible() and focused(page) == "keras.layers.Dense"
    page.keyboard.press("Tab")
    assert focused(page) == "Close"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    sheet(page).locator("pre").first.wait_for()
    page.keyboard.press("Escape")
    assert not sheet(page).is_visible()
    assert focused(page) == "keras.layers.Dense, mixed"


def test_a_slash_searches_and_is_a_letter_in_the_search(page):
    page.keyboard.press("/")
    page.keyboard.type("ops.add/plain")
    assert page.get_by_role("searchbox").input_value() == "ops.add/plain"
    assert rows(page) == ["keras.ops.add"]


def test_focus_is_seen(page):
    into_the_grid(page)
    style = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style[0] == "solid" and float(style[1].removesuffix("px")) >= 2


def test_an_area_folds_by_keyboard_and_its_rows_are_passed_by(page):
    into_the_grid(page)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert "keras.layers.Dense" not in rows(page)
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("ops")
