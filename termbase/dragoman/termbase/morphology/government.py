"""What the words before a form say of it: the cases a preposition governs, the cells an adjective agrees with, and
what a word is.

Russian after the Academy Grammar (Русская грамматика, 1980, §§ 1654-1676), the common prepositions only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ..language import language
from .russian_cells import Cell
from .russian_words import attributive_cells, likeliest

_RUSSIAN = {
    "gen": "без безо вблизи ввиду вдоль вместо вне внутри возле вокруг вследствие для до из изо из-за из-под касательно кроме "
    "мимо накануне напротив насчет около от ото относительно посредством после путем против ради свыше со стороны среди у",
    "dat": "благодаря вопреки к ко навстречу подобно согласно",
    "acc": "про сквозь через несмотря",
    "ins": "над надо перед передо",
    "loc": "при",
    "acc loc": "в во на о об обо",
    "acc ins": "за под подо между",
    "gen ins acc": "с со",
    "dat acc loc": "по",
}

_BY_PREPOSITION = MappingProxyType(
    {word: frozenset(cases.split()) for cases, words in _RUSSIAN.items() for word in words.split()}
)

GOVERNMENT: Mapping[str, Mapping[str, frozenset[str]]] = MappingProxyType({"russian": _BY_PREPOSITION})

AGREEMENT: Mapping[str, Callable[[str], frozenset[Cell]]] = MappingProxyType({"russian": attributive_cells})

READING: Mapping[str, Callable[[str], tuple[str, str, frozenset[Cell], str]]] = MappingProxyType({"russian": likeliest})


@dataclass(frozen=True, slots=True)
class Syntax:
    """Small words of a language: particles that stand between an attribute and its noun; relatives, which are
    attributes of nothing behind them; what opens a clause; what joins like with like."""

    particles: frozenset[str] = frozenset()
    relatives: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    joiners: frozenset[str] = frozenset()


SYNTAX: Mapping[str, Syntax] = MappingProxyType(
    {
        "russian": Syntax(
            frozenset(("же",)),
            frozenset(("который",)),
            frozenset(["что", "который", "которая", "которое", "которые", "где", "чтобы", "если", "когда", "а", "но"]),
            frozenset(["и", "или", "также", "а", "либо", "как", "например"]),
        )
    }
)

_LAST_WORD = re.compile(r"([\w-]+)[\s«“\"(]*$")


@dataclass(frozen=True, slots=True)
class Analysis:
    """A word in its likeliest reading: part of speech as pymorphy names it (PREP for a preposition with a case), lemma,
    cells (case, number, gender), and of verbs and participles t or i (transitive or not), a or p (active or passive)
    and the person; P for a pronoun."""

    kind: str
    lemma: str
    cells: frozenset[Cell] = frozenset()
    voice: str = ""

    @property
    def cases(self) -> frozenset[str]:
        """The cases among the cells."""
        return frozenset(case for case, _, _ in self.cells)


@lru_cache(maxsize=1 << 16)
def analysis(word: str, tag: str) -> Analysis:
    """What a word is; in languages without an analyser the word itself is all that is known."""
    read, word = READING.get(language(tag).inflector), word.lower()
    if read is None:
        return Analysis("", word)
    kind, lemma, cells, voice = read(word)
    return Analysis("PREP" if word in prepositions(tag) else kind, lemma, cells, voice)


def syntax(tag: str) -> Syntax:
    """The small words of a language; none where they are not known."""
    return SYNTAX.get(language(tag).inflector, Syntax())


def prepositions(tag: str) -> Mapping[str, frozenset[str]]:
    """The prepositions of a language with the cases they govern."""
    return GOVERNMENT.get(language(tag).inflector, MappingProxyType({}))


def governed_cases(left: str, tag: str) -> frozenset[str]:
    """The cases the last word of `left` governs in a language; empty where it is no known preposition."""
    last = _LAST_WORD.search(left)
    return prepositions(tag).get(last[1].lower(), frozenset()) if last else frozenset()


def agreeing_cells(left: str, tag: str, gender: str | None = None) -> frozenset[str]:
    """The cells ("gen.sg", …) of a noun that the last word of `left` is an attribute of; empty where it is none.

    gender: of the noun, where it is known: «межвидовой» asks a feminine for anything but the nominative. Particles
    between the two are looked through.
    """
    read = AGREEMENT.get(language(tag).inflector)
    last = _LAST_WORD.search(left)
    while last and last[1].lower() in syntax(tag).particles:
        last = _LAST_WORD.search(left[: last.start()])
    cells = read(last[1].lower()) if read and last else frozenset()
    return frozenset(
        f"{case}.{number}" for case, number, own in cells if number == "pl" or not (gender and own) or own == gender
    )


def reading(word: str, tag: str) -> tuple[str, str, frozenset[str]]:
    """A word's likeliest part of speech, lemma and cells; in languages without an analyser "", the word, and none."""
    read = READING.get(language(tag).inflector)
    if read is None:
        return "", word.lower(), frozenset()
    kind, lemma, cells, _ = read(word.lower())
    return kind, lemma, frozenset(f"{case}.{number}" for case, number, _ in cells)
