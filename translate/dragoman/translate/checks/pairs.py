"""Two plain texts, one the translation of the other, as units: line by line, else paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.corpora.markup import Marked
from dragoman.corpora.units import State, Unit
from dragoman.termbase.errors import InputError, Location

from ..results import Span

_Piece = tuple[str, int]  # a text, and the line it begins in


def units(source: str, target: str, source_name: str, target_name: str) -> list[Unit]:
    """The units of a text and its translation; blank lines and paragraphs are none, but a blank line may be a target.

    Line by line where both have as many lines, else by paragraphs, which blank lines divide. Raises InputError where
    the numbers of paragraphs differ too.
    """
    pieces = _lines(source), _lines(target)
    if len(pieces[0]) != len(pieces[1]):
        lines = tuple(map(len, pieces))
        pieces = _paragraphs(source), _paragraphs(target)
        if len(pieces[0]) != len(pieces[1]):
            raise InputError(
                f"does not go with {source_name}: {lines[1]} lines for {lines[0]}, "
                f"{len(pieces[1])} paragraphs for {len(pieces[0])}",
                target_name,
                "one line, or one paragraph, of the translation for each of the source",
            )
    return [
        Unit(
            f"line {line}",
            Marked(text),
            Marked(translation),
            State.TRANSLATED,
            Location(source_name, line, 1),
            Location(target_name, other, 1),
        )
        for (text, line), (translation, other) in zip(*pieces, strict=True)
        if text.strip() or translation.strip()
    ]


def place(unit: Unit, span: Span | None) -> tuple[Location, bool]:
    """Where a span of a target stands in its text; see run.Place."""
    where = unit.target_where or unit.where
    if span is None or unit.target is None:
        return where, False
    before = unit.target.text[: span.start]
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Location(where.path, where.line + line, column), "\n" not in span.of(unit.target.text)


def _lines(text: str) -> list[_Piece]:
    return [(line, number) for number, line in enumerate(_split(text), 1)]


def _split(text: str) -> Sequence[str]:
    return text.replace("\r\n", "\n").removesuffix("\n").split("\n")


def _paragraphs(text: str) -> list[_Piece]:
    found: list[_Piece] = []
    lines: list[str] = []
    for number, line in enumerate([*_split(text), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            found.append(("\n".join(lines), number - len(lines)))
            lines = []
    return found
