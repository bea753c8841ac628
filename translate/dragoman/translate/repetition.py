"""Telling the repetition loops of weak or overwhelmed translation models from ordinary repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from .results import Span

_LONGEST = 8  # units in the longest stretch looked for twice in a row
_ANYWHERE = (4, 6)  # words, and Chinese characters, that come back in a loop
_AGAIN = (6, 8)  # words, and Chinese characters, that are no chance repetition
_SPACE = re.compile(r"\s*")
_COMMA = re.compile(r"[\s,;、，；]*")
_UNIT = re.compile(r"[\u3400-\u9fff]|[^\W\d_]+|\d")


def loops(text: str, source: str = "") -> bool:
    """Whether a translation is caught in a loop: a run of one to four words (characters in Chinese) said three times
    over, one letter five times over, or a run of four words or six Chinese characters three times anywhere and more
    often than the source says any three words: a list of three chief prosecutors names three prosecutors' offices.
    Figures alone never are a loop: 99.9, 2020."""
    if re.search(r"([^\W\d_])\1{4}", text):
        return True
    units = [unit.lower() for unit in _UNIT.findall(text)]
    if max(Counter(pairwise(units)).values(), default=0) < 2:
        return False  # in every loop some pair comes back: most sentences need no closer look
    for size in range(1, 5):
        for start in range(len(units) - 3 * size + 1):
            run = units[start : start + size]
            said = run == units[start + size : start + 2 * size] == units[start + 2 * size : start + 3 * size]
            if said and not all(unit.isdigit() for unit in run):
                return True
    return _most(units, _ANYWHERE[_is_han(text)]) > max(2, _most(_UNIT.findall(source.lower()), 3))


def _is_han(text: str) -> bool:
    return bool(re.search(r"[\u3400-\u9fff]", text))


def _most(units: Sequence[str], size: int) -> int:
    """How often the commonest run of so many units comes, figures apart."""
    runs = (tuple(units[i : i + size]) for i in range(len(units) - size + 1))
    return max(Counter(run for run in runs if not all(unit.isdigit() for unit in run)).values(), default=0)


def redundant(text: str, kept: Sequence[Span]) -> Span | None:
    """The first stretch of a text that only says once more what stands right before (or behind) it, None if there is
    none; nothing under a `kept` span is given.

    A stretch is one to eight words, or two to eight Chinese characters (one, where it comes three times: 人人 and 天天
    are words); a single capitalised word may be a name and counts from the third time on too. Nothing but space may stand
    between, or, from the third time on, a comma. Numbers never count.
    """
    units = list(_UNIT.finditer(text))
    words = [unit.group().lower() for unit in units]
    for size in range(_LONGEST, 0, -1):
        for start in range(len(units) - 2 * size + 1):
            if words[start] != words[start + size]:
                continue
            run = words[start : start + size]
            # where each copy begins and ends, commas between them allowed as long as there are three or more
            copies = [_extent(units, start, size)]
            for at in range(start + size, len(units) - size + 1, size):
                if words[at : at + size] != run or not _COMMA.fullmatch(text, copies[-1].end, units[at].start()):
                    break
                copies.append(_extent(units, at, size))
            if len(copies) == 2 and (_innocent(run[0], units[start].group(), size) or not _adjacent(text, copies)):
                continue
            if len(copies) < 2 or any(word.isdigit() for word in run) or not (_adjacent(text, copies) or _long(copies)):
                continue
            for last in range(len(copies) - 1, 0, -1):
                for span in (Span(copies[0].end, copies[last].end), Span(copies[0].start, copies[last].start)):
                    if not any(span.overlaps(other) for other in kept):
                        return span
    return None


def again(text: str, said: Span, kept: Sequence[Span]) -> Span | None:
    """Where a text begins once more, somewhere else, what stands under `said`: six words, or eight Chinese characters, of
    it at least; None where it does not, and nowhere under a `kept` span."""
    own = _UNIT.findall(said.of(text).lower())
    least = _AGAIN[_is_han(said.of(text))]
    if len(own) < least:
        return None
    units = list(_UNIT.finditer(text))
    words = [unit.group().lower() for unit in units]
    run = own[:least]
    for start in range(len(units) - least + 1):
        found = _extent(units, start, least)
        if words[start : start + least] == run and not any(found.overlaps(other) for other in (said, *kept)):
            return found
    return None


def _extent(units: Sequence[re.Match[str]], start: int, size: int) -> Span:
    return Span(units[start].start(), units[start + size - 1].end())


def _adjacent(text: str, copies: Sequence[Span]) -> bool:
    return all(_SPACE.fullmatch(text, one.end, other.start) for one, other in pairwise(copies))


def _long(copies: Sequence[Span]) -> bool:
    return copies[0].end - copies[0].start > 1


def _innocent(word: str, written: str, size: int) -> bool:
    """Whether a stretch that begins so may well be said twice on purpose."""
    if "\u3400" <= word <= "\u9fff":
        return size == 1 or word == "一"  # 一步一步
    return size == 1 and written[:1].isupper() and written[1:].islower()
