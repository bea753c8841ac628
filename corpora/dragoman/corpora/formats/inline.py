"""The content of a unit as pieces, text and codes in turn: made into marked text, and marked text into the file's own again.

What a monolingual format (Markdown, HTML, Word, subtitles) does with a paragraph: cut it into pieces, leave codes at its
ends outside, and write a translation back, made ready by settle.settle, with each code where its mark has gone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.units import Fill, Unit
from dragoman.termbase.errors import InputError, Location

from .expected import check_indices

NESTING = 100
CODES = 10_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file.

    raw: as it stands there. text: what it reads as; a code that breaks the line reads as a line end, or as a space
    where the sentence runs on. role: None for text. name: what an opening and a closing code must agree on; codes
    of no pair that have one keep their order. shows: a code that stands for something seen, as a picture or a file
    name does, and wants the spaces a word wants. start, end: offsets of raw.
    """

    raw: str
    text: str = ""
    role: Role | None = None
    name: str = ""
    shows: bool = False
    start: int = 0
    end: int = 0

    @property
    def breaks(self) -> bool:
        """Whether it is a code that breaks the line."""
        return self.role is not None and bool(self.text)


_P = TypeVar("_P", bound=Piece)


def nested(pieces: Sequence[Piece], where: Location) -> list[Piece]:
    """The pieces, those codes alone that would open or close a span and have no partner, or whose span crosses another.

    Raises InputError: see pairs.
    """
    found = [replace(piece, role=Role.ALONE) if piece.role else piece for piece in pieces]
    for first, last in pairs(pieces, where).items():
        found[first], found[last] = pieces[first], pieces[last]
    return found


def pairs(pieces: Sequence[Piece], where: Location) -> dict[int, int]:
    """Index of each opening code that is closed -> index of its closing code; properly nested ones alone.

    Raises InputError for spans nested deeper than NESTING and for more than CODES codes.
    """
    if len(pieces) > CODES and sum(piece.role is not None for piece in pieces) > CODES:
        raise InputError(f"more than {CODES:,} inline codes in one text", where, "split the paragraph")
    opened: list[int] = []
    places: dict[str, list[int]] = {}
    partner: dict[int, int] = {}
    for index, piece in enumerate(pieces):
        if piece.role is Role.OPEN:
            opened.append(index)
            places.setdefault(piece.name, []).append(index)
        elif piece.role is Role.CLOSE and places.get(piece.name):
            first = places[piece.name][-1]
            while opened and opened[-1] >= first:
                places[pieces[opened.pop()].name].pop()
            partner[first] = index
    _check_depth(partner, where)
    return partner


def _check_depth(partner: Mapping[int, int], where: Location) -> None:
    closing: list[int] = []
    for first in sorted(partner):
        while closing and closing[-1] < first:
            closing.pop()
        closing.append(partner[first])
        if len(closing) > NESTING:
            raise InputError(f"inline codes nested deeper than {NESTING}", where)


def core(pieces: Sequence[Piece], where: Location) -> tuple[int, int]:
    """Start and end of the pieces that matter: without white space, lone codes and empty spans at either end, and
    without a span around all the rest. Both the same where there is no text."""
    partner = pairs(pieces, where)
    opener = {last: first for first, last in partner.items()}
    start, end = 0, len(pieces)
    filled = [0]
    for piece in pieces:
        filled.append(filled[-1] + (piece.role is None and bool(piece.text.strip())))
    while start < end:
        last, first = partner.get(start), opener.get(end - 1)
        if last == end - 1:
            start, end = start + 1, end - 1
        elif _idle(pieces[start], last):
            start += 1
        elif last is not None and filled[last] == filled[start]:
            start = last + 1
        elif _idle(pieces[end - 1], first):
            end -= 1
        elif first is not None and filled[end] == filled[first]:
            end = first
        else:
            break
    return start, end


def _idle(piece: Piece, partner: int | None) -> bool:
    return partner is None if piece.role else not piece.text.strip()


def marked(pieces: Sequence[Piece], where: Location) -> Marked:
    """The text of pieces with a mark for each code. Raises InputError: see nested."""
    texts: list[str] = []
    marks: list[Mark] = []
    keys: list[str] = []
    length = 0
    for index, piece in enumerate(nested(pieces, where)):
        if piece.role is not None:
            if piece.role is Role.OPEN:
                keys.append(str(index))
            key = "" if piece.role is Role.ALONE else keys[-1]
            if piece.role is Role.CLOSE:
                keys.pop()
            marks.append(Mark(length, piece.raw, piece.role, key))
        texts.append(piece.text)
        length += len(piece.text)
    return Marked("".join(texts), tuple(marks))


def notes(pieces: Sequence[Piece], names: Collection[str]) -> list[Piece]:
    """The pieces, spans of some names that hold no letter, as the number of a note does, as one code each."""
    found: list[Piece] = []
    opened = -1
    for piece in pieces:
        found.append(piece)
        if piece.role is Role.OPEN and piece.name in names:
            opened = len(found) - 1
        elif piece.role is Role.CLOSE and piece.name in names and opened >= 0:
            inner = found[opened:]
            text = "".join(part.text for part in inner)
            if text.strip() and not any(map(str.isalpha, text)):
                raw = "".join(part.raw for part in inner)
                found[opened:] = [Piece(raw, "", Role.ALONE, start=inner[0].start, end=piece.end)]
            opened = -1
    return found


def flowing(pieces: Sequence[_P], heading: bool, terminators: str) -> list[_P]:
    """The pieces, line breaks that a sentence runs on through read as spaces: in a heading, and before a small letter
    behind what ends no sentence. Those with a name stay line ends."""
    return [
        replace(piece, text=" ")
        if piece.breaks and not piece.name and (heading or _runs_on(pieces, index, terminators))
        else piece
        for index, piece in enumerate(pieces)
    ]


def _runs_on(pieces: Sequence[Piece], index: int, terminators: str) -> bool:
    before = next((piece.text for piece in reversed(pieces[:index]) if piece.role is None and piece.text.strip()), "")
    behind = next((piece.text for piece in pieces[index + 1 :] if piece.role is None and piece.text.strip()), "")
    return behind.lstrip()[:1].islower() and before.rstrip()[-1:] not in terminators + ":;…"


class Recode:
    """Codes that are written differently from how they were read: each as often, and in the order, as they were there."""

    def __init__(self, changed: Iterable[tuple[str, str]]) -> None:
        """changed: old and new code of every code of the source, in its order."""
        self._codes: dict[str, deque[str]] = {}
        for old, new in changed:
            self._codes.setdefault(old, deque()).append(new)

    def __call__(self, code: str) -> str:
        """How to write the next mark of this code."""
        queue = self._codes.get(code)
        if not queue:
            return code
        return queue.popleft() if len(queue) > 1 else queue[0]


def written(target: Marked, escape: Callable[[str], str], recode: Callable[[str], str] = lambda code: code) -> str:
    """A settled translation as it stands in the file."""
    return "".join(recode(part.code) if isinstance(part, Mark) else escape(part) for part in target.pieces())


def changed(fills: Mapping[int, Fill], units: Sequence[Unit]) -> dict[int, Marked]:
    """The targets by index of those units whose target is not their own source.

    Raises ValueError for an index that is not there.
    """
    check_indices(fills, len(units))
    return {index: fill.target for index, fill in fills.items() if not same(fill.target, units[index].source)}


def same(one: Marked, other: Marked) -> bool:
    """Whether two marked texts say the same with the same codes in the same places; keys do not matter."""
    return one.text == other.text and [(mark.at, mark.code, mark.role) for mark in one.marks] == [
        (mark.at, mark.code, mark.role) for mark in other.marks
    ]
