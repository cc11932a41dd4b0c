"""tf.data: the names of files, and elements that are kept in one.

Kills: hidden files that are passed over, folders that are, a pattern that reaches into folders, names that are sorted
as words, a name that matches twice and is there once; a file that is written from a part of an epoch, or not read.
"""

from golden.catalog.draws import integers
from golden.catalog.tables import function, pipelines, step, tuple_of

_NAMES = (
    *("b.txt", "a.txt", "c.csv", "B.txt", "10.txt", "9.txt", ".hidden.txt", "é.txt", "a b.txt"),
    *("sub/e.txt", "sub/.f.txt", "sub/deeper/g.txt", "other/h.txt", "[x].txt", "[x", "a^.txt"),
)
_FILES = {"files": dict.fromkeys(_NAMES, "")}


def path(name):
    """A path in the case's folder."""
    return {"path": name}


def _listed(*patterns, **how):
    given = path(patterns[0]) if len(patterns) == 1 else [path(pattern) for pattern in patterns]
    return step("list_files", given, **{"shuffle": False, **how})


_PATTERNS = {
    "star": "*.txt",
    "everything": "*",
    "question-mark": "?.txt",
    "one-of": "[ab].txt",
    "range": "[a-c].*",
    "none-of": "[!ab].txt",
    "none-of-by-caret": "[^ab].txt",
    "caret-in-brackets": "a[x^].txt",
    "bracket-in-brackets": "[[]x].txt",
    "bracket-left-open": "[x",
    "backslash": "\\[x\\].txt",
    "backslash-before-a-letter": "\\a.*",
    "backslash-before-a-caret": "a\\^.txt",
    "no-pattern": "a.txt",
    "space": "a b.txt",
    "folder": "sub",
    "folder-and-slash": "sub/",
    "files-of-a-folder": "sub/*",
    "files-of-folders": "*/*.txt",
    "two-levels": "*/*/*",
    "two-stars": "**/*.txt",
    "hidden": ".*",
    "up-and-down": "other/../sub/*.txt",
    "capital": "[A-Z].txt",
}
_LISTED = {
    **{slug: (_listed(pattern), _FILES) for slug, pattern in _PATTERNS.items()},
    "two-patterns": (_listed("b*", "*.csv"), _FILES),
    "name-that-matches-twice": (_listed("a.txt", "a*.txt"), _FILES),
    "one-pattern-in-a-list": (step("list_files", [path("*.csv")], shuffle=False), _FILES),
    "pattern-without-a-file": (_listed("c.*", "nothing"), _FILES),
    "shuffle-0": (_listed("?.txt", shuffle=0), _FILES),
    "seed-without-shuffle": (_listed("?.txt", seed=4), _FILES),
    "in-batches": (_listed("*.txt"), step("batch", 4), _FILES),
    "with-labels": (step("zip", tuple_of({"pipeline": [_listed("?.txt")]}, {"pipeline": [step("range", 9)]})), _FILES),
    "shard": (_listed("*.txt"), step("shard", 3, 1), _FILES),
}
_SHUFFLED = {
    "seed-4": (_listed("*.txt", shuffle=None, seed=4), _FILES),
    "shuffle-true": (_listed("*.txt", shuffle=True, seed=9), _FILES),
    "shuffle-1": (_listed("*.txt", shuffle=1, seed=9), _FILES),
    "global-seed": (_listed("*.txt", shuffle=None), {**_FILES, "seed": 11}),
    "repeated": (_listed("?.txt", shuffle=None, seed=2), step("repeat", 2), _FILES),
}
_LISTED_REFUSED = {
    "no-file": (_listed("nothing"), _FILES),
    "no-file-by-case": (_listed("*.TXT"), _FILES),
    "braces": (_listed("{a,b}.txt"), _FILES),
    "beyond-a-file": (_listed("a.txt/*"), _FILES),
    "no-pattern-at-all": (step("list_files", []), _FILES),
    "nothing": (step("list_files", None), _FILES),
    "number": (step("list_files", 5), _FILES),
    "patterns-in-lists": (step("list_files", [[path("a.txt")], [path("b.txt")]]), _FILES),
    "seed-of-text": (_listed("*.txt", shuffle=True, seed="one"), _FILES),
    "seed-of-a-fraction": (_listed("*.txt", shuffle=True, seed=1.5), _FILES),
}

_N = step("range", 6)
_IN_FILE = step("cache", path("kept"))
_EMPTY = {"files": {}}
_RAGGED = step("from_generator", {"generator": "ragged"}, output_types="int32", output_shapes=tuple_of(None))
_OTHER = [step("range", 10, 15), _IN_FILE]

_CACHED = {
    "whole": (_N, _IN_FILE, _EMPTY),
    "by-name": (_N, step("cache", filename=path("kept")), _EMPTY),
    "twice": (_N, _IN_FILE, step("repeat", 2), _EMPTY),
    "in-part": (_N, _IN_FILE, step("take", 2), step("repeat", 2), _EMPTY),
    "all-but-the-end": (step("range", 3), _IN_FILE, step("take", 3), step("repeat", 2), _EMPTY),
    "left-half-way": (_N, _IN_FILE, {**_EMPTY, "epochs": 3, "limit": [2, 9, 9]}),
    "left-before-the-end": (_N, _IN_FILE, {**_EMPTY, "epochs": 3, "limit": [6, 9, 9]}),
    "no-elements": (step("range", 0), _IN_FILE, _EMPTY),
    "no-epochs": (_N, _IN_FILE, step("repeat", 0), _EMPTY),
    "skipped": (_N, _IN_FILE, step("skip", 4), _EMPTY),
    "endless": (_N, step("repeat"), _IN_FILE, {**_EMPTY, "limit": 8}),
    "texts": (step("from_tensor_slices", ["a", "bc", "", "é"]), _IN_FILE, _EMPTY),
    "rows": (step("from_tensor_slices", integers(3, 2, high=9)), _IN_FILE, _EMPTY),
    "nested": (
        step("from_tensor_slices", {"dict": {"b": tuple_of([1, 2], ["x", "y"]), "a": [0.5, 1.5]}}), _IN_FILE, _EMPTY,
    ),
    "half-floats": (step("from_tensors", 0.5), step("map", function("half")), _IN_FILE, _EMPTY),
    "ragged": (_RAGGED, _IN_FILE, _EMPTY),
    "in-batches": (_N, step("batch", 4), _IN_FILE, _EMPTY),
    "before-batches": (_N, _IN_FILE, step("batch", 4), _EMPTY),
    "prefetched": (_N, _IN_FILE, step("prefetch", 2), {**_EMPTY, "epochs": 3, "limit": [2, 9, 9]}),
    "fails-half-way": (_RAGGED, step("batch", 2), _IN_FILE, _EMPTY),
    "file-that-another-dataset-made": (
        step("range", 3), _IN_FILE, step("concatenate", {"pipeline": _OTHER}), _EMPTY,
    ),
    "two-files": (
        step("range", 3), _IN_FILE,
        step("concatenate", {"pipeline": [step("range", 10, 12), step("cache", path("other"))]}), _EMPTY,
    ),
    "elements-of-another-dtype": (
        step("range", 3), _IN_FILE, step("map", function("fraction")),
        step("concatenate", {"pipeline": [step("from_tensor_slices", [1.5]), _IN_FILE]}), {**_EMPTY, "epochs": 1},
    ),
    "elements-of-another-shape": (
        step("range", 3), _IN_FILE, step("batch", 3),
        step("concatenate", {"pipeline": [step("range", 3), step("batch", 3), _IN_FILE]}), {**_EMPTY, "epochs": 1},
    ),
    "name-of-another-file": (_N, _IN_FILE, {"files": {"kept": "something else"}}),
    "name-of-a-folder": (_N, _IN_FILE, {"files": {"kept/a.txt": ""}}),
    "in-a-folder": (_N, step("cache", path("sub/kept")), {"files": {"sub/a.txt": ""}}),
    "in-a-folder-that-is-not-there": (_N, step("cache", path("nowhere/kept")), _EMPTY),
    "name-of-no-letters": (_N, step("cache", "")),
}  # fmt: skip
_CACHED_DRAWS = {
    "of-random": (step("random", seed=4, rerandomize_each_iteration=True), step("take", 3), _IN_FILE, _EMPTY),
    "of-shuffled": (_N, step("shuffle", 6, seed=1), _IN_FILE, step("repeat", 2), _EMPTY),
    "before-shuffle": (_N, _IN_FILE, step("shuffle", 6, seed=1), step("repeat", 2), _EMPTY),
    "half-then-whole": (_N, step("shuffle", 6, seed=1), _IN_FILE, {**_EMPTY, "limit": [3, 9, 9], "epochs": 3}),
}
_CACHED_REFUSED = {
    "name-is-nothing": (_N, step("cache", None)),
    "name-is-a-number": (_N, step("cache", 5)),
    "name-is-true": (_N, step("cache", True)),
    "two-names": (_N, step("cache", [path("one"), path("other")]), _EMPTY),
}

CASES = [
    *pipelines("list_files", _LISTED),
    *pipelines("list_files", _SHUFFLED, ("seed-exact",)),
    *pipelines("list_files", _LISTED_REFUSED, ("error",)),
    *pipelines("cache", {f"file-{slug}": row for slug, row in _CACHED.items()}),
    *pipelines("cache", {f"file-{slug}": row for slug, row in _CACHED_DRAWS.items()}, ("seed-exact",)),
    *pipelines("cache", _CACHED_REFUSED, ("error",)),
]
