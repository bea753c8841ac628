"""The list of sources: which texts a model learns from, where they come from and under which licence."""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from dragoman.corpora import articles

LIST = Path(__file__).parent / "sources.yaml"
SHUFFLE_SEED = 3  # which pairs a limit keeps


@dataclass(frozen=True, slots=True)
class Source:
    """A collection of sentence pairs from English; `texts` is a file, `articles` a split of the domain corpus."""

    language: str
    group: str
    licence: str
    origin: str
    texts: str = ""
    articles: str = ""
    repeat: int = 1
    limit: int = 0
    terms: bool = False
    variants: int = 0

    @property
    def name(self) -> str:
        """The file, or what stands for one."""
        return self.texts or f"articles/{self.articles} ({self.language})"

    def lines(self, root: Path) -> list[tuple[str, str]]:
        """The raw pairs, shuffled with a fixed seed: (English, translation)."""
        pairs = list(_read(root / self.texts) if self.texts else self._articles())
        random.Random(SHUFFLE_SEED).shuffle(pairs)
        return pairs

    def _articles(self) -> Iterator[tuple[str, str]]:
        for row in articles.load("domain"):
            if row.split == self.articles:
                yield row.texts["en"], row.texts[self.language]


def _read(path: Path) -> Iterator[tuple[str, str]]:
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            columns = line.rstrip("\n").split("\t")
            if len(columns) == 2:
                yield columns[0], columns[1]


def read(path: Path) -> list[Source]:
    """The sources that a YAML list names, in its order. Raises ValueError saying which entry is wrong and how."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list) or not entries:
        raise ValueError(f"{path}: not a list of sources")
    return [_source(entry, f"{path}: entry {number}") for number, entry in enumerate(entries, 1)]


def _source(entry: Any, place: str) -> Source:
    if not isinstance(entry, dict):
        raise ValueError(f"{place}: not a mapping")
    known = {field.name for field in fields(Source)}
    missing = [key for key in ("language", "group", "licence", "origin") if not entry.get(key)]
    if missing or entry.keys() - known:
        raise ValueError(f"{place}: lacks {missing or 'nothing'}, does not know {sorted(entry.keys() - known)}")
    source = Source(**entry)
    if bool(source.texts) == bool(source.articles):
        raise ValueError(f"{place}: give either texts or articles")
    if source.variants and source.articles != "train":
        raise ValueError(f"{place}: variants are made of the training split of the domain corpus only")
    return source
