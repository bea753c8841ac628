"""Inflection: from a term to all its forms, and back. `inflector(language)` gives the inflector of a language."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from ..language import language as language_of
from .base import Form, Inflector, Paradigm

__all__ = ["INFLECTORS", "Form", "Inflector", "Paradigm", "inflector"]


def _russian() -> Inflector:
    from .russian import RussianInflector

    return RussianInflector()


def _english() -> Inflector:
    from .english import EnglishInflector

    return EnglishInflector()


def _none() -> Inflector:
    from .english import Uninflected

    return Uninflected()


INFLECTORS: dict[str, Callable[[], Inflector]] = {"russian": _russian, "english": _english, "none": _none}


@cache
def inflector(language: str) -> Inflector:
    """The inflector of a language (a tag or alias). Raises UnknownNameError for a language nobody knows."""
    return INFLECTORS[language_of(language).inflector]()
