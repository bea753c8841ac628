"""Strings as lines of a PO file: wrapped as gettext wraps, or as the file at hand is.

gettext breaks behind every line feed, then at 79 columns where Unicode allows it (UAX #14; gettext-tools, write-po.c, and
libunistring's width_linebreaks). A string that needs more than one line begins with an empty one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest

from .po_lexer import escaped

WIDTH = 79
_QUOTES = 2
_ESCAPE = re.compile(r"\\.")
_STEP = re.compile(r"[A-Za-z\u0410-\u044f]+|.", re.DOTALL)  # no line ends between letters
_SIMPLE = re.compile(r"[ -~\u0400-\u0482]*")  # one column each
_PIECE = re.compile(r"[^\n]*\n|[^\n]+")
_FEED = "\\n"
_TEXTS = 5000
_STRAY = 0.1  # share of lines that somebody may have broken by hand
_NARROWEST = 20


@dataclass(frozen=True, slots=True)
class Style:
    """width: columns of a line with its quotes, 0 for no end. feeds: whether a line feed ends a line. doubled: whether
    typographic punctuation takes two columns, as it does in the charsets of East Asia."""

    width: int = WIDTH
    feeds: bool = True
    doubled: bool = False


def rendered(keyword: str, text: str, style: Style, whole: re.Pattern[str] | None = None) -> list[str]:
    """The lines of `keyword "text"`, without their ends. whole: what is never broken, placeholders for one."""
    strings = wrapped(text, style, whole)
    if len(strings) < 2 and len(_broken(escaped(text), style, whole, len(keyword) + 1)) < 2:
        return [f"{keyword} {string}" for string in strings]
    return [f'{keyword} ""', *strings]


def wrapped(text: str, style: Style, whole: re.Pattern[str] | None = None) -> list[str]:
    """The strings of a text that begins on a line of its own, quotes included."""
    parts = (_PIECE.findall(text) or [text]) if style.feeds else [text]
    return [f'"{line}"' for part in parts for line in _broken(escaped(part), style, whole)]


def _columns(text: str, style: Style) -> int:
    if text.isascii() or (not style.doubled and _SIMPLE.fullmatch(text)):
        return len(text)
    return sum(_width(character, style.doubled) for character in text)


@lru_cache(maxsize=4096)
def _width(character: str, doubled: bool) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf", "Cc"):
        return int(character == "\u00ad")
    return 2 if unicodedata.east_asian_width(character) in ("WFA" if doubled else "WF") else 1


def _broken(text: str, style: Style, whole: re.Pattern[str] | None, lead: int = 0) -> list[str]:
    """An escaped text cut, where it can be, into lines that fit, `lead` columns of the first being taken."""
    room = style.width - _QUOTES
    if not style.width or lead + _columns(text, style) <= room:
        return [text]
    lines: list[str] = []
    begin, place, used = 0, 0, lead
    for end in (*breaks(text, whole), len(text)):
        width = _columns(text[place:end], style)
        if place > begin and used + width > room:
            lines.append(text[begin:place])
            begin, used = place, 0
        place, used = end, used + width
    return [*lines, text[begin:]]


def breaks(text: str, whole: re.Pattern[str] | None = None) -> Iterator[int]:
    """Offsets in an escaped text where a line may end: never inside an escape, nor inside what `whole` matches."""
    spans = [match.span() for pattern in (_ESCAPE, whole) if pattern for match in pattern.finditer(text)]
    kept = {place for start, end in spans for place in range(start + 1, end)}
    if text.endswith("\\n"):
        kept.add(len(text) - 2)
    before, spaced = "", False
    for match in _STEP.finditer(text):
        place, kind = match.start(), _kind(match.group()[0])
        if kind == "SP":
            spaced = True
            continue
        if kind == "CM" and before and not spaced:
            continue
        kind = "AL" if kind == "CM" else kind
        if before and place not in kept and _may(before, kind, spaced):
            yield place
        before, spaced = kind, False


_KINDS = {
    **dict.fromkeys("([{‚„", "OP"),
    **dict.fromkeys("}、。，．", "CL"),
    **dict.fromkeys(")]", "CP"),
    **dict.fromkeys("\"'", "QU"),
    **dict.fromkeys("!?！？", "EX"),
    **dict.fromkeys(",.:;", "IS"),
    **dict.fromkeys("：；‼々ー・ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ", "NS"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2011", "GL"),
    **dict.fromkeys("\u2060\ufeff", "WJ"),
    **dict.fromkeys("|\t\u00ad\u2010\u2012\u2013", "BA"),
    **dict.fromkeys("…‥․", "IN"),
    **dict.fromkeys("%‰‱°¢′″℃％￠", "PO"),
    **dict.fromkeys("\\+$№±￥￡＄", "PR"),
    **dict.fromkeys("¡¿", "OP"),
    "/": "SY", "-": "HY", "—": "B2", " ": "SP", "\u200b": "ZW", "´": "BB",
}  # fmt: skip
_CATEGORIES = {"Pi": "QU", "Pf": "QU", "Ps": "OP", "Pe": "CL", "Nd": "NU", "Sc": "PR", "Mn": "CM", "Me": "CM", "Mc": "CM", "Cc": "CM", "Zs": "BA"}  # fmt: skip


@lru_cache(maxsize=8192)
def _kind(character: str) -> str:
    """The line breaking class of a character, as far as it matters here."""
    if character in _KINDS:
        return _KINDS[character]
    category = unicodedata.category(character)
    wide = unicodedata.east_asian_width(character) in "WF"
    if category in _CATEGORIES:
        # what opens in East Asia may begin a line even behind a letter (LB30)
        return "OW" if wide and category == "Ps" else _CATEGORIES[category]
    return "ID" if wide else "AL"


_NEVER_BEFORE = frozenset(("CL", "CP", "EX", "IS", "SY", "WJ", "ZW"))
_WITHOUT_SPACE_BEFORE = frozenset(("BA", "HY", "NS", "QU", "GL", "IN"))
_TOGETHER = frozenset(
    pair
    for lefts, rights in (
        ("AL", "AL NU PR PO OP"),
        ("NU", "NU AL PO PR OP"),
        ("ID", "PO"),
        ("PR", "ID AL NU OP OW"),
        ("PO", "AL NU OP OW"),
        ("CL CP", "PO PR"),
        ("CP", "AL NU"),
        ("IS", "NU"),
        ("SY HY", "NU"),
    )
    for left in lefts.split()
    for right in rights.split()
    for pair in ((left, right),)
)


def _may(left: str, right: str, spaced: bool) -> bool:
    """Whether a line may end between two classes, with white space between them or without."""
    if left == "ZW":
        return True
    if right in _NEVER_BEFORE or left in ("OP", "OW", "WJ"):
        return False
    if (left, right) in (("QU", "OP"), ("QU", "OW"), ("CL", "NS"), ("CP", "NS"), ("B2", "B2")):
        return False
    if spaced:
        return True
    if left in ("GL", "QU", "BB"):
        return False
    if right in _WITHOUT_SPACE_BEFORE:
        return right == "GL" and left in ("BA", "HY")
    return (left, right) not in _TOGETHER


def style(texts: Iterable[Sequence[str]], doubled: bool = False) -> Style:
    """How the strings of a file are laid out, the first few thousand telling. texts: for each its strings as written,
    without their quotes.

    A file that breaks nothing but has something to break is not wrapped. Where lines are too wide for 79 columns, or end
    though the next word would fit, its width is that of its widest lines.
    """
    plain = Style(doubled=doubled)
    inside = behind = 0
    unbroken: list[int] = []
    wrapped_lines: list[tuple[int, int]] = []
    for strings in islice(texts, _TEXTS):
        for line, following in zip_longest(strings, strings[1:]):
            width = _columns(line, plain) + _QUOTES
            inside += _FEED in line[: -len(_FEED)]
            behind += following is not None and line.endswith(_FEED)
            # a word too long for any line says nothing
            if not next(breaks(line), 0):
                continue
            if following is None or line.endswith(_FEED):
                if width > WIDTH:
                    unbroken.append(width)
            else:
                fits = following[: next(breaks(following), len(following))]
                wrapped_lines.append((width, width + _columns(fits, plain)))
    return Style(_width_of(wrapped_lines, unbroken), behind >= inside, doubled)


def _width_of(lines: Sequence[tuple[int, int]], unbroken: Sequence[int]) -> int:
    """Of lines that end for want of room: how wide each is, and would be with one word more. unbroken: widths of lines
    that could end earlier and do not."""
    ranked = sorted(width for width, _ in lines)
    most = max(_NARROWEST, ranked[-1 - len(ranked) // 50]) if ranked else WIDTH
    if sum(width > most for width in unbroken) > len(lines):
        return 0
    wide = sum(width > WIDTH for width, _ in lines)
    early = sum(more <= WIDTH for _, more in lines)
    return WIDTH if max(wide, early) <= _STRAY * len(lines) else most
