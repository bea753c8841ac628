"""What a numeral right before a noun asks of it: «21 прокурор», «два прокурора», «пять прокуроров».

Russian after the Academy Grammar (Русская грамматика, 1980, §§ 1372-1375): two to four in the nominative or accusative
take the genitive singular of the noun and the genitive plural of its adjectives, the cell "pauc" of a paradigm; five and
more take the genitive plural. A numeral in another case agrees with its noun («с двумя прокурорами»).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from ..language import language
from .government import agreeing_cells, analysis, governed_cases


class Count(Enum):
    """What a numeral asks of the noun behind it: ONE the singular, FEW the paucal, MANY the genitive plural."""

    ONE = "one"
    FEW = "few"
    MANY = "many"


# the cells a noun may fill behind a numeral in the nominative or accusative
WANTED: Mapping[Count, tuple[str, ...]] = MappingProxyType(
    {Count.ONE: ("nom.sg", "acc.sg"), Count.FEW: ("nom.pauc", "acc.pauc"), Count.MANY: ("gen.pl",)}
)


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


@dataclass(frozen=True, slots=True)
class Quantity:
    """A numeral at the end of a text: what it asks for in the nominative or accusative; the cells ("ins.pl", …) one of
    which a noun has to fill behind it in another case («с двумя …», «с 22 …»); and what stands before it.

    Digits do not show their case: all that the preposition before them governs are possible, and what the number asks
    for where it is in the accusative.
    """

    count: Count | None
    cells: frozenset[str]
    before: str


def counted(left: str, tag: str) -> Count | None:
    """What the numeral asks for that `left` ends in, with an adjective behind it at most; None where it is none."""
    found = quantity(left, tag)
    return found.count if found else None


def uncounted(left: str, tag: str) -> str:
    """The text before the numeral that `left` ends in: what says the case of the counted."""
    found = quantity(left, tag)
    return found.before if found else left


def quantity(left: str, tag: str) -> Quantity | None:
    """The numeral that `left` ends in, with an adjective behind it at most; None where it is none."""
    numerals = _NUMERALS.get(language(tag).inflector)
    if numerals is None:
        return None
    last = _LAST.search(left)
    if last and last["word"] and not _is_numeral(last["word"], numerals, tag) and agreeing_cells(left, tag):
        left = left[: last.start()]
        last = _LAST.search(left)
    if last is None:
        return None
    before = left[: last.start()]
    if last["word"]:
        return _spelt(last["word"].lower(), before, numerals, tag)
    digits = "".join(filter(str.isdigit, last["digits"]))
    if before[-1:].strip() or _YEAR.fullmatch(last["digits"]):
        return None  # a part of a number or code, a year
    word = _LAST.search(before)
    if word and (word["word"] or "").lower() in numerals.comparatives:
        return Quantity(Count.MANY, frozenset(), before)
    count, governed = _of(int(digits[-2:])), governed_cases(before, tag)
    oblique = governed - {"acc"}
    if not oblique:
        return Quantity(count, frozenset(), before)
    number = "sg" if count is Count.ONE else "pl"
    cells = {f"{case}.{number}" for case in oblique}
    if "acc" in governed:
        cells |= {cell for cell in WANTED[count] if not cell.startswith("nom")}
    return Quantity(None, frozenset(cells), before)


def _is_numeral(word: str, numerals: _Numerals, tag: str) -> bool:
    return word.lower() in numerals.words or analysis(word, tag).lemma in numerals.words


def _spelt(word: str, before: str, numerals: _Numerals, tag: str) -> Quantity | None:
    """A numeral in letters: in the nominative it is in the table, in other cases its lemma is."""
    if count := numerals.words.get(word):
        return Quantity(count, frozenset(), before)
    read = analysis(word, tag)
    if read.kind != "NUMR" or read.lemma not in numerals.words:
        return None
    cases = read.cases & governed_cases(before, tag) or read.cases
    # «двух» is accusative before what is animate, whose accusative is like the genitive
    return Quantity(None, frozenset(f"{'gen' if case == 'acc' else case}.pl" for case in cases), before)


def _of(tail: int) -> Count:
    if tail % 10 == 1 and tail != 11:
        return Count.ONE
    return Count.FEW if tail % 10 in (2, 3, 4) and tail not in (12, 13, 14) else Count.MANY
