"""Marked texts as tests write them."""

from __future__ import annotations

import re

from dragoman.corpora.markup import Mark, Marked, Role


def shown(content: Marked) -> str:
    """The text with {1}, {/1} and {2/} for its marks, numbered by their place."""
    numbers = {mark.key: index for index, mark in enumerate(content.marks, 1) if mark.role is Role.OPEN}
    signs = {Role.OPEN: "{%d}", Role.CLOSE: "{/%d}", Role.ALONE: "{%d/}"}
    parts, index = [], 0
    for piece in content.pieces():
        if isinstance(piece, Mark):
            index += 1
            parts.append(signs[piece.role] % (numbers[piece.key] if piece.role is Role.CLOSE else index))
        else:
            parts.append(piece)
    return "".join(parts)


def target(source: Marked, text: str) -> Marked:
    """What `shown` shows as a target with the source's marks."""
    plain, marks = "", []
    for part in re.split(r"(\{/?\d+/?\})", text):
        number = re.fullmatch(r"\{/?(\d+)/?\}", part)
        if number is None:
            plain += part
            continue
        mark = source.marks[int(number[1]) - 1]
        if part.startswith("{/"):
            mark = next(m for m in source.marks if m.key == mark.key and m.role is Role.CLOSE)
        marks.append(Mark(len(plain), mark.code, mark.role, mark.key))
    return Marked(plain, tuple(marks))
