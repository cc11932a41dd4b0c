"""The matrix: reports of several implementations side by side, as files for people and for programs.

matrix = gather(reports)      # one document, see matrix.schema.json
write(matrix, "report")       # index.html, matrix.json, matrix.md, and NAME.xml and NAME.svg of each
changes = diff(old, new)      # what changed between two reports or two matrices
"""

from conformance.matrix.differences import Changes, diff, read
from conformance.matrix.files import render, write
from conformance.matrix.gather import gather

__all__ = ["Changes", "diff", "gather", "read", "render", "write"]
