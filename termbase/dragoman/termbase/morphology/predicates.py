"""Predicates made to agree with a subject put before them: «также подчеркнула» behind «Ин Юн» becomes «также подчеркнул»."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..language import language
from .government import analysis
from .russian_words import predicate

# (word, gender or "pl") -> the predicate's form with such a subject; None where it is no predicate that shows it
Agree = Callable[[str, str], str | None]
_AGREE: Mapping[str, Agree] = MappingProxyType({"russian": predicate})

_BETWEEN = ("ADVB", "PRCL")  # what may stand between a subject and its predicate and be neither
_MOST = 3  # such words
_WORD = re.compile(r"\s+([^\W\d_]+(?:-[^\W\d_]+)*)")


def disagreeing(text: str, end: int, tag: str, column: str) -> tuple[int, int, str] | None:
    """The predicate of a subject that ends at an offset, if it does not agree: where it stands, and how it should be.

    column: the subject's gender, or "pl". None where it agrees, or where no predicate follows but for adverbs and
    particles.
    """
    agree = _AGREE.get(language(tag).inflector)
    for _ in range(_MOST + 1):
        word = _WORD.match(text, end) if agree else None
        if agree is None or word is None:
            return None
        form = agree(word[1], column)
        if form is not None:
            return (*word.span(1), form) if form != word[1] else None
        if analysis(word[1], tag).kind not in _BETWEEN:
            return None
        end = word.end()
    return None
