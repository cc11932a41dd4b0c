"""Light and dark, contrast, and a telephone."""

import pytest

from tests.browser.test_page import cell, sheet
from tests.conformance.matrix.reports import broken, mixed, sound

# The contrast of an element's text with what lies behind it, as WCAG 2 counts it. A canvas turns any colour to bytes.
CONTRAST = """element => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 1, height: 1});
  const context = canvas.getContext("2d", {willReadFrequently: true});
  const behind = [];
  for (let e = element; e; e = e.parentElement) behind.unshift(getComputedStyle(e).backgroundColor);
  const bytes = colours => {
    context.clearRect(0, 0, 1, 1);
    for (const colour of colours) { context.fillStyle = colour; context.fillRect(0, 0, 1, 1); }
    return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = colours => {
    const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = bytes(colours).map(v => linear(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const style = getComputedStyle(element);
  const ink = style.stroke !== "none" ? style.stroke : style.color;
  const [a, b] = [light(behind), light([...behind, ink])].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""


def colours(page):
    names = "html", ".card", "#matrix th:first-child", "dialog"
    return [page.evaluate("s => getComputedStyle(document.querySelector(s)).backgroundColor", name) for name in names]


def brightness(colour):
    return sum(int(part) for part in colour.strip("rgb()").split(",")[:3]) / 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_light_in_the_light_and_dark_in_the_dark(page, scheme):
    page.emulate_media(color_scheme=scheme)
    ink = page.evaluate("getComputedStyle(document.documentElement).color")
    for colour in colours(page):
        assert (brightness(colour) > 200) == (scheme == "light")
        assert (brightness(ink) < 100) == (scheme == "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_and_marks_stand_out_from_what_is_behind(page, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    texts = [".lead", ".card .score", ".card dt", ".field span", "#shown", "thead .score", "tr.area small", ".legend p"]
    texts += ["#matrix .cell:not(.broken)", "#matrix .cell small", ".legend dt"]
    for name in texts:
        for element in page.locator(name).all():
            assert element.evaluate(CONTRAST) >= 4.5, (name, element.get_attribute("aria-label"))
    for shape in page.locator("#matrix .cell .mark, .legend .mark, .chips .mark").all():
        assert shape.evaluate(CONTRAST) >= 3, shape.get_attribute("class")


def test_on_a_telephone_nothing_is_wider_than_the_screen(opened):
    page = opened([sound(), mixed(), broken()], viewport={"width": 375, "height": 700}, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    button = cell(page, "keras.layers.Dense", "mixed")
    assert button.bounding_box()["height"] >= 36
    button.tap()
    assert sheet(page).bounding_box()["width"] == 375
    assert page.evaluate("document.querySelector('dialog .body').scrollWidth") <= 375
    sheet(page).get_by_role("button", name="Close").tap()
    assert not sheet(page).is_visible()
    page.context.close()


def test_heads_and_symbols_stay_in_sight(opened):
    page = opened([sound(), mixed(), broken()], viewport={"width": 375, "height": 300})
    page.evaluate("document.getElementById('frame').scrollTo(150, 120)")
    frame = page.locator("#frame").bounding_box()
    corner = page.locator("thead th").first.bounding_box()
    assert abs(corner["x"] - frame["x"]) <= 2 and abs(corner["y"] - frame["y"]) <= 2
    page.context.close()
