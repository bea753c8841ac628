"""A translation as plain JSON data. The keys are stable: new ones may come, none changes its meaning or goes."""

from __future__ import annotations

from typing import Any

from ..results import Finding, SegmentResult, Span, TermResult, Translation
from .summary import count, has_findings, sentence


def as_dict(translation: Translation) -> dict[str, Any]:
    """The whole translation; spans are half-open [start, end] pairs of code points into the segment's own texts."""
    return {
        "source_language": translation.source_language,
        "target_language": translation.target_language,
        "engine": translation.engine,
        "seconds": round(translation.seconds, 3),
        "text": translation.text,
        "draft": translation.draft,
        "clean": not has_findings(translation),
        "summary": sentence(translation.terms()),
        "counts": {outcome.value: number for outcome, number in count(translation.terms()).items()},
        "segments": [_segment(segment) for segment in translation.segments],
    }


def _segment(segment: SegmentResult) -> dict[str, Any]:
    return {
        "source": segment.source,
        "target": segment.target,
        "draft": segment.draft,
        "score": segment.score,
        "terms": [_term(term) for term in segment.terms],
        "findings": [_finding(finding) for finding in segment.findings],
    }


def _term(term: TermResult) -> dict[str, Any]:
    return {
        "concept": term.concept,
        "protected": term.protected,
        "outcome": term.outcome.value,
        "source": _span(term.source),
        "source_text": term.source_text,
        "target": _span(term.target),
        "form": term.form,
        "features": list(term.features),
        "expected": term.expected,
        "score_before": term.score_before,
        "score_after": term.score_after,
        "reason": term.reason,
        "doubt": term.doubt,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "message": finding.message,
        "concept": finding.concept,
        "target": _span(finding.target),
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
