"""Where in a file the words of a target stand: formats tell the place of a unit, not of each word in it."""

from __future__ import annotations

from dragoman.corpora.units import Unit
from dragoman.termbase.errors import Location

from ..results import Span

_AROUND = 400  # code points that a file may have between a source and its target
_TIMES = 4  # how much longer than the texts themselves they may be with their markup


class Finder:
    """Finds targets in the text of their file, if they stand there as they are, without escapes or line breaks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0]
        place = text.find("\n")
        while place >= 0:
            self._starts.append(place + 1)
            place = text.find("\n", place + 1)

    def place(self, unit: Unit, span: Span | None) -> tuple[Location, bool]:
        """See checks.run.Place."""
        where = unit.target_where or unit.where
        target = unit.target.text if unit.target is not None else ""
        if not target.strip() or not 0 < where.line <= len(self._starts):
            return where, False
        begin = self._starts[where.line - 1] + max(0, where.column - 1)
        if unit.target_where is None and self._text.startswith(unit.source.text, begin):
            begin += len(unit.source.text)
        reach = begin + _TIMES * (len(unit.source.text) + len(target)) + _AROUND
        found = self._text.find(target, begin, reach)
        if found < 0:
            return where, False
        at = found + (span.start if span is not None else 0)
        line = self._line(at, where.line)
        exact = span is not None and "\n" not in target
        return Location(where.path, line, at - self._starts[line - 1] + 1), exact

    def _line(self, offset: int, line: int) -> int:
        while line < len(self._starts) and self._starts[line] <= offset:
            line += 1
        return line
