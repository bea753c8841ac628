"""Inline codes of XLIFF and TMX: the content of an element as text with marks, and marked text as content again.

A mark's code is the raw tag or element. An element that holds text to translate gives an opening and a closing mark; any
other is one code with all that is in it: native code, and also the text of `sub`, which is left as it stands. A line break
among the codes (`ctype="lb"` and the like) has a line end behind it in the text, so that it separates words and lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from dragoman.corpora.markup import Mark, Marked, Role
from dragoman.corpora.xmlspans import Element, Text, plain, well_formed
from dragoman.termbase.errors import InputError

NESTING = 100
CODES = 10_000
_DEEP = f"inline codes nested deeper than {NESTING}"
_BREAK = re.compile(r"""<[\w:.-]+(?:\s[^<>]*?)?\s(?:ctype|type|subType)\s*=\s*["'](?:xlf:)?lb["']""")
_BLANKS = re.compile(r"[ \t\r\n]+")
_SPECIAL = re.compile("[&<>\r]|[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


class Kind(Enum):
    """What an inline element is.

    SPAN: text between two tags. CODE: one code with all in it. BEGIN, END: codes at the ends of a span. SEAL: begins a span
    that is one code with all in it, up to its END.
    """

    SPAN = auto()
    CODE = auto()
    BEGIN = auto()
    END = auto()
    SEAL = auto()


# gives an element's kind and, for one that begins or ends a span, what both ends share
Classify = Callable[[Element], tuple[Kind, str]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A code, or text between codes (raw)."""

    raw: str
    role: Role | None = None
    key: str = ""


def marked(text: Text, element: Element, classify: Classify, preserve: bool) -> Marked:
    """What an element holds.

    preserve: white space is kept as it is (xml:space); else a line break with indentation behind it is layout: one space
    between words, nothing at the ends. Raises InputError for codes nested deeper than NESTING or more than CODES.
    """
    pieces = list(_pieces(text, element, classify))
    codes = [piece for piece in pieces if piece.role is not None]
    if len(codes) > CODES:
        raise InputError(f"more than {CODES:,} inline codes in one text", text.location(element.start))
    found = _nested(codes)
    if _depth(found) > NESTING:
        raise InputError(_DEEP, text.location(element.start))
    return _joined(pieces, found, preserve)


def _joined(pieces: Sequence[_Piece], roles: Iterable[tuple[Role, str]], preserve: bool) -> Marked:
    told = iter(roles)
    parts: list[str] = []
    marks: list[Mark] = []
    length = 0
    loose = True  # white space here would stand at the start, or behind other white space
    spare = -1  # where in the text the last layout space stands
    for piece in pieces:
        if piece.role is None:
            for part, layout in _words(piece.raw, preserve):
                found = part if not layout else "" if loose else " "
                spare = length if layout and found else spare
                parts.append(found)
                length += len(found)
                loose = found[-1].isspace() if found else loose
            continue
        marks.append(Mark(length, piece.raw, *next(told)))
        if breaks(piece.raw):
            parts.append("\n")
            length, loose = length + 1, True
    joined = "".join(parts)
    if spare >= 0 and spare == length - 1:
        joined = joined[:spare]
        marks = [Mark(min(mark.at, spare), mark.code, mark.role, mark.key) for mark in marks]
    return Marked(joined, tuple(marks))


def content(target: Marked, preserve: bool, newline: str = "\n", odd: Callable[[str], str] | None = None) -> str:
    """The raw content a marked text becomes; `marked` reads it again as it was.

    newline: what a line ends with in the file. odd: gives what stands for a character XML cannot hold; without it that is
    U+FFFD. Raises ValueError where the marks are no well-formed XML in this order.
    """
    parts: list[str] = []
    after_break = False
    for piece in target.pieces():
        if isinstance(piece, Mark):
            parts.append(piece.code)
            after_break = breaks(piece.code)
            continue
        words = piece[1:] if after_break and piece.startswith("\n") else piece
        after_break = False
        parts.extend(
            escape(part, odd).replace("\n", "&#10;" if layout else newline) for part, layout in _runs(words, preserve)
        )
    raw = "".join(parts)
    if target.marks and not well_formed(raw):
        raise ValueError(f"the marks of {target.text!r} do not nest")
    return raw


def escape(text: str, odd: Callable[[str], str] | None = None) -> str:
    """Text as XML content, line ends as they are; for `odd` see content."""

    def written(match: re.Match[str]) -> str:
        found = _ESCAPES.get(match.group())
        return found if found is not None else odd(match.group()) if odd else "\ufffd"

    return _SPECIAL.sub(written, text)


def quoted(value: str, mark: str = '"') -> str:
    """An attribute's value between quotation marks of a kind."""
    inner = escape(value).replace("\t", "&#9;").replace("\n", "&#10;")
    return f"{mark}{inner.replace(mark, f'&#{ord(mark)};')}{mark}"


def code_point(character: str, prefix: str = "") -> str:
    """A character XML cannot hold, as XLIFF 2 puts it; U+FFFD for a lone surrogate. prefix: of its namespace."""
    code = ord(character)
    return "\ufffd" if 0xD800 <= code < 0xE000 else f'<{prefix}cp hex="{code:04X}"/>'


def breaks(code: str) -> bool:
    """Whether a code breaks the line."""
    return _BREAK.match(code) is not None


def _pieces(text: Text, element: Element, classify: Classify, depth: int = 0) -> Iterator[_Piece]:
    if depth > NESTING:
        raise InputError(_DEEP, text.location(element.start))
    done = element.inner
    kinds = [classify(child) for child in element.children]
    ends = {key: child.end for child, (kind, key) in zip(element.children, kinds, strict=True) if kind is Kind.END}
    for child, (kind, key) in zip(element.children, kinds, strict=True):
        if child.start < done:
            continue
        if child.start > done:
            yield _Piece(text.raw(done, child.start))
        done = child.end
        if kind is Kind.SPAN and not child.empty:
            own = f"<{child.start}"
            yield _Piece(text.raw(child.start, child.inner), Role.OPEN, own)
            yield from _pieces(text, child, classify, depth + 1)
            yield _Piece(text.raw(child.outer, child.end), Role.CLOSE, own)
            continue
        if kind is Kind.SEAL:
            done = max(done, ends.get(key, 0))
        role = {Kind.BEGIN: Role.OPEN, Kind.END: Role.CLOSE}.get(kind, Role.ALONE)
        yield _Piece(text.raw(child.start, done), role, key)
    if element.outer > done:
        yield _Piece(text.raw(done, element.outer))


def _nested(codes: Sequence[_Piece]) -> list[tuple[Role, str]]:
    """Role and key of each code: pairs that nest are numbered, all others stand alone."""
    found: list[tuple[Role, str]] = [(Role.ALONE, "")] * len(codes)
    opened: list[int] = []
    places: dict[str, list[int]] = {}
    for index, code in enumerate(codes):
        if code.role is Role.OPEN:
            opened.append(index)
            places.setdefault(code.key, []).append(index)
        elif code.role is Role.CLOSE and places.get(code.key):
            partner = places[code.key][-1]
            inside = opened[opened.index(partner) + 1 :] if opened[-1] != partner else []
            # tags always pair; a span of two codes that would cross one stands alone, and so does what a tag pair cuts
            if any(codes[other].key.startswith("<") for other in inside):
                continue
            for gone in [*inside, partner]:
                places[codes[gone].key].remove(gone)
            del opened[len(opened) - len(inside) - 1 :]
            found[partner] = Role.OPEN, str(partner)
            found[index] = Role.CLOSE, str(partner)
    return found


def _depth(roles: Iterable[tuple[Role, str]]) -> int:
    deepest = depth = 0
    for role, _ in roles:
        depth += {Role.OPEN: 1, Role.CLOSE: -1}.get(role, 0)
        deepest = max(deepest, depth)
    return deepest


def _words(raw: str, preserve: bool) -> Iterator[tuple[str, bool]]:
    """Text resolved, in parts, and whether a part is layout."""
    if preserve or ("\n" not in raw and "\r" not in raw):
        yield plain(raw), False
    elif "<" in raw:
        # white space in CDATA sections is content
        yield from _sections(raw)
    else:
        for part, layout in _runs(raw, preserve):
            yield (part, True) if layout else (plain(part), False)


def _sections(raw: str) -> Iterator[tuple[str, bool]]:
    done = 0
    for match in re.finditer(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", raw, re.DOTALL):
        yield from _words(raw[done : match.start()], False)
        yield plain(match.group()), False
        done = match.end()
    yield from _words(raw[done:], False)


def _runs(text: str, preserve: bool) -> Iterator[tuple[str, bool]]:
    """The parts of a text that are layout where white space is not preserved, and those between."""
    done = 0
    if not preserve and ("\n" in text or "\r" in text):
        for match in _BLANKS.finditer(text):
            run = match.group()
            if ("\n" in run or "\r" in run) and run[-1] not in "\r\n":
                if match.start() > done:
                    yield text[done : match.start()], False
                yield run, True
                done = match.end()
    if done < len(text):
        yield text[done:], False
