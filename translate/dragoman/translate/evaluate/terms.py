"""Terms in translations: which of those the sources require are there, in which form, and always by the same words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.termbase.model import Term

from ..results import Finding, Span
from ..verify import Located, Requirement
from .findings import Checker, findings
from .metrics import Measured, Metric
from .significance import Interval, wilson

TERMS = "terms"
"""The name of term accuracy where it stands among the metrics."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, in per cent; 100 where there is nothing to count."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Per cent."""
        return 100.0 * self.part / self.whole if self.whole else 100.0

    @property
    def interval(self) -> Interval | None:
        """Wilson's interval; None of nothing."""
        return wilson(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a source and what the translation has for it; `segment` counts from 0.

    source, target: spans; target None where it has nothing. rendering: the approved term found, as it is cited (for one
    that the termbase keeps for some places, the general one), empty where none is. exact: it stands there in its citation form. abbreviation: the source has a short form or acronym.
    in_reference: whether a reference has an approved term here; None where there are no references.
    """

    segment: int
    concept: str
    source: Span
    source_text: str
    expected: str
    abbreviation: bool
    target: Span | None
    rendering: str
    exact: bool
    in_reference: bool | None


@dataclass(frozen=True, slots=True)
class SegmentFinding:
    """A finding in a translation, a forbidden form for one; `segment` counts from 0."""

    segment: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class Usage:
    """A source term over all segments: the renderings it got, most frequent first, and how often it got none.

    source_text: as the sources have it most often.
    """

    concept: str
    source_text: str
    renderings: Mapping[str, int]
    missing: int

    @property
    def found(self) -> int:
        """How often it is rendered by an approved term."""
        return sum(self.renderings.values())


@dataclass(frozen=True, slots=True)
class TermAccuracy:
    """The terms the sources require, each with what the translation has for it, and what else is wrong there.

    Each place in a translation counts for one source term only.
    """

    mentions: tuple[Mention, ...]
    findings: tuple[SegmentFinding, ...] = ()

    @property
    def terms(self) -> int:
        """How many terms are required."""
        return len(self.mentions)

    @property
    def found(self) -> int:
        """How many are there in any form of an approved term."""
        return sum(mention.target is not None for mention in self.mentions)

    @property
    def exact(self) -> int:
        """How many are there in a citation form."""
        return sum(mention.exact for mention in self.mentions)

    @property
    def missing(self) -> tuple[Mention, ...]:
        """The mentions without a rendering."""
        return tuple(mention for mention in self.mentions if mention.target is None)

    @property
    def inflected_accuracy(self) -> float:
        """Per cent of the terms found in any form; 100 where none is required."""
        return Share(self.found, self.terms).value

    @property
    def exact_accuracy(self) -> float:
        """Per cent of the terms found in a citation form; 100 where none is required."""
        return Share(self.exact, self.terms).value

    @property
    def on_reference(self) -> Share:
        """Terms found in any form, of those that a reference has as well."""
        met = [mention for mention in self.mentions if mention.in_reference]
        return Share(sum(mention.target is not None for mention in met), len(met))

    def shares(self) -> dict[str, Share]:
        """The measures by the names people read."""
        return {
            "terms, any form": Share(self.found, self.terms),
            "terms, citation form": Share(self.exact, self.terms),
            "terms the reference has": self.on_reference,
            "consistency": self.consistency(),
        }

    def usages(self) -> tuple[Usage, ...]:
        """Every source term with its renderings, in order of first appearance; short forms count as terms of their own."""
        groups: dict[tuple[str, bool], list[Mention]] = {}
        for mention in self.mentions:
            groups.setdefault((mention.concept, mention.abbreviation), []).append(mention)
        return tuple(
            Usage(
                concept,
                Counter(mention.source_text for mention in group).most_common(1)[0][0],
                dict(Counter(mention.rendering for mention in group if mention.target is not None).most_common()),
                sum(mention.target is None for mention in group),
            )
            for (concept, _), group in groups.items()
        )

    def consistency(self) -> Share:
        """Of the mentions of terms rendered more than once, those by the rendering their term has most often."""
        repeated = [usage for usage in self.usages() if usage.found > 1]
        return Share(sum(max(usage.renderings.values()) for usage in repeated), sum(usage.found for usage in repeated))

    def parted(self, groups: Iterable[Sequence[int]]) -> list[TermAccuracy]:
        """The same for each group of segments by itself."""
        mentions: dict[int, list[Mention]] = {}
        found: dict[int, list[SegmentFinding]] = {}
        for mention in self.mentions:
            mentions.setdefault(mention.segment, []).append(mention)
        for item in self.findings:
            found.setdefault(item.segment, []).append(item)
        return [
            TermAccuracy(
                tuple(mention for segment in group for mention in mentions.get(segment, ())),
                tuple(item for segment in group for item in found.get(segment, ())),
            )
            for group in groups
        ]

    def measured(self, segments: int) -> Measured:
        """Accuracy in any form as a metric, for tests that resample segments."""
        rows = np.zeros((segments, 2))
        for mention in self.mentions:
            rows[mention.segment] += mention.target is not None, 1
        return Measured(ACCURACY, rows)


def _accuracy(counts: Sequence[float]) -> float:
    return 100.0 * float(counts[0]) / float(counts[1]) if counts[1] else 100.0


ACCURACY = Metric(
    TERMS,
    True,
    _accuracy,
    _accuracy,
    lambda **more: "|".join(("terms:required", "form:any", *(f"{key}:{value}" for key, value in more.items()))),
)
"""Per cent of the required terms found in any form."""


def interval(accuracy: Measured) -> Interval | None:
    """Wilson's interval of measured accuracy."""
    found, required = accuracy.rows.sum(axis=0)
    return wilson(int(found), int(required))


@dataclass(frozen=True, slots=True)
class Owed:
    """What sources require, worked out once, and whether the references have it; see `owed`."""

    checker: Checker
    sources: tuple[str, ...]
    requirements: tuple[tuple[Requirement, ...], ...]
    in_reference: tuple[tuple[bool | None, ...], ...]

    def check(self, texts: Sequence[str]) -> TermAccuracy:
        """Hold translations against it; one text a source."""
        mentions: list[Mention] = []
        found: list[SegmentFinding] = []
        for index, (source, required, known, text) in enumerate(
            zip(self.sources, self.requirements, self.in_reference, texts, strict=True)
        ):
            places = self.checker.locate(required, text)
            mentions.extend(
                _mention(index, self.checker, requirement, place, in_reference)
                for requirement, place, in_reference in zip(required, places, known, strict=True)
                if requirement.protected is None
            )
            found.extend(
                SegmentFinding(index, finding) for finding in findings(self.checker, source, required, places, text)
            )
        return TermAccuracy(tuple(mentions), tuple(found))


def owed(sources: Sequence[str], checker: Checker, references: Sequence[Sequence[str]] = ()) -> Owed:
    """What the sources require of a translation; protected spans (numbers, links) are owed too but are no terms.

    references: of each a text a source; a term counts as in the reference where one of them has it.
    """
    required = tuple(checker.requirements(source) for source in sources)
    met: list[tuple[bool | None, ...]] = []
    for index, items in enumerate(required):
        columns = [checker.locate(items, reference[index]) for reference in references]
        met.append(
            tuple(
                any(column[number] is not None for column in columns) if columns else None
                for number in range(len(items))
            )
        )
    return Owed(checker, tuple(sources), required, tuple(met))


def term_accuracy(sources: Sequence[str], hypotheses: Sequence[str], verifier: Checker) -> TermAccuracy:
    """The terms the sources require in the hypotheses, references left out of it."""
    return owed(sources, verifier).check(hypotheses)


def _mention(
    segment: int, checker: Checker, requirement: Requirement, place: Located | None, in_reference: bool | None
) -> Mention:
    return Mention(
        segment,
        requirement.name,
        requirement.span,
        " ".join(requirement.text.split()),
        requirement.expected,
        requirement.abbreviation,
        place.span if place else None,
        _rendering(checker, requirement, place) if place else "",
        place is not None and place.exact,
        in_reference,
    )


def _rendering(checker: Checker, requirement: Requirement, place: Located) -> str:
    """The approved term that a place has a form of, as it is cited.

    A term that the termbase keeps for some places (its usage or context) is no other choice than the one before it.
    """
    found = checker.rendered(requirement, place)
    if found is None:
        return place.form
    better = requirement.terms[: requirement.terms.index(found)] if _tied(found[1]) else ()
    return next((term.text for _, term in better if not _tied(term)), found[1].text)


def _tied(term: Term) -> bool:
    return bool(term.usage or term.context)
