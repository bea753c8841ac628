"""Persons of a document that a termbase lacks: Chinese names in Pinyin.

Russian spells such a name by the Palladius system in one right way, and declines it as a man's or, as a woman's, not at
all. Pronouns and forms of address in the same sentences tell which; where none do, or both, it is taken for a man's.
Chinese would need its characters, which Pinyin does not tell: rather than let an engine invent some, the name stays as
it is. The concept's note says what is not certain.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from dragoman.termbase.model import Concept, Grammar, Kind, Term, Termbase
from dragoman.termbase.morphology import inflector
from dragoman.termbase.morphology.pinyin import ChineseName, names

from .results import Span
from .verify import Requirement, Verifier

PREFIX = "person:"  # of the ids of such concepts


def _palladius(name: ChineseName, _written: str) -> str:
    return name.palladius


def _as_it_is(_name: ChineseName, written: str) -> str:
    return written


# by source language: finds Chinese names in its texts
_READERS: Mapping[str, Callable[[str], Iterator[ChineseName]]] = MappingProxyType({"en": names})
# by target language: how it writes such a name, and what that leaves open
_WRITERS: Mapping[str, tuple[Callable[[ChineseName, str], str], str]] = MappingProxyType(
    {
        "ru": (_palladius, "taken for a man's name: nothing in the text tells"),
        "zh": (_as_it_is, "the characters of this name are not known: look them up"),
    }
)
_WOMAN = re.compile(r"\b(?:she|her|hers|herself|ms|mrs|miss|madame?|woman)\b", re.IGNORECASE)
_MAN = re.compile(r"\b(?:he|him|his|himself|mr|sir)\b(?! (?-i:[A-Z]))", re.IGNORECASE)  # the surname He


def persons(texts: Iterable[str], verifier: Verifier) -> Termbase:
    """A concept for each Chinese person in some texts whom the verifier's termbase does not name; none for languages in
    which such names are not found or nothing is known of how they are written."""
    source, target = verifier.source_language, verifier.target_language
    read, known = _READERS.get(source), _WRITERS.get(target)
    if read is None or known is None:
        return Termbase(MappingProxyType({}))
    write, doubt = known
    found: dict[str, tuple[str, list[str]]] = {}
    for text in texts:
        some = list(read(text))
        for name, span in unnamed(some, verifier.requirements(text) if some else ()):
            written = span.of(text)
            found.setdefault(written, (write(name, written), []))[1].append(text)
    concepts = [_concept(written, *rest, doubt, source, target) for written, rest in found.items()]
    return Termbase(MappingProxyType({concept.id: concept for concept in concepts}))


def unnamed(found: Iterable[ChineseName], requirements: Sequence[Requirement]) -> Iterator[tuple[ChineseName, Span]]:
    """Of the names in a text those that are no part of a term in it, with their places."""
    taken = [requirement.span for requirement in requirements if requirement.terms]
    for name in found:
        span = Span(name.start, name.end)
        if not any(span.overlaps(other) for other in taken):
            yield name, span


def _concept(written: str, spelt: str, contexts: Iterable[str], doubt: str, source: str, target: str) -> Concept:
    said = " ".join(contexts).replace(written, "")
    woman, man = bool(_WOMAN.search(said)), bool(_MAN.search(said))
    grammar = Grammar(gender="f", indeclinable=True) if woman and not man else Grammar(gender="m", animate=True)
    term = Term(spelt, target, grammar=grammar)
    terms = MappingProxyType({source: (Term(written, source),), target: (term,)})
    concept = Concept(PREFIX + "-".join(written.lower().split()), Kind.PERSON, terms)
    inflects = len(inflector(target).paradigm(term, concept).forms) > 1
    settled = written != spelt and (woman != man or not inflects)
    return replace(concept, note="" if settled else doubt)


def assumption(concept: Concept) -> str:
    """What was assumed of a person that no termbase names; empty for all other concepts."""
    return concept.note if concept.id.startswith(PREFIX) else ""
