"""From raw lines to sentence pairs worth learning from: normalised, filtered, none twice, nothing held out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dragoman.corpora import articles

from .sources import Source

MAX_SOURCE = 600  # characters; longer lines are rarely one sentence
MIN_SCRIPT = {"ru": 0.35, "zh": 0.3}  # least share of letters of the target's script
RATIO = {"ru": (0.5, 2.2), "zh": (0.12, 0.9)}  # target characters a source character, where the source is not short
SHORT = 20  # characters
VALIDATION = "valid"  # the group that measures and is never learnt from

_CYRILLIC, _HAN = re.compile("[А-Яа-яЁё]"), re.compile("[一-鿿]")
SCRIPT = {"ru": _CYRILLIC, "zh": _HAN}
"""The letters of a language's script."""
_HAN_SPACE = re.compile(r"(?<=[一-鿿，。；：、（）“”])\s+(?=[一-鿿，。；：、（）“”])")
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence and its translation, the packed set it goes into, and how.

    variants: how many are made of it at most. augmented: it is one.
    """

    source: str
    target: str
    language: str
    group: str
    repeat: int = 1
    terms: bool = False
    variants: int = 0
    augmented: bool = False


@cache
def _simplifier() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def normalise(text: str, language: str) -> str:
    """Text as the model sees it: NFC, single spaces; Chinese in simplified characters, without spaces inside."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return _HAN_SPACE.sub("", _simplifier()(text)) if language == "zh" else text


def fault(source: str, target: str, language: str) -> str:
    """Why a normalised pair is not worth learning from; empty where it is."""
    if not source or not target:
        return "empty"
    if source == target:
        return "not translated"
    if len(source) > MAX_SOURCE:
        return "too long"
    if not re.search("[A-Za-z]", source):
        return "not English"
    if len(SCRIPT[language].findall(target)) < MIN_SCRIPT[language] * len(target):
        return "another script"
    low, high = RATIO[language]
    if len(source) > SHORT and not low < len(target) / len(source) < high:
        return "lengths differ"
    return ""


def key(text: str) -> str:
    """What two spellings of one sentence have in common: its letters and digits."""
    return _NOT_WORD.sub("", text).casefold()


@cache
def held_out() -> frozenset[str]:
    """Keys of all sentences, in every language, that a model must not have seen when it is measured."""
    kept = [row for row in articles.load("domain") if row.split == VALIDATION]
    for seed in articles.seeds():
        kept += articles.load(seed)
    return frozenset(key(text) for row in kept for text in row.texts.values())


def pairs(sources: Iterable[Source], root: Path) -> tuple[list[Pair], list[tuple[Source, int, Counter[str]]]]:
    """The pairs of all sources in order, and for each source how many it gave and why others were left out."""
    seen: set[tuple[str, str]] = set()
    kept: list[Pair] = []
    report = []
    for source in sources:
        faults: Counter[str] = Counter()
        count = 0
        for raw_source, raw_target in source.lines(root):
            if source.limit and count == source.limit:
                break
            text, other = normalise(raw_source, "en"), normalise(raw_target, source.language)
            reason = fault(text, other, source.language)
            if not reason and (text, other) in seen:
                reason = "twice"
            if not reason and source.group != VALIDATION and not held_out().isdisjoint((key(text), key(other))):
                reason = "held out"
            if reason:
                faults[reason] += 1
                continue
            seen.add((text, other))
            count += 1
            repeat, terms, variants = source.repeat, source.terms, source.variants
            kept.append(Pair(text, other, source.language, source.group, repeat, terms, variants))
        report.append((source, count, faults))
    return kept, report
