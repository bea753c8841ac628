"""Replacing spans of a text by others, and where the new text stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.translate.results import Span


@dataclass(frozen=True, slots=True)
class Edit:
    """`text` in place of `span`; its first `lead` characters (an article, a preposition) do not belong to the term."""

    span: Span
    text: str
    lead: int = 0


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, list[Span]]:
    """The text with all edits made, and for each in the order given where its term now stands.

    Raises ValueError where two edits overlap.
    """
    given = list(edits)
    places: dict[int, Span] = {}
    parts: list[str] = []
    end = length = 0
    for index, edit in sorted(enumerate(given), key=lambda item: item[1].span.start):
        if edit.span.start < end:
            raise ValueError("edits overlap")
        kept = text[end : edit.span.start]
        length += len(kept)
        places[index] = Span(length + edit.lead, length + len(edit.text))
        parts += [kept, edit.text]
        length += len(edit.text)
        end = edit.span.end
    return "".join(parts) + text[end:], [places[index] for index in range(len(given))]


def disjoint(spans: Sequence[Span]) -> bool:
    """Whether no two spans overlap."""
    ordered = sorted(spans, key=lambda span: span.start)
    return all(one.end <= other.start for one, other in pairwise(ordered))
