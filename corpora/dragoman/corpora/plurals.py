"""Plural categories of messages: which ones a language needs, and of which form and number each is made."""

from __future__ import annotations

from collections.abc import Collection

from dragoman.termbase.language import Plurals
from dragoman.termbase.language import language as find_language

OTHER = "other"
CATEGORIES = ("zero", "one", "two", "few", "many", OTHER)


def categories(tag: str, ordinal: bool = False) -> tuple[str, ...]:
    """The CLDR plural categories of a language, in CLDR's order. Raises UnknownNameError for an unknown language."""
    return tuple(category for category, _ in _table(tag, ordinal))


def origin(category: str, available: Collection[str], counted: Collection[str], tag: str, ordinal: bool = False) -> str:
    """Of which form of the source a target's form is made: that of the same category, else `other`.

    available: the categories the source has; counted: those whose form holds the number. "One file" says no number, so it
    makes no Russian form for 21 files, but any form for a category of one number alone. tag: of the target.
    """
    if category not in available:
        return OTHER
    numbers = dict(_table(tag, ordinal)).get(category, ())
    usable = category in counted or OTHER not in counted or len(numbers) == 1
    return category if usable else OTHER


def samples(category: str, made_of: str, source: str, target: str, ordinal: bool = False) -> tuple[str, ...]:
    """Numbers to translate a form with, the best first: of the target's category, and after which the source's form is right.

    made_of: the category of the source's form. Empty for a category that the target language lacks.
    """
    wanted = dict(_table(target, ordinal)).get(category, ())
    fitting = set(dict(_table(source, ordinal)).get(made_of, ()))
    return tuple(map(str, sorted(wanted, key=lambda number: number not in fitting)))


def _table(tag: str, ordinal: bool) -> Plurals:
    found = find_language(tag)
    return found.ordinals if ordinal else found.plurals
