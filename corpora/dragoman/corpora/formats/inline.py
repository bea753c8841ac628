"""The content of a unit as pieces, text and codes in turn: made into marked text, and marked text into the file's own again.

What a monolingual format (Markdown, HTML, Word, subtitles) does with a paragraph: cut it into pieces, leave codes at its
ends outside, and write a translation back with each code where its mark has gone.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from dragoman.corpora import script
from dragoman.corpora.markup import Mark, Marked, Role, edit
from dragoman.corpora.units import Fill, Unit
from dragoman.termbase.errors import InputError, Location
from dragoman.termbase.language import language as find_language

from .expected import check_indices

NESTING = 100
CODES = 10_000
_BLANK = " \t\r\n\f\v"
_GAP = re.compile(r"(?<=\S)\s+(?=\S)")


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


def settled(target: Marked, pieces: Sequence[Piece], language: str) -> Marked:
    """A translation made ready to be written in the place of `pieces`.

    Codes of no pair that have a name are in the order of the source again; no line break is left at an end, white space
    around them is gone, the break's own too; codes that show have spaces around them as the words of the language do.
    Raises ValueError where the spans of the translation do not nest.
    """
    check(target)
    spaced = find_language(language).spaced
    ordered = _inward(_ordered(_stripped(target, pieces), pieces), pieces, spaced)
    return _spaced(_unbroken(ordered, pieces), pieces, spaced)


def _stripped(target: Marked, pieces: Sequence[Piece]) -> Marked:
    """A text without white space at its ends, no-break spaces excepted, and where a code that shows is the end."""
    text, shown = target.text, {piece.raw for piece in pieces if piece.shows}
    lead, tail = len(text) - len(text.lstrip(_BLANK)), len(text.rstrip(_BLANK))
    ends = [mark.at for mark in target.marks if mark.code in shown]
    cuts = {}
    if lead and not any(at < lead for at in ends):
        cuts[0, lead] = ""
    if lead < tail < len(text) and not any(at > tail for at in ends):
        cuts[tail, len(text)] = ""
    return edit(target, cuts) if cuts else target


def check(target: Marked) -> None:
    """Raise ValueError for spans that are crossed or closed before they are opened."""
    opened: list[str] = []
    for mark in target.marks:
        if mark.role is Role.OPEN:
            opened.append(mark.key)
        elif mark.role is Role.CLOSE and (not opened or opened.pop() != mark.key):
            raise ValueError(f"the marks of {target.text!r} do not nest")
    if opened:
        raise ValueError(f"the marks of {target.text!r} do not nest")


def _ordered(target: Marked, pieces: Sequence[Piece]) -> Marked:
    order = [piece.raw for piece in pieces if piece.role and piece.name]
    named = set(order)
    moved = [index for index, mark in enumerate(target.marks) if mark.role is Role.ALONE and mark.code in named]
    have = Counter(target.marks[index].code for index in moved)
    codes = []
    for code in order:
        if have[code]:
            have[code] -= 1
            codes.append(code)
    marks = list(target.marks)
    for index, code in zip(moved, [*codes, *have.elements()], strict=True):
        marks[index] = replace(marks[index], code=code)
    return Marked(target.text, tuple(marks))


def _inward(target: Marked, pieces: Sequence[Piece], spaced: bool) -> Marked:
    """Line breaks that have come to stand at an end of the text moved to where they stood, by proportion."""
    places = _break_places(pieces)
    kept: list[Mark] = []
    moved: list[Mark] = []
    for mark in target.marks:
        queue = places.get(mark.code)
        share = (queue.popleft() if len(queue) > 1 else queue[0]) if queue else 0.0
        if queue and not (target.text[: mark.at].strip() and target.text[mark.at :].strip()):
            moved.append(replace(mark, at=_between_words(target.text, share, spaced)))
        else:
            kept.append(mark)
    return Marked(target.text, tuple(sorted([*kept, *moved], key=lambda mark: mark.at))) if moved else target


def _break_places(pieces: Sequence[Piece]) -> dict[str, deque[float]]:
    """How far into the text each line break stands, from 0 to 1."""
    length = sum(len(piece.text) for piece in pieces)
    found: dict[str, deque[float]] = {}
    done = 0
    for piece in pieces:
        if piece.breaks:
            found.setdefault(piece.raw, deque()).append(done / length)
        done += len(piece.text)
    return found


def _between_words(text: str, share: float, spaced: bool) -> int:
    """The place between words that is nearest to a share of the text; any place in a language without spaces."""
    near = round(share * len(text))
    if not spaced:
        return near
    return min((match.start() for match in _GAP.finditer(text)), key=lambda at: abs(at - near), default=len(text))


def _unbroken(target: Marked, pieces: Iterable[Piece]) -> Marked:
    breaks = {piece.raw for piece in pieces if piece.breaks}
    if not breaks:
        return target
    parts: list[str | Mark] = []
    after = False
    for part in target.pieces():
        if isinstance(part, Mark):
            if part.code in breaks:
                after = True
                _strip_end(parts, None)
            parts.append(part)
            continue
        words = part.lstrip() if after else part
        after = after and not words
        parts.append(words)
    return _joined(parts)


def _strip_end(parts: list[str | Mark], blanks: str | None) -> None:
    """Take blanks (None: any white space) off the end of the text, over the marks that stand behind it."""
    for index in range(len(parts) - 1, -1, -1):
        part = parts[index]
        if isinstance(part, str):
            parts[index] = part.rstrip(blanks)
            if parts[index]:
                return


def _joined(parts: Iterable[str | Mark]) -> Marked:
    texts: list[str] = []
    marks: list[Mark] = []
    length = 0
    for part in parts:
        if isinstance(part, Mark):
            marks.append(replace(part, at=length))
        else:
            texts.append(part)
            length += len(part)
    return Marked("".join(texts), tuple(marks))


_SHOWN = "\0"  # stands for a code that shows
_STOPS = ".,;:!?…。，；：！？"
# besides letters and digits, what has a space between it and a word behind it, and before it
_CLOSES = ",;:.!?…)]}»”%"
_OPENS = "([{«“„"


def _spaced(target: Marked, pieces: Sequence[Piece], spaced: bool) -> Marked:
    around = _around(pieces)
    if not around:
        return target
    parts: list[str | Mark] = []
    last = behind = ""
    for part in target.pieces():
        if isinstance(part, str):
            words = _behind_code(part, behind, spaced) if last == _SHOWN else part
            parts.append(words)
            last = words[-1:] or last
        elif part.code in around and part.role is Role.ALONE:
            queue = around[part.code]
            before, following = queue.popleft() if len(queue) > 1 else queue[0]
            stop = _taken_stop(parts) if following and following in _STOPS else ""
            last = _last(parts) if stop else last
            if last == " ":
                _strip_end(parts, " ")
                _before_opening(parts)
            elif last and _free(before, last) and (last == _SHOWN or _apart(last, _CLOSES, spaced)):
                _before_opening(parts)
            parts += [part, stop] if stop else [part]
            last, behind = (stop[-1], "") if stop else (_SHOWN, following)
        else:
            parts.append(part)
    return _joined(parts)


def _taken_stop(parts: list[str | Mark]) -> str:
    """Take the punctuation off the end of the text: a code that stood before it in the source has come behind it."""
    if not parts or not isinstance(parts[-1], str):
        return ""
    words = parts[-1].rstrip()
    inner = words.rstrip(_STOPS)
    if not inner or inner == words:
        return ""
    parts[-1] = inner
    return words[len(inner) :]


def _last(parts: Sequence[str | Mark]) -> str:
    """The last character of the text so far, as far as no mark stands behind it."""
    return parts[-1][-1:] if parts and isinstance(parts[-1], str) else ""


def _free(neighbour: str, new: str) -> bool:
    """Whether a space may come between a code and a new neighbour: the one it has in the source is not stuck to it."""
    stuck = neighbour == _SHOWN or (neighbour.isalnum() and not script.wide(neighbour))
    return not stuck and neighbour != new


def _behind_code(words: str, behind: str, spaced: bool) -> str:
    """Text behind a code that shows, with one space between them or none. behind: what follows it in the source."""
    rest = words.lstrip(" ")
    if not rest or (rest[0] in _STOPS and not rest[1:2].isalnum()):
        return rest
    if rest != words:
        return f" {rest}"
    return f" {words}" if _free(behind, words[0]) and _apart(words[0], _OPENS, spaced) else words


def _before_opening(parts: list[str | Mark]) -> None:
    """Put a space at the end, before the spans that open there."""
    place = len(parts)
    while place:
        part = parts[place - 1]
        if not isinstance(part, Mark) or part.role is not Role.OPEN:
            break
        place -= 1
    parts.insert(place, " ")


def _apart(neighbour: str, signs: str, spaced: bool) -> bool:
    """Whether a code that shows wants a space between it and a character: a letter, a digit or one of some signs."""
    if script.wide(neighbour):
        return False
    return neighbour.isalnum() or (spaced and neighbour in signs)


def _around(pieces: Sequence[Piece]) -> dict[str, deque[tuple[str, str]]]:
    """For each code that shows, as often as it is there, the characters or codes before and behind it; empty for none."""
    found: dict[str, deque[tuple[str, str]]] = {}
    seen = [piece for piece in pieces if piece.shows or piece.text]
    for index, piece in enumerate(seen):
        if piece.shows:
            before, behind = seen[index - 1] if index else None, seen[index + 1] if index + 1 < len(seen) else None
            found.setdefault(piece.raw, deque()).append((_edge(before, -1), _edge(behind, 0)))
    return found


def _edge(piece: Piece | None, place: int) -> str:
    if piece is None:
        return ""
    return _SHOWN if piece.shows else piece.text[place]


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
