"""What a numeral right before a noun asks of it: «21 прокурор», «два прокурора», «пять прокуроров».

Russian after the Academy Grammar (Русская грамматика, 1980, §§ 1372-1375): two to four in the nominative or accusative
take the genitive singular of the noun and the genitive plural of its adjectives, the cell "pauc" of a paradigm; five and
more take the genitive plural. A numeral in another case agrees, and nothing is said of it here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ..language import language
from .government import agreeing_cells, governed_cases


class Count(Enum):
    """What a numeral asks of the noun behind it: ONE the singular, FEW the paucal, MANY the genitive plural."""

    ONE = "one"
    FEW = "few"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class _Numerals:
    """Words by what they ask for, in the nominative; comparatives: words before digits that put them in the genitive."""

    words: Mapping[str, Count]
    comparatives: frozenset[str]


_RUSSIAN = {
    Count.FEW: "два две три четыре оба обе полтора полторы",
    Count.MANY: "пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать "
    "шестнадцать семнадцать восемнадцать девятнадцать двадцать тридцать сорок пятьдесят шестьдесят семьдесят "
    "восемьдесят девяносто сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот двое трое "
    "четверо пятеро несколько столько сколько много немало мало тысяч тысячи тысяча тыс миллионов миллиона миллион млн",
}
_NUMERALS: Mapping[str, _Numerals] = MappingProxyType(
    {
        "russian": _Numerals(
            MappingProxyType({word: count for count, words in _RUSSIAN.items() for word in words.split()}),
            frozenset(("более", "менее", "больше", "меньше")),
        )
    }
)
# a word or number is tried from its beginning only and as a whole, so that long ones cost no more than their length
_LAST = re.compile(
    r"(?:(?P<digits>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|(?<!\d)\d++)|(?<![^\W\d_])(?P<word>[^\W\d_]++))\.?\s*$"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def counted(left: str, tag: str) -> Count | None:
    """What the numeral asks for that `left` ends in, with an adjective behind it at most; None where it is none."""
    found = _numeral(left, tag)
    return found[0] if found else None


def uncounted(left: str, tag: str) -> str:
    """The text before the numeral that `left` ends in: what says the case of something counted by one or 21."""
    found = _numeral(left, tag)
    return found[1] if found else left


def _numeral(left: str, tag: str) -> tuple[Count, str] | None:
    """What the numeral at the end asks for, and what stands before it."""
    numerals = _NUMERALS.get(language(tag).inflector)
    if numerals is None:
        return None
    last = _LAST.search(left)
    if last and last["word"] and last["word"].lower() not in numerals.words and agreeing_cells(left, tag):
        left = left[: last.start()]
        last = _LAST.search(left)
    if last is None:
        return None
    before = left[: last.start()]
    if last["word"]:
        count = numerals.words.get(last["word"].lower())
        return (count, before) if count else None
    digits = "".join(filter(str.isdigit, last["digits"]))
    if before[-1:].strip() or _YEAR.fullmatch(last["digits"]):
        return None  # a part of a number or code, a year
    word = _LAST.search(before)
    if word and (word["word"] or "").lower() in numerals.comparatives:
        return Count.MANY, before
    if governed_cases(before, tag) - {"acc"}:
        return None
    return _of(int(digits[-2:])), before


def _of(tail: int) -> Count:
    if tail % 10 == 1 and tail != 11:
        return Count.ONE
    return Count.FEW if tail % 10 in (2, 3, 4) and tail not in (12, 13, 14) else Count.MANY
