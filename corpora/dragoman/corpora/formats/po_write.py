"""Lines of PO strings as gettext writes them: escaped, and wrapped at 79 columns where the file does so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dragoman.corpora import script

from .po_lines import escape

_WIDTH = 79
_CHUNK = re.compile(r"\S*\s*")
_UNBREAKABLE_AFTER = "（《“‘【「『〈"
_UNBREAKABLE_BEFORE = "，。、；：？！）》”’】」』〉…—"


def string(keyword: str, text: str, wrap: bool, newline: str) -> list[str]:
    """The lines of a field, line ends included: on one line where it fits and has no inner line break."""
    parts = text.split("\n")
    inner = [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] or len(parts) == 1 else [])
    whole = f'{keyword} "{escape(text)}"'
    if len(inner) == 1 and (not wrap or script.columns(whole) <= _WIDTH):
        return [whole + newline]
    lines = [f'{keyword} ""']
    for part in inner:
        lines += [f'"{escape(piece)}"' for piece in (_pieces(part) if wrap else [part])]
    return [line + newline for line in lines]


def _pieces(text: str) -> Iterator[str]:
    """A line's text in pieces that fit, broken behind spaces and between ideographs."""
    room = _WIDTH - 2
    piece, width = "", 0
    for chunk in _chunks(text):
        more = script.columns(escape(chunk))
        if piece and width + script.columns(escape(chunk.rstrip(" "))) > room:
            yield piece
            piece, width = "", 0
        piece, width = piece + chunk, width + more
    yield piece


def _chunks(text: str) -> Iterator[str]:
    """The smallest pieces that must stay together."""
    for match in _CHUNK.finditer(text):
        run, start = match.group(), 0
        for place in range(1, len(run)):
            left, right = run[place - 1], run[place]
            breakable = (script.wide(left) or script.wide(right)) and not right.isspace()
            if breakable and left not in _UNBREAKABLE_AFTER and right not in _UNBREAKABLE_BEFORE:
                yield run[start:place]
                start = place
        if run[start:]:
            yield run[start:]
