"""Dictionary forms of Russian words and phrases, as a termbase would give them to the model."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

_RUSSIAN = re.compile("[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)


@cache
def _analyser() -> Any:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()


@cache
def parses(word: str) -> tuple[Any, ...]:
    """The readings of a Russian word, likeliest first; none for anything else, on which the analyser may fail."""
    return tuple(_analyser().parse(word)) if _RUSSIAN.fullmatch(word) else ()


def like(written: str, form: str) -> str:
    """A form with the capitals of a written word."""
    if len(written) > 1 and written.isupper():
        return written  # an abbreviation does not decline
    return form[:1].upper() + form[1:] if written[:1].isupper() else form


@cache
def lemma(word: str) -> str:
    """The dictionary form of one word in its likeliest reading."""
    readings = parses(word)
    return like(word, readings[0].normal_form) if readings else word


def citation(words: Sequence[str]) -> str | None:
    """The citation form of a noun phrase: «главного военного прокурора края» gives «главный военный прокурор края».

    Adjectives agree with the head, and what follows the head stays where it is a genitive. None for what is no such
    phrase, or no more than one word of it would change the same way by itself.
    """
    for head, word in enumerate(words):
        noun = next((parse for parse in parses(word) if parse.tag.POS == "NOUN"), None)
        if noun is not None and not _modifies(word, words[head + 1 : head + 2]):
            break
        if _adjective(word) is None:
            return None
    else:
        return None
    tail = words[head + 1 :]
    if len(words) == 1 or not all(_stays(word) for word in tail):
        return None
    plural = "Pltm" in noun.tag
    wanted = {"nomn", "plur"} if plural else {"nomn", "sing", noun.tag.gender or "masc"}
    before = []
    for word in words[:head]:
        form = _adjective(word).inflect(wanted)
        if form is None:
            return None
        before.append(like(word, form.word))
    return " ".join([*before, like(words[head], noun.normal_form), *tail])


def _adjective(word: str) -> Any:
    return next((parse for parse in parses(word) if parse.tag.POS in ("ADJF", "PRTF")), None)


def _modifies(word: str, following: Sequence[str]) -> bool:
    """Whether a word, «главного» among them, is rather an adjective of the next one than a noun."""
    cells = {(parse.tag.case, parse.tag.number) for parse in parses(word) if parse.tag.POS in ("ADJF", "PRTF")}
    others = [parse for other in following for parse in parses(other) if parse.tag.POS in ("NOUN", "ADJF", "PRTF")]
    return any((parse.tag.case, parse.tag.number) in cells for parse in others)


def _stays(word: str) -> bool:
    """Whether a word after the head can be a genitive, or does not decline."""
    return word.isupper() or any(parse.tag.case == "gent" or "Fixd" in parse.tag for parse in parses(word))
