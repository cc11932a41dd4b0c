"""Each file: well-formed, with the right numbers, harmless whatever the data say, and written whole or not at all."""

import json
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from conformance.matrix import files, gather, render, write
from tests.conformance.matrix.reports import HOSTILE, broken, mixed, report, result, sound

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def rendered():
    return render(gather([sound(), mixed(), broken()]))


def test_every_implementation_has_its_files(rendered):
    stems = {"sound", "mixed", "absent"}
    assert set(rendered) == {"index.html", "matrix.json", "matrix.md"} | {
        s + e for s in stems for e in (".xml", ".svg")
    }


@pytest.mark.parametrize("reports", [[], [report("none", [], total=0)]])
def test_nothing_is_a_report_too(reports):
    rendered = render(gather(reports))
    assert "0 stored cases" in rendered["matrix.md"]
    assert json.loads(rendered["matrix.json"])["total"] == 0


# ---- JUnit


def test_junit_counts_what_failed_and_skips_what_was_expected(rendered):
    root = ET.fromstring(rendered["mixed.xml"])
    totals = {name: root.get(name) for name in ("tests", "failures", "errors", "skipped", "time")}
    assert totals == {"tests": "6", "failures": "3", "errors": "1", "skipped": "2", "time": "3.000000"}
    assert [s.get("name") for s in root] == ["mixed.layers", "mixed.losses", "mixed.models"]
    crash = next(case for case in root.iter("testcase") if case.find("error") is not None)
    assert crash.find("error").get("message") == "crash: its process died by signal 11"
    related = next(case for case in root.iter("testcase") if case.get("name").endswith("[batch_split]"))
    assert related.find("failure").get("message") == "fail: numeric"


def test_junit_of_what_passes_has_no_red(rendered):
    root = ET.fromstring(rendered["sound.xml"])
    assert (root.get("tests"), root.get("failures"), root.get("errors"), root.get("skipped")) == ("8", "0", "0", "0")
    assert root.find("testsuite/properties/property[@name='stored cases']").get("value") == "6"


def test_junit_of_what_did_not_run_is_one_error(rendered):
    root = ET.fromstring(rendered["absent.xml"])
    assert (root.get("tests"), root.get("errors")) == ("1", "1")
    assert "ImportError" in root.find("testsuite/testcase/error").text


def test_junit_holds_what_xml_cannot(rendered):
    odd = report("odd", [result("ops.add/a\x00b", "error", reason="\x1b[31mred\ud800", report="\x08 ]]> " + HOSTILE)])
    root = ET.fromstring(render(gather([odd]))["odd.xml"].encode("utf-8"))
    assert root.find(".//testcase").get("name") == "ops.add/a\ufffdb"
    assert HOSTILE in root.find(".//error").text


# ---- Markdown


def test_markdown_has_a_row_for_each_implementation_and_area(rendered):
    text = rendered["matrix.md"]
    assert "| sound | 1.0 | 100.0 % | 6 | 0 |" in text
    assert "| absent |  | did not run |" in text and "- absent did not run: ImportError" in text
    assert "| layers | 3 | 3 (100.0 %) | 0 (0.0 %) | did not run |" in text


def test_markdown_tables_keep_their_columns_and_hold_no_html(rendered):
    pipes = report("a|b", [result("ops.add/plain")], version="x`|`<b>")
    for text in (rendered["matrix.md"], render(gather([pipes]))["matrix.md"]):
        blocks = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
        assert len(blocks) == 2
        for block in blocks:
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block}) == 1
        assert "<" not in text


# ---- the badge


@pytest.mark.parametrize(("name", "value"), [("sound", "100.0 %"), ("mixed", "0.0 %"), ("absent", "did not run")])
def test_a_badge_says_its_score_in_its_picture_and_in_words(rendered, name, value):
    svg = ET.fromstring(rendered[f"{name}.svg"])
    assert [t.text for t in svg.iter(SVG + "text")] == ["keras conformance", value]
    assert svg.get("aria-label") == svg.find(SVG + "title").text
    assert name in svg.get("aria-label") and value in svg.get("aria-label")


def test_a_badge_never_rounds_up_to_a_hundred():
    nearly = report("nearly", [result(f"ops.add/{n}") for n in range(9999)], total=10000)
    assert ">99.9 %<" in render(gather([nearly]))["nearly.svg"]


# ---- the page


class Tags(HTMLParser):
    """Every element that a browser would make, and the text of the scripts."""

    def __init__(self, text):
        super().__init__()
        self.found, self.scripts = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.found and self.found[-1][0] == "script":
            self.scripts.append(data)


def test_the_page_holds_its_data_and_no_data_becomes_an_element(rendered):
    page = Tags(rendered["index.html"])
    assert [tag for tag, _ in page.found].count("script") == 2
    assert not [tag for tag, _ in page.found if tag == "img"]
    data = json.loads(page.scripts[0])
    assert any(HOSTILE in r.get("report", "") for r in data["results"]["mixed"]["others"])
    assert data["implementations"][2]["broken"].endswith(HOSTILE)


def test_the_page_asks_for_nothing(rendered):
    tags = Tags(rendered["index.html"]).found
    links = [a.get("src") or a.get("href") for tag, a in tags if tag in ("script", "link", "img", "iframe")]
    assert [link for link in links if link] == ["data:,"]
    policy = next(a["content"] for tag, a in tags if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy


def test_names_like_those_of_a_part_of_the_page_are_names():
    odd = report("{{data}}{{script}}", [result("ops.add/{{style}}")])
    page = Tags(render(gather([odd]))["index.html"])
    assert json.loads(page.scripts[0])["implementations"][0]["name"] == "{{data}}{{script}}"
    assert [tag for tag, _ in page.found].count("script") == 2


# ---- writing


def test_files_are_written_into_a_folder_that_is_made(tmp_path):
    paths = write(gather([sound(), broken()]), tmp_path / "new" / "report")
    assert sorted(p.name for p in paths) == sorted(p.name for p in (tmp_path / "new" / "report").iterdir())


def test_a_file_that_cannot_be_made_leaves_all_as_it_was(tmp_path, monkeypatch):
    write(gather([sound()]), tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(about):
        raise RuntimeError("no badge today")

    monkeypatch.setattr(files, "badge", fail)
    with pytest.raises(RuntimeError):
        write(gather([sound(), mixed()]), tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_file_whose_writing_ends_early_is_not_seen(tmp_path, monkeypatch):
    write(gather([sound()]), tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(gather([mixed()]), tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before
