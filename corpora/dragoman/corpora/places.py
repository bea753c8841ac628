"""Offsets into the text of a file: which line and column they are, and the text with stretches replaced."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from dragoman.termbase.errors import InputError, Location

_LINE_END = re.compile(r"\r\n|\n|\r")


class Places:
    """Gives the place of an offset, line and column counted from 1 in characters. line: of the first character."""

    def __init__(self, text: str, name: str, line: int = 1) -> None:
        self.name = name
        self._line = line
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(text))]

    def __call__(self, offset: int) -> Location:
        """Where an offset is."""
        line = bisect_right(self._starts, offset)
        return Location(self.name, self._line + line - 1, offset - self._starts[line - 1] + 1)

    def error(self, message: str, offset: int, hint: str = "") -> InputError:
        """An error at an offset."""
        return InputError(message, self(offset), hint)


def splice(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """A text with stretches replaced (start, end, new); at one place in the order given. They must not overlap."""
    pieces, done = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def newline(text: str) -> str:
    """What lines of a text end with: that of the first one; LF where it has a single line."""
    match = _LINE_END.search(text)
    return match[0] if match else "\n"


def blanks_before(text: str, place: int) -> str:
    """The white space right before an offset."""
    start = place
    while start and text[start - 1].isspace():
        start -= 1
    return text[start:place]


def column(text: str, place: int) -> int:
    """How many characters stand before an offset on its line."""
    start = place
    while start and text[start - 1] not in "\r\n":
        start -= 1
    return place - start
