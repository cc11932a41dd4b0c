"""A badge for one implementation: its share of the stored cases, as an SVG that needs no font of its own."""

from xml.etree import ElementTree as ET

from conformance.matrix.junit import text
from conformance.matrix.markdown import percent

LABEL = "keras conformance"
GREY, INK = "#6b7280", "#33414e"
COLOURS = ((99.0, "#1f7a4d"), (90.0, "#4b7a1f"), (70.0, "#8a6100"), (0.0, "#b3372b"))  # all carry white text
NARROW, WIDE = set("iljtfr.,:;'|!()[] 1"), set("mwMW%@")


def badge(about):
    """The SVG as text, from an entry of the matrix's ``implementations``."""
    value = "did not run" if about["broken"] else percent(about["counts"].get("pass", 0), about["total"])
    colour = GREY if about["broken"] else next(c for least, c in COLOURS if about["percent"] >= least)
    left, right = width(LABEL), width(value)
    whole = f"{LABEL}: {about['name']} {about['version']}".rstrip() + f", {value}"
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": str(left + right), "height": "20"})
    svg.set("role", "img")
    svg.set("aria-label", text(whole))
    ET.SubElement(svg, "title").text = text(whole)
    clip = ET.SubElement(svg, "clipPath", id="round")
    ET.SubElement(clip, "rect", width=str(left + right), height="20", rx="4")
    group = ET.SubElement(svg, "g", {"clip-path": "url(#round)", "font-size": "11", "fill": "#fff"})
    group.set("font-family", "Verdana, DejaVu Sans, Geneva, sans-serif")
    group.set("text-anchor", "middle")
    for start, size, fill, words in ((0, left, INK, LABEL), (left, right, colour, value)):
        ET.SubElement(group, "rect", x=str(start), width=str(size), height="20", fill=fill)
        place = {"x": f"{start + size / 2:g}", "y": "14", "textLength": str(size - 12)}
        ET.SubElement(group, "text", place).text = words
    return ET.tostring(svg, encoding="unicode") + "\n"


def width(words):
    """Pixels that the words take at 11 px, with 6 px of room on either side."""
    return round(sum(4.2 if c in NARROW else 9.6 if c in WIDE else 6.9 for c in words)) + 12
