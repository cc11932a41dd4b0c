"""What is written under ``report/``: every file whole, or what was there before."""

import json
from pathlib import Path

from conformance.matrix.badge import badge
from conformance.matrix.junit import junit
from conformance.matrix.markdown import markdown
from conformance.matrix.page import page
from golden.files import write_whole


def render(matrix):
    """The text of each file by its name. Nothing is written."""
    files = {"matrix.json": as_text(matrix), "matrix.md": markdown(matrix), "index.html": page(matrix)}
    for about in matrix["implementations"]:
        files[f"{about['file']}.xml"] = junit(matrix, about["name"])
        files[f"{about['file']}.svg"] = badge(about)
    return files


def write(matrix, folder="report"):
    """Write them all into the folder, made if need be; their paths. All is rendered before the first is written."""
    folder = Path(folder)
    files = {folder / name: text.encode("utf-8", "replace") for name, text in render(matrix).items()}
    for path, data in files.items():
        write_whole(path, data)
    return list(files)


def as_text(matrix):
    """JSON that a line-by-line comparison can read: a result a line."""
    head = json.dumps({**matrix, "results": None}, indent=1, allow_nan=False).removesuffix("null\n}")
    columns = []
    for name, results in matrix["results"].items():
        found = ",\n".join("   " + json.dumps(r, allow_nan=False) for r in results)
        columns.append(f"  {json.dumps(name)}: [\n{found}\n  ]" if found else f"  {json.dumps(name)}: []")
    inside = ",\n".join(columns)
    return f"{head}{{\n{inside}\n }}\n}}\n" if columns else f"{head}{{}}\n}}\n"
