"""Imported concepts against those there are: what is there already, what contradicts it, and what would be new in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from ..language import language
from ..model import Concept, Evidence, Status, Term, TermType
from ..normalize import fold


class Duplicates(StrEnum):
    """What to do with a concept that is there already: leave it out, add what is new to the old one, or keep both."""

    SKIP = "skip"
    MERGE = "merge"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An imported concept that shares a term with an existing one and contradicts it nowhere.

    new: its terms the existing concept does not have.
    """

    concept: Concept
    existing: Concept
    shared: tuple[Term, ...]
    new: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """An imported concept with the source term of an existing one, but another rendering.

    term: the existing term they share. language: where they differ. imported, existing_terms: what each says there.
    forbidden: the existing concept forbids the imported rendering (or the import forbids the existing one).
    """

    concept: Concept
    existing: Concept
    term: Term
    language: str
    imported: tuple[Term, ...]
    existing_terms: tuple[Term, ...]
    forbidden: bool


class Index:
    """The approved terms of a termbase by language and folded text, so that letter case and spaces do not matter.

    source: the language whose terms name a concept. Two concepts with one name and other renderings contradict each
    other; two names with one rendering do not.
    """

    def __init__(self, termbase: Iterable[Concept], source: str) -> None:
        self._source = source
        self._owners: dict[tuple[str, str], list[Concept]] = {}
        for concept in termbase:
            for key in dict.fromkeys(_keys(concept)):
                self._owners.setdefault(key, []).append(concept)

    def compare(self, concept: Concept) -> Duplicate | Conflict | None:
        """What an imported concept is to those there are: a duplicate of one, in conflict with one, or new (None).

        Of several that share a term, one it agrees with counts, the one that shares most first.
        """
        shared: dict[str, int] = {}
        owners: dict[str, Concept] = {}
        for key in dict.fromkeys(_keys(concept)):
            for owner in self._owners.get(key, ()):
                owners[owner.id] = owner
                shared[owner.id] = shared.get(owner.id, 0) + 1
        source = self._source if self._source in concept.terms else next(iter(concept.terms))
        conflict: Conflict | None = None
        for identity in sorted(owners, key=lambda owner: -shared[owner]):
            found = _contradiction(concept, owners[identity], source)
            if found is None:
                return duplicate(concept, owners[identity])
            if found.term.language == source:
                conflict = conflict or found
        return conflict


def merged(found: Duplicate) -> Concept:
    """The existing concept with the new terms of the imported one: approved ones admitted, others as they are.

    Languages it does not have are taken over as they are; so are definition, note and subject field where it has none.
    """
    existing, concept = found.existing, found.concept
    terms = dict(existing.terms)
    evidence: dict[str, Evidence] = dict(existing.evidence)
    for tag in concept.terms:
        if tag not in terms:
            terms[tag] = concept.terms[tag]
            evidence[tag] = concept.evidence.get(tag, Evidence())
            continue
        added = [_admitted(term) for term in found.new if term.language == tag]
        terms[tag] = tuple(sorted((*terms[tag], *added), key=_rank))
    return replace(
        existing,
        terms=MappingProxyType(terms),
        evidence=MappingProxyType(evidence),
        domain=existing.domain or concept.domain,
        definition=existing.definition or concept.definition,
        note=existing.note or concept.note,
    )


def distinct(concepts: Iterable[Concept]) -> Iterator[tuple[Concept, Concept | None]]:
    """Each concept, and the earlier one of which it says nothing but the same, if there is one."""
    seen: dict[tuple[object, ...], Concept] = {}
    for concept in concepts:
        texts = tuple(
            sorted((tag, term.text, term.status.value) for tag, found in concept.terms.items() for term in found)
        )
        key = (texts, concept.kind, concept.domain, concept.definition, concept.note)
        first = seen.setdefault(key, concept)
        yield concept, (first if first is not concept else None)


def _contradiction(concept: Concept, existing: Concept, source: str) -> Conflict | None:
    """The first language in which two concepts that share a term elsewhere have no term in common, or forbid one."""
    own = set(_keys(concept))
    tags = sorted(existing.terms, key=lambda tag: tag != source)
    same = [term for tag in tags for term in existing.approved(tag) if _key(term) in own]
    for tag in concept.terms:
        ours, theirs = concept.approved(tag), existing.approved(tag)
        banned, allowed = _forbidden(ours, existing, tag), _forbidden(theirs, concept, tag)
        if banned or allowed:
            return Conflict(concept, existing, same[0], tag, banned or ours, allowed or theirs, True)
        if ours and theirs and not {_key(term) for term in ours} & {_key(term) for term in theirs}:
            return Conflict(concept, existing, same[0], tag, ours, theirs, False)
    return None


def _forbidden(terms: Iterable[Term], concept: Concept, tag: str) -> tuple[Term, ...]:
    """The terms a concept forbids or deprecates; one it approves in other letters it forbids only letter by letter."""
    wrong = [term for term in concept.terms.get(tag, ()) if not term.approved]
    texts = {term.text for term in wrong}
    keys = {_key(term) for term in wrong} - {_key(term) for term in concept.approved(tag)}
    return tuple(term for term in terms if term.text in texts or _key(term) in keys)


def duplicate(concept: Concept, existing: Concept) -> Duplicate:
    """An imported concept beside the existing one it repeats."""
    known = {_key(term) for found in existing.terms.values() for term in found}
    terms = [term for found in concept.terms.values() for term in found]
    shared = tuple(term for term in terms if _key(term) in known)
    return Duplicate(concept, existing, shared, tuple(term for term in terms if _key(term) not in known))


def _admitted(term: Term) -> Term:
    if not term.approved:
        return term
    kind = TermType.FULL if term.status is Status.PREFERRED else term.type
    return replace(term, status=Status.ADMITTED, type=kind)


def _rank(term: Term) -> int:
    short = term.status is Status.ADMITTED and term.type is not TermType.FULL
    return (
        1
        if short
        else (Status.PREFERRED, None, Status.ADMITTED, Status.DEPRECATED, Status.FORBIDDEN).index(term.status)
    )


def _keys(concept: Concept) -> Iterator[tuple[str, str]]:
    for tag in concept.terms:
        for term in concept.approved(tag):
            yield _key(term)


def _key(term: Term) -> tuple[str, str]:
    # folding makes all kinds of quotation mark one; in them or not, it is the same term
    return term.language, fold(term.text.strip(), language(term.language)).text.strip('"')
