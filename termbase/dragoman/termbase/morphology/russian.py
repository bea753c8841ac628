"""The Russian inflector: a term's whole paradigm, six cases in the numbers it is used in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from ..model import OFFICES, PEOPLE, Concept, Grammar, Kind, Term
from .base import Form, Paradigm
from .russian_cells import CASES, NUMBERS, Adjective, Noun
from .russian_names import decline_person, is_person_name
from .russian_parser import parse, tokenize
from .russian_phrase import Phrase, Preference

_COMMON_KINDS = frozenset((Kind.TITLE, Kind.RANK, Kind.GENERAL, Kind.EVENT, Kind.LAW))
_INANIMATE_KINDS = frozenset((Kind.BODY, Kind.EVENT, Kind.DOCUMENT, Kind.LAW, Kind.PLACE, Kind.INITIATIVE, Kind.SLOGAN))
_ABSTRACT = ("ость", "есть", "изм", "ство права")


class RussianInflector:
    """Paradigms of Russian terms; hints of the termbase win over what the words suggest."""

    def paradigm(self, term: Term, concept: Concept | None = None) -> Paradigm:
        """The term in all cases and numbers; a term that cannot decline (a clause, an adverbial) has one form only."""
        return _paradigm(term, concept.kind if concept is not None else None)


# matching and verification both ask for every term
@lru_cache(maxsize=1 << 16)
def _paradigm(term: Term, kind: Kind | None) -> Paradigm:
    forms = _collect(term.text, _cells(term, kind), term.grammar.forms)
    return Paradigm(forms, _gender(term, kind))


def _cells(term: Term, kind: Kind | None) -> list[tuple[str, str]]:
    """(feature, form) pairs, the citation form's number first; later pairs of a feature are its variants."""
    grammar = term.grammar
    if grammar.indeclinable:
        numbers = grammar.numbers or (grammar.number or "sg",)
        return [(f"{case}.{number}", term.text) for number in numbers for case in CASES]
    if kind is Kind.PERSON or (kind in (None, Kind.GENERAL) and _is_name(term)):
        return list(_person(term))
    phrase = parse(term.text, _preference(grammar, kind), grammar.head or ())
    if phrase is None:
        return []
    cells = [
        (f"{case}.{number}", form)
        for number in _numbers(phrase, grammar, kind)
        for case in CASES
        if (form := phrase.form(case, number)) is not None
    ]
    return cells + list(_paucal(phrase, cells)) + list(_agreement(phrase, grammar))


def _gender(term: Term, kind: Kind | None) -> str | None:
    """The gender that the words around a term agree with; None where a name's is not given."""
    if term.grammar.gender or term.grammar.indeclinable or kind is Kind.PERSON:
        return term.grammar.gender
    phrase = parse(term.text, _preference(term.grammar, kind), term.grammar.head or ())
    gender = phrase.head.gender if phrase and isinstance(phrase.head, Noun) else None
    return gender if gender != "c" else None


def _is_name(term: Term) -> bool:
    """Whether a term that is not said to be a person's name looks like one («Ин Юн», «Садыр Жапаров»)."""
    words = tokenize(term.text)[1::2]
    return len(words) > 1 and is_person_name(words)


def _person(term: Term) -> Iterator[tuple[str, str]]:
    tokens = tokenize(term.text)
    words = decline_person(tokens[1::2], term.grammar.gender, term.grammar.head or ())
    for case in CASES:
        filled = list(tokens)
        filled[1::2] = [word[case] for word in words]
        yield f"{case}.sg", "".join(filled)


def _preference(grammar: Grammar, kind: Kind | None) -> Preference:
    likely = True if kind in PEOPLE else False if kind in _INANIMATE_KINDS else None
    return Preference(grammar.gender, grammar.number, grammar.animate, likely, kind is Kind.PLACE)


def _numbers(phrase: Phrase, grammar: Grammar, kind: Kind | None) -> tuple[str, ...]:
    """The numbers of the paradigm, the written one first."""
    written = phrase.number
    if not phrase.switches:
        return (written,)
    if grammar.numbers:
        wanted = set(grammar.numbers) | {written}
    elif _one_number(phrase, kind):
        wanted = {written}
    else:
        wanted = set(NUMBERS)
    other = next(number for number in NUMBERS if number != written)
    return (written, other) if other in wanted and phrase.form("nom", other) is not None else (written,)


def _one_number(phrase: Phrase, kind: Kind | None) -> bool:
    """Whether a term is used in the number it is written in only: names, plurals, abstract nouns, numbered events."""
    head = phrase.head
    if isinstance(head, Adjective):
        return False
    if kind in OFFICES:
        return phrase.number == "pl"
    if kind is not None and kind not in _COMMON_KINDS:
        return True
    proper = phrase.tokens[phrase.slots[0].index][:1].isupper()
    abstract = isinstance(head, Noun) and (head.singular_only or head.text.lower().endswith(_ABSTRACT))
    numbered = phrase.ordinal and (kind is Kind.EVENT or re.search(r"\d|[IVX]", "".join(phrase.tokens[:3])) is not None)
    return proper or phrase.number == "pl" or abstract or numbered


def _paucal(phrase: Phrase, cells: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What stands after the nominative of two, three and four: «два судебных толкования», «две прокурорские рекомендации»
    (or «прокурорских»), and after the accusative where that is the nominative."""
    if not phrase.switches or not any(feature.endswith(".pl") for feature, _ in cells):
        return
    head = next((slot for slot in phrase.slots if slot.word is phrase.head), phrase.slots[0])
    feminine = isinstance(head.word, Noun) and head.word.gender == "f"
    for adjectives in ("nom", "gen") if feminine else ("gen",):
        form = phrase.paucal(adjectives)
        if form is not None:
            yield "nom.pauc", form
            if not head.animate:
                yield "acc.pauc", form


def _agreement(phrase: Phrase, grammar: Grammar) -> Iterator[tuple[str, str]]:
    """An adjective that is a term by itself agrees with any noun: its other genders, as variants."""
    if len(phrase.tokens) != 3 or not isinstance(phrase.head, Adjective) or grammar.gender:
        return
    for gender in ("m", "f", "n"):
        for case in CASES:
            for animate in (False, True):
                form = phrase.head.form(case, "sg", gender, animate)
                if form is not None:
                    yield f"{case}.sg", phrase.tokens[0] + form + phrase.tokens[2]


def _collect(text: str, cells: list[tuple[str, str]], overrides: Mapping[str, str]) -> tuple[Form, ...]:
    """Pairs as the forms of a paradigm: no text twice, the citation form first, cells given in the termbase in place of ours."""
    pairs = [*overrides.items(), *((feature, form) for feature, form in cells if feature not in overrides)]
    order = {feature: position for position, (feature, _) in enumerate(cells)}
    pairs.sort(key=lambda pair: order.get(pair[0], len(order)))
    features: dict[str, list[str]] = {text: []}
    for feature, form in pairs:
        filled = features.setdefault(form, [])
        if feature not in filled:
            filled.append(feature)
    return tuple(Form(form, tuple(filled)) for form, filled in features.items())
