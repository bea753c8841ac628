"""Terms in text: where the approved and the forbidden terms of a termbase stand, in any of their forms."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from .context import Contexts, met
from .language import language as language_of
from .lettercase import case_policy
from .lexicon import Entry, Lexicon, folded
from .model import CasePolicy, Concept, Status, Term, Termbase, TermType
from .morphology import inflector
from .morphology.base import Form
from .normalize import View, addresses, views

__all__ = ["Match", "Matcher", "Reading", "case_policy"]

_ADDRESSED = re.compile(r"://|www\.|@|\.[a-z]", re.IGNORECASE)  # what every address has
_SPACED_DASH = re.compile(r"(?<=\w) [—–] (?=\w)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a match may stand for: a form of a term of a concept. `form` tells the cells the surface may fill."""

    concept: Concept
    term: Term
    form: Form


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text: the half-open range of code points it takes in the text as given, and its readings.

    The likeliest reading comes first: terms whose required context is met, then preferred, admitted and short terms,
    then the order of the termbase.
    """

    start: int
    end: int
    text: str
    readings: tuple[Reading, ...]


class Matcher:
    """Finds the terms of one language of a termbase. Built on first use; time linear in the text."""

    def __init__(self, termbase: Termbase, language: str) -> None:
        """Raises UnknownNameError for a language nobody knows."""
        self.termbase = termbase
        self.language = language_of(language).tag

    def occurrences(self, text: str, translated: bool = False) -> list[Match]:
        """Every approved term in a text, also inside and across others, sorted by start, longest first.

        translated: the text renders another that says which concepts are meant; so a preferred term, there being
        nothing better, counts whatever its context.
        """
        seen = _seen(text, self.language)
        return self._matches(text, seen, self._hits(text, seen, self._approved), translated)

    def find(self, text: str) -> list[Match]:
        """The approved terms of a text without overlaps: from the left, the longest that starts first."""
        found: list[Match] = []
        for match in self.occurrences(text):
            if not found or match.start >= found[-1].end:
                found.append(match)
        return found

    def forbidden(self, text: str) -> list[Match]:
        """The forbidden and deprecated forms in a text, sorted like `occurrences`.

        One that is part of a longer approved term, or of a longer form of the same term, is none. One that is also an
        approved term of some concept is reported: whether it is wrong here depends on the concept meant.
        """
        seen = _seen(text, self.language)
        hits = self._hits(text, seen, self._banned)
        if not hits:
            return []
        ranges = _uncovered(hits, self._hits(text, seen, self._approved))
        return self._matches(text, seen, _longest({span: hits[span] for span in ranges}))

    @cached_property
    def _approved(self) -> Lexicon:
        entries: dict[str, list[Entry]] = {}
        for pattern, entry in self._entries(lambda term: term.approved):
            entries.setdefault(pattern, []).append(entry)
        return Lexicon(entries)

    @cached_property
    def _banned(self) -> Lexicon:
        language, approved = language_of(self.language), self._approved
        entries: dict[str, list[Entry]] = {}
        for pattern, entry in self._entries(lambda term: not term.approved):
            rivals = {rival.letters for rival in approved.entries(pattern)}
            # "Шамила Батохи" is right by itself, so it is no genitive of the wrong "Шамил Батохи"
            if not rivals or approved.entries(folded(entry.term.text, language)[0]):
                entries.setdefault(pattern, []).append(_as_banned(entry, rivals))
        return Lexicon(entries)

    @cached_property
    def _contexts(self) -> Contexts:
        terms = (term for concept in self.termbase for term in concept.terms.get(self.language, ()))
        return Contexts((word for term in terms for word in term.context), self.language)

    def _entries(self, wanted: Callable[[Term], bool]) -> Iterator[tuple[str, Entry]]:
        language = language_of(self.language)
        inflect = inflector(self.language)
        for position, concept in enumerate(self.termbase):
            for index, term in enumerate(concept.terms.get(self.language, ())):
                if wanted(term):
                    policy, stated = case_policy(term), term.case is not None
                    for form in _forms(term, inflect.paradigm(term, concept).forms):
                        for written in _written(form.text):
                            pattern, letters = folded(written, language)
                            yield pattern, Entry(concept, term, form, letters, policy, stated, (position, index))

    def _hits(self, text: str, seen: Sequence[View], lexicon: Lexicon) -> dict[tuple[int, int], list[Entry]]:
        """The entries that stand in a text by their range, context not yet looked at."""
        hits: dict[tuple[int, int], list[Entry]] = {}
        for start, end, entries in lexicon.hits(seen):
            hits.setdefault((start, end), []).extend(entries)
        return _outside(hits, addresses(text)) if hits and _ADDRESSED.search(text) else hits

    def _matches(
        self, text: str, seen: Sequence[View], hits: dict[tuple[int, int], list[Entry]], translated: bool = False
    ) -> list[Match]:
        def bound(entry: Entry) -> bool:
            return bool(entry.term.context) and not (translated and entry.term.status is Status.PREFERRED)

        dependent = any(bound(entry) for entries in hits.values() for entry in entries)
        extents = self._contexts.extents(seen[0]) if dependent else {}
        found = []
        for (start, end), entries in sorted(hits.items(), key=lambda item: (item[0][0], -item[0][1])):
            kept = [entry for entry in entries if not bound(entry) or met(entry.term.context, extents, start, end)]
            if kept:
                found.append(Match(start, end, text[start:end], _readings(kept, text[start:end])))
        return found


@lru_cache(maxsize=32)
def _seen(text: str, tag: str) -> tuple[View, ...]:
    """The views of a text, which is asked for approved and for forbidden terms in turn."""
    return views(text, language_of(tag))


def _forms(term: Term, inflected: Iterable[Form]) -> list[Form]:
    """The forms of a term with the one it is written in among them."""
    forms = list(inflected)
    return forms if any(form.text == term.text for form in forms) else [Form(term.text), *forms]


def _written(text: str) -> tuple[str, ...]:
    """The ways a form is written: «государств — членов» is «государств-членов» too."""
    tight = _SPACED_DASH.sub("-", text)
    return (text,) if tight == text else (text, tight)


def _as_banned(entry: Entry, rivals: set[str]) -> Entry:
    """A wrong term is wrong in any case, unless only its case tells it from the right one."""
    if rivals and entry.letters not in rivals:
        return replace(entry, policy=CasePolicy.EXACT, strict=True)
    if not rivals and entry.policy is CasePolicy.INITIAL and not entry.strict:
        return replace(entry, policy=CasePolicy.ANY)
    return entry


def _readings(entries: Iterable[Entry], surface: str) -> tuple[Reading, ...]:
    """One reading for each term, likeliest first; forms of a term that look alike here are taken together."""
    groups: dict[tuple[int, int], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.rank, []).append(entry)
    readings = []
    for _, group in sorted(groups.items(), key=lambda item: _likelihood(item[1][0])):
        best = next((entry for entry in group if entry.form.text == surface), group[0])
        features = dict.fromkeys(feature for entry in (best, *group) for feature in entry.form.features)
        readings.append(Reading(best.concept, best.term, Form(best.form.text, tuple(features))))
    return tuple(readings)


def _likelihood(entry: Entry) -> tuple[bool, int, tuple[int, int]]:
    status = list(Status).index(entry.term.status) * 2
    return (not entry.term.context, status + (entry.term.type is not TermType.FULL), entry.rank)


def _outside(
    hits: dict[tuple[int, int], list[Entry]], masks: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], list[Entry]]:
    """The hits that touch no mask; masks are sorted and apart."""
    if not masks:
        return hits
    starts = [start for start, _ in masks]

    def touches(start: int, end: int) -> bool:
        before = bisect_right(starts, end - 1) - 1
        return before >= 0 and masks[before][1] > start

    return {span: entries for span, entries in hits.items() if not touches(*span)}


def _longest(hits: dict[tuple[int, int], list[Entry]]) -> dict[tuple[int, int], list[Entry]]:
    """The hits that are not inside a longer one of the same term: "Prosecutor's" is one hit, not two."""
    reach: dict[tuple[int, int], int] = {}
    kept = {}
    for (start, end), entries in sorted(hits.items(), key=lambda item: (item[0][0], -item[0][1])):
        kept[start, end] = [entry for entry in entries if reach.get(entry.rank, -1) < end]
        reach.update((entry.rank, end) for entry in kept[start, end])
    return kept


def _uncovered(spans: Iterable[tuple[int, int]], covers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that no longer cover holds."""
    waiting = sorted(covers, reverse=True)
    place = -1
    # how far the covers go that start before `place`, and at it
    before = at = -1
    free = []
    for start, end in sorted(spans):
        while waiting and waiting[-1][0] <= start:
            first, last = waiting.pop()
            if first != place:
                place, before, at = first, max(before, at), -1
            at = max(at, last)
        earlier, here = (before, at) if place == start else (max(before, at), -1)
        if earlier < end and here <= end:
            free.append((start, end))
    return free
