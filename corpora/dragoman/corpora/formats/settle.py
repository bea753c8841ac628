"""A translation made ready to be written in the place of the pieces it translates: codes in order, breaks and spaces right."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dragoman.corpora import script
from dragoman.corpora.markup import Mark, Marked, Role, edit
from dragoman.termbase.language import language as find_language

from .inline import Piece

_BLANK = " \t\r\n\f\v"
_GAP = re.compile(r"(?<=\S)\s+(?=\S)")
_SHOWN = "\0"  # stands for a code that shows
_STOPS = ".,;:!?…。，；：！？"
# besides letters and digits, what has a space between it and a word behind it, and before it
_CLOSES = ",;:.!?…)]}»”%"
_OPENS = "([{«“„"


def settle(target: Marked, pieces: Sequence[Piece], language: str) -> Marked:
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
