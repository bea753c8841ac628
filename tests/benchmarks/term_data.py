"""Evaluation files with terms, the termbase made of one, and the verifier that requires what each segment lists.

A file is JSON lines, one segment a line: `id`, `en`, and for each target language, say `ru`, the reference under `ru`,
`terms_ru` (source term -> list of translations) and `ref_match_ru` (source term -> how the reference renders it: "exact"
as listed, "lemma" inflected, "none" otherwise).

As is the custom of the field (Dinu et al. 2019; WMT 2021 and 2023 terminology tasks), a segment owes the terms that it
lists itself, and not every term of the file that its words happen to match: a list says what its author meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dragoman.termbase.language import language
from dragoman.termbase.match import Match, Matcher
from dragoman.termbase.model import Concept, Kind, Status, Term, Termbase
from dragoman.translate.verify import Requirement, Verifier

SOURCE = "en"


class DataError(Exception):
    """A line of an evaluation file that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment for one target language. terms: source term -> translations; matches: source term -> ref_match."""

    id: str
    source: str
    reference: str
    terms: Mapping[str, tuple[str, ...]]
    matches: Mapping[str, str]


def load(path: Path, target: str, limit: int | None = None, step: int = 1) -> list[Segment]:
    """Every `step`-th segment of a file, at most `limit`; raises DataError naming the line that is wrong."""
    segments = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and (number - 1) % step == 0:
            try:
                segments.append(_segment(json.loads(line), target))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise DataError(f"{path}:{number}: {type(error).__name__}: {error}") from None
        if limit is not None and len(segments) == limit:
            break
    return segments


def _segment(data: Mapping[str, Any], target: str) -> Segment:
    terms = {
        source: tuple(text for text in map(str, texts) if text.strip())
        for source, texts in data.get(f"terms_{target}", {}).items()
    }
    return Segment(
        str(data["id"]),
        str(data[SOURCE]),
        str(data[target]),
        MappingProxyType({source: texts for source, texts in terms.items() if texts}),
        MappingProxyType(dict(data.get(f"ref_match_{target}", {}))),
    )


def distinct(translations: Iterable[str]) -> tuple[str, ...]:
    """Translations without those that differ in letter case only: of these the one with most capitals stands for all.

    Term lists put beside "COVID-19" a "covid-19" that only copies a source term in small letters.
    """
    best: dict[str, str] = {}
    for text in translations:
        key = " ".join(text.split()).casefold()
        known = best.get(key, "")
        if sum(map(str.isupper, text)) > sum(map(str.isupper, known)) or not known:
            best[key] = " ".join(text.split())
    return tuple(best.values())


def concept_id(source_term: str, translations: Sequence[str]) -> str:
    """The concept of a source term: one where segments list other translations for it is another."""
    return " | ".join((source_term, *distinct(translations)))


def as_written(translation: str, source_term: str, text: str) -> str:
    """A translation; one that copies the source term in small letters takes the case that the term has in a text.

    Where lists have "covid-19" for "covid-19", the text has COVID-19.
    """
    if translation != source_term.lower():
        return translation
    found = re.search(r"(?<!\w)" + re.escape(source_term) + r"(?!\w)", text, re.IGNORECASE)
    return found[0] if found else translation


def build_termbase(segments: Iterable[Segment], target: str) -> Termbase:
    """One concept per source term as written and list of translations: the first preferred, the rest admitted."""
    concepts: dict[str, Concept] = {}
    for segment in segments:
        for source_term, translations in segment.terms.items():
            name = concept_id(source_term, translations)
            if name not in concepts:
                made = distinct(as_written(text, source_term, segment.source) for text in distinct(translations))
                first, *rest = made
                admitted = (Term(text, target, Status.ADMITTED) for text in rest)
                terms = {SOURCE: (Term(source_term, SOURCE),), target: (Term(first, target), *admitted)}
                concepts[name] = Concept(name, Kind.GENERAL, MappingProxyType(terms))
    return Termbase(MappingProxyType(concepts))


class ListedMatcher(Matcher):
    """Finds in a source text, or in a part of one, those terms only that the text's own segment lists."""

    def __init__(self, termbase: Termbase, tag: str, listed: Mapping[str, frozenset[str]]) -> None:
        super().__init__(termbase, tag)
        self._listed = listed

    def find(self, text: str) -> list[Match]:
        """The listed terms without overlaps: from the left, the longest that starts first.

        Of "symptom" and "symptoms", both listed, each mention is the one it is written like.
        """
        allowed = self._allowed(text)
        found: list[Match] = []
        for match in self.occurrences(text):
            readings = [reading for reading in match.readings if reading.concept.id in allowed]
            alike = [reading for reading in readings if reading.term.text.casefold() == match.text.casefold()]
            if readings and (not found or match.start >= found[-1].end):
                found.append(replace(match, readings=tuple(alike or readings)))
        return found

    def _allowed(self, text: str) -> frozenset[str]:
        """The concepts listed for a text; for a part of several, by any of them: long segments come clause by clause."""
        if text in self._listed:
            return self._listed[text]
        return frozenset().union(*(names for whole, names in self._listed.items() if text in whole))


class ListedVerifier(Verifier):
    """A verifier that requires of a source what its segment lists; numbers and the like too unless `terms_only`."""

    def __init__(self, segments: Sequence[Segment], target: str, terms_only: bool = False) -> None:
        super().__init__(build_termbase(segments, target), SOURCE, target)
        listed: dict[str, frozenset[str]] = {}
        for segment in segments:
            names = {concept_id(term, translations) for term, translations in segment.terms.items()}
            listed[segment.source] = listed.get(segment.source, frozenset()) | names
        self._source = ListedMatcher(self.termbase, SOURCE, listed)
        self.terms_only = terms_only

    def requirements(self, source: str) -> tuple[Requirement, ...]:
        """What a translation of `source` must contain."""
        found = super().requirements(source)
        return tuple(item for item in found if not (self.terms_only and item.protected))

    @cached_property
    def everywhere(self) -> Matcher:
        """A matcher of the target terms, whichever segment lists them."""
        return Matcher(self.termbase, self.target_language)


def owed(verifier: Verifier, source: str) -> list[Requirement]:
    """The terms that a translation of `source` must contain, without numbers and the like."""
    return [requirement for requirement in verifier.requirements(source) if requirement.terms]


def has_citation_form(text: str, translations: Iterable[str], tag: str) -> bool:
    """Whether any translation stands in a text as listed, letter case aside; as whole words where words are spaced."""
    pattern = r"(?<!\w){}(?!\w)" if language(tag).spaced else "{}"
    folded = text.casefold()
    return any(re.search(pattern.format(re.escape(one.casefold())), folded) for one in translations)
