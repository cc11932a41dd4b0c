"""One HTML page with everything in it: ``page.html``, ``page.css`` and ``page.js`` put together with the data.

The page asks for nothing: its own policy lets it load nothing, and run no script but the one whose hash it names. The
data are JSON in which no character can end the element that holds them; the script puts text in as text only.
"""

import base64
import hashlib
import json
import re
from html import escape
from pathlib import Path

from conformance.matrix.markdown import percent
from conformance.outcomes import OUTCOMES

HERE = Path(__file__).resolve().parent
HARMLESS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
SCRIPTS = ("page.js", "cells.js", "detail.js")


def page(matrix):
    """The page as text."""
    style = template("page.css")
    script = "(() => {\n'use strict';\n" + "\n".join(template(name) for name in SCRIPTS) + "\nstart();\n})();\n"
    policy = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
    parts = {
        "policy": policy + f"style-src '{digest(style)}'; script-src '{digest(script)}'",
        "style": style,
        "plain": plain(matrix),
        "data": harmless(payload(matrix)),
        "script": script,
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda part: parts[part[1]], template("page.html"))  # one pass: data hold no parts


def template(name):
    return (HERE / name).read_text(encoding="utf-8")


def digest(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def harmless(value):
    """JSON that stays inside its element, whatever the strings hold."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    return re.sub("[<>&\u2028\u2029]", lambda c: HARMLESS[c[0]], text)


def payload(matrix):
    """What the page needs: all of what did not pass; of a case that passed its id, margin and accuracy."""
    shown = {key: matrix[key] for key in ("suite", "total", "implementations", "areas")}
    return {**shown, "outcomes": OUTCOMES, "results": {n: grouped(rs) for n, rs in matrix["results"].items()}}


def grouped(results):
    passed = [[r["id"], r["margin"], r["accuracy"]] for r in results if r["outcome"] == "pass" and not r["relation"]]
    others = [{k: v for k, v in r.items() if v not in (None, "", [])} for r in results if r["outcome"] != "pass"]
    return {"passed": passed, "others": others}


def plain(matrix):
    """The scores for a reader without scripts."""
    rows = []
    for about in matrix["implementations"]:
        score = f"did not run: {about['broken']}" if about["broken"] else percent(passes(about), about["total"])
        rows.append(f"<li>{escape(about['name'])} {escape(about['version'])}: {escape(score)}</li>")
    return "\n".join(rows)


def passes(about):
    return about["counts"].get("pass", 0)
