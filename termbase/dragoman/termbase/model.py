"""The termbase's data model: concepts with terms per language, after ISO 30042 (TBX). Everything is immutable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from .errors import Location, UnknownNameError


class Kind(StrEnum):
    """What a concept names."""

    BODY = "body"
    TITLE = "title"
    RANK = "rank"
    EVENT = "event"
    DOCUMENT = "document"
    INITIATIVE = "initiative"
    SLOGAN = "slogan"
    LAW = "law"
    PLACE = "place"
    PERSON = "person"
    GENERAL = "general"


OFFICES = frozenset((Kind.TITLE, Kind.RANK))  # what somebody holds
PEOPLE = OFFICES | {Kind.PERSON}  # who is spoken of, by office or by name


class Status(StrEnum):
    """TBX administrative status. Preferred and admitted terms are *approved*: right wherever they stand."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"


class TermType(StrEnum):
    """TBX term type, as far as it matters here."""

    FULL = "full"
    SHORT = "short"
    ACRONYM = "acronym"


class Scope(StrEnum):
    """Where a forbidden form is wrong: anywhere, or only as a rendering of its concept."""

    ALWAYS = "always"
    CONCEPT = "concept"


class CasePolicy(StrEnum):
    """How letters must match: as written; with a capital first letter allowed too; or in any case."""

    EXACT = "exact"
    INITIAL = "initial"
    ANY = "any"


class Verified(StrEnum):
    """How far a language's terms of a concept rest on evidence."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Grammar:
    """What morphology cannot guess about a term.

    head: the words of the term that decline, in their order in the term (None: worked out from the words).
    gender: "m", "f" or "n" of the head noun; number: "sg" or "pl" of the term as written; animate: of the head noun.
    numbers: the numbers the term is used in (None: by the concept's kind).
    indeclinable: the term never changes. forms: cells given outright, "gen.sg" -> form; they win over everything.
    """

    head: tuple[str, ...] | None = None
    gender: str | None = None
    number: str | None = None
    animate: bool | None = None
    numbers: tuple[str, ...] | None = None
    indeclinable: bool = False
    forms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One designation of a concept in one language.

    context: where not empty, the term stands for this concept only if one of these words is in the same segment.
    why, scope: for deprecated and forbidden terms. case None: by the look of the term (see match.case_policy).
    """

    text: str
    language: str
    status: Status = Status.PREFERRED
    type: TermType = TermType.FULL
    case: CasePolicy | None = None
    grammar: Grammar = Grammar()
    context: tuple[str, ...] = ()
    usage: str = ""
    why: str = ""
    scope: Scope = Scope.CONCEPT
    where: Location | None = field(default=None, compare=False)

    @property
    def approved(self) -> bool:
        """Preferred or admitted."""
        return self.status in (Status.PREFERRED, Status.ADMITTED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a language's terms rest on: keys into the termbase's list of sources, or free text."""

    verified: Verified = Verified.NO
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning, with its terms by language; in each language the preferred term comes first."""

    id: str
    kind: Kind
    terms: Mapping[str, tuple[Term, ...]] = field(hash=False)
    domain: str = ""
    definition: str = ""
    evidence: Mapping[str, Evidence] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    note: str = ""
    do_not_translate: bool = False
    where: Location | None = field(default=None, compare=False)

    def approved(self, language: str) -> tuple[Term, ...]:
        """The preferred and admitted terms, the preferred one first; empty where the language has none."""
        return tuple(term for term in self.terms.get(language, ()) if term.approved)

    def forbidden(self, language: str) -> tuple[Term, ...]:
        """The forms that must not be used."""
        return tuple(term for term in self.terms.get(language, ()) if term.status is Status.FORBIDDEN)

    def preferred(self, language: str) -> Term | None:
        """The preferred term of a language, None where there is none."""
        return next((term for term in self.terms.get(language, ()) if term.status is Status.PREFERRED), None)


@dataclass(frozen=True, slots=True)
class Termbase:
    """Concepts by id, in file order, and the sources their evidence cites (key -> where it is, what was seen)."""

    concepts: Mapping[str, Concept]
    sources: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __len__(self) -> int:
        return len(self.concepts)

    def __getitem__(self, concept_id: str) -> Concept:
        try:
            return self.concepts[concept_id]
        except KeyError:
            raise UnknownNameError(f"no concept '{concept_id}' in the termbase") from None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have terms, in order of first appearance."""
        return tuple(dict.fromkeys(language for concept in self for language in concept.terms))

    def layered(self, other: Termbase) -> Termbase:
        """This termbase with `other` on top: a concept of `other` replaces the one of the same id."""
        return Termbase(
            MappingProxyType({**self.concepts, **other.concepts}),
            MappingProxyType({**self.sources, **other.sources}),
        )
