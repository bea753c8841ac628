"""What the word right before a form asks of it: the cases a preposition governs, the cells an adjective agrees with.

Russian after the Academy Grammar (Русская грамматика, 1980, §§ 1654-1676), the common prepositions only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..language import language
from .russian_words import attributive_cells, likeliest

_RUSSIAN = {
    "gen": "без безо вблизи ввиду вдоль вместо вне внутри возле вокруг вследствие для до из изо из-за из-под касательно кроме "
    "мимо накануне напротив насчет около от ото относительно посредством после путем против ради свыше со стороны среди у",
    "dat": "благодаря вопреки к ко навстречу подобно согласно соответственно",
    "acc": "про сквозь спустя через несмотря",
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

AGREEMENT: Mapping[str, Callable[[str], frozenset[str]]] = MappingProxyType({"russian": attributive_cells})

READING: Mapping[str, Callable[[str], tuple[str, str, frozenset[str]]]] = MappingProxyType({"russian": likeliest})

_LAST_WORD = re.compile(r"([\w-]+)[\s«“\"(]*$")


def governed_cases(left: str, tag: str) -> frozenset[str]:
    """The cases the last word of `left` governs in a language; empty where it is no known preposition."""
    table = GOVERNMENT.get(language(tag).inflector, {})
    last = _LAST_WORD.search(left)
    return table.get(last[1].lower(), frozenset()) if last else frozenset()


def agreeing_cells(left: str, tag: str) -> frozenset[str]:
    """The cells ("gen.sg", …) of a noun that the last word of `left` is an attribute of; empty where it is none."""
    read = AGREEMENT.get(language(tag).inflector)
    last = _LAST_WORD.search(left)
    return read(last[1].lower()) if read and last else frozenset()


def reading(word: str, tag: str) -> tuple[str, str, frozenset[str]]:
    """A word's likeliest part of speech, lemma and cells; in languages without an analyser "", the word, and none."""
    read = READING.get(language(tag).inflector)
    return read(word.lower()) if read else ("", word.lower(), frozenset())
