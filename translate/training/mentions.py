"""What in a pair can give way to another term: each concept with all its mentions, on both sides."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.termbase.match import Match, Matcher
from dragoman.termbase.model import Concept, Kind, Termbase
from dragoman.termbase.morphology import inflector
from dragoman.translate.results import Span
from dragoman.translate.verify import Located, Requirement, Verifier

from .pool import Named

# Nations that do not begin with the first letters of their country.
_NATIONS = {
    "United Kingdom": ("Brit", "Engl", "Scot"), "France": ("Fren",), "Spain": ("Span",), "Switzerland": ("Swis",),
    "Denmark": ("Danish",), "Poland": ("Polish",), "Finland": ("Finn",), "Ireland": ("Irish",), "Türkiye": ("Turk",),
    "Laos": ("Lao",),
}  # fmt: skip
_STEM = 4  # letters that a country and its nation share
_ABBREVIATED = re.compile(r" \(([A-Z]{2,})")


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a source and its place in the translation.

    source, target: the concept and term on each side. form, features: of the source, as the termbase has them.
    """

    requirement: Requirement
    place: Located
    source: Named
    target: Named
    form: str
    features: tuple[str, ...]

    @property
    def concept(self) -> Concept:
        """The concept that the translation renders."""
        return self.target[0]

    @property
    def numbers(self) -> frozenset[str]:
        """The grammatical numbers that the source may mean; none where its term has but one, which does not tell."""
        forms = inflector("en").paradigm(self.source[1], self.source[0]).forms
        several = {"sg", "pl"} <= {cell for form in forms for cell in form.features}
        return self.requirement.numbers if several else frozenset()


class Finder:
    """Finds the concepts of a pair that can be another."""

    def __init__(self, termbase: Termbase, verifier: Verifier, wanted: Callable[[str], bool]) -> None:
        """wanted: whether a concept of this id may give way at all."""
        self._verifier, self._wanted = verifier, wanted
        self._source = Matcher(termbase, verifier.source_language)
        self._target = Matcher(termbase, verifier.target_language)

    def groups(
        self, source: str, target: str, requirements: Sequence[Requirement], places: Sequence[Located | None]
    ) -> list[list[Mention]]:
        """The mentions of each concept, if all are there on both sides and nothing else in the pair hangs on them."""
        matches = {(match.start, match.end): match for match in self._source.find(source)}
        inside = self._target.occurrences(target, translated=True)
        found: dict[str, list[Mention | None]] = {}
        for requirement, place in zip(requirements, places, strict=True):
            if requirement.protected is None:
                mention = self._mention(requirement, place, matches, inside)
                found.setdefault(requirement.name, []).append(mention)
        groups = [[mention for mention in group if mention] for group in found.values() if None not in group]
        return [group for group in groups if _whole(group, inside) and not _derived(source, group)]

    def _mention(
        self,
        requirement: Requirement,
        place: Located | None,
        matches: dict[tuple[int, int], Match],
        inside: Sequence[Match],
    ) -> Mention | None:
        rendered = self._verifier.rendered(requirement, place) if place else None
        match = matches.get((requirement.span.start, requirement.span.end))
        if place is None or rendered is None or match is None or not self._wanted(rendered[0].id):
            return None
        if any(_holds(other, place.span) for other in inside):
            return None
        for reading in match.readings:
            if reading.concept.id == rendered[0].id:
                named = reading.concept, reading.term
                return Mention(requirement, place, named, rendered, reading.form.text, reading.form.features)
        return None


def _holds(match: Match, span: Span) -> bool:
    """Whether a longer term holds the one in a span."""
    return match.start <= span.start and span.end <= match.end and match.end - match.start > span.end - span.start


def _whole(group: Sequence[Mention], matches: Sequence[Match]) -> bool:
    """Whether all mentions are of one concept and the translation has it no more often, outside longer terms."""
    if len({mention.concept.id for mention in group}) != 1:
        return False
    concept = group[0].concept.id
    found = [match for match in matches if any(reading.concept.id == concept for reading in match.readings)]
    return len(group) == sum(
        not any(_holds(other, Span(match.start, match.end)) for other in matches) for match in found
    )


def _derived(source: str, group: Sequence[Mention]) -> bool:
    """Whether something in a source comes from a name and would stay behind: its abbreviation, the Kazakh side of
    Kazakhstan, a surname by itself, "the Court"."""
    rest, concept = source, group[0].concept
    starts = {mention.requirement.span.start for mention in group}
    for mention in group:
        rest = rest.replace(mention.requirement.text, " ")
        bracket = _ABBREVIATED.match(source, mention.requirement.span.end)
        if bracket and bracket.start(1) not in starts:
            return True
    terms = [term.text for term in concept.approved("en")]
    if any(re.search(rf"\b{re.escape(text)}\b", rest) for text in terms):
        return True
    return any(re.search(rf"\b{re.escape(stem)}", rest) for stem in _stems(concept.kind, terms))


def _stems(kind: Kind, terms: Sequence[str]) -> set[str]:
    """How words begin that come from a name."""
    words = [word for text in terms for word in text.split() if len(word) > 2 and word[:1].isupper()]
    if kind is Kind.PLACE:
        return {word[:_STEM] for word in words} | {nation for text in terms for nation in _NATIONS.get(text, ())}
    if kind is Kind.PERSON:
        return set(words)
    heads = {text.split()[-1] for text in terms}
    return {word for word in words if word in heads} if kind is Kind.BODY else set()
