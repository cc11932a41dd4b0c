"""The code of the chapters runs, from the first block to the last."""

import re
from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="the chapter on training searches with scikit-learn")

import refimpl

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("chapter", ["data", "fine-tuning", "loading-data", "training-technique"])
def test_the_code_of_the_chapter_holds(chapter):
    refimpl.utils.clear_session()
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / f"{chapter}.md").read_text(encoding="utf-8"), re.S)
    assert len(blocks) > 3
    names = {}
    for number, block in enumerate(blocks):
        exec(compile(block, f"{chapter}.md, block {number}", "exec"), names)
