"""What only a look at all segments shows: one source with several translations, one term with several renderings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from dragoman.termbase.errors import Location
from dragoman.termbase.model import Concept, Status, Term, TermType
from dragoman.termbase.morphology.government import reading

from ..results import Span
from ..verify import Located, Requirement
from .base import Alarm, Check, Pair, Severity
from .memory import CAPACITY, Seen, digest

CHECKS = (
    Check("inconsistent-term", Severity.WARNING, "A source term is rendered by different terms in one run."),
    Check("inconsistent-segment", Severity.WARNING, "Equal sources have different targets."),
    Check("same-target", Severity.INFO, "Different sources have the same target.", default=False),
)
NAME, TITLE = "consistency", "Consistency"

_LINES = 40  # bits of a place that hold the line, below the number of the file
_ADJECTIVE = "ADJF"
_STEM = 5
_SHORTEST = 2  # letters from which a segment is compared


@dataclass(slots=True)
class Rendering:
    """A target term for a concept: how often, and where first, with the alarm's spans there."""

    term: Term
    count: int
    pair: Pair
    source: Span
    target: Span
    source_text: str


class Consistency:
    """Compares the segments of a run. Of segments it keeps hashes in tables of fixed size (see memory.Seen), of the
    renderings of a concept the first of each."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._targets = Seen(capacity)
        self._sources = Seen(capacity)
        self._paths: list[str] = []
        self._renderings: dict[tuple[str, str], dict[str, Rendering]] = {}

    def see(self, pair: Pair) -> Iterator[Alarm]:
        """What the segments before say about this one."""
        if not pair.unit.sample:  # the plural forms of a message have one source and must differ
            yield from self._segment(pair)

    def see_terms(self, pair: Pair) -> None:
        """Note how the terms of a segment are rendered; `renderings` tells in the end."""
        for requirement, place, concept, term in pair.rendered:
            if term.type is TermType.FULL and not term.context and not requirement.abbreviation:
                self._note(pair, requirement, place, concept, term)

    def _segment(self, pair: Pair) -> Iterator[Alarm]:
        source, target = " ".join(pair.source.split()), " ".join(pair.target.split())
        if sum(map(str.isalpha, source)) < _SHORTEST or not target:
            return
        place = self._place(pair.unit.where)
        one, other = digest(source, pair.unit.context), digest(target)
        before = self._targets.look(one, other, place)
        if before is not None and before[0] != other:
            yield Alarm("inconsistent-segment", f"the same source has another translation at {self._where(before[1])}")
        if "same-target" not in pair.wanted:
            return
        one = digest(source.casefold().rstrip(".:!?… "))
        before = self._sources.look(other, one, place)
        if before is not None and before[0] != one:
            yield Alarm("same-target", f"another source has the same translation at {self._where(before[1])}")

    def _place(self, where: Location) -> int:
        if not self._paths or self._paths[-1] != where.path:
            self._paths.append(where.path)
        return (len(self._paths) - 1) << _LINES | where.line

    def _where(self, place: int) -> Location:
        return Location(self._paths[place >> _LINES], place & ((1 << _LINES) - 1))

    def _note(self, pair: Pair, requirement: Requirement, place: Located, concept: Concept, term: Term) -> None:
        if len(concept.approved(pair.target_language.tag)) < 2 or _adjective(term, pair.target_language.tag):
            return  # «индийский» beside «Индия» is grammar
        known = self._renderings.setdefault((concept.id, _stem(requirement.text)), {})
        if term.text in known:
            known[term.text].count += 1
        else:
            known[term.text] = Rendering(term, 1, pair, requirement.span, place.span, requirement.text)

    def renderings(self) -> Iterator[tuple[Pair, Alarm]]:
        """Each rendering of a concept that is not its usual one, where it was met first."""
        for (concept, _), found in self._renderings.items():
            ranked = sorted(found.values(), key=lambda item: (-item.count, item.term.status is not Status.PREFERRED))
            usual = ranked[0] if ranked else None
            for other in ranked[1:]:
                if usual is not None:
                    yield other.pair, _alarm(concept, usual, other)


def _alarm(concept: str, usual: Rendering, other: Rendering) -> Alarm:
    source = " ".join(other.source_text.split())
    where = usual.pair.unit.where
    return Alarm(
        "inconsistent-term",
        f"“{source}” is “{other.term.text}” here ({_times(other.count)}) and “{usual.term.text}” elsewhere "
        f"({_times(usual.count)}, first at {where})",
        other.target,
        other.source,
        None,
        concept,
    )


@lru_cache(maxsize=8192)
def _adjective(term: Term, tag: str) -> bool:
    return reading(term.text, tag)[0] == _ADJECTIVE


def _stem(text: str) -> str:
    """What the inflected forms of a term have in common: the beginnings of its words."""
    return " ".join(word[:_STEM] for word in text.casefold().split())


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
