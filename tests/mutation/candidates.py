"""Which mutants there are, and which of them make a sample.

Of cosmic-ray's operators those are taken that make a slip which somebody could make. Left out are
- replacements by an operator that numbers cannot have or that nobody would take (``>>`` for ``*``, ``is`` for ``==``,
  ``<`` for ``==``): nearly all of them raise at once, or change nothing, and would only raise the score;
- decorators: without @primitive or @export a module cannot be imported, or a name is missing;
- what stands in ``raise``, ``warnings.warn`` and ``__repr__``, and an ``if`` that does no more than warn: what people
  read is not compared;
- ``strict=True`` of zip, an assertion, which holds wherever the code is right;
- annotations, which nothing evaluates; and mutants that are not Python (``*`` in a signature taken for a product).
"""

import ast
import hashlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cosmic_ray.plugins
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.work_item import MutationSpec, WorkItem

BINARY = (
    *("Add_Sub", "Add_Mul", "Sub_Add", "Sub_Mul", "Mul_Div", "Mul_Add", "Div_Mul", "Div_FloorDiv", "FloorDiv_Div"),
    *("FloorDiv_Mul", "Mod_FloorDiv", "Mod_Mul", "Pow_Mul", "BitOr_BitAnd", "BitAnd_BitOr"),
)
COMPARISON = (
    *("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt", "Gt_GtE", "Gt_LtE"),
    *("GtE_Gt", "GtE_Lt", "Is_IsNot", "IsNot_Is"),
)
OPERATORS = [
    *(f"core/ReplaceBinaryOperator_{pair}" for pair in BINARY),
    *(f"core/ReplaceComparisonOperator_{pair}" for pair in COMPARISON),
    *(f"core/ReplaceUnaryOperator_Delete_{name}" for name in ("USub", "Invert", "Not")),
    "core/ReplaceTrueWithFalse",
    "core/ReplaceFalseWithTrue",
    "core/ReplaceAndWithOr",
    "core/ReplaceOrWithAnd",
    "core/AddNot",
    "core/NumberReplacer",
    "core/ZeroIterationForLoop",
    "core/ReplaceBreakWithContinue",
    "core/ReplaceContinueWithBreak",
    "core/ExceptionReplacer",
]


@dataclass(frozen=True)
class Candidate:
    """A mutant: the ``occurrence``-th place of ``operator`` in ``file``. Its ``key`` does not depend on other lines."""

    file: str
    operator: str
    occurrence: int
    start: tuple[int, int]
    end: tuple[int, int]
    key: str

    @property
    def job(self):
        """A name for cosmic-ray's database."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:32]

    def rank(self, seed):
        """The place in the sample of this seed: a number that nothing but seed and key decide."""
        return hashlib.sha256(f"{seed}:{self.key}".encode()).hexdigest()

    def work_item(self):
        return WorkItem.single(self.job, MutationSpec(self.file, self.operator, self.occurrence, self.start, self.end))

    def lines(self, root):
        """(the line as it is, as it becomes), without the space around; None if the mutant is no Python.

        Nor is it one where cosmic-ray cannot make it: of ``except (zipfile.BadZipFile, ...)``, a name with a dot.
        """
        source = Path(root, self.file).read_text(encoding="utf-8")
        try:
            mutated = mutate_code(source, cosmic_ray.plugins.get_operator(self.operator)(), self.occurrence)
            compile(mutated, self.file, "exec")
        except (SyntaxError, AttributeError):
            return None
        was, now = source.split("\n"), mutated.split("\n")
        first = next(i for i, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1])
        return was[first].strip(), now[first].strip()


def candidates(root, files):
    """All mutants of these files that are not left out for where they stand."""
    found = []
    for file in files:
        source = Path(root, file).read_text(encoding="utf-8")
        lines, spans, nodes = source.split("\n"), _left_out(source), list(ast_nodes(get_ast(source)))
        seen = Counter()
        for name in OPERATORS:
            operator = cosmic_ray.plugins.get_operator(name)()
            places = (place for node in nodes for place in operator.mutation_positions(node))
            for occurrence, (start, end) in enumerate(places):
                text = lines[start[0] - 1].strip()
                seen[name, text] += 1
                position = (start[0], len(lines[start[0] - 1][: start[1]].encode()))
                if not any(first <= position < last for first, last in spans):
                    key = f"{file}:{name}:{text}:{seen[name, text]}"
                    found.append(Candidate(str(file), name, occurrence, start, end, key))
    return found


def _warns(node):
    call = node.value if isinstance(node, ast.Expr) else node
    return isinstance(call, ast.Call) and ast.unparse(call.func) == "warnings.warn"


@lru_cache
def _left_out(source):
    """Spans ((line, column in bytes), its end) of the source in which no mutant counts."""
    nodes = []
    for node in ast.walk(ast.parse(source)):
        if _warns(node) or isinstance(node, ast.Raise) or getattr(node, "name", "") == "__repr__":
            nodes.append(node)
        elif isinstance(node, ast.If) and not node.orelse and all(_warns(line) for line in node.body):
            nodes.append(node.test)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "zip":
            nodes.extend(k.value for k in node.keywords if k.arg == "strict" and ast.unparse(k.value) == "True")
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            nodes.append(node.annotation)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            nodes.extend(node.decorator_list)
    return [((n.lineno, n.col_offset), (n.end_lineno, n.end_col_offset)) for n in nodes]
