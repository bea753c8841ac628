"""The segments of a comparison as data for the page's script, which draws them as they are scrolled to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.termbase.language import language

from ..compare import Comparison, System
from ..evaluate.findings import TERM_MISSING
from ..evaluate.terms import Mention
from ..results import Finding, Span
from .shell import html_language

LIMIT = 5000
"""How many segments a page has at most: those in which the systems differ most."""


def segment_data(comparison: Comparison, numbers: Sequence[int] | None = None) -> dict[str, Any]:
    """Plain data; spans count UTF-16 units, as JavaScript does.

    numbers: the line of each segment, from 1 unless told otherwise. A row holds: line, source, references,
    translations, scores by system, [concept, start, end] of each source term, and by system: the place of each term or
    0, and findings as [code, message, start, end, whether it is about terms], -1 where there is no place.
    """
    lines = numbers or range(1, comparison.size + 1)
    chosen = sorted(comparison.by_difference[:LIMIT])
    concepts: dict[str, int] = {}
    mentions = [_mentions(system, comparison.size) for system in comparison.systems]
    found = [_findings(system, comparison.size) for system in comparison.systems]
    metrics = list(comparison.measured)
    rows = []
    for index in chosen:
        source = comparison.sources[index] if comparison.sources else ""
        terms = [
            [concepts.setdefault(mention.concept, len(concepts)), *_units(source, mention.source)]
            for mention in mentions[0][index]
        ]
        rows.append(
            [
                lines[index],
                source,
                [reference[index] for reference in comparison.references],
                [system.texts[index] for system in comparison.systems],
                [[round(system.segments[index].scores[name], 1) for name in metrics] for system in comparison.systems],
                terms,
                [
                    [_units(system.texts[index], mention.target) if mention.target else 0 for mention in column[index]]
                    for system, column in zip(comparison.systems, mentions, strict=True)
                ],
                [
                    [
                        [
                            item.code,
                            item.message,
                            *(_units(system.texts[index], item.target) if item.target else (-1, -1)),
                            int(bool(item.concept) or item.code == TERM_MISSING),
                        ]
                        for item in column[index]
                    ]
                    for system, column in zip(comparison.systems, found, strict=True)
                ],
            ]
        )
    return {
        "names": list(comparison.names),
        "metrics": metrics,
        "higher": [comparison.standing(name).higher_is_better for name in metrics],
        "main": metrics.index(comparison.segment_metric),
        "source": html_language(comparison.source),
        "target": html_language(comparison.target),
        "spaced": language(comparison.target).spaced,
        "concepts": list(concepts),
        "rows": rows,
    }


def _mentions(system: System, size: int) -> list[list[Mention]]:
    rows: list[list[Mention]] = [[] for _ in range(size)]
    for mention in system.terms.mentions if system.terms else ():
        rows[mention.segment].append(mention)
    return rows


def _findings(system: System, size: int) -> list[list[Finding]]:
    rows: list[list[Finding]] = [[] for _ in range(size)]
    for item in system.terms.findings if system.terms else ():
        rows[item.segment].append(item.finding)
    return rows


def _units(text: str, span: Span) -> list[int]:
    """A span in UTF-16 units."""
    if text.isascii() or max(text) <= "\uffff":
        return [span.start, span.end]
    return [len(text[:end].encode("utf-16-le", "surrogatepass")) // 2 for end in (span.start, span.end)]
