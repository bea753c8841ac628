"""What a reader wants to know first: how many terms, how they came in, and where to look again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..results import Outcome, Span, TermResult, Translation

FORBIDDEN = "forbidden-form"
"""Code of the finding that fails a run, like a missed term does."""


@dataclass(frozen=True, slots=True)
class ConceptSummary:
    """One concept over a whole translation.

    sources: the source forms met, most frequent first; expected: the preferred target term; counts: by outcome;
    doubts: each distinct doubt once, in order.
    """

    concept: str
    sources: tuple[str, ...]
    expected: str
    counts: Mapping[Outcome, int]
    doubts: tuple[str, ...]

    @property
    def total(self) -> int:
        """How often the concept occurs in the source."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Place:
    """A place a reader should look at again.

    segment: index into the translation's segments. code: "missed", "doubt" or the finding's code. span: where in the
    segment's target text, None where the place has no span there. text: the words in question, if there are any.
    """

    segment: int
    code: str
    message: str
    text: str = ""
    span: Span | None = None


def count(terms: Iterable[TermResult]) -> dict[Outcome, int]:
    """How many terms had each outcome, every outcome named, from unprompted to missed."""
    found = Counter(term.outcome for term in terms)
    return {outcome: found[outcome] for outcome in Outcome}


def sentence(terms: Iterable[TermResult]) -> str:
    """The counts as one line: "59 terms: 12 kept, 40 forced, 7 repaired, 0 missed"."""
    counts = count(terms)
    total = sum(counts.values())
    parts = [f"{number} {outcome}" for outcome, number in counts.items() if number or outcome is Outcome.MISSED]
    return f"{total} term{'' if total == 1 else 's'}: {', '.join(parts)}"


def by_concept(terms: Iterable[TermResult]) -> list[ConceptSummary]:
    """The terms gathered by concept, in order of first appearance."""
    groups: dict[str, list[TermResult]] = {}
    for term in terms:
        groups.setdefault(term.concept, []).append(term)
    return [
        ConceptSummary(
            concept,
            tuple(text for text, _ in Counter(" ".join(term.source_text.split()) for term in group).most_common()),
            next((term.expected for term in group if term.expected), ""),
            count(group),
            tuple(dict.fromkeys(term.doubt for term in group if term.doubt)),
        )
        for concept, group in groups.items()
    ]


def places(translation: Translation) -> list[Place]:
    """Missed and doubtful terms (protected spans too) and findings, in reading order."""
    found: list[Place] = []
    for index, segment in enumerate(translation.segments):
        for term in segment.terms:
            if term.outcome is Outcome.MISSED:
                found.append(Place(index, "missed", _missed(term), term.source_text, term.target))
            elif term.doubt:
                found.append(Place(index, "doubt", term.doubt, term.form or term.source_text, term.target))
        for finding in segment.findings:
            text = finding.target.of(segment.target) if finding.target else ""
            found.append(Place(index, finding.code, finding.message, text, finding.target))
    return found


def _missed(term: TermResult) -> str:
    wanted = f"“{term.expected}” is not in the translation" if term.expected else "not in the translation"
    why = term.doubt or term.reason
    return f"{wanted}: {why}" if why else wanted


def has_findings(translation: Translation) -> bool:
    """Whether the translation must not pass: a term missed, or a forbidden form in the output."""
    return translation.count(Outcome.MISSED) > 0 or any(
        finding.code == FORBIDDEN for segment in translation.segments for finding in segment.findings
    )
