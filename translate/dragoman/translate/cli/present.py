"""A translation's terms for the terminal: a table by concept, a line for each term, a line for each doubtful place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..report.summary import by_concept, places, sentence
from ..results import Outcome, TermResult, Translation
from .console import table

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["explanation", "place_lines", "sentence", "term_table"]


def term_table(translation: Translation, title: str = "") -> Table:
    """One row a concept: source term, preferred target term, count for each outcome there is, doubts."""
    terms = translation.terms()
    shown = [outcome for outcome in Outcome if outcome is Outcome.MISSED or translation.count(outcome)]
    concepts = by_concept(terms)
    doubtful = any(concept.doubts for concept in concepts)
    heads = ["source term", "target term", *(outcome.value for outcome in shown), *(["look again"] if doubtful else [])]
    rows = [
        [
            concept.sources[0] + (f" (+{len(concept.sources) - 1})" if len(concept.sources) > 1 else ""),
            concept.expected,
            *(str(concept.counts[outcome] or "·") for outcome in shown),
            *(["; ".join(concept.doubts)] if doubtful else []),
        ]
        for concept in concepts
    ]
    return table(heads, rows, numbers=range(2, 2 + len(shown)), title=title)


def explanation(translation: Translation) -> Iterator[str]:
    """One line a term, protected spans too: segment, source → form, outcome, cells, scores, reason, doubt."""
    for number, segment in enumerate(translation.segments, 1):
        for term in segment.terms:
            yield f"{number}: {_explain(term)}"


def _explain(term: TermResult) -> str:
    name = f"{term.concept} (protected)" if term.protected else term.concept
    facts = [term.outcome.value, *([", ".join(term.features)] if term.features else [])]
    if term.score_before is not None and term.score_after is not None:
        facts.append(f"score {term.score_before:.2f} → {term.score_after:.2f}")
    form = f"“{term.form}”" if term.target is not None else f"nothing (expected “{term.expected}”)"
    reason = f": {term.reason}" if term.reason else ""
    doubt = f" [look again: {term.doubt}]" if term.doubt else ""
    return f"“{' '.join(term.source_text.split())}” → {form}  {name}  {'; '.join(facts)}{reason}{doubt}"


def place_lines(translation: Translation, name: str) -> Iterator[str]:
    """One line for each missed term and each finding that is not about a doubtful term, as file: segment: code: text.

    Segments with the same finding share a line.
    """
    segments: dict[str, list[int]] = {}
    for place in places(translation):
        if place.code != "doubt":
            text = f"“{place.text}”: " if place.text else ""
            segments.setdefault(f"{place.code}: {text}{place.message}", []).append(place.segment + 1)
    for what, numbers in segments.items():
        which = f"segment{'s' * (len(numbers) > 1)} {', '.join(map(str, dict.fromkeys(numbers)))}"
        yield f"{name}: {translation.target_language} {which}: {what}"
