"""Text with marked spans, as HTML. Spans may nest, overlap and repeat; the text comes out whole and in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from ..results import Span


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to mark, its CSS classes and attributes; where marks overlap, the highest rank gives the attributes."""

    span: Span
    classes: tuple[str, ...]
    attributes: dict[str, str] = field(default_factory=dict)
    rank: int = 0


def render(text: str, marks: Sequence[Mark]) -> str:
    """The escaped text with every mark as a `<span>`; a mark cut by another one becomes several spans.

    The classes of all marks over a piece are joined; attributes come from the highest-ranked one, and `tabindex` only
    on the first piece of a mark, so that a keyboard stops once. The last piece of a mark has the class `end` too.
    Spans that reach beyond the text are cut to it.
    """
    bounds = {0, len(text)}
    for mark in marks:
        bounds.update((min(mark.span.start, len(text)), min(mark.span.end, len(text))))
    edges = sorted(bounds)
    started: set[int] = set()
    out: list[str] = []
    for start, end in pairwise(edges):
        over = [number for number, mark in enumerate(marks) if mark.span.start <= start and end <= mark.span.end]
        piece = escape(text[start:end], quote=False)
        if not over:
            out.append(piece)
            continue
        top = max(over, key=lambda number: (marks[number].rank, -number))
        attributes = dict(marks[top].attributes)
        if top in started:
            attributes.pop("tabindex", None)
        started.add(top)
        classes = [name for number in over for name in marks[number].classes]
        if any(min(marks[number].span.end, len(text)) == end for number in over):
            classes.append("end")
        given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        out.append(f'<span class="{escape(" ".join(dict.fromkeys(classes)))}"{given}>{piece}</span>')
    return "".join(out)
