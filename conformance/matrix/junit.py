"""JUnit XML of one implementation, for continuous integration: an area a suite, a case or relation a test."""

import re
from itertools import groupby
from xml.etree import ElementTree as ET

from golden.files import place

TAGS = {"fail": "failure", "xpass": "failure", "error": "error", "crash": "error", "timeout": "error"}
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def junit(matrix, name):
    """The document as text. An expected failure, and what is unsupported or skipped, counts as skipped."""
    about = next(i for i in matrix["implementations"] if i["name"] == name)
    results = matrix["results"][name]
    root = ET.Element("testsuites", name=text(name))
    suites = groupby(sorted(results, key=area), key=area)
    for part, found in [("implementation", [])] if about["broken"] else suites:
        suite = ET.SubElement(root, "testsuite", name=text(f"{name}.{part}"))
        properties(suite, about, matrix)
        if about["broken"]:
            case = ET.SubElement(suite, "testcase", classname=text(name), name="runs", time="0")
            ET.SubElement(case, "error", message=text(about["broken"])).text = text(about["broken"])
        for r in found:
            test(suite, r)
        count(suite)
    count(root)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=False).join(['<?xml version="1.0"?>\n', "\n"])


def area(r):
    return place(r["symbol"]).split("/")[0]


def properties(suite, about, matrix):
    element = ET.SubElement(suite, "properties")
    found = {"version": about["version"], "suite": matrix["suite"], "stored cases": about["total"]}
    for name, value in {**found, "percent": f"{about['percent']:.3f}", **about["platform"]}.items():
        ET.SubElement(element, "property", name=text(name), value=text(value))


def test(suite, r):
    name = r["id"] + (f" [{r['relation']}]" if r["relation"] else "")
    case = ET.SubElement(suite, "testcase", classname=text(r["symbol"]), name=text(name), time=f"{r['seconds']:.6f}")
    if r["outcome"] == "pass":
        return
    message = ": ".join(part for part in (r["outcome"], r["expected"] or r["reason"]) if part)
    found = ET.SubElement(case, TAGS.get(r["outcome"], "skipped"), message=text(message))
    details = "\n".join(part for part in (r["link"], r["report"]) if part)
    if details:
        found.text = text(details)


def count(element):
    """The totals that readers of JUnit expect on every suite."""
    for attribute, path in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        element.set(attribute, str(len(list(element.iter(path)))))
    element.set("time", f"{sum(float(case.get('time')) for case in element.iter('testcase')):.6f}")


def text(value):
    return FORBIDDEN.sub("\ufffd", str(value))
