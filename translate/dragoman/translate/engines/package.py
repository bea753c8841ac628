"""Model packages as Argos Translate lays them out: reading, checking, and an engine made of them.

A package is a directory with `metadata.json`, a CTranslate2 model in `model/`, and `sentencepiece.model` or `bpe.model`
(argostranslate.package documents it). Two keys are ours: `targets`, for one model that serves several target languages
(`[{"code": "ru", "target_prefix": "<2ru>"}, …]`, instead of `to_code` and `target_prefix`), and `features`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.termbase.errors import EngineError, UnknownNameError
from dragoman.termbase.language import LANGUAGES, language

if TYPE_CHECKING:  # importing these costs numpy
    from .base import Capabilities, Hypothesis, Options, Request, Scored
    from .ct2 import CT2Model

ANNOTATION = "target-lemma-annotation"  # the feature of models trained on `<t> source <=> lemmas </t>`
MAX_METADATA = 1 << 20  # bytes
MAX_README = 1 << 20  # bytes
MAX_FIELD = 120  # characters of a name, version or licence

# Argos's own codes that are not BCP 47 (argospm index)
_ARGOS_CODES = {"zt": "zh-Hant", "pb": "pt-BR"}
_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,4}")


def canonical(code: str) -> str:
    """The tag for a code of Argos or a user: that of a known language, else BCP 47 as far as the code tells."""
    try:
        return language(code).tag
    except UnknownNameError:
        plain = code.strip().replace("_", "-")
        return _ARGOS_CODES.get(plain.lower(), plain)


@dataclass(frozen=True, slots=True)
class Direction:
    """A language pair of a package; `tag` is the token that opens every target, empty for none."""

    source: str
    target: str
    tag: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """(source, target)."""
        return self.source, self.target


@dataclass(frozen=True, slots=True)
class Package:
    """A model package on disk. codes: the languages as the package itself spells them, source first."""

    directory: Path
    name: str
    version: str
    directions: tuple[Direction, ...]
    codes: tuple[str, ...]
    features: frozenset[str] = frozenset()
    licence: str = ""

    @property
    def release(self) -> tuple[int, ...]:
        """The version as numbers, for comparison."""
        return release(self.version)

    def size(self) -> int:
        """Bytes on disk."""
        return sum(file.stat().st_size for file in self.directory.rglob("*") if file.is_file())

    def readme(self) -> str:
        """The package's README without control characters; empty where there is none."""
        try:
            with (self.directory / "README.md").open("rb") as file:
                text = file.read(MAX_README).decode("utf-8", errors="ignore")
        except OSError:
            return ""
        return "\n".join(_printable(line) for line in text.splitlines()).strip()

    def describe(self) -> str:
        """Name, version and size in one line."""
        title = f"{self.name} {self.version}".strip()
        return f"{title}, CTranslate2, {self.size() / 1e6:.1f} MB"

    def model(self, direction: Direction) -> CT2Model:
        """The model for one direction; its weights are read on first use."""
        from dragoman.corpora.script import other_letters

        from .ct2 import CT2Model
        from .tokens import MosesBPE, SentencePiece, Tokenizer

        pieces = self.directory / "sentencepiece.model"
        tokenizer: Tokenizer = SentencePiece(pieces)
        if not pieces.exists():
            index = [item.pair for item in self.directions].index(direction.pair)
            tokenizer = MosesBPE(self.directory / "bpe.model", self.codes[0], self.codes[index + 1])
        # a model of several target languages slips into another one now and then
        known = direction.tag and LANGUAGES.keys() >= set(direction.pair)
        foreign = other_letters(*direction.pair) if known else None
        written = LANGUAGES.get(direction.pair[1])
        fullwidth = written is not None and written.fullwidth
        annotation = ANNOTATION in self.features
        return CT2Model(self.directory / "model", tokenizer, direction.tag, annotation, foreign, fullwidth)


def release(version: str) -> tuple[int, ...]:
    """A version string as numbers, so that 1.10 is newer than 1.9."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))


def read(directory: Path) -> Package | None:
    """The package in a directory; None where it is of another kind than translation.

    Raises EngineError saying what is broken; nothing is loaded yet.
    """
    metadata = _metadata(directory / "metadata.json")
    if metadata.get("type", "translate") != "translate":
        return None
    try:
        codes, directions = parse_directions(metadata)
    except ValueError as error:
        raise EngineError(f"broken package: {error}", directory / "metadata.json") from None
    missing = _missing(directory)
    if missing:
        raise EngineError(f"broken package: {missing}", directory)
    features = metadata.get("features")
    return Package(
        directory,
        field(metadata, "name") or _printable(directory.name),
        field(metadata, "package_version"),
        directions,
        codes,
        frozenset(item for item in features if isinstance(item, str)) if isinstance(features, list) else frozenset(),
        field(metadata, "licence") or field(metadata, "license"),
    )


def _metadata(path: Path) -> Mapping[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_METADATA + 1)
    except FileNotFoundError:
        raise EngineError("broken package: no metadata.json", path.parent) from None
    except OSError as error:
        raise EngineError(f"broken package: {error.strerror}", path) from None
    if len(data) > MAX_METADATA:
        raise EngineError("broken package: metadata.json is too large", path)
    try:
        metadata = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise EngineError("broken package: metadata.json is not JSON", path) from None
    if not isinstance(metadata, dict):
        raise EngineError("broken package: metadata.json is not a JSON object", path)
    return metadata


def parse_directions(metadata: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[Direction, ...]]:
    """The language codes as spelt (source first) and the directions that metadata declares; ValueError if unusable."""
    source = _code(metadata.get("from_code"), "from_code")
    targets = metadata.get("targets")
    if targets is None:
        targets = [{"code": metadata.get("to_code"), "target_prefix": metadata.get("target_prefix")}]
    if not isinstance(targets, list) or not targets:
        raise ValueError("targets is not a list of languages")
    codes, directions = [source], []
    for target in targets:
        if not isinstance(target, dict):
            raise ValueError("targets is not a list of languages")
        code = _code(target.get("code"), "to_code")
        tag = target.get("target_prefix") or ""
        if not isinstance(tag, str) or len(tag) > MAX_FIELD or re.search(r"\s", tag):
            raise ValueError("target_prefix is not a single token")
        codes.append(code)
        directions.append(Direction(canonical(source), canonical(code), tag))
    pairs = {direction.pair for direction in directions}
    if len(pairs) < len(directions) or any(source == target for source, target in pairs):
        raise ValueError("a target language comes twice or is the source language")
    return tuple(codes), tuple(directions)


def _code(value: object, key: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError(f"{key} is not a language code")
    return value


def field(metadata: Mapping[str, Any], key: str) -> str:
    """A short text field, safe to print; empty where it is missing or no text."""
    value = metadata.get(key)
    return _printable(value)[:MAX_FIELD].strip() if isinstance(value, str) else ""


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _missing(directory: Path) -> str:
    """What a package lacks to be usable, empty if nothing."""
    model = directory / "model"
    try:
        if not (model / "model.bin").stat().st_size:
            return "model/model.bin is empty"
    except OSError:
        return "no model/model.bin"
    if not any(model.glob("shared_vocabulary.*")) and not (
        any(model.glob("source*_vocabulary.*")) and any(model.glob("target_vocabulary.*"))
    ):
        return "no vocabulary in model/"
    if not any((directory / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        return "no sentencepiece.model or bpe.model"
    return ""


class PackageEngine:
    """An engine whose every language pair is a package's; of several packages for one pair the newest serves."""

    def __init__(self, name: str, packages: Iterable[Package]) -> None:
        self._name = name
        self._serving: dict[tuple[str, str], tuple[Package, Direction]] = {}
        self._models: dict[tuple[str, str], CT2Model] = {}
        for package in sorted(packages, key=lambda package: package.release):
            for direction in package.directions:
                self._serving[direction.pair] = (package, direction)

    @property
    def name(self) -> str:
        """Its name in the registry."""
        return self._name

    def pairs(self) -> Sequence[tuple[str, str]]:
        """The (source, target) language tags it translates, sorted."""
        return sorted(self._serving)

    def package(self, source: str, target: str) -> Package:
        """The package that serves a pair; raises EngineError where there is none."""
        return self._find(source, target)[0]

    def _find(self, source: str, target: str) -> tuple[Package, Direction]:
        try:
            return self._serving[canonical(source), canonical(target)]
        except KeyError:
            known = ", ".join(f"{source}-{target}" for source, target in self.pairs()) or "none"
            raise EngineError(
                f"engine '{self.name}' does not translate {source}-{target}", hint=f"its pairs: {known}"
            ) from None

    def _model(self, source: str, target: str) -> CT2Model:
        package, direction = self._find(source, target)
        if direction.pair not in self._models:
            self._models[direction.pair] = package.model(direction)
        return self._models[direction.pair]

    def capabilities(self, source: str, target: str) -> Capabilities:
        """What it can do for a pair; raises EngineError for a pair it lacks."""
        return self._model(source, target).capabilities

    def describe(self, source: str, target: str) -> str:
        """The package's name, version and size."""
        return self.package(source, target).describe()

    def translate(
        self, requests: Sequence[Request], source: str, target: str, options: Options
    ) -> list[list[Hypothesis]]:
        """Hypotheses for each request, best first. Raises EngineError."""
        return self._model(source, target).translate(requests, options)

    def score(self, pairs: Sequence[tuple[str, str]], source: str, target: str) -> list[Scored]:
        """How likely the model finds each (source text, whole target text). Raises EngineError."""
        return self._model(source, target).score(pairs)
