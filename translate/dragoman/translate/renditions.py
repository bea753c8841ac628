"""A segment's translation as its file needs it: the markup carried over, and notes of how the terms came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dragoman.corpora.markup import Marked
from dragoman.corpora.project import Link, project, same_words
from dragoman.corpora.segment import Rendition

from .engines.base import Alignment
from .results import Outcome, SegmentResult, TermResult

_TERM, _WORD = 5.0, 2.0  # how much surer than one token's attention
_CUT = 0.1  # attention below this says nothing


def links(terms: Sequence[TermResult], source: str, target: str, alignment: Alignment | None) -> list[Link]:
    """What of a target translates what of its source: terms, words equal in both, and what attention says."""
    sure = [
        Link((term.source.start, term.source.end), (term.target.start, term.target.end), _TERM)
        for term in terms
        if term.target is not None
    ]
    doubtful = [Link(link.source, link.target, _WORD) for link in same_words(source, target)]
    doubtful += _attention(alignment, target)
    return sure + [link for link in doubtful if not any(_against(link, term) for term in sure)]


def _against(link: Link, term: Link) -> bool:
    """Whether a link leads out of a term or into it, where term and rendering are known to belong together."""
    return _overlap(link.source, term.source) != _overlap(link.target, term.target)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _attention(alignment: Alignment | None, target: str) -> Iterator[Link]:
    if alignment is None or not alignment.weights.size:
        return
    for token, span in enumerate(alignment.target):
        best = int(alignment.weights[token].argmax())
        weight = float(alignment.weights[token, best])
        if weight >= _CUT and best < len(alignment.source) and span.start < span.end <= len(target):
            origin = alignment.source[best]
            yield Link((origin.start, origin.end), (span.start, span.end), weight)


def marked(source: Marked, result: SegmentResult, alignment: Alignment | None) -> Marked:
    """The target of a segment with the markup of its source."""
    if not source.marks:
        return Marked(result.target)
    return project(source, result.target, links(result.terms, source.text, result.target, alignment))


def rendition(result: SegmentResult, engine: str) -> Rendition:
    """The target with its markup; as notes the engine, and a line for each term, doubt and finding."""
    notes = (f"machine translation, engine {engine}", *_notes(result))
    return Rendition(Marked(result.target, result.marks), tuple(dict.fromkeys(notes)))


def _notes(result: SegmentResult) -> Iterator[str]:
    for term in result.terms:
        if term.outcome is Outcome.MISSED:
            yield f"MISSED {term.source_text} → {term.expected}"
        elif term.outcome is Outcome.WAIVED:
            yield f"waived {term.source_text}: {term.reason}"
        elif not term.protected:
            yield f"{term.outcome.value} {term.source_text} → {term.form}"
        if term.doubt:
            yield f"look again: {term.form or term.source_text}: {term.doubt}"
    for finding in result.findings:
        yield f"{finding.code}: {finding.message}"
