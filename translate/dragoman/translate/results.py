"""What a translation run hands back: every segment with its terms, their outcomes and the reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dragoman.corpora.markup import Mark


class Outcome(StrEnum):
    """How a required term came into the translation, from unprompted to not at all.

    WAIVED: not there, and not asked for, since an earlier mention of the same concept has it (see work.Mentions).
    """

    KEPT = "kept"
    ANNOTATED = "annotated"
    RERANKED = "reranked"
    FORCED = "forced"
    REPAIRED = "repaired"
    WAIVED = "waived"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of code points, `start` up to but not including `end`."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """The text under the span."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class TermResult:
    """One source term (or protected span) and what became of it.

    concept: its id; for a protected span its kind ("number", "url", …). source/target: spans into the segment's source
    and target text; target None where missed. form: the target form as it stands; features: the cells it may fill.
    expected: the preferred target term, for the reader. score_before/after: model log-probability per token of the
    whole segment before and after the intervention, None where there was none; where only one way was left, the
    score after is that of the final text. reason: one sentence.
    doubt: why a reader should look here again, empty where there is none.
    """

    concept: str
    outcome: Outcome
    source: Span
    source_text: str
    target: Span | None
    form: str = ""
    features: tuple[str, ...] = ()
    expected: str = ""
    protected: bool = False
    score_before: float | None = None
    score_after: float | None = None
    reason: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or doubtful in a target text that belongs to no single source term.

    code: stable, e.g. "forbidden-form", "repetition", "untranslated". target: span into the segment's target text.
    """

    code: str
    message: str
    target: Span | None = None
    concept: str = ""


@dataclass(frozen=True, slots=True)
class SegmentResult:
    """One segment: source, the unconstrained draft, the target, its terms in source order and other findings.

    marks: the inline markup of the target.
    """

    source: str
    target: str
    draft: str
    terms: tuple[TermResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    score: float | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated document: text laid out as the source was, and the segments in order."""

    source_language: str
    target_language: str
    engine: str
    text: str
    draft: str
    segments: tuple[SegmentResult, ...]
    seconds: float = field(default=0.0, compare=False)

    def terms(self) -> list[TermResult]:
        """The terms of all segments in order, protected spans left out."""
        return [term for segment in self.segments for term in segment.terms if not term.protected]

    def count(self, outcome: Outcome) -> int:
        """How many terms had an outcome."""
        return sum(term.outcome is outcome for term in self.terms())
