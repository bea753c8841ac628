"""Long sentences cut into clauses, for engines that lose their way in them, and the translations joined again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dragoman.corpora.width import TO_FULLWIDTH
from dragoman.termbase.language import Language

from .engines.base import Hypothesis
from .results import Outcome, Span
from .verify import Verifier
from .work import Task, Work

_LIMIT = {True: 160, False: 60}  # code points in a clause worth translating by itself, in spaced and unspaced languages
_STRONG, _WEAK = ";:；：", ",，"
_CUT = re.compile(f"[{_STRONG}{_WEAK}]|(?<=\\s)[—–-](?=\\s)")
_PAIRS = {"(": ")", "（": "）", "[": "]", "“": "”", "«": "»", "《": "》"}
_ENDS = ".。,，;；:：!！?？ "


def split(text: str, whole: Sequence[Span], spoken: Language) -> list[Span]:
    """The clauses of a long sentence, each with the mark it ends in; one span for a sentence best left alone.

    Cuts fall behind semicolons, colons, commas and dashes, never inside a `whole` span, brackets or quotes; the longest
    piece is cut as near to its middle as it can, a comma before a conjunction and a stronger mark being worth a detour,
    as long as a piece is over the limit.
    """
    cuts = _cuts(text, whole, spoken)
    pieces = [Span(0, len(text))]
    limit = _LIMIT[spoken.spaced]
    while True:
        long = [piece for piece in pieces if piece.end - piece.start > limit and _inside(cuts, piece, limit)]
        if not long:
            return pieces
        piece = max(long, key=lambda piece: piece.end - piece.start)
        middle = (piece.start + piece.end) / 2
        at = min(_inside(cuts, piece, limit), key=lambda cut: abs(cut - middle) - cuts[cut] * limit)
        index = pieces.index(piece)
        pieces[index : index + 1] = [Span(piece.start, at), Span(at, piece.end)]


def _inside(cuts: dict[int, float], piece: Span, limit: int) -> list[int]:
    least = limit // 6
    return [cut for cut in cuts if piece.start + least <= cut <= piece.end - least]


def _cuts(text: str, whole: Sequence[Span], spoken: Language) -> dict[int, float]:
    """Where a text may be cut (behind the mark), and how good each place is, 0 to 1."""
    cuts: dict[int, float] = {}
    opened: list[str] = []
    for position, character in enumerate(text):
        if character in _PAIRS:
            opened.append(_PAIRS[character])
        elif opened and character == opened[-1]:
            opened.pop()
        if opened or not (mark := _CUT.match(text, position)):
            continue
        end = mark.end()
        if any(span.start < end < span.end for span in whole) or text[end : end + 1].strip()[:1].isdigit():
            continue
        following = text[end:].lstrip().split(maxsplit=1)
        joined = bool(following) and following[0].lower() in spoken.conjunctions
        cuts[end] = 1.0 if character in _STRONG or character not in _WEAK else 0.5 if joined else 0.0
    return cuts


def parted(whole: Work, spans: Sequence[Span], verifier: Verifier) -> Iterator[Task]:
    """The clauses of a segment, with their requirements and which of these need not be met: those of the whole in order."""
    first = 0
    for span in spans:
        text = span.of(whole.source).strip()
        requirements = verifier.requirements(text)
        last = first + len(requirements)
        yield text, requirements, frozenset(index - first for index in whole.waived if first <= index < last)
        first = last


def join(
    whole: Work, parts: Sequence[Work], spans: Sequence[Span], verifier: Verifier, target: Language
) -> Work | None:
    """The translations of the clauses of `whole` as one; None where something of a clause is lost on the way."""
    text = ""
    for number, (part, span) in enumerate(zip(parts, spans, strict=True)):
        piece = _fitted(part, number > 0)
        if number + 1 < len(parts):
            piece = piece.rstrip(_ENDS)
            mark = span.of(whole.source).rstrip()[-1:]
            if mark in "—–-":
                piece += f" {mark}" if target.spaced else "——"
            else:
                piece += mark if target.spaced else mark.translate(TO_FULLWIDTH)
        text += (" " if text and target.spaced else "") + piece
    outcomes = [outcome for part in parts for outcome in part.outcomes]
    reasons = [reason for part in parts for reason in part.reasons]
    if [one.text for part in parts for one in part.requirements] != [one.text for one in whole.requirements]:
        return None
    located = verifier.locate(whole.requirements, text)
    lost = [index for index, place in enumerate(located) if place is None]
    if any(outcomes[index] not in (None, Outcome.WAIVED) for index in lost):
        return None
    for index, outcome in enumerate(outcomes):
        if outcome is Outcome.WAIVED and index not in lost:
            outcomes[index], reasons[index] = Outcome.KEPT, "the engine said it unprompted, in another clause"
    scores = [part.score for part in parts if part.score is not None]
    complete = all(part.hypothesis.complete for part in parts)
    return replace(
        whole,
        hypothesis=Hypothesis(text, complete=complete),
        located=located,
        outcomes=outcomes,
        reasons=reasons,
        before=[score for part in parts for score in part.before],
        after=[score for part in parts for score in part.after],
        doubts=[doubt for part in parts for doubt in part.doubts],
        replaced=[pair for part in parts for pair in part.replaced],
        thinned=[what for part in parts for what in part.thinned],
        score=sum(scores) / len(scores) if scores else None,
        clauses=len(parts),
    )


def _fitted(part: Work, inside: bool) -> str:
    """The translation of a clause; inside a sentence without a capital the engine gave it for being first."""
    text = part.hypothesis.text.strip()
    first = text[:1]
    name = any(met.span.start == 0 and met.form[:1].isupper() for _, met in part.met)
    if inside and not name and first.isupper() and not text[1:2].isupper() and part.source.lstrip()[:1].islower():
        return first.lower() + text[1:]
    return text
