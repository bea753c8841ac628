"""The aligned articles that come with the package: the references of the two seeds, and the domain corpus.

All of them are the project's own translations, not official ones: see articles/README.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType

from dragoman.termbase.errors import UnknownNameError
from dragoman.termbase.language import LANGUAGES
from dragoman.termbase.language import language as find_language

_SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class AlignedSegment:
    """One sentence in all languages.

    texts: language tag -> sentence. document, number: which document, and which sentence of it, from 0. topic, kind,
    origin: what the file says about it. split: "train" or "valid" (held out) in the domain corpus, "reference" in the
    seeds' references, which serve to score only.
    """

    document: str
    number: int
    texts: Mapping[str, str]
    topic: str = ""
    split: str = ""
    kind: str = ""
    origin: str = field(default="", compare=False)


def names() -> tuple[str, ...]:
    """The names `load` knows: "domain" and each seed's."""
    return tuple(_files())


def seeds() -> tuple[str, ...]:
    """The names of the two seed articles: their file names in seeds/ without ending."""
    return tuple(name for name in _files() if name != "domain")


@cache
def load(name: str) -> tuple[AlignedSegment, ...]:
    """The aligned sentences of a collection in file order. Raises UnknownNameError for a name that `names` lacks."""
    try:
        file = _files()[name]
    except KeyError:
        raise UnknownNameError(f"no articles named '{name}'", hint=f"known: {', '.join(names())}") from None
    lines = file.read_text(encoding="utf-8").splitlines()
    return tuple(_segment(json.loads(line), name, number) for number, line in enumerate(lines))


def reference(seed: str, language: str, source: str = "en") -> list[tuple[str, str]]:
    """Aligned (source sentence, reference translation) pairs of a seed article, for scoring only.

    seed: a name of `seeds`, or the seed's file name. Raises UnknownNameError for an unknown seed or language.
    """
    tag, origin = find_language(language).tag, find_language(source).tag
    return [(row.texts[origin], row.texts[tag]) for row in load(seed.rsplit("/", 1)[-1].removesuffix(".txt"))]


def align(sentences: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[int, str]]:
    """Which of some sentences have a reference: (index of the sentence, reference), in order of the sentences.

    Sentences are compared by their letters and digits alone; each pair serves every sentence that equals its source.
    """
    known = {_key(source): reference for source, reference in pairs}
    return [(index, known[key]) for index, sentence in enumerate(sentences) if (key := _key(sentence)) in known]


def _key(sentence: str) -> str:
    return re.sub(r"[\W_]+", "", sentence).lower()


@cache
def _files() -> Mapping[str, Traversable]:
    root = resources.files("dragoman.corpora") / "articles"
    files = [*root.iterdir(), *(root / "seeds").iterdir()]
    named = {file.name.removesuffix(_SUFFIX): file for file in files if file.name.endswith(_SUFFIX)}
    return MappingProxyType({name: named[name] for name in sorted(named, key=lambda name: (name != "domain", name))})


def _segment(row: Mapping[str, str | int], name: str, number: int) -> AlignedSegment:
    return AlignedSegment(
        str(row.get("doc", name)),
        int(row.get("n", number)),
        MappingProxyType({tag: str(row[tag]) for tag in LANGUAGES if tag in row}),
        str(row.get("topic", "")),
        str(row.get("split", "reference")),
        str(row.get("kind", "")),
        str(row.get("origin", "")),
    )
