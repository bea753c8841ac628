"""JSON as a tree of values that know where they stand, so that a string can be replaced and all else stays.

Strict JSON (RFC 8259): no comments, no trailing commas, no key twice. Numbers are never converted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from dragoman.corpora.places import Places
from dragoman.termbase.errors import InputError

NESTING = 100

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"')
_OTHER = re.compile(r"(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])", re.ASCII)
_UNFINISHED = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+')
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HINTS = {
    "'": "strings have double quotation marks",
    "/": "JSON has no comments",
    "#": "JSON has no comments",
    ",": "a comma too many?",
    "}": "a comma too many?",
    "]": "a comma too many?",
}


@dataclass(frozen=True, slots=True)
class String:
    """A string: half-open offsets of it with its quotation marks, and what it says."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """A number, true, false or null."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values."""

    start: int
    end: int
    items: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Object:
    """Keys and their values, in order; no key twice."""

    start: int
    end: int
    members: dict[str, tuple[String, Value]] = field(default_factory=dict)

    def text(self, *keys: str) -> str:
        """The first of the keys whose value is a string, or no text."""
        found = (self.members[key][1] for key in keys if key in self.members)
        return next((value.text for value in found if isinstance(value, String)), "")


Value = String | Other | Array | Object


def parse(text: str, places: Places, start: int = 0, end: int | None = None) -> Value:
    """The value of a JSON text, or of a stretch of a text. Raises InputError with the place of what is wrong."""
    scanner = _Scanner(text, places, start, len(text) if end is None else end)
    value = scanner.value(0)
    scanner.finish()
    return value


class _Scanner:
    def __init__(self, text: str, places: Places, start: int, end: int) -> None:
        self._text, self._places, self._place, self._end = text, places, start, end

    def value(self, depth: int) -> Value:
        character = self._next()
        if character == '"':
            return self._string()
        if character in ("{", "["):
            if depth >= NESTING:
                raise self._error(f"nested deeper than {NESTING}")
            return self._object(depth) if character == "{" else self._array(depth)
        match = _OTHER.match(self._text, self._place, self._end)
        if not match:
            raise self._unexpected("a value")
        self._place = match.end()
        return Other(*match.span())

    def finish(self) -> None:
        if self._next():
            raise self._error("text behind the end of the JSON", "is it JSON Lines? then name it .jsonl")

    def _object(self, depth: int) -> Object:
        start = self._place
        self._place += 1
        members: dict[str, tuple[String, Value]] = {}
        if self._next() == "}":
            self._place += 1
            return Object(start, self._place)
        while True:
            if self._next() != '"':
                raise self._unexpected("a key in double quotation marks")
            key = self._string()
            if key.text in members:
                first = self._places(members[key.text][0].start)
                raise self._places.error(
                    f"key '{key.text[:60]}' twice",
                    key.start,
                    f"first at {first.line}:{first.column}; keep one of the two",
                )
            if self._next() != ":":
                raise self._unexpected("a colon")
            self._place += 1
            members[key.text] = key, self.value(depth + 1)
            if self._closed("}"):
                return Object(start, self._place, members)

    def _array(self, depth: int) -> Array:
        start = self._place
        self._place += 1
        if self._next() == "]":
            self._place += 1
            return Array(start, self._place)
        items = []
        while True:
            items.append(self.value(depth + 1))
            if self._closed("]"):
                return Array(start, self._place, tuple(items))

    def _closed(self, bracket: str) -> bool:
        """Whether a list ends here, and does not go on behind a comma."""
        character = self._next()
        if character not in (bracket, ","):
            raise self._unexpected(f"a comma or {bracket}")
        self._place += 1
        return character == bracket

    def _string(self) -> String:
        match = _STRING.match(self._text, self._place, self._end)
        if not match:
            raise self._bad_string()
        self._place = match.end()
        text: str = json.loads(match.group())
        if _SURROGATE.search(text):
            raise self._places.error("an escape of half a character (a lone surrogate)", match.start())
        return String(*match.span(), text)

    def _bad_string(self) -> InputError:
        good = _UNFINISHED.match(self._text, self._place, self._end)
        at = good.end() if good else self._place
        rest = self._text[at : min(at + 1, self._end)]
        if rest == "\\":
            return self._places.error("no such escape", at, 'write \\\\ for a backslash and \\" for a quotation mark')
        what = (
            "a string goes over the line" if rest in ("\n", "\r") else "a control character in a string" if rest else ""
        )
        if what:
            return self._places.error(what, at, "write \\n for a line break, \\t for a tab")
        return self._places.error("a string is never closed", self._place)

    def _next(self) -> str:
        """The next character that is no white space; empty at the end."""
        found = _SPACE.match(self._text, self._place, self._end)
        self._place = found.end() if found else self._place
        return self._text[self._place : min(self._place + 1, self._end)]

    def _unexpected(self, wanted: str) -> InputError:
        character = self._text[self._place : min(self._place + 1, self._end)]
        if not character:
            return self._error(f"the file ends where {wanted} should be", "is it cut short?")
        return self._error(f"{wanted} expected, not {character!r}", _HINTS.get(character, ""))

    def _error(self, message: str, hint: str = "") -> InputError:
        return self._places.error(f"not valid JSON: {message}", self._place, hint)


@dataclass(frozen=True, slots=True)
class Style:
    """How a file writes its strings. ascii: all but ASCII escaped; slash, angle: / and < > escaped, as PHP and Go do."""

    ascii: bool = False
    slash: bool = False
    angle: bool = False

    def written(self, text: str) -> str:
        """A text as a JSON string."""
        raw = json.dumps(text, ensure_ascii=self.ascii)
        if self.slash:
            raw = raw.replace("/", "\\/")
        if self.angle:
            for character in "<>&":
                raw = raw.replace(character, f"\\u{ord(character):04x}")
        # JavaScript once took these for line ends, and many editors still do
        return raw.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def style(raw: str) -> Style:
    """The style of a raw JSON text, or of a part of it."""
    escaped = re.search(r"\\u(?!00[0-7])[0-9A-Fa-f]{4}", raw) is not None
    return Style(escaped and raw.isascii(), "\\/" in raw, re.search(r"\\u00(?:3[cCeE]|26)", raw) is not None)
