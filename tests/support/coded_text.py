"""Marked texts as tests of XML formats write them: with the codes themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.corpora.markup import Marked


def shown(marked: Marked) -> str:
    """The text with ⟦code⟧ for its marks."""
    return "".join(piece if isinstance(piece, str) else f"⟦{piece.code}⟧" for piece in marked.pieces())


def unshown(text: str, like: Marked) -> Marked:
    """What `shown` shows, with the marks of `like`, each once."""
    parts = re.split("⟦(.*?)⟧", text)
    left = list(like.marks)
    marks, done = [], ""
    for words, code in zip(parts[::2], [*parts[1::2], None], strict=True):
        done += words
        if code is not None:
            mark = next(mark for mark in left if mark.code == code)
            left.remove(mark)
            marks.append(replace(mark, at=len(done)))
    return Marked(done, tuple(marks))
