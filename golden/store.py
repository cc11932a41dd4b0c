"""The stored goldens: one JSON, to be read and compared, and one safetensors file for each symbol, and a manifest.

``data/layers/Dense.json``: cases and their answers that are not tensors. ``data/layers/Dense.safetensors``: tensors
named ``SLUG:in:NAME``, ``SLUG:out:NAME`` and ``SLUG:truth:NAME``, little-endian. ``data/manifest.json``: the sha256 of
each of these, and on what it was recorded. ``schema.json`` beside this file says it exactly.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors import SafetensorError, deserialize

from golden.case import Case, Golden
from golden.files import FORMAT, as_json, encode, id_of, place, write_whole

ROOT = Path(__file__).parent / "data"


class StoreError(Exception):
    """The store is not whole; the message names the file and what is wrong with it."""


def _is_manifest(manifest):
    """Whether the parts that loading relies on are there; ``verify`` holds the rest against the schema."""
    symbols = manifest.get("symbols")
    return isinstance(symbols, dict) and all(
        isinstance(entry, dict) and isinstance(entry.get("files"), dict) and isinstance(entry.get("cases"), int)
        for entry in symbols.values()
    )


class _Tensors(Mapping):
    """The tensors of one case under one heading, read when the first is asked for."""

    def __init__(self, file, slug, part, names):
        self._file, self._prefix, self._names = file, f"{slug}:{part}:", names

    def __getitem__(self, name):
        if name not in self._names:
            raise KeyError(name)
        return self._file.tensor(self._prefix + name)

    def __iter__(self):
        return iter(self._names)

    def __len__(self):
        return len(self._names)


class _Answers(Mapping):
    """Answers in their recorded order, be they tensors or JSON."""

    def __init__(self, tensors, plain, order):
        self._tensors, self._plain, self._order = tensors, plain, order

    def __getitem__(self, name):
        return self._plain[name] if name in self._plain else self._tensors[name]

    def __iter__(self):
        return iter(self._order)

    def __len__(self):
        return len(self._order)


_DTYPES = {"BF16": np.dtype(ml_dtypes.bfloat16), "BOOL": np.dtype(bool)}
_DTYPES |= {f"{kind}{8 * size}": np.dtype(f"<{kind.lower()}{size}") for kind in "IU" for size in (1, 2, 4, 8)}
_DTYPES |= {f"F{8 * size}": np.dtype(f"<f{size}") for size in (2, 4, 8)}


def _load_tensors(data):
    """The tensors of a safetensors file by name; bfloat16, too, which safetensors.numpy writes but does not read.

    Raises: SafetensorError for what is no such file; ValueError for a dtype that NumPy has not.
    """
    tensors = {}
    for name, view in deserialize(data):
        if view["dtype"] not in _DTYPES:
            raise ValueError(f"tensor {name!r} has dtype {view['dtype']}")
        tensors[name] = np.frombuffer(view["data"], _DTYPES[view["dtype"]]).reshape(view["shape"])
    return tensors


class _File:
    """A safetensors file, checked against the manifest and read at the first use."""

    def __init__(self, store, name):
        self._store, self._name, self._tensors = store, name, None

    def tensor(self, key):
        if self._tensors is None:
            data = self._store.read(self._name)
            try:
                self._tensors = _load_tensors(data)
            except (SafetensorError, ValueError) as error:
                raise StoreError(f"{self._store.root / self._name}: not a safetensors file: {error}") from error
            for array in self._tensors.values():
                array.setflags(write=False)
        try:
            return self._tensors[key]
        except KeyError:
            raise StoreError(f"{self._store.root / self._name}: the tensor {key!r} is missing") from None


class Store:
    """Goldens under a folder. Raises: StoreError, which names the file, for whatever is not as it was written."""

    def __init__(self, root=ROOT):
        self.root = Path(root)

    @property
    def is_begun(self):
        """Whether there is a store yet, be it whole or not."""
        return (self.root / "manifest.json").exists()

    # -- reading

    def manifest(self):
        path = self.root / "manifest.json"
        manifest = self._document(path)
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            given = manifest.get("format") if isinstance(manifest, dict) else type(manifest).__name__
            raise StoreError(f"{path}: format must be {FORMAT}, got {given!r}")
        if not _is_manifest(manifest):
            raise StoreError(f"{path}: symbols must map each to its cases, files and provenance")
        return manifest

    def api(self):
        """The public symbols of Keras, each with its other names, as the oracle listed them when it was last asked."""
        path = self.root / "api.json"
        api = self._document(path)
        if not isinstance(api, dict) or not isinstance(api.get("symbols"), dict):
            raise StoreError(f"{path}: symbols must map each public symbol to its other names")
        return api["symbols"]

    def _document(self, path):
        try:
            return json.loads(path.read_bytes())
        except FileNotFoundError:
            raise StoreError(f"{path}: the file is missing; is {self.root} a store?") from None
        except ValueError as error:
            raise StoreError(f"{path}: not JSON: {error}") from error

    def read(self, name, manifest=None):
        """The bytes of a file, which must have the hash that the manifest gives it."""
        path = self.root / name
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise StoreError(f"{path}: the file is missing") from None
        expected = self._hashes(manifest).get(name)
        if expected is None:
            raise StoreError(f"{path}: the manifest does not know this file")
        if hashlib.sha256(data).hexdigest() != expected:
            raise StoreError(f"{path}: its sha256 is not the manifest's: changed or cut short since it was recorded")
        return data

    def _hashes(self, manifest=None):
        if not hasattr(self, "_known"):
            self._known = {
                file: digest
                for entry in (manifest or self.manifest())["symbols"].values()
                for file, digest in entry["files"].items()
            }
        return self._known

    def symbols(self):
        return list(self.manifest()["symbols"])

    def load(self, symbol):
        """The goldens of a symbol. Raises: StoreError; KeyError for a symbol that is not stored."""
        return self._goldens(symbol, self.manifest()["symbols"][symbol])

    def all(self):
        """All goldens, symbol by symbol. Raises: StoreError, also for an id that stands twice."""
        manifest, seen = self.manifest(), {}
        self._hashes(manifest)
        for symbol, entry in manifest["symbols"].items():
            for golden in self._goldens(symbol, entry):
                if golden.case.id in seen:
                    raise StoreError(
                        f"{self.root}: the id {golden.case.id!r} stands in {seen[golden.case.id]} and {symbol}"
                    )
                seen[golden.case.id] = symbol
                yield golden

    def _goldens(self, symbol, entry):
        name = f"{place(symbol)}.json"
        try:
            document = json.loads(self.read(name))
            slugs = [case["slug"] for case in document["cases"]]
        except (ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{self.root / name}: not a symbol's cases: {error!r}") from error
        twice = sorted(slug for slug, count in Counter(slugs).items() if count > 1)
        if twice:
            raise StoreError(f"{self.root / name}: the id {id_of(symbol, twice[0])!r} stands more than once")
        if len(slugs) != entry["cases"]:
            raise StoreError(f"{self.root / name}: must hold {entry['cases']} cases, got {len(slugs)}")
        file = _File(self, f"{place(symbol)}.safetensors")
        try:
            return [self._golden(symbol, data, file) for data in document["cases"]]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"{self.root / name}: not a symbol's cases: {error!r}") from error

    def _golden(self, symbol, data, file):
        def part(heading):
            return _Tensors(file, data["slug"], heading, tuple(data["tensors"].get(heading, ())))

        case = Case(
            id=id_of(symbol, data["slug"]),
            kind=data["kind"],
            symbol=symbol,
            spec=data["spec"],
            tensors=part("in"),
            op_class=data["op_class"],
            tags=tuple(data["tags"]),
        )
        answers = _Answers(part("out"), data["answers"], data["order"])
        return Golden(case, answers, part("truth"), data["no_truth"], data["raises"])

    def verify(self):
        """What is wrong with the store, a line each; nothing if it is whole."""
        from golden.schema import complaints

        try:
            manifest = self.manifest()
        except StoreError as error:
            return [str(error)]
        problems = list(complaints("manifest", manifest, self.root / "manifest.json"))
        known = {"manifest.json", "api.json"}
        try:
            self.api()
        except StoreError as error:
            problems.append(str(error))
        for symbol, entry in manifest["symbols"].items():
            known.update(entry["files"])
            try:
                goldens = self._goldens(symbol, entry)
                document = json.loads(self.read(f"{place(symbol)}.json"))
                problems += complaints("symbol", document, self.root / f"{place(symbol)}.json")
                for golden in goldens:
                    for tensors in (golden.case.tensors, golden.truth):
                        for name in tensors:
                            tensors[name]
                    for name in golden.answers:
                        golden.answers[name]
            except StoreError as error:
                problems.append(str(error))
            except KeyError as error:
                problems.append(f"{self.root / place(symbol)}.json: it has an order, but no answer, for {error}")
        stray = {str(p.relative_to(self.root)) for p in self.root.rglob("*") if p.is_file()} - known
        problems += [f"{self.root / name}: the manifest does not know this file" for name in sorted(stray)]
        if not problems:
            try:
                list(self.all())
            except StoreError as error:
                problems.append(str(error))
        return problems

    # -- writing

    def write(self, symbol, goldens, provenance):
        """Store the goldens of a symbol; returns whether any byte changed. The old provenance stays if none did."""
        files = encode(symbol, goldens)
        hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
        try:
            manifest = self.manifest()
        except StoreError:
            if self.is_begun:
                raise  # to start afresh would lose every other symbol
            manifest = {"format": FORMAT, "symbols": {}}
        entry = manifest["symbols"].get(symbol)
        whole = all((self.root / name).is_file() and self._matches(name, digest) for name, digest in hashes.items())
        if entry is not None and entry["files"] == hashes and whole:
            return False
        for name, data in files.items():
            write_whole(self.root / name, data)
        manifest["symbols"][symbol] = {"cases": len(goldens), "files": hashes, "provenance": provenance}
        manifest["symbols"] = dict(sorted(manifest["symbols"].items()))
        write_whole(self.root / "manifest.json", as_json(manifest))
        self.__dict__.pop("_known", None)
        return True

    def _matches(self, name, digest):
        return hashlib.sha256((self.root / name).read_bytes()).hexdigest() == digest

    def remove(self, symbol):
        """Take a symbol out of the store."""
        manifest = self.manifest()
        entry = manifest["symbols"].pop(symbol)
        write_whole(self.root / "manifest.json", as_json(manifest))
        for name in entry["files"]:
            (self.root / name).unlink(missing_ok=True)
        self.__dict__.pop("_known", None)
