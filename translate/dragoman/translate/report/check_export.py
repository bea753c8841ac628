"""Findings as plain JSON data. The keys are stable: new ones may come, none changes its meaning or goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ..checks import Finding, Severity
from ..results import Span


def as_dict(findings: Sequence[Finding], files: Sequence[str], segments: int) -> dict[str, Any]:
    """All findings; spans are half-open [start, end] pairs of code points into the finding's own texts."""
    counts = Counter(finding.severity for finding in findings)
    return {
        "files": list(files),
        "segments": segments,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "findings": [_finding(finding) for finding in findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.where.path,
        "line": finding.where.line,
        "column": finding.where.column,
        "exact": finding.exact,
        "key": finding.key,
        "source_language": finding.languages[0],
        "target_language": finding.languages[1],
        "source_text": finding.source_text,
        "target_text": finding.target_text,
        "source": _span(finding.source),
        "target": _span(finding.target),
        "suggestion": finding.suggestion,
        "concept": finding.concept,
        "fingerprint": finding.fingerprint,
    }


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]
