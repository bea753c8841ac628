"""Subtitles read with the place of every cue, and their texts laid out on lines.

SubRip has no standard; WebVTT is https://www.w3.org/TR/webvtt1/. A cue is found by its line of times, so that missing
numbers, missing blank lines and anything between cues do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dragoman.corpora import script
from dragoman.corpora.markup import Role

from .html_tokens import unescape
from .inline import Piece

# columns of a line: 42 letters, or 18 ideographs, as most style guides have it
_WIDTH = {True: 42, False: 36}
_CLOCK = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_TIMES = re.compile(rf"[ \t]*{_CLOCK}[ \t]*-->[ \t]*{_CLOCK}(?:[ \t].*)?")
_LINE = re.compile(r"[^\r\n]*(\r\n|\n|\r|\Z)")
_CODE = re.compile(
    r"</?[A-Za-z][^<>\r\n]{0,500}>|<\d[\d:.]{0,20}>|\{\\[^{}\r\n]{1,200}\}|(?<![ \t])[ \t]*(?:\r\n|\n|\r)[ \t]*"
)
_STYLE = re.compile(r"\{\\([ibus])([01])\}")
_NAME = re.compile(r"</?([A-Za-z]+)")
_MANNER = re.compile(r"<(?:v|c)[\s.>]|\{\\(?:an?\d|pos)")
_TIME = "time"
_SPEAKS = re.compile(r"[-–—‐]+\s*\S|>>|♪|#|\[|\(|[^\W\d_a-zа-я][^\W\d_a-zа-я .'’-]{1,25}:\s")


@dataclass(frozen=True, slots=True)
class Cue:
    """A subtitle. label: its number or name, else its time; begin, finish: in milliseconds; start, end: of its text."""

    label: str
    begin: int
    finish: int
    start: int
    end: int


def cues(text: str) -> list[Cue]:
    """The subtitles of a file, in order, empty ones too."""
    lines = [(match.start(), match.start(1)) for match in _LINE.finditer(text)]
    found: list[Cue] = []
    times = [(index, match) for index, (start, end) in enumerate(lines) if (match := _times(text, start, end))]
    following = [index for index, _ in times[1:]] + [len(lines)]
    for (index, match), until in zip(times, following, strict=False):
        last = index + 1
        while last < until and text[slice(*lines[last])].strip():
            last += 1
        # without a blank line between them the number before the next times is its own
        if last == until < len(lines) and last > index + 1 and text[slice(*lines[last - 1])].strip().isdecimal():
            last -= 1
        label = text[slice(*lines[index - 1])].strip() if index else ""
        begin, finish = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
        start = lines[index + 1][0] if index + 1 < len(lines) else lines[index][1]
        end = lines[last - 1][1] if last > index + 1 else start
        found.append(Cue(label or match.group().split("-->")[0].strip(), begin, finish, start, end))
    return found


def _times(text: str, start: int, end: int) -> re.Match[str] | None:
    return _TIMES.fullmatch(text, start, end) if text.find("-->", start, end) >= 0 else None


def _milliseconds(clock: Sequence[str | None]) -> int:
    hours, minutes, seconds, rest = (part or "0" for part in clock)
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) * 1000 + int(rest.ljust(3, "0"))


def pieces(text: str, cue: Cue, references: bool) -> list[Piece]:
    """The text of a cue in pieces, its lines joined, those of several speakers excepted. references: `&amp;` is one."""
    found: list[Piece] = []
    done = cue.start
    speaking = _SPEAKS.match(text, cue.start, cue.end) is not None
    for match in _CODE.finditer(text, cue.start, cue.end):
        found.extend(_words(text, done, match.start(), references))
        found.append(_line_end(text, match, cue.end, speaking) if match.group().isspace() else _code(match))
        done = match.end()
    found.extend(_words(text, done, cue.end, references))
    return _runs(found)


def _runs(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, a span that ends with a line and begins again with the next one as one span."""
    found: list[Piece] = []
    for piece in pieces:
        at = len(found) - 1
        while at >= 0 and found[at].role is None and found[at].text.isspace():
            at -= 1
        if piece.role is Role.OPEN and at < len(found) - 1 and opening(found[: at + 1]) == piece.raw:
            del found[at]
        else:
            found.append(piece)
    return found


def opening(pieces: Sequence[Piece]) -> str:
    """The code that opens the span with which pieces end; empty where they end otherwise."""
    if not pieces or pieces[-1].role is not Role.CLOSE:
        return ""
    name = pieces[-1].name
    return next((piece.raw for piece in reversed(pieces) if piece.role is Role.OPEN and piece.name == name), "")


def _words(text: str, start: int, end: int, references: bool) -> Iterator[Piece]:
    """Words, white space at their ends apart."""
    inner = text[start:end]
    lead, tail = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    for first, last in ((0, lead), (lead, tail), (tail, len(inner))) if lead < tail else ((0, len(inner)),):
        raw = inner[first:last]
        if raw:
            yield Piece(raw, unescape(raw) if references else raw, start=start + first, end=start + last)


def _line_end(text: str, match: re.Match[str], end: int, speaking: bool) -> Piece:
    before, behind = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    speaks = _SPEAKS.match(text, match.end(), end)
    # a dash may stand inside a sentence; where somebody else speaks, the first line has one too
    if speaks and (speaking or speaks.group()[0] not in "-–—‐("):
        joined = "\n"
    else:
        joined = "" if before and behind and script.wide(before) and script.wide(behind) else " "
    return Piece(match.group(), joined, start=match.start(), end=match.end())


def _code(match: re.Match[str]) -> Piece:
    raw = match.group()
    role, name = Role.ALONE, _TIME if raw[1:2].isdigit() else ""
    style = _STYLE.fullmatch(raw)
    tag = _NAME.match(raw)
    if style:
        role, name = Role.OPEN if style[2] == "1" else Role.CLOSE, "\\" + style[1]
    elif tag:
        role, name = Role.CLOSE if raw[1] == "/" else Role.OPEN, tag[1].lower()
    return Piece(raw, "", role, name, start=match.start(), end=match.end())


def manner(text: str, cue: Cue, found: Sequence[Piece]) -> tuple[str, ...]:
    """How a cue is shown and who speaks: its settings, and its codes for voice, class and position.

    A cue with times of its own inside is like no other: what they stand before must not leave it.
    """
    line = text[text.rfind("-->", 0, cue.start) : cue.start].split(None, 2)
    codes = [piece.raw for piece in found if _MANNER.match(piece.raw)]
    timed = [cue.label for piece in found if piece.name == _TIME]
    return *line[2:], *codes, *timed


def runs_on(before: str, behind: str, terminators: str) -> bool:
    """Whether one cue's sentence goes on in the next one: their texts."""
    if "\n" in before or "\n" in behind or _SPEAKS.match(behind):
        return False
    ending = before.rstrip("\"'”’»)]）】」』 ")
    if ending.endswith(("…", "...")):
        return behind[:1].islower() or behind.startswith(("…", "..."))
    return not ends(before, terminators)


def ends(text: str, terminators: str) -> bool:
    """Whether a cue's text ends a sentence."""
    return text.rstrip("\"'”’»)]）】」』♪ ")[-1:] in (*terminators, "…", "")


# lines and cues a translation is laid out on

_NO_START = frozenset("，。、；：？！”’）》】」』…—,.;:?!)]}%")
_NO_END = frozenset("“‘（《【「『([{")
_PAUSE = frozenset("，。；：？！,.;:?!…—–")


def places(text: str, spaced: bool) -> list[tuple[int, int, bool]]:
    """Where a text may be broken: stretches a line end may take the place of, and whether the voice pauses there."""
    found = []
    for place in range(1, len(text)):
        left, right = text[place - 1], text[place]
        if right == " " and left != " ":
            end = place + 1
            while end < len(text) and text[end] == " ":
                end += 1
            if text[end : end + 1] not in _NO_START or text[end] in "—…":
                found.append((place, end, left in _PAUSE))
        elif not spaced and left != " " and _between(left, right):
            found.append((place, place, left in _PAUSE))
    return [item for item in found if item[1] < len(text)]


def _between(left: str, right: str) -> bool:
    """Whether a line of ideographs may end between two characters."""
    if right in _NO_START or left in _NO_END or (left == right and left in "—…"):
        return False
    return script.wide(left) or script.wide(right)


def divided(text: str, shares: Sequence[float], spaced: bool) -> list[tuple[int, int]]:
    """Stretches to break a text at so that its parts are as long as `shares` (of 1), as nearly as words allow.

    One fewer than there are shares, in order; fewer still where the text has too few places.
    """
    columns = [0]
    for character in text:
        columns.append(columns[-1] + script.columns(character))
    open_places = places(text, spaced)
    found: list[tuple[int, int]] = []
    wanted, done = 0.0, 0
    for number, share in enumerate(shares[:-1]):
        wanted += share * columns[-1]
        left = len(shares) - 2 - number
        choice = open_places[done : len(open_places) - left]
        if not choice:
            break
        slack = columns[-1] * min(shares) / 4

        def cost(place: tuple[int, int, bool], aim: float = wanted, reward: float = slack) -> float:
            return abs(columns[place[0]] - aim) - (reward if place[2] else 0.0) + _dangling(text, place[0])

        best = min(choice, key=cost)
        done = open_places.index(best) + 1
        found.append(best[:2])
    return found


def _dangling(text: str, place: int) -> float:
    """What it costs to leave a word of one or two letters, such as a preposition, at the end of a line."""
    word = text.rfind(" ", 0, place) + 1
    return 6.0 if place - word <= 2 and not script.wide(text[place - 1]) else 0.0


def line_ends(text: str, spaced: bool) -> list[tuple[int, int]]:
    """Stretches of a cue's text to put line ends in the place of: at most two lines, of like length."""
    if "\n" in text or script.columns(text) <= _WIDTH[spaced]:
        return []
    return divided(text, (0.5, 0.5), spaced)


def fits(text: str, share: float, whole: str, spaced: bool) -> bool:
    """Whether a part of a translation suits a cue that had a share of the source."""
    length, expected = script.columns(text), share * script.columns(whole)
    return bool(text.strip()) and expected / 3 - 4 <= length <= max(2 * _WIDTH[spaced], 2 * expected + 10)
