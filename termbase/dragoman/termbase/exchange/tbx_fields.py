"""Fields that came in notes of the fixed shape (see tbx_notes), put into drafts; whatever a file says is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from ..entries import words
from ..fields import GENDERS, NUMBERS
from ..model import CasePolicy, Grammar, Kind, Scope, Status, Verified
from .draft import Draft, DraftLanguage, DraftTerm

_FLAGS = {"yes": True, "no": False}


def concept_field(draft: Draft, key: str, value: str) -> bool:
    """Put a field into an entry; False where there is no such field or it cannot have this value."""
    return _put(_CONCEPT, draft, key, value)


def language_field(part: DraftLanguage, key: str, value: str) -> bool:
    """Put a field into the terms of a language; False as for `concept_field`."""
    return _put(_LANGUAGE, part, key, value)


def term_field(term: DraftTerm, key: str, value: str) -> bool:
    """Put a field into a term; False as for `concept_field`."""
    if key.startswith("form "):
        forms = {**term.grammar.forms, key.removeprefix("form "): value}
        term.grammar = replace(term.grammar, forms=MappingProxyType(forms))
        return True
    if key in _GRAMMAR:
        try:
            term.grammar = _GRAMMAR[key](term.grammar, value)
        except (KeyError, ValueError):
            return False
        return True
    return _put(_TERM, term, key, value)


def _put(fields: Mapping[str, Callable[..., None]], target: object, key: str, value: str) -> bool:
    try:
        fields[key](target, value)
    except (KeyError, ValueError):
        return False
    return True


def _setter(name: str, read: Callable[[str], object] = str) -> Callable[..., None]:
    return lambda target, value: setattr(target, name, read(value))


def _one_of(value: str, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(value)
    return value


def _number_list(value: str) -> tuple[str, ...]:
    given = [_one_of(number, NUMBERS) for number in value.split()]
    return tuple(number for number in NUMBERS if number in given)


_CONCEPT: Mapping[str, Callable[..., None]] = {
    "kind": _setter("kind", Kind),
    "domain": _setter("domain"),
    "definition": _setter("definition"),
    "do not translate": _setter("do_not_translate", _FLAGS.__getitem__),
}
_LANGUAGE: Mapping[str, Callable[..., None]] = {
    "verified": _setter("verified", Verified),
    "source": lambda part, value: part.sources.append(value),
}


def _add_context(term: DraftTerm, word: str) -> None:
    term.context = (*term.context, word)


_TERM: Mapping[str, Callable[..., None]] = {
    "term": _setter("text"),
    "status": _setter("status", Status),
    "case": _setter("case", CasePolicy),
    "scope": _setter("scope", Scope),
    "why": _setter("why"),
    "context": _add_context,
}
_GRAMMAR: Mapping[str, Callable[[Grammar, str], Grammar]] = {
    "head": lambda grammar, value: replace(grammar, head=words(value) or None),
    "gender": lambda grammar, value: replace(grammar, gender=_one_of(value, GENDERS)),
    "number": lambda grammar, value: replace(grammar, number=_one_of(value, NUMBERS)),
    "animate": lambda grammar, value: replace(grammar, animate=_FLAGS[value]),
    "numbers": lambda grammar, value: replace(grammar, numbers=_number_list(value) or None),
    "indeclinable": lambda grammar, value: replace(grammar, indeclinable=_FLAGS[value]),
}
