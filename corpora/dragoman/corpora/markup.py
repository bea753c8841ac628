"""Inline markup beside a text: opaque pieces of code at offsets, so that engines and matchers see the words alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """Whether a piece of code opens a span, closes one, or stands alone."""

    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of code before the code point at offset `at` of a text.

    code: as it stands in the file; only its format understands it. key: what an opening and its closing mark share.
    """

    at: int
    code: str
    role: Role = Role.ALONE
    key: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its marks, in the order they stand in. Raises ValueError for marks out of order or range."""

    text: str
    marks: tuple[Mark, ...] = ()

    def __post_init__(self) -> None:
        place = 0
        for mark in self.marks:
            if not place <= mark.at <= len(self.text):
                raise ValueError(f"mark {mark.code!r} at {mark.at} of {len(self.text)}, after one at {place}")
            place = mark.at

    def pieces(self) -> Iterator[str | Mark]:
        """Text and marks as they follow each other; no empty text."""
        done = 0
        for mark in self.marks:
            if mark.at > done:
                yield self.text[done : mark.at]
                done = mark.at
            yield mark
        if done < len(self.text):
            yield self.text[done:]

    def pairs(self) -> dict[int, int]:
        """Index of each opening mark that is closed -> index of its closing mark; properly nested ones alone."""
        opened: list[int] = []
        found: dict[int, int] = {}
        for index, mark in enumerate(self.marks):
            if mark.role is Role.OPEN:
                opened.append(index)
            elif mark.role is Role.CLOSE:
                partner = next((i for i in reversed(opened) if self.marks[i].key == mark.key), None)
                if partner is not None:
                    # what was opened in between and is not closed stands alone
                    del opened[opened.index(partner) :]
                    found[partner] = index
        return dict(sorted(found.items()))

    def part(self, start: int, end: int, marks: Iterable[Mark] | None = None) -> Marked:
        """The text from `start` to `end`, with the given marks of it (None: all that stand from start to end)."""
        chosen = self.marks if marks is None else marks
        return Marked(self.text[start:end], tuple(replace(m, at=m.at - start) for m in chosen if start <= m.at <= end))

    def codes(self) -> Counter[str]:
        """How often each code is there."""
        return Counter(mark.code for mark in self.marks)


def join(parts: Iterable[Marked]) -> Marked:
    """Marked texts one behind the other."""
    texts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for part in parts:
        marks.extend(replace(mark, at=mark.at + length) for mark in part.marks)
        texts.append(part.text)
        length += len(part.text)
    return Marked("".join(texts), tuple(marks))


def edit(marked: Marked, cuts: Mapping[tuple[int, int], str]) -> Marked:
    """The text with spans replaced; marks inside a replaced span move to its start. Spans must not overlap."""
    parts: list[Marked] = []
    done, taken = 0, 0
    for (start, end), text in sorted(cuts.items()):
        until = next((i for i, mark in enumerate(marked.marks) if mark.at > start), len(marked.marks))
        parts.append(marked.part(done, start, marked.marks[taken:until]))
        inside = next((i for i, mark in enumerate(marked.marks) if mark.at >= end), len(marked.marks))
        taken = max(until, inside)
        moved = tuple(replace(mark, at=0) for mark in marked.marks[until:taken])
        parts.append(Marked(text, moved))
        done = end
    parts.append(marked.part(done, len(marked.text), marked.marks[taken:]))
    return join(parts)
