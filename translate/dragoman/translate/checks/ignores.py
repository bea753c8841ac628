"""Findings that a comment in the file waves through: `dragoman: ignore=CODE,CODE` in the note of a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable

_COMMENT = re.compile(r"\bdragoman:\s*ignore(?![\w-])(?:\s*[=:]\s*(?P<codes>[\w-]+(?:\s*,\s*[\w-]+)*))?", re.IGNORECASE)


def ignored(note: str) -> tuple[str, ...]:
    """The codes, families or beginnings of codes a note names, "all" where it names none; empty without a comment."""
    found: list[str] = []
    for comment in _COMMENT.finditer(note):
        codes = comment["codes"]
        found.extend(re.split(r"\s*,\s*", codes.lower()) if codes else ["all"])
    return tuple(found)


def covers(names: Iterable[str], code: str, family: str) -> bool:
    """Whether one of the names stands for a code: the code, its family, its beginning up to a hyphen, or "all"."""
    return any(name in ("all", code, family) or code.startswith(f"{name}-") for name in names)
